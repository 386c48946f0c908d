package ui

import (
	"slices"
	"strings"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Fix says what was put right in a group of settings: "left" or "right" for the
// knobs of a side, "shared" for the rest of the table, "" for what is in no table.
func (c *Control) Fix(group string) string {
	var b strings.Builder
	for _, f := range c.Store.Fixes {
		if c.groupOf(f.Name) != group {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(finish(f.Text))
	}
	return b.String()
}

// groupOf finds the place of a setting. One that was given for all sides is said
// on the last that has a use for it, or on the right where none has.
func (c *Control) groupOf(name string) string {
	if slices.Contains(wire.ArmNames(), name) {
		return name
	}
	bare, side := wire.Bare(name)
	width := c.Store.Settings.Width()
	p, known := wire.Find(bare)
	switch {
	case !known || name == "scenario" || p.Shown || side >= width:
		return ""
	case p.Name == "step" || p.Name == "phase" || p.Name == "sequence" || p.Name == "token" || p.Name == "layer" || p.Name == "head":
		return "look"
	case !p.PerArm:
		return "shared"
	case side >= 0:
		return wire.ArmNames()[side]
	}
	for side = width - 1; side > 0; side-- {
		if p.Applies(c.Store.Settings, side) {
			return wire.ArmNames()[side]
		}
	}
	if p.Applies(c.Store.Settings, 0) {
		return wire.ArmNames()[0]
	}
	return wire.ArmNames()[1]
}

// Notice says what the last change did besides, such as that it began new runs.
func Notice(s *state.Store) string {
	if len(s.Restarted) == 0 {
		return s.Note
	}
	var words []string
	for _, name := range s.Restarted {
		p, _ := wire.Find(name)
		words = append(words, p.Label)
	}
	return "A new run: the " + strings.Join(words, " and the ") + " changed."
}
