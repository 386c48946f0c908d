package wire

// What readers know methods and metrics by: the only table of it. The scripts'
// copies are checked against it by a test, which also writes them.

var methodNames = map[string]string{
	"pt": "PT", "sft": "SFT", "ift": "IFT", "ss": "Scheduled sampling", "neftune": "NEFTune", "hide": "SFT with blanks",
	"dpo": "DPO", "dpo-online": "DPO online", "orpo": "ORPO", "rlhf": "RLHF", "ppo": "PPO",
}

// MethodName is how readers know a method.
func MethodName(method string) string {
	if n, ok := methodNames[method]; ok {
		return n
	}
	return method
}

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
