package wire

import (
	"math"
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
)

// Param is one row of the table of settings: the only place that knows a
// setting's name in URLs and scripts, its range, and where it counts.
type Param struct {
	Name    string
	Label   string // the words a reader knows it by
	Kind    Kind
	Min     float64  // Whole, Number: the smallest legal value
	Max     float64  // Whole, Number: the largest
	Choices []string // Choice: the legal words
	Sided   bool     // each side has its own; name.1 is the left one, name.2 the right
	Restart bool     // a change needs new runs, from step 0

	ift     bool                         // counts only where the side's method is ift
	applies func(s *Settings) bool       // nil: everywhere
	whole   func(s *Settings) *int       // Whole, of both sides
	number  func(s *Settings) *float64   // Number, of both sides
	word    func(s *Settings) *string    // Choice, of both sides
	flag    func(s *Settings) *bool      // Flag
	side    func(d *Side) any            // Sided: *int, *float64 or *string
	limits  func(s *Settings) (a, b int) // Whole: where the range depends on the scenario
}

// The scenarios, in the order of the page; the first one opens.
var scenarios = []string{"treasure", "treasure-moves", "lake6", "lake4", "sort", "chain"}

// Scenarios returns the names of the scenarios, in the order of the page.
func Scenarios() []string { return append([]string(nil), scenarios...) }

func onLake(s *Settings) bool { return strings.HasPrefix(s.Scenario, "lake") }

// demoRange: the lake is small, text can draw fresh demonstrations every step (0).
func demoRange(s *Settings) (int, int) {
	switch s.Scenario {
	case "lake6", "lake4":
		return 1, 64
	case "sort", "chain":
		return 0, 4096
	}
	return 1, 4096
}

var table = []Param{
	{Name: "scenario", Label: "scenario", Kind: Choice, Choices: scenarios, Restart: true, word: func(s *Settings) *string { return &s.Scenario }},
	{Name: "method", Label: "method", Kind: Choice, Choices: []string{"pt", "sft", "ift"}, Sided: true, Restart: true, side: func(d *Side) any { return &d.Method }},
	{Name: "device", Label: "device", Kind: Choice, Choices: []string{"auto", "webgpu", "cpu"}, Restart: true, word: func(s *Settings) *string { return &s.Device }},
	{Name: "seed", Label: "seed", Kind: Whole, Min: 0, Max: 999999, Restart: true, whole: func(s *Settings) *int { return &s.Seed }},
	{Name: "seeds", Label: "seeds", Kind: Whole, Min: 1, Max: 8, Restart: true, whole: func(s *Settings) *int { return &s.Seeds }},
	{Name: "lr", Label: "learning rate", Kind: Number, Min: 1e-6, Max: .1, number: func(s *Settings) *float64 { return &s.LR }},
	{Name: "batch", Label: "batch", Kind: Whole, Min: 1, Max: 64, Restart: true, whole: func(s *Settings) *int { return &s.Batch }},
	{Name: "steps", Label: "steps", Kind: Whole, Min: 1, Max: 2000, Restart: true, whole: func(s *Settings) *int { return &s.Steps }},
	{Name: "demos", Label: "demonstrations", Kind: Whole, Restart: true, limits: demoRange, whole: func(s *Settings) *int { return &s.Demos }},
	{Name: "slip", Label: "slip", Kind: Number, Min: 0, Max: .9, Restart: true, applies: onLake, number: func(s *Settings) *float64 { return &s.Slip }},
	{Name: "lambda", Label: "λ", Kind: Number, Min: 0, Max: 1, Sided: true, ift: true, side: func(d *Side) any { return &d.Lambda }},
	{Name: "gamma", Label: "γ", Kind: Number, Min: 0, Max: 1, Sided: true, ift: true, side: func(d *Side) any { return &d.Gamma }},
	{Name: "tau", Label: "τ", Kind: Number, Min: .05, Max: 5, Sided: true, ift: true, side: func(d *Side) any { return &d.Tau }},
	{Name: "feedback", Label: "feedback", Kind: Choice, Choices: []string{"soft", "argmax", "sampled"}, Sided: true, Restart: true, ift: true, side: func(d *Side) any { return &d.Feedback }},
	{Name: "passes", Label: "passes", Kind: Whole, Min: 1, Max: 6, Sided: true, Restart: true, ift: true, side: func(d *Side) any { return &d.Passes }},
	{Name: "embedding", Label: "embedding", Kind: Choice, Choices: []string{"live", "frozen"}, Sided: true, Restart: true, ift: true, side: func(d *Side) any { return &d.Embed }},
	{Name: "weights", Label: "weights", Kind: Choice, Choices: []string{"detached", "live"}, Sided: true, Restart: true, ift: true, side: func(d *Side) any { return &d.Weights }},
	{Name: "speed", Label: "speed", Kind: Choice, Choices: []string{"1", "4", "16", "max"}, word: func(s *Settings) *string { return &s.Speed }},
	{Name: "x", Label: "x axis", Kind: Choice, Choices: []string{"step", "tokens", "seconds"}, word: func(s *Settings) *string { return &s.XAxis }},
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
}

// Defaults are the settings a scenario opens with: SFT on the left, and on the
// right the IFT that the scenario is about. An unknown name gives those of the
// first scenario.
func Defaults(scenario string) Settings {
	s := Settings{
		Scenario: scenario, Seed: 1, Seeds: 1, Device: "auto", LR: 1e-3, Batch: 16, Steps: 100, Demos: 512,
		Slip: .1, Speed: "16", XAxis: "step", Smooth: true, Theme: "auto", Phase: "off",
	}
	d := Side{Lambda: 1, Gamma: 0, Tau: 1, Feedback: "soft", Passes: 1, Embed: "live", Weights: "detached"}
	switch scenario {
	case "treasure-moves":
	case "lake6", "lake4":
		s.Demos, d.Lambda, d.Feedback = 1, .6, "sampled"
	case "sort", "chain":
		s.LR, s.Batch, s.Steps, s.Demos = 2e-3, 32, 150, 0
		d.Lambda, d.Feedback = .8, "sampled"
	default:
		s.Scenario = scenarios[0]
		s.Steps, d.Passes = 200, 3
	}
	s.Sides = [2]Side{d, d}
	s.Sides[0].Method, s.Sides[1].Method = "sft", "ift"
	return s
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
// right) under s. Shared settings are asked with any side.
func (p Param) Applies(s Settings, side int) bool {
	if p.ift && s.Sides[side].Method != "ift" {
		return false
	}
	return p.applies == nil || p.applies(&s)
}

// at points to the value of the setting: *int, *float64, *string or *bool.
func (p Param) at(s *Settings, side int) any {
	switch {
	case p.Sided:
		return p.side(&s.Sides[side])
	case p.Kind == Whole:
		return p.whole(s)
	case p.Kind == Number:
		return p.number(s)
	case p.Kind == Flag:
		return p.flag(s)
	}
	return p.word(s)
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
		for side := range from.Sides {
			if (p.Applies(from, side) || p.Applies(to, side)) && p.Text(from, side) != p.Text(to, side) {
				return true
			}
		}
	}
	return false
}

// clamp brings v into [lo, hi].
func clamp(v, lo, hi float64) float64 { return math.Max(lo, math.Min(hi, v)) }
