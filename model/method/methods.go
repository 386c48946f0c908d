package method

import "softmix/model/device"

// Source is what a method learns from.
type Source string

// The sources.
const (
	Text           Source = "text"           // the pre-training text, its prompts too
	Demonstrations Source = "demonstrations" // right answers alone
	Judge          Source = "judge"          // the model's own answers, and what a judge says of them
)

// Reading is what a method reads in the places of an answer's right tokens while it
// learns them.
type Reading string

// The readings.
const (
	Truth   Reading = ""        // the right tokens
	Mixed   Reading = "mixed"   // a blend of the right embedding and the model's guess
	Samples Reading = "samples" // the right tokens, some of them replaced by the model's samples
	Noisy   Reading = "noisy"   // the right tokens, with noise on their embeddings
	Blanks  Reading = "blanks"  // nothing of the answer
)

// Method is a row of the table of methods: all that the rest of the program must
// know of one. What readers call it says wire/names.go.
type Method struct {
	Key    string // in URLs, messages and on the command line
	Step   string // the step that it trains with, a row of steps; methods may share one
	Learns Source
	Reads  Reading

	// Forward is how many forward passes a step takes, and Feedback says that each
	// feedback pass of its setting is one more. 0: they are counted as it trains.
	Forward  int
	Feedback bool

	// Of those that learn from a judge.
	Offline     bool // its pairs are drawn once, from the model as it was at the start
	Reference   bool // it needs the model as it was at the start
	RewardModel bool // a reward model stands in for the judge

	// How its lines are drawn: in a hue of its own, by the name of the colour in the
	// style sheets, or in grey; and in which dashes, nil for solid.
	Hue  string
	Dash []float64

	// Subject says that the page is about this method: where it is behind, the page
	// says that it loses.
	Subject bool

	Knobs    []string  // its settings, by their names in wire's table
	Defaults []Default // of these, where they differ from the table's
	Metrics  []string  // that its runs measure beside the scenario's
}

// Default is a setting's default, as a URL has it; Task is the scenario it is of,
// "" is all.
type Default struct{ Task, Name, Value string }

// Methods are the methods that a run can train with, in the order of the page: from
// demonstrations alone, then from a judge of answers.
var Methods = []Method{
	{Key: "pt", Step: "pt", Learns: Text, Dash: []float64{2, 4}, Forward: 1},
	{Key: "sft", Step: "sft", Learns: Demonstrations, Hue: "sft", Forward: 1, Knobs: []string{"mean"}},
	{Key: "ift", Step: "ift", Learns: Demonstrations, Hue: "ift", Reads: Mixed, Forward: 1, Feedback: true, Subject: true,
		Knobs: []string{"lambda", "gamma", "tau", "feedback", "passes", "embedding", "weights", "mean"}},
	{Key: "ss", Step: "ss", Learns: Demonstrations, Dash: []float64{8, 4}, Reads: Samples, Forward: 2, Knobs: []string{"tau", "p", "rise", "mean"}},
	{Key: "neftune", Step: "neftune", Learns: Demonstrations, Dash: []float64{1, 3}, Reads: Noisy, Forward: 1, Knobs: []string{"alpha", "mean"}},
	{Key: "hide", Step: "hide", Learns: Demonstrations, Dash: []float64{12, 3, 2, 3}, Reads: Blanks, Forward: 1, Knobs: []string{"mean"}},
	{Key: "dpo", Step: "dpo", Learns: Judge, Dash: []float64{5, 3}, Offline: true, Reference: true, Metrics: []string{"kept"},
		Knobs: []string{"beta", "pairs", "rate"}, Defaults: []Default{{Name: "beta", Value: "1"}, {Name: "pairs", Value: "4096"}}},
	{Key: "dpo-online", Step: "dpo", Learns: Judge, Dash: []float64{8, 3, 2, 3}, Reference: true, Knobs: []string{"beta", "rate"}},
	{Key: "orpo", Step: "orpo", Learns: Judge, Dash: []float64{3, 3}, Offline: true, Metrics: []string{"kept"},
		Knobs: []string{"beta", "pairs", "rate"}, Defaults: []Default{{Name: "beta", Value: "1"}, {Name: "pairs", Value: "4096"}}},
	// On perm5 a reward model takes long to see what is right.
	{Key: "rlhf", Step: "ppo", Learns: Judge, Dash: []float64{14, 4}, Reference: true, RewardModel: true, Metrics: []string{"truth", "opinion"},
		Knobs:    []string{"range", "value", "kl", "gae", "epochs", "rmsteps", "rmlr", "rate"},
		Defaults: []Default{{Name: "kl", Value: "0.05"}, {Name: "rmsteps", Value: "400"}, {Task: "perm5", Name: "rmsteps", Value: "1000"}}},
	{Key: "ppo", Step: "ppo", Learns: Judge, Dash: []float64{10, 2, 2, 2, 2, 2}, Reference: true, Metrics: []string{"truth", "opinion"},
		Knobs: []string{"range", "value", "kl", "gae", "epochs", "rate"}},
}

// Of returns the row of a method. One that there is not, such as that of an arm that
// is not there, has an empty row.
func Of(key string) Method {
	for _, m := range Methods {
		if m.Key == key {
			return m
		}
	}
	return Method{}
}

// Keys lists the methods, in the order of the page.
func Keys() []string {
	keys := make([]string, len(Methods))
	for i, m := range Methods {
		keys[i] = m.Key
	}
	return keys
}

// recipe states a step: the calls from the batch to the gradients. It may
// use everything that the Step has made.
type recipe func(s *Step) []device.Call

// steps are the steps that there are. Paired ones learn from preference pairs: their
// batches have an even number of sequences, first the chosen answers, then the
// rejected ones in the same order. A pair in which either has an empty mask does not
// count, so that a batch need not be full.
var steps = []struct {
	name   string
	build  recipe
	paired bool
}{
	{"pt", pt, false},
	{"sft", sft, false},
	{"ift", ift, false},
	{"ss", scheduledSampling, false},
	{"neftune", neftune, false},
	{"hide", maskInputs, false},
	{"dpo", dpo, true},
	{"orpo", orpo, true},
	{"reward", reward, true}, // of a reward model
	{"ppo", ppo, false},
}

// recipeOf returns the recipe of the named step, nil for a name that is none.
func recipeOf(name string) recipe {
	for _, s := range steps {
		if s.name == name {
			return s.build
		}
	}
	return nil
}

// Names lists the steps.
func Names() []string {
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = s.name
	}
	return names
}

// Paired reports whether a step learns from preference pairs.
func Paired(name string) bool {
	for _, s := range steps {
		if s.name == name {
			return s.paired
		}
	}
	return false
}
