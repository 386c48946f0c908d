package view

import (
	"softmix/i18n"
	"softmix/ui/words"
	"softmix/wasm/wire"
	"strconv"

	"github.com/vugu/vugu"
)

func (c *Root) say() string { return words.Markup(words.Sentence(c.Ctl.Store, c.Ctl.Away())).HTML() }

func tab(s words.Scenario) vugu.HTML {
	return vugu.HTML(`<svg width="24" height="24" aria-hidden="true"><use href="#i-` + s.Key + `"></use></svg><span class="wide">` + s.Title.String() +
		`</span><span class="narrow">` + s.Short.String() + `</span>`)
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
		return i18n.RootLight.String()
	}
	return i18n.RootDark.String()
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
