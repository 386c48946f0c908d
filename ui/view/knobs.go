package view

import (
	"strconv"

	"github.com/vugu/vugu"

	"softmix/model/method"
	"softmix/wasm/wire"
)

// knob is a row of a side's settings: a choice, a slider or a field, or two of
// them, or words alone.
type knob struct {
	_                     [0]func() // nobody compares two: the code that could would weigh 4 kB
	Sym, Label            string    // a symbol and words before it
	Choice, Slider, Field string    // the settings that it turns, by name
	Lo, Hi, Step          string    // Slider
	Off                   string    // Slider: the word for zero
	// Says is a sentence: what the method does in place of a knob that it lacks, whose
	// symbol is struck out; where there is a slider beside a choice, its name.
	Says string
	More bool // the button of the drawer
	Deep bool // in the drawer
}

// The rows that several methods have, or lack.
var (
	noMixing  = knob{Sym: "λ", Says: "no mixing: the input is always the true token"}
	noGuess   = knob{Sym: "τ", Says: "no guesses to feed back"}
	noAhead   = knob{Sym: "γ", Says: "every token counts the same"}
	drawer    = knob{More: true}
	meanRow   = knob{Label: "mean of the loss", Choice: "mean", Deep: true}
	meanSays  = knob{Says: "Over sequences every answer counts the same; over tokens every token does, and long answers weigh more. In Maze answers differ in length. A change here starts a new run.", Deep: true}
	ownRate   = knob{Label: "learning rate of its own", Field: "rate"}
	pairsRow  = knob{Label: "prompts answered twice", Field: "pairs", Deep: true}
	pairsSays = knob{Says: "The starting model writes the pairs once; the judge ranks them. A change here starts a new run.", Deep: true}
	clipRow   = knob{Sym: "ε", Label: "clip range", Slider: "range", Lo: "0.05", Hi: "0.5", Step: "0.05"}
	klRow     = knob{Sym: "β", Label: "KL price", Slider: "kl", Lo: "0", Hi: "0.2", Step: "0.01", Off: "free"}
	valueRow  = knob{Label: "weight of the value loss", Field: "value", Deep: true}
	gaeRow    = knob{Label: "GAE λ", Field: "gae", Deep: true}
	epochsRow = knob{Label: "updates on each rollout", Field: "epochs", Deep: true}
)

// knobRows are the rows of each method.
var knobRows = map[string][]knob{
	"pt":   {{Says: "No knobs: it learns every token of the text, those of the question too."}},
	"sft":  {noMixing, noGuess, noAhead, drawer, meanRow, meanSays},
	"hide": {{Says: "Where others read the answer so far, it reads blanks."}, drawer, meanRow, meanSays},
	"ift": {
		{Sym: "λ", Label: "own share", Slider: "lambda", Lo: "0", Hi: "1", Step: "0.05"},
		{Sym: "τ", Label: "guess by", Choice: "feedback", Slider: "tau", Lo: "0.1", Hi: "2", Step: "0.1", Says: "τ, the temperature of the guess"},
		{Sym: "γ", Label: "look-ahead", Slider: "gamma", Lo: "0", Hi: "1", Step: "0.05", Off: "off"},
		drawer,
		{Label: "guess passes", Field: "passes", Deep: true},
		{Label: "input embedding", Choice: "embedding", Deep: true},
		{Label: "loss weights", Choice: "weights", Deep: true},
		{Says: "One pass is the paper’s; more are ours and let no answer leak in. Frozen embedding and live weights are what the paper’s code does.", Deep: true},
		meanRow, meanSays,
	},
	"ss": {
		{Sym: "p", Label: "own samples", Slider: "p", Lo: "0", Hi: "1", Step: "0.05", Off: "none"},
		{Sym: "τ", Label: "p is", Choice: "rise", Slider: "tau", Lo: "0.1", Hi: "2", Step: "0.1", Says: "τ, the temperature of the samples"},
		noAhead, drawer, meanRow, meanSays,
	},
	"neftune": {
		{Sym: "α", Label: "noise", Slider: "alpha", Lo: "0", Hi: "20", Step: "1", Off: "none"},
		noGuess, noAhead, drawer, meanRow, meanSays,
	},
	"dpo":        {{Sym: "β", Label: "hold to base", Slider: "beta", Lo: "0", Hi: "1", Step: "0.05"}, ownRate, drawer, pairsRow, pairsSays},
	"dpo-online": {{Sym: "β", Label: "hold to base", Slider: "beta", Lo: "0", Hi: "1", Step: "0.05"}, ownRate},
	"orpo":       {{Sym: "λ", Label: "odds ratio", Slider: "beta", Lo: "0", Hi: "1", Step: "0.05"}, ownRate, drawer, pairsRow, pairsSays},
	"rlhf": {
		clipRow, klRow, ownRate, drawer, valueRow, gaeRow, epochsRow,
		{Label: "reward model’s steps", Field: "rmsteps", Deep: true},
		{Label: "reward model’s rate", Field: "rmlr", Deep: true},
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
		return c.name() + " has no knobs of its own"
	}
	return "Knobs of " + c.name()
}

func (k knob) class() string {
	s := "knob"
	switch {
	case k.Choice != "" && k.Slider != "":
		s += " two"
	case k.Choice+k.Field != "":
		s += " entry"
	case k.Says != "" && k.Slider == "" && k.Sym != "":
		s += " lacks"
	case k.Says != "" && k.Slider == "":
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

func (k knob) face() vugu.HTML { return vugu.HTML(k.symbol() + k.Label) }

// says is the name of a slider that has no label of its own; nil leaves it out.
func (k knob) says() any {
	if k.Says == "" {
		return nil
	}
	return k.Says
}

func (k knob) words() vugu.HTML { return vugu.HTML(k.symbol() + "<span>" + k.Says + "</span>") }

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
	case v == 0 && k.Off != "":
		return k.Off
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
