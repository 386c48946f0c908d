package words

import (
	"slices"
	"strings"

	"softmix/i18n"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// FixText says what was put right in a group of settings: "left" or "right" for the
// knobs of a side, "shared" for the rest of the table, "" for what is in no table.
func FixText(s *state.Store, group string) string {
	var b strings.Builder
	for _, f := range s.Fixes {
		if groupOf(s, f.Name) != group {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(Finish(f.Text))
	}
	return b.String()
}

// groupOf finds the place of a setting. One that was given for all sides is said
// on the last that has a use for it, or on the right where none has.
func groupOf(s *state.Store, name string) string {
	if slices.Contains(wire.ArmNames(), name) {
		return name
	}
	bare, side := wire.Bare(name)
	width := s.Settings.Width()
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
		if p.Applies(s.Settings, side) {
			return wire.ArmNames()[side]
		}
	}
	if p.Applies(s.Settings, 0) {
		return wire.ArmNames()[0]
	}
	return wire.ArmNames()[1]
}

// Notice says what the last change did besides, such as that it began new runs.
func Notice(s *state.Store) string {
	if len(s.Restarted) == 0 {
		return s.Note
	}
	labels := ""
	for i, name := range s.Restarted {
		p, _ := wire.Find(name)
		if i == 0 {
			labels = p.Label.String()
		} else {
			labels = i18n.Say(i18n.NoticesAndThe, labels, p.Label)
		}
	}
	return i18n.Say(i18n.NoticesANewRunThe, labels)
}

// LostText offers the way back to runs that were lost, which a button beside the
// others takes.
func LostText(s *state.Store) string {
	n := s.Lost
	if n == 0 || s.Device == nil {
		return ""
	}
	if s.Diverged {
		return i18n.Say(i18n.NoticesLostDiverged, Grouped(n))
	}
	return i18n.Say(i18n.NoticesLost, Grouped(n))
}
