package view

import (
	"strconv"

	"github.com/vugu/vugu"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/wasm/wire"
)

// knob is a row of a side's settings: a choice, a slider or a field, or two of
// them, or words alone.
type knob struct {
	_                     [0]func() // nobody compares two: the code that could would weigh 4 kB
	Sym                   string    // a symbol and words before it
	Label                 i18n.Key
	Choice, Slider, Field string   // the settings that it turns, by name
	Lo, Hi, Step          string   // Slider
	Off                   i18n.Key // Slider: the word for zero
	// Says is a sentence: what the method does in place of a knob that it lacks, whose
	// symbol is struck out; where there is a slider beside a choice, its name.
	Says i18n.Key
	More bool // the button of the drawer
	Deep bool // in the drawer
}

// The rows that several methods have, or lack.
var (
	noMixing  = knob{Sym: "λ", Says: i18n.KnobNoMixingTheInput}
	noGuess   = knob{Sym: "τ", Says: i18n.KnobNoGuessesToFeed}
	noAhead   = knob{Sym: "γ", Says: i18n.KnobEveryTokenCountsThe}
	drawer    = knob{More: true}
	meanRow   = knob{Label: i18n.KnobMeanOfTheLoss, Choice: "mean", Deep: true}
	meanSays  = knob{Says: i18n.KnobOverSequencesEveryAnswer, Deep: true}
	ownRate   = knob{Label: i18n.KnobLearningRateOfIts, Field: "rate"}
	pairsRow  = knob{Label: i18n.KnobPromptsAnsweredTwice, Field: "pairs", Deep: true}
	pairsSays = knob{Says: i18n.KnobTheStartingModelWrites, Deep: true}
	clipRow   = knob{Sym: "ε", Label: i18n.KnobClipRange, Slider: "range", Lo: "0.05", Hi: "0.5", Step: "0.05"}
	klRow     = knob{Sym: "β", Label: i18n.KnobKlPrice, Slider: "kl", Lo: "0", Hi: "0.2", Step: "0.01", Off: i18n.KnobFree}
	valueRow  = knob{Label: i18n.KnobWeightOfTheValue, Field: "value", Deep: true}
	gaeRow    = knob{Label: i18n.KnobGae, Field: "gae", Deep: true}
	epochsRow = knob{Label: i18n.KnobUpdatesOnEachRollout, Field: "epochs", Deep: true}
)

// knobRows are the rows of each method.
var knobRows = map[string][]knob{
	"pt":   {{Says: i18n.KnobNoKnobsItLearns}},
	"sft":  {noMixing, noGuess, noAhead, drawer, meanRow, meanSays},
	"hide": {{Says: i18n.KnobWhereOthersReadThe}, drawer, meanRow, meanSays},
	"ift": {
		{Sym: "λ", Label: i18n.KnobOwnShare, Slider: "lambda", Lo: "0", Hi: "1", Step: "0.05"},
		{Sym: "τ", Label: i18n.KnobGuessBy, Choice: "feedback", Slider: "tau", Lo: "0.1", Hi: "2", Step: "0.1", Says: i18n.KnobTheTemperatureOfThe},
		{Sym: "γ", Label: i18n.KnobLookAhead, Slider: "gamma", Lo: "0", Hi: "1", Step: "0.05", Off: i18n.KnobOff},
		drawer,
		{Label: i18n.KnobGuessPasses, Field: "passes", Deep: true},
		{Label: i18n.KnobInputEmbedding, Choice: "embedding", Deep: true},
		{Label: i18n.KnobLossWeights, Choice: "weights", Deep: true},
		{Says: i18n.KnobOnePassIsThe, Deep: true},
		meanRow, meanSays,
	},
	"ss": {
		{Sym: "p", Label: i18n.KnobOwnSamples, Slider: "p", Lo: "0", Hi: "1", Step: "0.05", Off: i18n.KnobNone},
		{Sym: "τ", Label: i18n.KnobPIs, Choice: "rise", Slider: "tau", Lo: "0.1", Hi: "2", Step: "0.1", Says: i18n.KnobTheTemperatureOfThe2},
		noAhead, drawer, meanRow, meanSays,
	},
	"neftune": {
		{Sym: "α", Label: i18n.KnobNoise, Slider: "alpha", Lo: "0", Hi: "20", Step: "1", Off: i18n.KnobNone},
		noGuess, noAhead, drawer, meanRow, meanSays,
	},
	"dpo":        {{Sym: "β", Label: i18n.KnobHoldToBase, Slider: "beta", Lo: "0", Hi: "1", Step: "0.05"}, ownRate, drawer, pairsRow, pairsSays},
	"dpo-online": {{Sym: "β", Label: i18n.KnobHoldToBase, Slider: "beta", Lo: "0", Hi: "1", Step: "0.05"}, ownRate},
	"orpo":       {{Sym: "λ", Label: i18n.KnobOddsRatio, Slider: "beta", Lo: "0", Hi: "1", Step: "0.05"}, ownRate, drawer, pairsRow, pairsSays},
	"rlhf": {
		clipRow, klRow, ownRate, drawer, valueRow, gaeRow, epochsRow,
		{Label: i18n.KnobRewardModelSSteps, Field: "rmsteps", Deep: true},
		{Label: i18n.KnobRewardModelSRate, Field: "rmlr", Deep: true},
	},
	"ppo": {clipRow, klRow, ownRate, drawer, valueRow, gaeRow, epochsRow},
}

// rowsOf are the rows of a method; one that has none here has its settings in their
// order.
func rowsOf(key string) []knob {
	if rows, ok := knobRows[key]; ok {
		return rows
	}
	var rows []knob
	for _, name := range method.Of(key).Knobs {
		p, _ := wire.Find(name)
		k := knob{Label: p.Label, Field: name}
		if p.Kind == wire.Choice {
			k.Field, k.Choice = "", name
		}
		rows = append(rows, k)
	}
	return rows
}

// knobs are the rows that the side shows now.
func (c *Arm) knobs() []knob {
	var out []knob
	for _, k := range rowsOf(c.settings().Method) {
		if !k.Deep || c.Ctl.DrawerOpen(c.Index) {
			out = append(out, k)
		}
	}
	return out
}

// bare tells that the side's method has nothing to turn.
func (c *Arm) bare() bool {
	for _, k := range rowsOf(c.settings().Method) {
		if k.Choice+k.Slider+k.Field != "" {
			return false
		}
	}
	return true
}

func (c *Arm) knobsClass() string {
	if c.bare() {
		return "knobs absent"
	}
	return "knobs"
}

func (c *Arm) knobsName() string {
	if c.bare() {
		return i18n.Say(i18n.KnobHasNoKnobsOf, c.name())
	}
	return i18n.Say(i18n.KnobKnobsOf, c.name())
}

func (k knob) class() string {
	s := "knob"
	switch {
	case k.Choice != "" && k.Slider != "":
		s += " two"
	case k.Choice+k.Field != "":
		s += " entry"
	case k.Says != 0 && k.Slider == "" && k.Sym != "":
		s += " lacks"
	case k.Says != 0 && k.Slider == "":
		s += " aside"
	}
	if k.Deep {
		s += " deep"
	}
	return s
}

// alone is the slider that its row's label is for.
func (k knob) alone() string {
	if k.Choice == "" {
		return k.Slider
	}
	return ""
}

func (k knob) symbol() string {
	if k.Sym == "" {
		return ""
	}
	return `<i class="sym">` + k.Sym + "</i>"
}

func (k knob) label() string {
	if k.Label == 0 {
		return ""
	}
	return k.Label.String()
}

func (k knob) face() vugu.HTML { return vugu.HTML(k.symbol() + k.label()) }

// says is the name of a slider that has no label of its own; nil leaves it out.
func (k knob) says() any {
	if k.Says == 0 {
		return nil
	}
	return k.Says.String()
}

func (k knob) words() vugu.HTML {
	return vugu.HTML(k.symbol() + "<span>" + k.Says.String() + "</span>")
}

// most is the right end of a slider: far enough for the value that it has.
func (c *Arm) most(k knob) string {
	if v := c.text(k.Slider); number(v) > number(k.Hi) {
		return v
	}
	return k.Hi
}

// idle tells that a slider counts for nothing: a guess by argmax has no
// temperature.
func (c *Arm) idle(k knob) bool { return k.Choice == "feedback" && c.settings().Feedback == "argmax" }

// fill tells the style sheet how much of a slider lies before its thumb.
func (c *Arm) fill(k knob) string {
	lo, hi := number(k.Lo), number(c.most(k))
	return share((number(c.text(k.Slider)) - lo) / (hi - lo))
}

// shown is a knob's value beside its slider.
func (c *Arm) shown(k knob) string {
	v := number(c.text(k.Slider))
	switch {
	case c.idle(k):
		return "–"
	case v == 0 && k.Off != 0:
		return k.Off.String()
	case k.Step == "1":
		return strconv.FormatFloat(v, 'g', 4, 64)
	case k.Step == "0.1":
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// options are the choices of a setting of the side.
func (c *Arm) options(name string) vugu.HTML {
	p, _ := wire.Find(name)
	return options(p.Choices, p.Text(c.Ctl.Store.Settings, c.Index), nil)
}

// number reads a number that is known to be one.
func number(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64)
	return v
}
