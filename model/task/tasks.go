package task

import "fmt"

// Row is a row of the table of tasks: all that the rest of the program must know of
// a task before there is one, as a scenario of the page too. What readers are told
// of it stands in i18n/en.json, by its key.
type Row struct {
	Key   string // in URLs, messages and on the command line
	Board string // what draws it: a row of ui's boards
	Grid  int    // cells a side of the board; 0 for one that is no grid
	Lines bool   // the board is lines of text

	// Metrics are what its evaluations measure that charts can show, the one that it
	// is about first: see the table of metrics.
	Metrics []string
	Aside   string // the one of them that a small chart shows beside; "" for none
	Judge   bool   // its answers are judged: the task is a Rewarder
	// MinDemos and MaxDemos bound how many demonstrations a run may own; 0 draws fresh
	// ones every step.
	MinDemos, MaxDemos int
	Settings           []string  // settings that count for this task and others that name them
	Defaults           []Default // where they differ from the table's

	new func(name string, o Options) (Task, error)
}

// Default is a setting's default, by its name in wire's table and as a URL has it.
type Default struct{ Name, Value string }

// defaults reads pairs of a name and a value.
func defaults(pairs ...string) []Default {
	var all []Default
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, Default{pairs[i], pairs[i+1]})
	}
	return all
}

// What several tasks measure.
var (
	boxMetrics  = []string{"accuracy", "late_accuracy", "distinct"}
	lakeMetrics = []string{"success_random", "success_start", "success_markov", "wrong_mass", "distinct", "drift"}
)

// Tasks are all tasks, in the order of the page, which opens with the first.
var Tasks = []Row{
	{Key: "treasure", Board: "treasure", Metrics: boxMetrics, MinDemos: 1, MaxDemos: 4096,
		Defaults: defaults("steps", "200", "passes", "3"),
		new:      func(string, Options) (Task, error) { return treasureStays(), nil }},
	{Key: "treasure-moves", Board: "treasure", Metrics: boxMetrics, MinDemos: 1, MaxDemos: 4096,
		new: func(string, Options) (Task, error) { return treasureMoves(), nil }},
	{Key: "lake6", Board: "lake", Grid: 6, Metrics: lakeMetrics, Judge: true, MinDemos: 1, MaxDemos: 64, Settings: []string{"slip"},
		Defaults: defaults("demos", "1", "lambda", "0.6", "feedback", "sampled"),
		new:      func(name string, o Options) (Task, error) { return newLake(name, open6, 16, o.Slip) }},
	{Key: "lake4", Board: "lake", Grid: 4, Metrics: lakeMetrics, Judge: true, MinDemos: 1, MaxDemos: 64, Settings: []string{"slip"},
		Defaults: defaults("demos", "1", "lambda", "0.6", "feedback", "sampled"),
		new:      func(name string, o Options) (Task, error) { return newLake(name, holes4, 14, o.Slip) }},
	{Key: "sort", Board: "text", Lines: true, Judge: true, MaxDemos: 4096,
		Metrics:  []string{"recovery", "greedy_em", "sampled_em", "nll", "distinct", "drift"},
		Defaults: defaults("lr", "0.002", "batch", "32", "steps", "150", "demos", "0", "lambda", "0.8", "feedback", "sampled", "p", "0.8"),
		new:      newText},
	{Key: "chain", Board: "text", Lines: true, Judge: true, MaxDemos: 4096,
		Metrics:  []string{"greedy_em", "sampled_em", "recovery", "nll", "distinct", "drift"},
		Defaults: defaults("lr", "0.002", "batch", "32", "steps", "150", "demos", "0", "lambda", "0.8", "feedback", "sampled", "p", "0.8"),
		new:      newText},
	{Key: "perm5", Board: "orders", Lines: true, Aside: "distinct", Judge: true, MaxDemos: 4096,
		Metrics:  []string{"valid", "greedy_valid", "reward", "distinct", "entropy", "nll", "drift"},
		Defaults: defaults("batch", "32", "steps", "120", "demos", "0", "right", "ppo"),
		new:      func(string, Options) (Task, error) { return anyOrder(), nil }},
	{Key: "prog", Board: "program", Lines: true, MinDemos: 1, MaxDemos: 4096,
		Metrics:  []string{"greedy_em", "sampled_em", "greedy_last", "nll", "distinct", "drift"},
		Defaults: defaults("steps", "200", "demos", "256"),
		new:      func(string, Options) (Task, error) { return prog{}, nil }},
	{Key: "maze", Board: "maze", Grid: 7, MinDemos: 1, MaxDemos: 4096,
		Metrics:  []string{"sampled_success", "success", "optimal", "slip", "nll", "distinct", "drift"},
		Defaults: defaults("lr", "0.0003", "steps", "128", "demos", "1024"),
		new:      func(string, Options) (Task, error) { return maze{}, nil }},
}

func newText(name string, _ Options) (Task, error) { return text{name}, nil }

// Of returns the row of a task; of one that there is not, the first.
func Of(key string) Row {
	for _, r := range Tasks {
		if r.Key == key {
			return r
		}
	}
	return Tasks[0]
}

// Names lists the tasks.
func Names() []string {
	names := make([]string, len(Tasks))
	for i, r := range Tasks {
		names[i] = r.Key
	}
	return names
}

// New returns the task called name. It fails for an unknown name and for
// options out of their range.
func New(name string, o Options) (Task, error) {
	if r := Of(name); r.Key == name {
		return r.new(name, o)
	}
	return nil, fmt.Errorf("unknown task %q (there are %v)", name, Names())
}

// Better says which way a metric should go.
type Better int

// The directions.
const (
	Neither Better = iota // it tells something, and is no merit
	More
	Less
)

// Unit is what a metric counts.
type Unit string

// The units.
const (
	Share Unit = "share" // of prompts, games, walks, cells or answers, 0 to 1
	Nats  Unit = "nats"  // a token
	Score Unit = "score" // on a reward model's own scale
)

// Measure is a row of the table of metrics: what a number that an evaluation tells
// is. What readers call it says wire/names.go; Reference says what an exact method
// reaches.
type Measure struct {
	Key    string
	Unit   Unit
	Better Better
	// OnAnswers says that it is no evaluation's, but of the answers that a run was
	// just taught with: see method.Method.Metrics.
	OnAnswers bool
}

// Measures are the metrics that there are, of any task and method.
var Measures = []Measure{
	{"accuracy", Share, More, false}, {"late_accuracy", Share, More, false},
	{"success_random", Share, More, false}, {"success_start", Share, More, false}, {"success_markov", Share, More, false},
	{"wrong_mass", Share, Less, false}, {"recovery", Share, More, false}, {"greedy_em", Share, More, false}, {"sampled_em", Share, More, false},
	{"valid", Share, More, false}, {"greedy_valid", Share, More, false}, {"reward", Share, More, false}, {"distinct", Share, More, false},
	{"entropy", Nats, Neither, false}, {"greedy_last", Share, More, false},
	{"success", Share, More, false}, {"sampled_success", Share, More, false}, {"optimal", Share, More, false}, {"slip", Share, More, false},
	{"nll", Nats, Less, false}, {"drift", Nats, Neither, false},
	{"truth", Share, More, true}, {"opinion", Score, Neither, true}, {"kept", Share, More, true},
}

// MeasureOf returns the row of a metric; one that there is not has an empty row.
func MeasureOf(key string) Measure {
	for _, m := range Measures {
		if m.Key == key {
			return m
		}
	}
	return Measure{Key: key}
}
