package view

import (
	"html"
	"softmix/i18n"
	"softmix/ui/control"
	"softmix/ui/words"
	"softmix/wasm/wire"
	"strconv"
	"strings"
)

// StepLive are the texts of the open section that change with every step, as
// HTML but for the last.
type StepLive struct {
	Where   string // what is shown
	Head    string // the token that is looked at
	Say     string // what the phase has done to it
	Formula string
	Heard   string // what is read aloud
}

// StepTexts returns the texts as they are now.
func StepTexts(c *control.Control, formulas *words.Formulas) StepLive {
	f := StepLive{Where: html.EscapeString(stepWhere(c))}
	x := words.SceneOf(c.Store)
	if x == nil {
		f.Say = html.EscapeString(stepEmpty(c))
		f.Head = i18n.StepNoStepYet.String()
		f.Heard = stepEmpty(c)
		return f
	}
	parts := words.StepSentence(c.Store)
	f.Head = html.EscapeString(x.Where()) + ` <span class="chip">` + html.EscapeString(x.Called(x.Token)) + "</span>"
	f.Say = words.Markup(parts).HTML()
	f.Formula = formula(c, formulas, x)
	title := words.Capitalize(words.PhaseNames[max(0, c.PhaseIndex())].String())
	f.Heard = i18n.Say(i18n.StepStep, title, words.Grouped(x.A.Step), words.LowerFirst(x.Where()), x.Called(x.Token), words.Plain(parts))
	if c.Slow() {
		f.Heard = title + "."
	}
	return f
}

// stepWhere says what is shown: step, sequence, task and how IFT is set.
func stepWhere(c *control.Control) string {
	a := c.Store.Trace
	switch {
	case !c.Open():
		return ""
	case c.Aim() > c.Store.Step:
		return i18n.Say(i18n.StepTrainingToStepDone, words.Grouped(c.Aim()), words.Grouped(c.Store.Step))
	case a == nil || len(a.Runs) < 2:
		return i18n.Say(i18n.StepStep2, words.Grouped(c.Store.Step))
	}
	t := i18n.Say(i18n.StepStepSequenceOf, words.Grouped(a.Step), a.Focus.Sequence+1, a.Sequences, words.LowerFirst(words.ScenarioOf(c.Store.Settings.Scenario).Title.String()))
	if x := words.SceneOf(c.Store); x != nil && x.Ift() {
		t += ", " + knobs(x.Run.Feedback, x.Run.Lambda, x.Run.Gamma)
	}
	if n := c.Store.Settings.Width(); n > 2 {
		t += i18n.Say(i18n.StepTheFirstTwoOf, n)
	}
	return t
}

// stepEmpty says why nothing is shown.
func stepEmpty(c *control.Control) string {
	s := c.Store
	switch {
	case s.Fault != nil:
		return i18n.StepTrainingHasStoppedWhat.String()
	case s.Device == nil:
		return i18n.StepTheModelsAreStill.String()
	case wire.Judged(s.Settings.Arms[0].Method) && wire.Judged(s.Settings.Arms[1].Method):
		who := words.NamesOf(s)
		return i18n.Say(i18n.StepSoItIsWith, words.NotApart(s.Settings.Arms[0].Method, who[0].Name), who[1].Name)
	case c.Aim() > s.Step:
		return stepWhere(c) + "."
	case s.Step == 0 && !c.Waiting():
		return i18n.StepNothingIsTrainedYet.String()
	}
	return i18n.StepTheStepIsBeing.String()
}

// formula is the equation of the phase that is shown, or why there is none.
func formula(c *control.Control, formulas *words.Formulas, x *words.Scene) string {
	if formulas != nil {
		return formulas.Of(x, c.Store.Settings.Phase)
	}
	again := ""
	if c.Formulas.Fault != "" { // page.js hears it
		again = ` <button type="button" class="btn quiet" data-retry>Try again</button>`
	}
	return `<p class="aside">` + html.EscapeString(words.FormulaNews(c.Formulas.Fault)) + again + "</p>"
}

// stepRenderKey changes whenever the section has to be rendered anew; see RenderKey.
func stepRenderKey(c *control.Control) string {
	if !c.Open() {
		return ""
	}
	s := strconv.FormatBool(c.Slow()) + strconv.FormatBool(c.Reduced) + strconv.FormatBool(c.Formulas.Done) + c.Formulas.Fault + words.FixText(c.Store, "look")
	if a := c.Store.Trace; a != nil {
		s += strconv.Itoa(a.Layers) + "," + strconv.Itoa(a.Heads)
	}
	if i := c.Injected(); i != nil {
		s += strings.Join([]string{strconv.Itoa(i.Step), strconv.Itoa(i.Inject.Item), strconv.Itoa(i.Inject.At), strconv.Itoa(i.Inject.Token), strconv.FormatBool(c.Store.Injection == i)}, ",")
	}
	return s
}
