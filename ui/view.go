package ui

import (
	"html"
	"strconv"
	"strings"

	"github.com/vugu/vugu"
	js "github.com/vugu/vugu/js"

	"softmix/wasm/wire"
)

// mount hands an element to the page, which owns all that is in it: islands, and
// the few texts that change so often that a render for each would be a waste.
func (c *Control) mount(name string, el js.Value) {
	if c.Mount != nil {
		c.Mount(name, el)
	}
}

// still is the content of a mounted element where no page can fill it: in the
// HTML that is rendered ahead. In the browser it leaves the element alone.
func (c *Control) still(content string) any {
	if c.Mount != nil {
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
func (c *Control) badge() string {
	s := c.Store
	switch {
	case s.Fault != nil:
		return "<b>Stopped</b>"
	case s.Progress != nil && s.Progress.Total > 0 && doings[s.Progress.What] != [2]string{}:
		d := doings[s.Progress.What]
		what := d[0] + strconv.Itoa(s.Progress.Done) + " of " + strconv.Itoa(s.Progress.Total) + d[1]
		if s.Recorded != nil {
			return "<b>Recorded</b> · " + lowerFirst(what)
		}
		return what
	case s.Standalone():
		return "<b>Recorded</b>" + afterDot(s.Recorded.Device)
	case s.Recorded != nil:
		return "<b>Recorded</b> · " + lowerFirst(c.loading())
	case s.Device == nil:
		return c.loading()
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
	case c.away():
		b += " · paused: not in view"
	case c.held:
		b += " · waits: other figures train"
	case s.Rate > 0 && s.Playing:
		b += ` · <span class="num">` + rate(s.Rate) + "</span> steps/s"
	}
	return b
}

// loading says how far the trainer is from being ready.
func (c *Control) loading() string {
	p := c.Store.Progress
	if p == nil || p.Total == 0 {
		return "Loading"
	}
	return "Loading " + megabytes(p.Done) + " of " + megabytes(p.Total) + "\u00a0MB"
}

// afterDot is a second part of the badge, where there is one.
func afterDot(text string) string {
	if text == "" {
		return ""
	}
	return " · " + html.EscapeString(text)
}

func (c *Control) say() string { return markup(Sentence(c.Store, c.away())).HTML() }

// Faces are the texts that change with every step.
type Faces struct {
	Badge string // HTML
	Say   string // HTML of the live sentence
	Heard string // the same as text
	Fill  string // the scrubber's style
	Where string // the scrubber's place in words
}

// Faces returns the texts as they are now.
func (c *Control) Faces() Faces {
	say := Sentence(c.Store, c.away())
	return Faces{Badge: c.badge(), Say: markup(say).HTML(), Heard: Plain(say), Fill: c.fill(), Where: c.where()}
}

// news is said under the sentence: what was put right that has no place of its
// own, that a change began a new run, and what was lost.
func (c *Control) news() string {
	t := c.Fix("")
	add := func(s string) {
		if s != "" && t != "" {
			t += " "
		}
		t += s
	}
	add(Notice(c.Store))
	if c.missed != nil {
		add(c.missed.why)
	}
	if c.Store.Step == 0 && !c.Running() {
		add(c.lostSay())
		add(c.Store.Memory)
	}
	return t
}

// Shape changes whenever the tree of components has to be rendered anew. What a
// training step changes is not in it: badge, sentence, scrubber and islands are
// kept up to date without a render.
func (c *Control) Shape() string {
	b := func(v bool) string { return strconv.FormatBool(v) }
	s := wire.Encode(c.Store.Settings) + c.news() + c.Fix("shared")
	for i, place := range wire.ArmNames() {
		s += c.Fix(place) + b(c.open[i])
	}
	if c.canReturn() {
		s += c.returnFace()
	}
	return s + b(c.Missing()) + b(c.Running()) + b(c.Ended()) + b(c.Dark) + b(c.more) + c.stepShape()
}

func tab(s Scenario) vugu.HTML {
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
func (c *Control) link(key string) string {
	s := c.Store.Settings
	s.Set("scenario", key)
	return "?" + wire.Encode(s)
}

// follow goes to a scenario without leaving the page, unless the reader wants
// it in another tab.
func (c *Control) follow(e vugu.DOMEvent, key string) {
	if e.PropBool("ctrlKey") || e.PropBool("metaKey") || e.PropBool("shiftKey") {
		return
	}
	e.PreventDefault()
	c.Set("scenario", key)
}

// FlipTheme changes between light and dark.
func (c *Control) FlipTheme() {
	to := "dark"
	if c.Dark {
		to = "light"
	}
	c.Dark = !c.Dark
	c.Set("theme", to)
}

func (c *Control) otherTheme() string {
	if c.Dark {
		return "Light"
	}
	return "Dark"
}

// Drawer opens or closes a side's advanced settings.
func (c *Control) Drawer(side int) { c.open[side] = !c.open[side] }

// More opens or closes the settings that are rarely wanted.
func (c *Control) More() { c.more = !c.more }

func (c *Control) moreOpen() string { return strconv.FormatBool(c.more) }

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
func (c *Control) methodOptions(now string) vugu.HTML {
	var plain, judged []string
	for _, m := range wire.Methods(c.Store.Settings.Scenario) {
		if wire.Judged(m) {
			judged = append(judged, m)
		} else {
			plain = append(plain, m)
		}
	}
	h := options(plain, now, MethodName)
	if len(judged) > 0 {
		h = `<optgroup label="from demonstrations">` + h + `</optgroup><optgroup label="from a judge of answers">` +
			options(judged, now, MethodName) + "</optgroup>"
	}
	if now == "" {
		h = `<option value="" selected>Add a method …</option>` + h
	}
	return h
}

// add puts another method beside those that there are.
func (c *Control) add(e vugu.DOMEvent) {
	if m := e.PropString("target", "value"); m != "" {
		c.Set(wire.ArmNames()[c.Store.Settings.Width()], m)
	}
}

func (c *Control) duelClass() string {
	return "duel of" + strconv.Itoa(c.Store.Settings.Width())
}

func (c *Control) is(name, value string) bool {
	p, _ := wire.Find(name)
	return p.Text(c.Store.Settings, 0) == value
}

func (c *Control) pick(e vugu.DOMEvent, name string) { c.Set(name, e.PropString("target", "value")) }

func (c *Control) flip(name string) {
	if c.is(name, "1") {
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

func (c *Control) draft(e vugu.DOMEvent, name string) { c.Draft(name, e.PropString("target", "value")) }

// commit takes over a number that was typed to its end. The page sends the event
// after the browser's own "change", so that it can never come during a render.
func (c *Control) commit(e vugu.DOMEvent, name string) {
	c.Set(name, e.PropString("target", "value"))
}

func (c *Control) scrub(e vugu.DOMEvent) {
	if n, err := strconv.Atoi(e.PropString("target", "value")); err == nil {
		c.Seek(n, nil)
	}
}

// where is the scrubber's place in words.
func (c *Control) where() string {
	return "step " + grouped(c.At()) + " of " + grouped(c.Store.Settings.Steps)
}

func (c *Control) fill() string { return share(float64(c.At()) / float64(c.Store.Settings.Steps)) }

func (c *Control) playFace() vugu.HTML {
	icon, word := "play", "Play"
	switch {
	case c.Running():
		icon, word = "pause", "Pause"
	case c.Ended():
		word = "Again"
	}
	return vugu.HTML(`<svg width="16" height="16" aria-hidden="true"><use href="#i-` + icon + `"></use></svg><span>` + word + `</span>`)
}

// canReturn tells whether there are steps that a reset or a seek took back.
func (c *Control) canReturn() bool { return !c.Running() && c.Store.Furthest() > c.Store.Step }

func (c *Control) returnFace() string { return "Back to step " + grouped(c.Store.Furthest()) }
