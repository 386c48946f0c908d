package view

import (
	"softmix/ui/control"
	"softmix/ui/words"
	"softmix/wasm/wire"
	"strconv"
)

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
	t := words.FixText(c.Store, "")
	add := func(s string) {
		if s != "" && t != "" {
			t += " "
		}
		t += s
	}
	add(words.Notice(c.Store))
	add(c.Missed())
	if c.Store.Step == 0 && !c.Running() {
		add(words.LostText(c.Store))
		add(c.Store.Memory)
	}
	return t
}

// RenderKey changes whenever the tree of components has to be rendered anew. What a
// training step changes is not in it: badge, sentence, scrubber and islands are
// kept up to date without a render.
func RenderKey(c *control.Control) string {
	b := func(v bool) string { return strconv.FormatBool(v) }
	s := wire.Encode(c.Store.Settings) + notices(c) + words.FixText(c.Store, "shared")
	for i, place := range wire.ArmNames() {
		s += words.FixText(c.Store, place) + b(c.DrawerOpen(i))
	}
	if c.CanReturn() {
		s += returnLabel(c.Store)
	}
	return s + b(c.Missing()) + b(c.Running()) + b(c.Ended()) + b(c.Dark) + b(c.MoreOpen()) + stepRenderKey(c)
}
