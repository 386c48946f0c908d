package wire

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Kind is the type of a setting's value.
type Kind int

// The kinds of settings.
const (
	Whole  Kind = iota // an integer
	Number             // a real number
	Choice             // one of a few words
	Flag               // yes or no
	List               // some of a few words, with commas
	Words              // plain text of at most Max characters
	ID                 // letters, digits, - and _, at most Max of them
)

// Param is one row of the table of settings: the only place that knows a
// setting's name in URLs and scripts, its range, and where it counts.
type Param struct {
	Name    string
	Label   string // the words a reader knows it by
	Kind    Kind
	Min     float64  // Whole, Number: the smallest legal value
	Max     float64  // Whole, Number: the largest; Words, ID: how long it may be
	Choices []string // Choice, List: the legal words
	PerArm  bool     // each side has its own; name.1 is the left one, name.2 the right, name.3 and name.4 the others
	Restart bool     // a change needs new runs, from step 0
	Shown   bool     // it is about the display of an embed alone; see Figure

	of      []string                     // counts only where the side's method is one of these; nil: always
	applies func(s *Settings) bool       // nil: everywhere
	whole   func(s *Settings) *int       // Whole, of both sides
	number  func(s *Settings) *float64   // Number, of both sides
	word    func(s *Settings) *string    // Choice, List, Words, ID, of both sides
	flag    func(s *Settings) *bool      // Flag
	arm     func(d *Arm) any             // PerArm: *int, *float64 or *string
	limits  func(s *Settings) (a, b int) // Whole: where the range depends on the scenario
}

// The scenarios, in the order of the page; the first one opens.
var scenarios = []string{"treasure", "treasure-moves", "lake6", "lake4", "sort", "chain", "perm5", "prog", "maze"}

// Scenarios returns the names of the scenarios, in the order of the page.
func Scenarios() []string { return append([]string(nil), scenarios...) }

// methods are what a side can train with, in the order of the page: from
// demonstrations alone, then from a judge of answers.
var methods = []string{"pt", "sft", "ift", "ss", "neftune", "hide", "dpo", "dpo-online", "orpo", "rlhf", "ppo"}

// The methods that a knob counts for.
var (
	ofIFT    = []string{"ift"}
	ofGuess  = []string{"ift", "ss"}
	ofMean   = []string{"sft", "ift", "ss", "neftune", "hide"}
	ofSS     = []string{"ss"}
	ofNoise  = []string{"neftune"}
	ofPairs  = []string{"dpo", "dpo-online", "orpo"}
	ofStored = []string{"dpo", "orpo"}
	ofPPO    = []string{"rlhf", "ppo"}
	ofRLHF   = []string{"rlhf"}
	ofJudge  = methods[6:]
)

// Methods returns the methods that a side can train with in a scenario, in the
// order of the page. Those that learn from a judge of answers are left out where
// there is none.
func Methods(scenario string) []string {
	if HasJudge(scenario) {
		return append([]string(nil), methods...)
	}
	return append([]string(nil), methods[:len(methods)-len(ofJudge)]...)
}

// HasJudge reports whether answers are judged in a scenario.
func HasJudge(scenario string) bool {
	switch scenario {
	case "lake6", "lake4", "sort", "chain", "perm5":
		return true
	}
	return false
}

// Judged reports whether a method learns from a judge of answers.
func Judged(method string) bool { return slices.Contains(ofJudge, method) }

// XAxes are what the charts can be drawn over: the step, and per run what its
// steps took: answer tokens, seconds since the start, floating-point operations,
// passes, tokens written, demonstrations seen, answers judged, and the seconds
// that the device took for this run alone.
func XAxes() []string {
	return []string{"step", "tokens", "seconds", "flops", "passes", "written", "demos", "judged", "device"}
}

// metrics are all that a chart can show, of any scenario.
var metrics = []string{
	"auto", "accuracy", "late_accuracy", "success_random", "success_start", "success_markov", "wrong_mass", "recovery",
	"greedy_em", "sampled_em", "valid", "greedy_valid", "reward", "distinct", "entropy", "greedy_last",
	"success", "sampled_success", "optimal", "slip", "nll", "drift", "truth", "opinion", "kept",
}

// judgedMetrics are what runs that learn from a judge measure besides.
var judgedMetrics = []string{"truth", "opinion", "kept"}

// Metrics returns the metrics of a scenario's evaluations that its chart can
// show, the one that it is about first. Runs that learn from a judge have truth,
// opinion or kept besides; see Eval.
func Metrics(scenario string) []string {
	switch scenario {
	case "lake6", "lake4":
		return []string{"success_random", "success_start", "success_markov", "wrong_mass", "distinct", "drift"}
	case "sort":
		return []string{"recovery", "greedy_em", "sampled_em", "nll", "distinct", "drift"}
	case "chain":
		return []string{"greedy_em", "sampled_em", "recovery", "nll", "distinct", "drift"}
	case "perm5":
		return []string{"valid", "greedy_valid", "reward", "distinct", "entropy", "nll", "drift"}
	case "prog":
		return []string{"greedy_em", "sampled_em", "greedy_last", "nll", "distinct", "drift"}
	case "maze":
		return []string{"sampled_success", "success", "optimal", "slip", "nll", "distinct", "drift"}
	}
	return []string{"accuracy", "late_accuracy", "distinct"}
}

// Shown are the metrics that the chart can show under s: the scenario's, and what
// the runs that there are tell of their judge.
func Shown(s Settings) []string {
	list := Metrics(s.Scenario)
	for _, extra := range []struct {
		of    []string
		names []string
	}{{ofPPO, judgedMetrics[:2]}, {ofStored, judgedMetrics[2:]}} {
		if slices.ContainsFunc(s.Arms[:s.Width()], func(d Arm) bool { return slices.Contains(extra.of, d.Method) }) {
			list = append(list, extra.names...)
		}
	}
	return list
}

func onLake(s *Settings) bool { return strings.HasPrefix(s.Scenario, "lake") }

// demoRange: the lake is small, text can draw fresh demonstrations every step (0).
func demoRange(s *Settings) (int, int) {
	switch s.Scenario {
	case "lake6", "lake4":
		return 1, 64
	case "sort", "chain", "perm5":
		return 0, 4096
	}
	return 1, 4096
}

var table = []Param{
	{Name: "scenario", Label: "scenario", Kind: Choice, Choices: scenarios, Restart: true, word: func(s *Settings) *string { return &s.Scenario }},
	{Name: "method", Label: "method", Kind: Choice, Choices: append(append([]string(nil), methods...), NoMethod), PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.Method }},
	{Name: "device", Label: "device", Kind: Choice, Choices: []string{"auto", "webgpu", "cpu"}, Restart: true, word: func(s *Settings) *string { return &s.Device }},
	{Name: "seed", Label: "seed", Kind: Whole, Min: 0, Max: 999999, Restart: true, whole: func(s *Settings) *int { return &s.Seed }},
	{Name: "seeds", Label: "seeds", Kind: Whole, Min: 1, Max: 8, Restart: true, whole: func(s *Settings) *int { return &s.Seeds }},
	{Name: "lr", Label: "learning rate", Kind: Number, Min: 1e-6, Max: .1, number: func(s *Settings) *float64 { return &s.LR }},
	{Name: "batch", Label: "batch", Kind: Whole, Min: 1, Max: 64, Restart: true, whole: func(s *Settings) *int { return &s.Batch }},
	{Name: "steps", Label: "steps", Kind: Whole, Min: 1, Max: 2000, Restart: true, whole: func(s *Settings) *int { return &s.Steps }},
	{Name: "demos", Label: "demonstrations", Kind: Whole, Restart: true, limits: demoRange, whole: func(s *Settings) *int { return &s.Demos }},
	{Name: "slip", Label: "slip", Kind: Number, Min: 0, Max: .9, Restart: true, applies: onLake, number: func(s *Settings) *float64 { return &s.Slip }},
	{Name: "lambda", Label: "λ", Kind: Number, Min: 0, Max: 1, PerArm: true, of: ofIFT, arm: func(d *Arm) any { return &d.Lambda }},
	{Name: "gamma", Label: "γ", Kind: Number, Min: 0, Max: 1, PerArm: true, of: ofIFT, arm: func(d *Arm) any { return &d.Gamma }},
	{Name: "tau", Label: "τ", Kind: Number, Min: .05, Max: 5, PerArm: true, of: ofGuess, arm: func(d *Arm) any { return &d.Tau }},
	{Name: "feedback", Label: "feedback", Kind: Choice, Choices: []string{"soft", "argmax", "sampled"}, PerArm: true, Restart: true, of: ofIFT, arm: func(d *Arm) any { return &d.Feedback }},
	{Name: "passes", Label: "passes", Kind: Whole, Min: 1, Max: 6, PerArm: true, Restart: true, of: ofIFT, arm: func(d *Arm) any { return &d.Passes }},
	{Name: "embedding", Label: "embedding", Kind: Choice, Choices: []string{"live", "frozen"}, PerArm: true, Restart: true, of: ofIFT, arm: func(d *Arm) any { return &d.Embed }},
	{Name: "weights", Label: "weights", Kind: Choice, Choices: []string{"detached", "live"}, PerArm: true, Restart: true, of: ofIFT, arm: func(d *Arm) any { return &d.Weights }},
	{Name: "mean", Label: "mean over", Kind: Choice, Choices: []string{"sequences", "tokens"}, PerArm: true, Restart: true, of: ofMean, arm: func(d *Arm) any { return &d.Mean }},
	{Name: "p", Label: "p", Kind: Number, Min: 0, Max: 1, PerArm: true, of: ofSS, arm: func(d *Arm) any { return &d.P }},
	{Name: "rise", Label: "p’s course", Kind: Choice, Choices: []string{"constant", "rising"}, PerArm: true, of: ofSS, arm: func(d *Arm) any { return &d.Rise }},
	{Name: "alpha", Label: "α", Kind: Number, Min: 0, Max: 100, PerArm: true, of: ofNoise, arm: func(d *Arm) any { return &d.Alpha }},
	{Name: "beta", Label: "β", Kind: Number, Min: 0, Max: 100, PerArm: true, of: ofPairs, arm: func(d *Arm) any { return &d.Beta }},
	{Name: "pairs", Label: "pairs", Kind: Whole, Min: 1, Max: 4096, PerArm: true, Restart: true, of: ofStored, arm: func(d *Arm) any { return &d.Pairs }},
	{Name: "range", Label: "clip range", Kind: Number, Min: .01, Max: 10, PerArm: true, of: ofPPO, arm: func(d *Arm) any { return &d.Range }},
	{Name: "value", Label: "value weight", Kind: Number, Min: 0, Max: 100, PerArm: true, of: ofPPO, arm: func(d *Arm) any { return &d.Value }},
	{Name: "kl", Label: "KL price", Kind: Number, Min: 0, Max: 100, PerArm: true, of: ofPPO, arm: func(d *Arm) any { return &d.KL }},
	{Name: "gae", Label: "GAE λ", Kind: Number, Min: 0, Max: 1, PerArm: true, of: ofPPO, arm: func(d *Arm) any { return &d.GAE }},
	{Name: "epochs", Label: "epochs", Kind: Whole, Min: 1, Max: 16, PerArm: true, Restart: true, of: ofPPO, arm: func(d *Arm) any { return &d.Epochs }},
	{Name: "rmsteps", Label: "reward model steps", Kind: Whole, Min: 1, Max: 1000, PerArm: true, Restart: true, of: ofRLHF, arm: func(d *Arm) any { return &d.RMSteps }},
	{Name: "rmlr", Label: "reward model rate", Kind: Number, Min: 1e-6, Max: .1, PerArm: true, Restart: true, of: ofRLHF, arm: func(d *Arm) any { return &d.RMRate }},
	{Name: "rate", Label: "own learning rate", Kind: Number, Min: 1e-6, Max: .1, PerArm: true, of: ofJudge, arm: func(d *Arm) any { return &d.Rate }},
	{Name: "start", Label: "start", Kind: Choice, Choices: []string{"base", "random"}, Restart: true, word: func(s *Settings) *string { return &s.Start }},
	{Name: "warm", Label: "SFT steps before", Kind: Whole, Min: 0, Max: 1000, Restart: true, whole: func(s *Settings) *int { return &s.Warm }},
	{Name: "speed", Label: "speed", Kind: Choice, Choices: []string{"1", "4", "16", "max"}, word: func(s *Settings) *string { return &s.Speed }},
	{Name: "x", Label: "x axis", Kind: Choice, Choices: XAxes(), word: func(s *Settings) *string { return &s.XAxis }},
	{Name: "metric", Label: "metric", Kind: Choice, Choices: metrics, word: func(s *Settings) *string { return &s.Metric }},
	{Name: "log", Label: "log", Kind: Flag, flag: func(s *Settings) *bool { return &s.Log }},
	{Name: "smooth", Label: "smooth", Kind: Flag, flag: func(s *Settings) *bool { return &s.Smooth }},
	{Name: "theme", Label: "theme", Kind: Choice, Choices: []string{"auto", "light", "dark"}, word: func(s *Settings) *string { return &s.Theme }},
	{Name: "step", Label: "step", Kind: Whole, Min: 0, Max: 2000, whole: func(s *Settings) *int { return &s.At }},
	{Name: "phase", Label: "phase", Kind: Choice, Choices: append([]string{"off"}, Phases()...), word: func(s *Settings) *string { return &s.Phase }},
	{Name: "sequence", Label: "sequence", Kind: Whole, Min: 0, Max: 63, whole: func(s *Settings) *int { return &s.Sequence }},
	{Name: "token", Label: "token", Kind: Whole, Min: 0, Max: 63, whole: func(s *Settings) *int { return &s.Token }},
	{Name: "layer", Label: "layer", Kind: Whole, Min: 0, Max: 7, whole: func(s *Settings) *int { return &s.Layer }},
	{Name: "head", Label: "head", Kind: Whole, Min: 0, Max: 7, whole: func(s *Settings) *int { return &s.Head }},
	{Name: "autoplay", Label: "autoplay", Kind: Flag, flag: func(s *Settings) *bool { return &s.Autoplay }},

	// of an embed
	{Name: "view", Label: "view", Kind: Choice, Shown: true, Choices: []string{"race", "loss", "board", "tokens", "phases"}, word: func(s *Settings) *string { return &s.Figure.View }},
	{Name: "controls", Label: "controls", Kind: Choice, Shown: true, Choices: []string{"full", "min", "none"}, word: func(s *Settings) *string { return &s.Figure.Controls }},
	{Name: "hide", Label: "hide", Kind: List, Shown: true, Choices: parts, word: func(s *Settings) *string { return &s.Figure.Hide }},
	{Name: "show", Label: "show", Kind: List, Shown: true, Choices: parts, word: func(s *Settings) *string { return &s.Figure.Show }},
	{Name: "loading", Label: "loading", Kind: Choice, Shown: true, Choices: []string{"lazy", "click", "eager"}, word: func(s *Settings) *string { return &s.Figure.Loading }},
	{Name: "stopAt", Label: "the step to stop at", Kind: Whole, Shown: true, Min: 0, Max: 2000, whole: func(s *Settings) *int { return &s.Figure.StopAt }},
	{Name: "transparent", Label: "transparent", Kind: Flag, Shown: true, flag: func(s *Settings) *bool { return &s.Figure.Transparent }},
	{Name: "title", Label: "title", Kind: Words, Shown: true, Max: maxTitle, word: func(s *Settings) *string { return &s.Figure.Title }},
	{Name: "caption", Label: "caption", Kind: Words, Shown: true, Max: maxCaption, word: func(s *Settings) *string { return &s.Figure.Caption }},
	{Name: "lang", Label: "language", Kind: Choice, Shown: true, Choices: []string{"en"}, word: func(s *Settings) *string { return &s.Figure.Lang }},
	{Name: "height", Label: "height", Kind: Whole, Shown: true, Min: 0, Max: 4000, whole: func(s *Settings) *int { return &s.Figure.Height }},
	{Name: "static", Label: "static", Kind: Flag, Shown: true, flag: func(s *Settings) *bool { return &s.Figure.Static }},
	{Name: "run", Label: "run", Kind: ID, Shown: true, Max: maxID, word: func(s *Settings) *string { return &s.Figure.Run }},
	{Name: "v", Label: "version of the settings", Kind: Whole, Shown: true, limits: func(*Settings) (int, int) { return 1, newest() }, whole: func(s *Settings) *int { return &s.Figure.Version }},
}

// Defaults are the settings a scenario opens with: SFT on the left, and on the
// right the method that the scenario is about. An unknown name gives those of the
// first scenario.
func Defaults(scenario string) Settings { return defaultsAt(newest(), scenario) }

// defaults are those of the newest version: who changes one, here or in
// defaultSide, keeps the old one in formers.
func defaults(scenario string) Settings {
	s := Settings{
		Scenario: scenario, Seed: 1, Seeds: 1, Device: "auto", LR: 1e-3, Batch: 16, Steps: 100, Demos: 512,
		Slip: .1, Speed: "16", XAxis: "step", Smooth: true, Theme: "auto", Phase: "off", Start: "base", Metric: "auto",
		Figure: bare,
	}
	right := "ift"
	switch scenario {
	case "treasure-moves":
	case "lake6", "lake4":
		s.Demos = 1
	case "sort", "chain":
		s.LR, s.Batch, s.Steps, s.Demos = 2e-3, 32, 150, 0
	case "perm5":
		s.Batch, s.Steps, s.Demos, right = 32, 120, 0, "ppo"
	case "prog":
		s.Steps, s.Demos = 200, 256
	case "maze":
		s.LR, s.Steps, s.Demos = 3e-4, 128, 1024
	default:
		s.Scenario = scenarios[0]
		s.Steps = 200
	}
	for i, m := range []string{"sft", right, NoMethod, NoMethod} {
		s.Arms[i] = defaultSide(s.Scenario, m)
	}
	s.Figure.Version = newest()
	return s
}

// DefaultSide returns a method with the knobs that it has by default in a
// scenario. Those of what learns from pairs or from a reward model were chosen on
// seeds that no table uses: see docs/results.md.
func DefaultSide(scenario, method string) Arm { return sideAt(newest(), scenario, method) }

func defaultSide(scenario, method string) Arm {
	d := Arm{
		Method: method, Lambda: 1, Gamma: 0, Tau: 1, Feedback: "soft", Passes: 1, Embed: "live", Weights: "detached", Mean: "sequences",
		P: .2, Rise: "constant", Alpha: 5, Rate: 3e-4, Beta: .1, Pairs: 512,
		Range: .2, Value: .5, KL: .02, GAE: .95, Epochs: 2, RMSteps: 60, RMRate: 1e-3,
	}
	switch scenario {
	case "treasure":
		d.Passes = 3
	case "lake6", "lake4":
		d.Lambda, d.Feedback = .6, "sampled"
	case "sort", "chain":
		d.Lambda, d.Feedback, d.P = .8, "sampled", .8
	}
	switch method {
	case "dpo", "orpo":
		d.Beta, d.Pairs = 1, 4096
	case "rlhf":
		d.KL, d.RMSteps = .05, 400
		if scenario == "perm5" { // its reward model takes long to see what is right
			d.RMSteps = 1000
		}
	}
	return d
}

// Find returns the row of a setting by its bare name ("lambda", never "lambda.1").
func Find(name string) (Param, bool) {
	for _, p := range table {
		if p.Name == name {
			return p, true
		}
	}
	return Param{}, false
}

// Params returns the whole table.
func Params() []Param { return append([]Param(nil), table...) }

// Range is the legal range of a Whole or a Number in the scenario of s.
func (p Param) Range(s Settings) (lo, hi float64) {
	if p.limits != nil {
		a, b := p.limits(&s)
		return float64(a), float64(b)
	}
	return p.Min, p.Max
}

// Applies reports whether the setting makes a difference to a side (0 left, 1
// right, …) under s. Shared settings are asked with any side.
func (p Param) Applies(s Settings, side int) bool {
	if p.PerArm && side >= s.Width() && p.Name != "method" {
		return false
	}
	if p.of != nil && !slices.Contains(p.of, s.Arms[side].Method) {
		return false
	}
	return p.applies == nil || p.applies(&s)
}

// at points to the value of the setting: *int, *float64, *string or *bool.
func (p Param) at(s *Settings, side int) any {
	switch {
	case p.PerArm:
		return p.arm(&s.Arms[side])
	case p.Kind == Whole:
		return p.whole(s)
	case p.Kind == Number:
		return p.number(s)
	case p.Kind == Flag:
		return p.flag(s)
	}
	return p.word(s)
}

// In points to the setting's value in an arm: *int, *float64 or *string; nil where
// the arms share the setting.
func (p Param) In(a *Arm) any {
	if !p.PerArm {
		return nil
	}
	return p.arm(a)
}

// Text is the value of the setting as the URL has it; side (0 left, 1 right)
// counts only where the setting is sided.
func (p Param) Text(s Settings, side int) string {
	switch v := p.at(&s, side).(type) {
	case *int:
		return strconv.Itoa(*v)
	case *float64:
		return short(*v)
	case *bool:
		if *v {
			return "1"
		}
		return "0"
	case *string:
		return *v
	}
	return ""
}

// Value is the value of the setting: an int, a float64, a bool or a string.
func (p Param) Value(s Settings, side int) any {
	switch v := p.at(&s, side).(type) {
	case *int:
		return *v
	case *float64:
		return *v
	case *bool:
		return *v
	case *string:
		return *v
	}
	return nil
}

// short writes a number with as few characters as lose nothing.
func short(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// Restarts reports whether the step from one settings to another needs new runs
// from step 0. Page and trainer both decide by it. λ, γ, τ and the learning rate
// never do; a knob of a side that has no use for it does not either.
func Restarts(from, to Settings) bool {
	for _, p := range table {
		if !p.Restart {
			continue
		}
		for side := range from.Arms {
			if (p.Applies(from, side) || p.Applies(to, side)) && p.Text(from, side) != p.Text(to, side) {
				return true
			}
		}
	}
	return false
}

// clamp brings v into [lo, hi].
func clamp(v, lo, hi float64) float64 { return math.Max(lo, math.Min(hi, v)) }
