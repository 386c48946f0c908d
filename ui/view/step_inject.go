package view

import (
	"strconv"
	"strings"

	"github.com/vugu/vugu"

	"softmix/i18n"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// known is the newest injection, undone or not: it tells what can be chosen.
func (c *Step) known() *wire.Injection { return c.Ctl.Injected() }

func (c *Step) injectHint() string {
	switch words.ScenarioOf(c.Ctl.Store.Settings.Scenario).Board {
	case "lake":
		return i18n.InjectPushTheAgentOff.String()
	case "treasure":
		return i18n.InjectMakeBothModelsSay.String()
	case "maze":
		return i18n.InjectSendBothModelsTo.String()
	}
	return i18n.InjectReplaceOneLetterOf.String()
}

func (c *Step) items() int {
	if c.known() == nil {
		return 0
	}
	return c.known().Items
}

func (c *Step) itemName() string {
	if words.ScenarioOf(c.Ctl.Store.Settings.Scenario).Board == "treasure" {
		return i18n.InjectGame.String()
	}
	return i18n.InjectPrompt.String()
}

func (c *Step) itemOptions() vugu.HTML { return numbered(c.items(), c.Ctl.DraftInject().Item, 0) }

// atOptions are the places of the answer.
func (c *Step) atOptions() vugu.HTML {
	name, n := i18n.InjectLetter2, 0
	i := c.known()
	for _, r := range i.Runs {
		n = max(n, len(r.Free))
	}
	switch words.ScenarioOf(c.Ctl.Store.Settings.Scenario).Board {
	case "lake", "maze":
		name = i18n.InjectMove2
	case "treasure":
		name, n = i18n.InjectAfterHint, len(i.Right)
	default:
		if len(i.Right) > 0 {
			n = len(i.Right)
		}
		n = max(1, n-1) // the end mark is no letter
	}
	return numbered(n, c.Ctl.DraftInject().At, name)
}

func (c *Step) tokenOptions() vugu.HTML {
	var b strings.Builder
	i := c.known()
	for _, k := range i.Legal {
		if k >= 0 && k < len(i.Names) {
			b.WriteString(option(k, i.Names[k], k == c.Ctl.DraftInject().Token))
		}
	}
	return vugu.HTML(b.String())
}

// stage takes over a choice; nothing happens until Inject.
func (c *Step) stage(e vugu.DOMEvent, what string) {
	n, err := strconv.Atoi(e.PropString("target", "value"))
	if err != nil {
		return
	}
	in := c.Ctl.DraftInject()
	switch what {
	case "item":
		in.Item = n
	case "at":
		in.At = n
	case "token":
		in.Token = n
	}
}

func (c *Step) inject() { c.Ctl.Inject(*c.Ctl.DraftInject(), nil) }

func (c *Step) injectSay() string { return words.InjectSentence(c.Ctl.Store) }
