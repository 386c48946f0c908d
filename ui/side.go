package ui

import (
	"strconv"
	"strings"

	"github.com/vugu/vugu"

	"softmix/wasm/wire"
)

// absentKnobs stands where another method has its knobs: what is missing, and
// what happens instead.
var absentKnobs = vugu.HTML(`<p class="knob"><i class="sym">λ</i><span>no mixing: the input is always the true token</span></p>` +
	`<p class="knob"><i class="sym">τ</i><span>no guesses to feed back</span></p>` +
	`<p class="knob"><i class="sym">γ</i><span>every token counts the same</span></p>`)

func (c *Side) settings() *wire.Side { return &c.Ctl.Store.Settings.Sides[c.Index] }

func (c *Side) ift() bool { return c.settings().Method == "ift" }

// place is the side's name in settings: "left" or "right".
func (c *Side) place() string { return [2]string{"left", "right"}[c.Index] }

// id is the id of one of the side's elements, such as "lambda-2".
func (c *Side) id(what string) string { return what + "-" + strconv.Itoa(c.Index+1) }

func (c *Side) class() string { return "side " + c.place() + " " + c.settings().Method }

func (c *Side) name() string {
	s := c.Ctl.Store.Settings.Sides
	return Actors(s[0].Method, s[1].Method)[c.Index].Name
}

func (c *Side) tagline() string {
	switch c.settings().Method {
	case "ift":
		if c.settings().Lambda >= 1 {
			return "reads nothing but its own guesses"
		}
		return "reads a mix of answer and own guess"
	case "pt":
		return "goes on pre-training, prompt and all"
	}
	return "reads the right answer, nothing else"
}

// text is a knob's value as a range input has it.
func (c *Side) text(name string) string {
	p, _ := wire.Find(name)
	return p.Text(c.Ctl.Store.Settings, c.Index)
}

// field is what a number field of the side shows.
func (c *Side) field(name string) string {
	if t, ok := c.Ctl.drafts[c.id(name)]; ok {
		return t
	}
	return c.text(name)
}

// shown is a knob's value beside its slider.
func (c *Side) shown(name string) string {
	s := c.settings()
	switch name {
	case "lambda":
		return strconv.FormatFloat(s.Lambda, 'f', 2, 64)
	case "tau":
		if s.Feedback == "argmax" {
			return "–"
		}
		return strconv.FormatFloat(s.Tau, 'f', 1, 64)
	}
	if s.Gamma == 0 {
		return "off"
	}
	return strconv.FormatFloat(s.Gamma, 'f', 2, 64)
}

func (c *Side) tauMax() float64 { return max(2, c.settings().Tau) }

// fill tells the style sheet how much of a slider lies before its thumb.
func (c *Side) fill(name string, lo, hi float64) string {
	v, _ := strconv.ParseFloat(c.text(name), 64)
	return share((v - lo) / (hi - lo))
}

func (c *Side) turn(event vugu.DOMEvent, name string) {
	delete(c.Ctl.drafts, c.id(name))
	c.Ctl.SetKnob(c.Index, name, event.PropString("target", "value"))
}

func (c *Side) expanded() string { return strconv.FormatBool(c.Ctl.open[c.Index]) }

func (c *Side) drawerFace() string {
	if c.Ctl.open[c.Index] {
		return "Less"
	}
	return "Advanced"
}

// share writes the custom property that fills a slider up to a share of it.
func share(v float64) string {
	return "--f:" + strconv.FormatFloat(clamp(v, 0, 1), 'f', 3, 64)
}

func upper(s string) string { return strings.ToUpper(s) }
