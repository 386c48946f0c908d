package view

import (
	"softmix/i18n"
	"softmix/ui/control"
	"softmix/ui/words"
	"softmix/wasm/wire"
	"strings"

	"github.com/vugu/vugu"
)

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
		h = `<optgroup label="` + vugu.HTML(i18n.ChoicesDemonstrations.String()) + `">` + h + `</optgroup><optgroup label="` + vugu.HTML(i18n.ChoicesJudge.String()) + `">` +
			options(judged, now, words.MethodName) + "</optgroup>"
	}
	if now == "" {
		h = `<option value="" selected>` + vugu.HTML(i18n.ChoicesAdd.String()) + `</option>` + h
	}
	return h
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

// keypad is the kind of keys that a phone shows for a number.
func keypad(name string) string {
	if p, _ := wire.Find(name); p.Kind == wire.Whole {
		return "numeric"
	}
	return "decimal"
}
