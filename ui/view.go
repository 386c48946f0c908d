package ui

import (
	"html"
	"strconv"
	"strings"

	"github.com/vugu/vugu"
	js "github.com/vugu/vugu/js"

	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// Mount is given the elements whose content the page owns, by name, after every
// render; nil where there is no page.
type Mount func(name string, el js.Value)

// mount hands an element to the page, which owns all that is in it: islands, and
// the few texts that change so often that a render for each would be a waste.
func mount(to Mount, name string, el js.Value) {
	if to != nil {
		to(name, el)
	}
}

// still is the content of a mounted element where no page can fill it: in the
// HTML that is rendered ahead. In the browser it leaves the element alone.
func still(to Mount, content string) any {
	if to != nil {
		return nil
	}
	return vugu.HTML(content)
}

// doings are the words before and after how much is done of what is prepared.
var doings = map[string][2]string{
	"kernels":      {"Preparing ", " kernels"},
	"pairs":        {"Answering prompts twice: ", ""},
	"reward model": {"Training the reward model: step ", ""},
	"warm-up":      {"Warming up by SFT: step ", ""},
}

// badge says what the trainer computes on and how fast, as HTML.
func badge(c *control.Control) string {
	s := c.Store
	switch {
	case s.Fault != nil:
		return "<b>Stopped</b>"
	case s.Progress != nil && s.Progress.Total > 0 && doings[s.Progress.What] != [2]string{}:
		d := doings[s.Progress.What]
		what := d[0] + strconv.Itoa(s.Progress.Done) + " of " + strconv.Itoa(s.Progress.Total) + d[1]
		if s.Recorded != nil {
			return "<b>Recorded</b> · " + words.LowerFirst(what)
		}
		return what
	case s.Standalone():
		return "<b>Recorded</b>" + afterDot(s.Recorded.Device)
	case s.Recorded != nil:
		return "<b>Recorded</b> · " + words.LowerFirst(loading(s))
	case s.Device == nil:
		return loading(s)
	}
	b := "<b>WebGPU</b> " + html.EscapeString(s.Device.Name)
	if s.Device.Kind == "cpu" {
		why := ": no WebGPU here"
		note := s.Device.Note
		told := note != "" && !strings.HasPrefix(note, "no WebGPU") // faster here; or what the GPU gets wrong
		switch {
		case s.Compact && (!told || note == "faster here"): // a figure looks the same on any device, but for this word
			why = ""
		case s.Settings.Device == "cpu":
			why = ", as asked for"
		case told:
			why = ": " + html.EscapeString(note)
		}
		b = "<b>CPU</b>" + why
	}
	switch {
	case c.Away():
		b += " · paused: not in view"
	case c.Held():
		b += " · waits: other figures train"
	case s.Rate > 0 && s.Playing:
		b += ` · <span class="num">` + words.Rate(s.Rate) + "</span> steps/s"
	}
	return b
}

// loading says how far the trainer is from being ready.
func loading(s *state.Store) string {
	p := s.Progress
	if p == nil || p.Total == 0 {
		return "Loading"
	}
	return "Loading " + words.Megabytes(p.Done) + " of " + words.Megabytes(p.Total) + "\u00a0MB"
}

// afterDot is a second part of the badge, where there is one.
func afterDot(text string) string {
	if text == "" {
		return ""
	}
	return " · " + html.EscapeString(text)
}

func (c *Root) say() string { return words.Markup(words.Sentence(c.Ctl.Store, c.Ctl.Away())).HTML() }

// Live are the texts that change with every step.
type Live struct {
	Badge string // HTML
	Say   string // HTML of the live sentence
	Heard string // the same as text
	Fill  string // the scrubber's style
	Where string // the scrubber's place in words
}

// LiveTexts returns the texts as they are now.
func LiveTexts(c *control.Control) Live {
	say := words.Sentence(c.Store, c.Away())
	return Live{Badge: badge(c), Say: words.Markup(say).HTML(), Heard: words.Plain(say), Fill: scrubFill(c), Where: scrubText(c)}
}

// notices is said under the sentence: what was put right that has no place of its
// own, that a change began a new run, and what was lost.
func notices(c *control.Control) string {
	t := FixText(c.Store, "")
	add := func(s string) {
		if s != "" && t != "" {
			t += " "
		}
		t += s
	}
	add(Notice(c.Store))
	add(c.Missed())
	if c.Store.Step == 0 && !c.Running() {
		add(LostText(c.Store))
		add(c.Store.Memory)
	}
	return t
}

// RenderKey changes whenever the tree of components has to be rendered anew. What a
// training step changes is not in it: badge, sentence, scrubber and islands are
// kept up to date without a render.
func RenderKey(c *control.Control) string {
	b := func(v bool) string { return strconv.FormatBool(v) }
	s := wire.Encode(c.Store.Settings) + notices(c) + FixText(c.Store, "shared")
	for i, place := range wire.ArmNames() {
		s += FixText(c.Store, place) + b(c.DrawerOpen(i))
	}
	if c.CanReturn() {
		s += returnLabel(c.Store)
	}
	return s + b(c.Missing()) + b(c.Running()) + b(c.Ended()) + b(c.Dark) + b(c.MoreOpen()) + stepRenderKey(c)
}

func tab(s words.Scenario) vugu.HTML {
	return vugu.HTML(`<svg width="24" height="24" aria-hidden="true"><use href="#i-` + s.Key + `"></use></svg><span class="wide">` + s.Title +
		`</span><span class="narrow">` + s.Short + `</span>`)
}

// current is the value of aria-current; nil leaves the attribute out.
func current(yes bool) any {
	if yes {
		return "page"
	}
	return nil
}

// link is the address of a scenario with the reader's own settings kept.
func (c *Root) link(key string) string {
	s := c.Ctl.Store.Settings
	s.Set("scenario", key)
	return "?" + wire.Encode(s)
}

// follow goes to a scenario without leaving the page, unless the reader wants
// it in another tab.
func (c *Root) follow(e vugu.DOMEvent, key string) {
	if e.PropBool("ctrlKey") || e.PropBool("metaKey") || e.PropBool("shiftKey") {
		return
	}
	e.PreventDefault()
	c.Ctl.Set("scenario", key)
}

func (c *Root) otherTheme() string {
	if c.Ctl.Dark {
		return "Light"
	}
	return "Dark"
}

// options are the inner HTML of a list box: one string is cheaper than elements.
// names may be nil where the values are words.
func options(values []string, now string, names func(string) string) vugu.HTML {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(`<option value="` + v + `"`)
		if v == now {
			b.WriteString(" selected")
		}
		name := v
		if names != nil {
			name = names(v)
		}
		b.WriteString(">" + name + "</option>")
	}
	return vugu.HTML(b.String())
}

// methodOptions offers the methods of the scenario, by what they learn from. With
// "" none is chosen yet.
func methodOptions(c *control.Control, now string) vugu.HTML {
	var plain, judged []string
	for _, m := range wire.Methods(c.Store.Settings.Scenario) {
		if wire.Judged(m) {
			judged = append(judged, m)
		} else {
			plain = append(plain, m)
		}
	}
	h := options(plain, now, words.MethodName)
	if len(judged) > 0 {
		h = `<optgroup label="from demonstrations">` + h + `</optgroup><optgroup label="from a judge of answers">` +
			options(judged, now, words.MethodName) + "</optgroup>"
	}
	if now == "" {
		h = `<option value="" selected>Add a method …</option>` + h
	}
	return h
}

// add puts another method beside those that there are.
func (c *Root) add(e vugu.DOMEvent) {
	if m := e.PropString("target", "value"); m != "" {
		c.Ctl.Set(wire.ArmNames()[c.Ctl.Store.Settings.Width()], m)
	}
}

func (c *Root) raceClass() string {
	return "duel of" + strconv.Itoa(c.Ctl.Store.Settings.Width())
}

func settingIs(c *control.Control, name, value string) bool {
	p, _ := wire.Find(name)
	return p.Text(c.Store.Settings, 0) == value
}

// pick takes over a choice, or a number that was typed to its end. The page sends the
// event for those after the browser's own "change", so that it can never come during
// a render.
func pick(c *control.Control, e vugu.DOMEvent, name string) {
	c.Set(name, e.PropString("target", "value"))
}

// draft remembers a number that is being typed.
func draft(c *control.Control, e vugu.DOMEvent, name string) {
	c.Draft(name, e.PropString("target", "value"))
}

func flip(c *control.Control, name string) {
	if settingIs(c, name, "1") {
		c.Set(name, "0")
	} else {
		c.Set(name, "1")
	}
}

func speedName(v string) string {
	if v == "max" {
		return "full"
	}
	return v + "/s"
}

// keypad is the kind of keys that a phone shows for a number.
func keypad(name string) string {
	if p, _ := wire.Find(name); p.Kind == wire.Whole {
		return "numeric"
	}
	return "decimal"
}

func (c *Clock) scrub(e vugu.DOMEvent) {
	if n, err := strconv.Atoi(e.PropString("target", "value")); err == nil {
		c.Ctl.Seek(n, nil)
	}
}

// scrubText is the scrubber's place in words.
func scrubText(c *control.Control) string {
	return "step " + words.Grouped(c.At()) + " of " + words.Grouped(c.Store.Settings.Steps)
}

func scrubFill(c *control.Control) string {
	return share(float64(c.At()) / float64(c.Store.Settings.Steps))
}

func playLabel(c *control.Control) vugu.HTML {
	icon, word := "play", "Play"
	switch {
	case c.Running():
		icon, word = "pause", "Pause"
	case c.Ended():
		word = "Again"
	}
	return vugu.HTML(`<svg width="16" height="16" aria-hidden="true"><use href="#i-` + icon + `"></use></svg><span>` + word + `</span>`)
}

func returnLabel(s *state.Store) string { return "Back to step " + words.Grouped(s.Furthest()) }
