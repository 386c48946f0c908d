package wire

// What readers know the rows of the tables of methods and metrics by: the only
// table of it, for page, terminal and scripts.

// Named is what readers know a method by: its name, a shorter one, and what it learns
// from in a few words.
type Named struct{ Name, Short, Tagline string }

var methodNames = map[string]Named{
	"pt":         {"PT", "PT", "goes on pre-training, prompt and all"},
	"sft":        {"SFT", "SFT", "reads the right answer, nothing else"},
	"ift":        {"IFT", "IFT", "reads a mix of answer and own guess"},
	"ss":         {"Scheduled sampling", "Sched. s.", "reads the answer with some samples of its own"},
	"neftune":    {"NEFTune", "NEFTune", "reads the right answer under noise"},
	"hide":       {"SFT with blanks", "Blanks", "reads blanks in place of the answer"},
	"dpo":        {"DPO", "DPO", "learns from pairs written once, ranked by the judge"},
	"dpo-online": {"DPO online", "DPO onl.", "learns from fresh pairs of its own, ranked by the judge"},
	"orpo":       {"ORPO", "ORPO", "learns from stored pairs, without a reference model"},
	"rlhf":       {"RLHF", "RLHF", "learns from a reward model trained on pairs"},
	"ppo":        {"PPO", "PPO", "learns from the judge’s own reward"},
}

// NameOf is what readers know a method by; one that there is not goes by its key.
func NameOf(method string) Named {
	if n, ok := methodNames[method]; ok {
		return n
	}
	return Named{method, method, ""}
}

// MethodName is the name of a method.
func MethodName(method string) string { return NameOf(method).Name }

// metricNames are the headings of the metrics, and shorter ones.
var metricNames = map[string][2]string{
	"accuracy":        {"Right answers, running alone", "Right answers alone"},
	"late_accuracy":   {"Right answers in the second half", "Right in the second half"},
	"success_random":  {"Success from random cells", "Success, random cells"},
	"success_start":   {"Success from the start", "Success from the start"},
	"success_markov":  {"Success of what it would do in each cell", "Success, cell by cell"},
	"wrong_mass":      {"Belief in wrong moves (less is better)", "Wrong moves (less is better)"},
	"recovery":        {"Letters right after one forced error", "Right after an error"},
	"greedy_em":       {"Whole answers right, running alone", "Whole answers right"},
	"sampled_em":      {"Whole answers right, sampled", "Right, sampled"},
	"greedy_last":     {"Last results right", "Last results right"},
	"valid":           {"Right answers among samples", "Right samples"},
	"greedy_valid":    {"Right answers, the likeliest one each", "Right, likeliest"},
	"reward":          {"Reward of samples", "Reward"},
	"distinct":        {"Different answers", "Different answers"},
	"entropy":         {"Entropy of what it writes", "Entropy"},
	"success":         {"Walks that reach the goal", "Reach the goal"},
	"sampled_success": {"Sampled walks that reach the goal", "Sampled: reach the goal"},
	"optimal":         {"Walks that are shortest", "Shortest walks"},
	"slip":            {"Success after a push off the way", "After a push"},
	"nll":             {"Surprise at right answers (less is better)", "Surprise (less is better)"},
	"drift":           {"Distance from the start (KL, nats a token)", "Distance from the start"},
	"truth":           {"Reward of its own answers, by the judge", "The judge’s reward"},
	"opinion":         {"Reward of its own answers, as it was taught", "Taught reward"},
	"kept":            {"Share of its stored pairs it would still write", "Pairs still its own"},
}

// MetricName is the heading of a metric, and a shorter one.
func MetricName(metric string) (name, short string) {
	if n, ok := metricNames[metric]; ok {
		return n[0], n[1]
	}
	return metric, metric
}
