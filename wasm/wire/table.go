package wire

import (
	"math"
	"slices"
	"strconv"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/model/task"
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

// Use is a set of what scripts do with a setting beside writing it into an address.
type Use int

// The uses.
const (
	Screen  Use = 1 << iota // the reader's machine and screen decide it: no link on other pages has it
	Usual                   // under it a recording of the scenario's defaults can stand for a run
	Redrawn                 // it changes how such a recording is drawn
	Unsaved                 // a saved run is shown without it: it would train, or look into a step
	Anew                    // whoever embeds a run decides it anew
)

// Used lists the settings with a use.
func Used(use Use) (names []string) {
	for i := range table {
		if table[i].Use&use != 0 {
			names = append(names, table[i].Name)
		}
	}
	return names
}

// Param is one row of the table of settings: the only place that knows a
// setting's name in URLs and scripts, its range, and where it counts.
type Param struct {
	Name    string
	Label   i18n.Key // the words a reader knows it by
	Kind    Kind
	Min     float64  // Whole, Number: the smallest legal value
	Max     float64  // Whole, Number: the largest; Words, ID: how long it may be
	Choices []string // Choice, List: the legal words
	Default string   // what it is where scenario and method say nothing else; see their tables
	PerArm  bool     // each side has its own; name.1 is the left one, name.2 the right, name.3 and name.4 the others
	Restart bool     // a change needs new runs, from step 0
	Shown   bool     // it is about the display of an embed alone; see Figure
	Display bool     // it is about what the reader sees of the runs: a change of scenario leaves it
	Plural  bool     // its label is
	Own     bool     // it counts only in the scenarios that name it
	Long    bool     // no address has room for it: only messages carry it
	Use     Use      // what scripts do with it

	whole  func(s *Settings) *int       // Whole, of both sides
	number func(s *Settings) *float64   // Number, of both sides
	word   func(s *Settings) *string    // Choice, List, Words, ID, of both sides
	flag   func(s *Settings) *bool      // Flag
	arm    func(d *Arm) any             // PerArm: *int, *float64 or *string
	limits func(s *Settings) (a, b int) // Whole: where the range depends on the scenario
}

// Scenarios returns the names of the scenarios, in the order of the page; the first
// one opens.
func Scenarios() []string { return task.Names() }

// Methods returns the methods that a side can train with in a scenario, in the
// order of the page. Those that learn from a judge of answers are left out where
// there is none.
func Methods(scenario string) []string {
	return slices.DeleteFunc(method.Keys(), func(m string) bool { return Judged(m) && !task.Of(scenario).Judge })
}

// Judged reports whether a method learns from a judge of answers.
func Judged(m string) bool { return method.Of(m).Learns == method.Judge }

// XAxes are what the charts can be drawn over: the step, and per run what its
// steps took: answer tokens, seconds since the start, floating-point operations,
// passes, tokens written, demonstrations seen, answers judged, and the seconds
// that the device took for this run alone.
func XAxes() []string {
	return []string{"step", "tokens", "seconds", "flops", "passes", "written", "demos", "judged", "device"}
}

// Metrics returns the metrics of a scenario's evaluations that its chart can
// show, the one that it is about first. Runs may have more; see Shown.
func Metrics(scenario string) []string { return slices.Clone(task.Of(scenario).Metrics) }

// Shown are the metrics that the chart can show under s: the scenario's, and those
// that the runs there are measure besides.
func Shown(s Settings) []string {
	list := Metrics(s.Scenario)
	for _, m := range task.Measures {
		if slices.ContainsFunc(s.Arms[:s.Width()], func(d Arm) bool { return slices.Contains(method.Of(d.Method).Metrics, m.Key) }) {
			list = append(list, m.Key)
		}
	}
	return list
}

// measures are the metrics for which which is true.
func measures(which func(task.Measure) bool) (keys []string) {
	for _, m := range task.Measures {
		if which(m) {
			keys = append(keys, m.Key)
		}
	}
	return keys
}

// demoRange: the lake is small, text can draw fresh demonstrations every step (0).
func demoRange(s *Settings) (int, int) {
	r := task.Of(s.Scenario)
	return r.MinDemos, r.MaxDemos
}

var table = []Param{
	{Name: "scenario", Label: i18n.SettingScenario, Kind: Choice, Use: Usual, Choices: Scenarios(), Restart: true, word: func(s *Settings) *string { return &s.Scenario }},
	{Name: "method", Label: i18n.SettingMethod, Kind: Choice, Choices: append(method.Keys(), NoMethod), PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.Method }},
	{Name: "device", Label: i18n.SettingDevice, Kind: Choice, Use: Screen | Usual, Display: true, Default: "auto", Choices: []string{"auto", "webgpu", "cpu"}, Restart: true, word: func(s *Settings) *string { return &s.Device }},
	{Name: "seed", Label: i18n.SettingSeed, Kind: Whole, Display: true, Default: "1", Min: 0, Max: 999999, Restart: true, whole: func(s *Settings) *int { return &s.Seed }},
	{Name: "seeds", Label: i18n.SettingSeeds, Kind: Whole, Display: true, Plural: true, Default: "1", Min: 1, Max: 8, Restart: true, whole: func(s *Settings) *int { return &s.Seeds }},
	{Name: "lr", Label: i18n.SettingLr, Kind: Number, Default: "0.001", Min: 1e-6, Max: .1, number: func(s *Settings) *float64 { return &s.LR }},
	{Name: "batch", Label: i18n.SettingBatch, Kind: Whole, Default: "16", Min: 1, Max: 64, Restart: true, whole: func(s *Settings) *int { return &s.Batch }},
	{Name: "steps", Label: i18n.SettingSteps, Kind: Whole, Plural: true, Default: "100", Min: 1, Max: 2000, Restart: true, whole: func(s *Settings) *int { return &s.Steps }},
	{Name: "demos", Label: i18n.SettingDemos, Kind: Whole, Plural: true, Default: "512", Restart: true, limits: demoRange, whole: func(s *Settings) *int { return &s.Demos }},
	{Name: "slip", Label: i18n.SettingSlip, Kind: Number, Default: "0.1", Min: 0, Max: .9, Restart: true, Own: true, number: func(s *Settings) *float64 { return &s.Slip }},
	{Name: "lambda", Label: i18n.SettingLambda, Kind: Number, Default: "1", Min: 0, Max: 1, PerArm: true, arm: func(d *Arm) any { return &d.Lambda }},
	{Name: "gamma", Label: i18n.SettingGamma, Kind: Number, Min: 0, Max: 1, PerArm: true, arm: func(d *Arm) any { return &d.Gamma }},
	{Name: "tau", Label: i18n.SettingTau, Kind: Number, Default: "1", Min: .05, Max: 5, PerArm: true, arm: func(d *Arm) any { return &d.Tau }},
	{Name: "feedback", Label: i18n.SettingFeedback, Kind: Choice, Default: "soft", Choices: []string{"soft", "argmax", "sampled"}, PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.Feedback }},
	{Name: "passes", Label: i18n.SettingPasses, Kind: Whole, Plural: true, Default: "1", Min: 1, Max: 6, PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.Passes }},
	{Name: "embedding", Label: i18n.SettingEmbedding, Kind: Choice, Default: "live", Choices: []string{"live", "frozen"}, PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.Embed }},
	{Name: "weights", Label: i18n.SettingWeights, Kind: Choice, Plural: true, Default: "detached", Choices: []string{"detached", "live"}, PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.Weights }},
	{Name: "mean", Label: i18n.SettingMean, Kind: Choice, Default: "sequences", Choices: []string{"sequences", "tokens"}, PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.Mean }},
	{Name: "p", Label: i18n.SettingP, Kind: Number, Default: "0.2", Min: 0, Max: 1, PerArm: true, arm: func(d *Arm) any { return &d.P }},
	{Name: "rise", Label: i18n.SettingRise, Kind: Choice, Default: "constant", Choices: []string{"constant", "rising"}, PerArm: true, arm: func(d *Arm) any { return &d.Rise }},
	{Name: "alpha", Label: i18n.SettingAlpha, Kind: Number, Default: "5", Min: 0, Max: 100, PerArm: true, arm: func(d *Arm) any { return &d.Alpha }},
	{Name: "beta", Label: i18n.SettingBeta, Kind: Number, Default: "0.1", Min: 0, Max: 100, PerArm: true, arm: func(d *Arm) any { return &d.Beta }},
	{Name: "pairs", Label: i18n.SettingPairs, Kind: Whole, Default: "512", Min: 1, Max: 4096, PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.Pairs }},
	{Name: "range", Label: i18n.SettingRange, Kind: Number, Default: "0.2", Min: .01, Max: 10, PerArm: true, arm: func(d *Arm) any { return &d.Range }},
	{Name: "value", Label: i18n.SettingValue, Kind: Number, Default: "0.5", Min: 0, Max: 100, PerArm: true, arm: func(d *Arm) any { return &d.Value }},
	{Name: "kl", Label: i18n.SettingKl, Kind: Number, Default: "0.02", Min: 0, Max: 100, PerArm: true, arm: func(d *Arm) any { return &d.KL }},
	{Name: "gae", Label: i18n.SettingGae, Kind: Number, Default: "0.95", Min: 0, Max: 1, PerArm: true, arm: func(d *Arm) any { return &d.GAE }},
	{Name: "epochs", Label: i18n.SettingEpochs, Kind: Whole, Default: "2", Min: 1, Max: 16, PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.Epochs }},
	{Name: "rmsteps", Label: i18n.SettingRmsteps, Kind: Whole, Default: "60", Min: 1, Max: 1000, PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.RMSteps }},
	{Name: "rmlr", Label: i18n.SettingRmlr, Kind: Number, Default: "0.001", Min: 1e-6, Max: .1, PerArm: true, Restart: true, arm: func(d *Arm) any { return &d.RMRate }},
	{Name: "rate", Label: i18n.SettingRate, Kind: Number, Default: "0.0003", Min: 1e-6, Max: .1, PerArm: true, arm: func(d *Arm) any { return &d.Rate }},
	{Name: "start", Label: i18n.SettingStart, Kind: Choice, Default: "base", Choices: []string{"base", "random"}, Restart: true, word: func(s *Settings) *string { return &s.Start }},
	{Name: "warm", Label: i18n.SettingWarm, Kind: Whole, Min: 0, Max: 1000, Restart: true, whole: func(s *Settings) *int { return &s.Warm }},
	{Name: "speed", Label: i18n.SettingSpeed, Kind: Choice, Use: Usual, Display: true, Default: "16", Choices: []string{"1", "4", "16", "max"}, word: func(s *Settings) *string { return &s.Speed }},
	{Name: "x", Label: i18n.SettingX, Kind: Choice, Use: Redrawn | Unsaved, Display: true, Default: "step", Choices: XAxes(), word: func(s *Settings) *string { return &s.XAxis }},
	{Name: "metric", Label: i18n.SettingMetric, Kind: Choice, Use: Usual, Default: "auto", Choices: append([]string{"auto"}, measures(func(task.Measure) bool { return true })...), word: func(s *Settings) *string { return &s.Metric }},
	{Name: "log", Label: i18n.SettingLog, Kind: Flag, Use: Usual | Redrawn, Display: true, flag: func(s *Settings) *bool { return &s.Log }},
	{Name: "smooth", Label: i18n.SettingSmooth, Kind: Flag, Use: Usual | Redrawn, Display: true, Default: "1", flag: func(s *Settings) *bool { return &s.Smooth }},
	{Name: "theme", Label: i18n.SettingTheme, Kind: Choice, Use: Screen | Usual | Redrawn, Display: true, Default: "auto", Choices: []string{"auto", "light", "dark"}, word: func(s *Settings) *string { return &s.Theme }},
	{Name: "step", Label: i18n.SettingStep, Kind: Whole, Use: Unsaved, Min: 0, Max: 2000, whole: func(s *Settings) *int { return &s.At }},
	{Name: "phase", Label: i18n.SettingPhase, Kind: Choice, Use: Unsaved, Display: true, Default: "off", Choices: append([]string{"off"}, Phases()...), word: func(s *Settings) *string { return &s.Phase }},
	{Name: "sequence", Label: i18n.SettingSequence, Kind: Whole, Use: Unsaved, Min: 0, Max: 63, whole: func(s *Settings) *int { return &s.Sequence }},
	{Name: "token", Label: i18n.SettingToken, Kind: Whole, Use: Unsaved, Min: 0, Max: 63, whole: func(s *Settings) *int { return &s.Token }},
	{Name: "layer", Label: i18n.SettingLayer, Kind: Whole, Use: Unsaved, Min: 0, Max: 7, whole: func(s *Settings) *int { return &s.Layer }},
	{Name: "head", Label: i18n.SettingHead, Kind: Whole, Use: Unsaved, Min: 0, Max: 7, whole: func(s *Settings) *int { return &s.Head }},
	{Name: "autoplay", Label: i18n.SettingAutoplay, Kind: Flag, Use: Usual | Unsaved | Anew, Display: true, flag: func(s *Settings) *bool { return &s.Autoplay }},

	// for messages alone
	{Name: "data", Label: i18n.SettingData, Kind: Words, Long: true, Max: maxData, Restart: true, word: func(s *Settings) *string { return &s.Data }},
	{Name: "checkpoint", Label: i18n.SettingCheckpoint, Kind: ID, Long: true, Max: maxID, Restart: true, word: func(s *Settings) *string { return &s.Checkpoint }},

	// of an embed
	{Name: "view", Label: i18n.SettingView, Kind: Choice, Use: Anew, Default: "race", Shown: true, Choices: []string{"race", "loss", "board", "tokens", "phases"}, word: func(s *Settings) *string { return &s.Figure.View }},
	{Name: "controls", Label: i18n.SettingControls, Kind: Choice, Use: Anew, Default: "min", Shown: true, Choices: []string{"full", "min", "none"}, word: func(s *Settings) *string { return &s.Figure.Controls }},
	{Name: "hide", Label: i18n.SettingHide, Kind: List, Use: Anew, Shown: true, Choices: parts, word: func(s *Settings) *string { return &s.Figure.Hide }},
	{Name: "show", Label: i18n.SettingShow, Kind: List, Use: Anew, Shown: true, Choices: parts, word: func(s *Settings) *string { return &s.Figure.Show }},
	{Name: "loading", Label: i18n.SettingLoading, Kind: Choice, Use: Unsaved | Anew, Default: "lazy", Shown: true, Choices: []string{"lazy", "click", "eager"}, word: func(s *Settings) *string { return &s.Figure.Loading }},
	{Name: "stopAt", Label: i18n.SettingStopAt, Kind: Whole, Shown: true, Min: 0, Max: 2000, whole: func(s *Settings) *int { return &s.Figure.StopAt }},
	{Name: "transparent", Label: i18n.SettingTransparent, Kind: Flag, Use: Anew, Shown: true, flag: func(s *Settings) *bool { return &s.Figure.Transparent }},
	{Name: "title", Label: i18n.SettingTitle, Kind: Words, Use: Anew, Shown: true, Max: maxTitle, word: func(s *Settings) *string { return &s.Figure.Title }},
	{Name: "caption", Label: i18n.SettingCaption, Kind: Words, Use: Anew, Shown: true, Max: maxCaption, word: func(s *Settings) *string { return &s.Figure.Caption }},
	{Name: "lang", Label: i18n.SettingLang, Kind: Choice, Use: Usual | Anew, Default: "en", Shown: true, Choices: i18n.Tags, word: func(s *Settings) *string { return &s.Figure.Lang }},
	{Name: "height", Label: i18n.SettingHeight, Kind: Whole, Use: Anew, Shown: true, Min: 0, Max: 4000, whole: func(s *Settings) *int { return &s.Figure.Height }},
	{Name: "static", Label: i18n.SettingStatic, Kind: Flag, Use: Unsaved | Anew, Shown: true, flag: func(s *Settings) *bool { return &s.Figure.Static }},
	{Name: "run", Label: i18n.SettingRun, Kind: ID, Use: Unsaved | Anew, Shown: true, Max: maxID, word: func(s *Settings) *string { return &s.Figure.Run }},
	{Name: "v", Label: i18n.SettingV, Kind: Whole, Use: Usual, Shown: true, limits: func(*Settings) (int, int) { return 1, newest() }, whole: func(s *Settings) *int { return &s.Version }},
}

// Defaults are the settings a scenario opens with: SFT on the left, and on the
// right the method that the scenario is about. An unknown name gives those of the
// first scenario.
func Defaults(scenario string) Settings { return defaultsAt(newest(), scenario) }

// defaults are those of the newest version: who changes one, here or in the tables
// of methods and tasks, keeps the old one in formers.
func defaults(scenario string) Settings {
	row := task.Of(scenario)
	s := Settings{Scenario: row.Key}
	for i := range table {
		if p := &table[i]; p.Default != "" && !p.PerArm {
			p.put(&s, 0, p.Default)
		}
	}
	methods := [MaxArms]string{"sft", "ift", NoMethod, NoMethod}
	for _, d := range row.Defaults {
		s.setDefault(d.Name, d.Value, &methods)
	}
	for i, m := range methods {
		s.Arms[i] = defaultSide(row.Key, m)
	}
	s.Version = newest()
	return s
}

// setDefault gives a setting of all sides, or the method of one of them, its default.
func (s *Settings) setDefault(name, value string, methods *[MaxArms]string) {
	if side := slices.Index(sideNames[:], name); side >= 0 {
		methods[side] = value
	} else if p, ok := Find(name); ok && !p.PerArm {
		p.put(s, 0, value)
	}
}

// DefaultSide returns a method with the knobs that it has by default in a
// scenario. Those of what learns from pairs or from a reward model were chosen on
// seeds that no table uses: see docs/results.md.
func DefaultSide(scenario, method string) Arm { return sideAt(newest(), scenario, method) }

// defaultSide gives each knob what the table says, then the scenario's row, then the
// method's.
func defaultSide(scenario, of string) Arm {
	s := Settings{Scenario: scenario}
	s.Arms[0].Method = of
	for i := range table {
		if p := &table[i]; p.Default != "" && p.PerArm {
			p.put(&s, 0, p.Default)
		}
	}
	put := func(name, value string) {
		if p, ok := Find(name); ok && p.PerArm {
			p.put(&s, 0, value)
		}
	}
	if row := task.Of(scenario); row.Key == scenario {
		for _, d := range row.Defaults {
			put(d.Name, d.Value)
		}
	}
	for _, d := range method.Of(of).Defaults {
		if d.Task == "" || d.Task == scenario {
			put(d.Name, d.Value)
		}
	}
	return s.Arms[0]
}

// Find returns the row of a setting by its bare name ("lambda", never "lambda.1").
func Find(name string) (Param, bool) {
	for i := range table {
		if table[i].Name == name {
			return table[i], true
		}
	}
	return Param{}, false
}

// Params returns the table, but for what only messages carry.
func Params() []Param {
	return slices.DeleteFunc(slices.Clone(table), func(p Param) bool { return p.Long })
}

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
	switch {
	case p.PerArm && p.Name != "method":
		return side < s.Width() && slices.Contains(method.Of(s.Arms[side].Method).Knobs, p.Name)
	case p.Own:
		return slices.Contains(task.Of(s.Scenario).Settings, p.Name)
	}
	return true
}

// at points to the value of the setting: *int, *float64, *string or *bool.
func (p *Param) at(s *Settings, side int) any {
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

// put gives the setting a value of the table's own, which is legal: assign puts
// right what others write.
func (p *Param) put(s *Settings, side int, value string) {
	switch at := p.at(s, side).(type) {
	case *int:
		*at, _ = strconv.Atoi(value)
	case *float64:
		*at, _ = strconv.ParseFloat(value, 64)
	case *bool:
		*at = value == "1"
	case *string:
		*at = value
	}
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
