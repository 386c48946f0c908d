package wire

import (
	"strings"

	"softmix/i18n"
)

// Change is how two settings differ, by what the difference touches.
type Change struct {
	Any        bool // anything
	Scenario   bool
	Width      bool // how many arms there are
	Course     bool // more than what is displayed of one and the same course of training
	Runs       bool // what the runs, and so the trainer, know of
	Inspection bool // what is looked at in a step
	Restart    bool // so much that new runs begin
}

// Compare tells how two settings differ.
func Compare(from, to Settings) Change {
	c := Change{
		Any: from != to, Scenario: from.Scenario != to.Scenario, Width: from.Width() != to.Width(), Restart: Restarts(from, to),
		Inspection: from.Sequence != to.Sequence || from.Token != to.Token || from.Layer != to.Layer || from.Head != to.Head,
	}
	a := from
	a.XAxis, a.Log, a.Smooth, a.Theme, a.Metric, a.Speed, a.Autoplay = to.XAxis, to.Log, to.Smooth, to.Theme, to.Metric, to.Speed, to.Autoplay
	a.At = to.At
	c.Course = a != to
	a = from
	a.At, a.Phase, a.Sequence, a.Token, a.Layer, a.Head = to.At, to.Phase, to.Sequence, to.Token, to.Layer, to.Head
	a.Figure = to.Figure
	c.Runs = a != to
	return c
}

// RestartedBy names the settings whose change from one to another began new runs.
func RestartedBy(from, to Settings) (names []string) {
	for _, p := range table {
		if !p.Restart {
			continue
		}
		for side := range from.Arms {
			if p.Text(from, side) != p.Text(to, side) {
				names = append(names, p.Name)
				break
			}
		}
	}
	return names
}

// OutOfRange says that a number lay outside of what there is, and what became of it.
func OutOfRange(name string, was, is, lo, hi int) Correction {
	p, _ := Find(name)
	label := []rune(p.Label.String())
	return Correction{Name: name, Text: i18n.Say(i18n.WireOutOfRange, strings.ToUpper(string(label[:1]))+string(label[1:]), lo, hi, was, is)}
}
