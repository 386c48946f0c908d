package view

import (
	"html"
	"strconv"
	"strings"

	"github.com/vugu/vugu"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/ui/draw/trace"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

func (c *Step) class() string {
	if c.Ctl.Open() {
		return "step open " + c.Ctl.Store.Settings.Phase
	}
	return "step"
}

func (c *Step) expanded() string { return strconv.FormatBool(c.Ctl.Open()) }

func (c *Step) openFace() string {
	if c.Ctl.Open() {
		return i18n.StepClose.String()
	}
	return i18n.StepTakeAStepApart.String()
}

func (c *Step) slow() string { return strconv.FormatBool(c.Ctl.Slow()) }

func (c *Step) hint() string {
	t := i18n.StepTheScrubberOfThe.String()
	if c.Ctl.Reduced {
		return i18n.Say(i18n.StepSlowMotionIsOff, t)
	}
	return t
}

func (c *Step) phaseTitle() string {
	if i := c.Ctl.PhaseIndex(); i >= 0 {
		return strconv.Itoa(i+1) + ". " + words.Capitalize(words.PhaseNames[i].String())
	}
	return ""
}

// currentPhase is the value of aria-current; nil leaves the attribute out.
func (c *Step) currentPhase(i int) any {
	if i == c.Ctl.PhaseIndex() {
		return "step"
	}
	return nil
}

// absent names the sides that lack a phase: "1", "2", "1 2", or nothing.
func (c *Step) absent(i int) string {
	var sides []string
	for side, s := range c.Ctl.Store.Settings.Arms[:2] {
		if state.UntracedMethod(c.Ctl.Store, side) != "" || state.LacksPhase(s.Method, wire.Phases()[i]) {
			sides = append(sides, strconv.Itoa(side+1))
		}
	}
	return strings.Join(sides, " ")
}

// rowHeight makes the rail's rows as high as the lanes'.
func (c *Step) rowHeight(i int) string {
	return "--h:" + strconv.FormatFloat(trace.LaneRows()[i], 'f', 1, 64) + "px"
}

func (c *Step) laneClass(side int) string {
	return "lane-h " + [2]string{"one ", "two "}[side] + c.Ctl.Store.Settings.Arms[side].Method
}

func (c *Step) laneHead(side int) vugu.HTML {
	s := c.Ctl.Store.Settings.Arms
	who := words.ArmNames(s[0].Method, s[1].Method)[side]
	text := i18n.StepTheRightAnswerIs.String()
	switch m := method.Of(s[side].Method); {
	case m.Reads == method.Mixed:
		text = knobs(s[side].Feedback, s[side].Lambda, s[side].Gamma)
	case m.Learns == method.Text:
		text = i18n.StepEverythingIsReadAnd.String()
	case m.Reads == method.Samples:
		text = i18n.Say(i18n.StepACoinPutsIts, words.Figures(s[side].P))
	case m.Reads == method.Noisy:
		text = i18n.Say(i18n.StepTheRightAnswerIsRead, words.Figures(s[side].Alpha))
	case m.Reads == method.Blanks:
		text = i18n.StepTheAnswerIsRead.String()
	}
	if state.UntracedMethod(c.Ctl.Store, side) != "" {
		text = i18n.StepNotTakenApartHere.String()
	}
	return vugu.HTML("<b>" + who.Name + "</b> <span>" + html.EscapeString(text) + "</span>")
}

// knobs says how IFT is set: "soft feedback, λ .20, γ .95".
func knobs(feedback string, lambda, gamma float64) string {
	return i18n.Say(i18n.StepFeedback, feedback, words.Figures(lambda), words.Figures(gamma))
}

func (c *Step) lake() bool { return words.ScenarioOf(c.Ctl.Store.Settings.Scenario).Board == "lake" }

// option is one line of a select's list.
func option(value int, text string, selected bool) string {
	s := ""
	if selected {
		s = ` selected=""`
	}
	return `<option value="` + strconv.Itoa(value) + `"` + s + ">" + html.EscapeString(text) + "</option>"
}

// numbered are the options 1 … n, whose values count from 0; name says one, or is 0.
func numbered(n, selected int, name i18n.Key) vugu.HTML {
	var b strings.Builder
	for i := range n {
		text := strconv.Itoa(i + 1)
		if name != 0 {
			text = i18n.Say(name, text)
		}
		b.WriteString(option(i, text, i == selected))
	}
	return vugu.HTML(b.String())
}

func (c *Step) layers() vugu.HTML {
	n := 1
	if a := c.Ctl.Store.Trace; a != nil {
		n = a.Layers
	}
	return numbered(n, c.Ctl.Store.Settings.Layer, 0)
}

func (c *Step) heads() vugu.HTML {
	n := 1
	if a := c.Ctl.Store.Trace; a != nil {
		n = a.Heads
	}
	return numbered(n, c.Ctl.Store.Settings.Head, 0)
}

func (c *Step) legendOpen() string { return strconv.FormatBool(c.Ctl.LegendOpen()) }

// legend lists the symbols of the formulas.
func (c *Step) legend() vugu.HTML {
	f := c.Formulas
	if f == nil {
		return vugu.HTML("<p>" + html.EscapeString(words.FormulaNews(c.Ctl.Formulas.Fault)) + "</p>")
	}
	var b strings.Builder
	b.WriteString("<dl>")
	for _, l := range f.Legend {
		b.WriteString("<div><dt>" + l.Symbol + "</dt><dd>" + html.EscapeString(l.Meaning) + "</dd></div>")
	}
	b.WriteString("</dl>")
	return vugu.HTML(b.String())
}
