package view

import (
	"strconv"

	"github.com/vugu/vugu"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/ui/canvas"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

func (c *Arm) settings() *wire.Arm { return &c.Ctl.Store.Settings.Arms[c.Index] }

// place is the side's name in settings: "left", "right", "third" or "fourth".
func (c *Arm) place() string { return wire.ArmNames()[c.Index] }

// id is the id of one of the side's elements, such as "lambda-2".
func (c *Arm) id(what string) string { return what + "-" + strconv.Itoa(c.Index+1) }

func (c *Arm) class() string { return "side " + c.place() + " " + c.settings().Method }

func (c *Arm) name() string {
	var methods []string
	for _, s := range c.Ctl.Store.Settings.Arms[:c.Ctl.Store.Settings.Width()] {
		methods = append(methods, s.Method)
	}
	return words.ArmNames(methods...)[c.Index].Name
}

// width tells the style sheet how long the method's name is: a list box would be
// as wide as the longest.
func (c *Arm) width() string {
	return "--n:" + strconv.Itoa(len(words.MethodName(c.settings().Method)))
}

func (c *Arm) tagline() string {
	if s := c.settings(); method.Of(s.Method).Reads == method.Mixed && s.Lambda >= 1 {
		return i18n.ArmReadsNothingButIts.String()
	}
	return wire.NameOf(c.settings().Method).Tagline
}

// text is a knob's value as a range input has it.
func (c *Arm) text(name string) string {
	p, _ := wire.Find(name)
	return p.Text(c.Ctl.Store.Settings, c.Index)
}

// field is what a number field of the side shows.
func (c *Arm) field(name string) string {
	return c.Ctl.Field(c.id(name), c.text(name))
}

func (c *Arm) turn(event vugu.DOMEvent, name string) {
	c.Ctl.DropDraft(c.id(name))
	c.Ctl.SetKnob(c.Index, name, event.PropString("target", "value"))
}

func (c *Arm) expanded() string { return strconv.FormatBool(c.Ctl.DrawerOpen(c.Index)) }

func drawerLabel(open bool) string {
	if open {
		return i18n.ArmLess.String()
	}
	return i18n.ArmAdvanced.String()
}

func moreLabel(open bool) string {
	if open {
		return i18n.ArmLess.String()
	}
	return i18n.ArmMore.String()
}

// share writes the custom property that fills a slider up to a share of it.
func share(v float64) string {
	return "--f:" + strconv.FormatFloat(canvas.Clamp(v, 0, 1), 'f', 3, 64)
}
