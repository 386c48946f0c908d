package control

import (
	"slices"
	"strconv"

	"softmix/wasm/wire"
)

// Set gives one setting a value, as typed. See wire.Settings.Set for the names.
func (c *Control) Set(name, value string) { c.SetAll([]wire.Pair{{Name: name, Value: value}}, nil) }

// SetKnob sets a knob of one side (0 left, 1 right, …). Where no other side has a
// use for it, they follow, so that URLs stay short.
func (c *Control) SetKnob(side int, name, value string) {
	c.DropDraft(name)
	p, _ := wire.Find(name)
	for other := range c.Store.Settings.Width() {
		if other != side && p.Applies(c.Store.Settings, other) {
			name += "." + strconv.Itoa(side+1)
			break
		}
	}
	c.Set(name, value)
}

// SetAll gives several settings their values, puts illegal ones right and says
// so, tells the trainer, and starts new runs where the change needs them.
func (c *Control) SetAll(pairs []wire.Pair, done func(string)) {
	to, fixes := wire.Apply(c.Store.Settings, pairs)
	for _, p := range pairs {
		c.DropDraft(p.Name)
	}
	at := -1
	if slices.ContainsFunc(pairs, func(p wire.Pair) bool { return wire.Canonical(p.Name) == "step" }) {
		at = to.At
	}
	c.apply(to, fixes, request{tell: true, at: at, done: done})
}

// Restore takes over the settings of a URL the reader went back or forth to.
func (c *Control) Restore(query string) {
	if c.Alone() { // its settings are not the address's
		return
	}
	to, fixes := wire.Parse(query)
	at := -1
	if to.At > 0 {
		at = to.At
	}
	c.apply(to, fixes, request{at: at})
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

// request is what is asked of a change of settings besides the settings themselves.
type request struct {
	tell bool         // the address is to follow
	at   int          // the step to go to besides; -1: none is named
	done func(string) // called when the trainer has taken it over; may be nil
}

func (r request) answer() {
	if r.done != nil {
		r.done("")
	}
}

// apply is the one way of changed settings: they are compared, the state changes, the
// address and the trainer are told, and whoever draws finds the new state.
func (c *Control) apply(to wire.Settings, fixes []wire.Correction, r request) {
	s := c.Store
	from := s.Settings
	s.Fixes = fixes
	s.Dismiss()
	if to.At = from.At; to.Phase == "off" || wire.Restarts(from, to) {
		to.At = 0 // the address tells the step when the runs are there
	}
	change := wire.Compare(from, to)
	if c.Refresh != nil {
		c.Refresh()
	}
	switch {
	case !change.Any && r.at < 0:
		s.Version++
		r.answer()
		return
	case s.Standalone() && change.Course:
		if c.Leave != nil {
			c.Leave(wire.Encode(to))
		}
		r.answer()
		return
	}
	s.Change(to, change)
	if change.Restart {
		c.startedOver(from, to)
	}
	if r.tell {
		c.Changed(wire.Encode(to), change.Scenario || change.Width) // "back" brings a run back that was taken away
	}
	c.tellTrainer(from, change, r)
}

// startedOver forgets what belonged to the runs before.
func (c *Control) startedOver(from, to wire.Settings) {
	c.forget()
	c.halt()
	c.forgetSeeks()
	c.missed = nil
	c.keepDrawers(from, to)
}

// tellTrainer tells the trainer of new settings, of what is looked at now and of the
// step to go to: the last of them is what is waited for.
func (c *Control) tellTrainer(from wire.Settings, change wire.Change, r request) {
	done := r.done
	if r.at >= 0 {
		c.aim = r.at
		defer c.arrive(r.at, done)
		done = nil
	}
	if change.Runs {
		c.set(c.Store.Settings, done)
		done = nil
	}
	c.follow(from, change, done)
}

// replace takes over settings that the runs know nothing of, and that the page has
// found out by itself.
func (c *Control) replace(to wire.Settings) {
	if to != c.Store.Settings {
		c.Store.Configure(to)
		c.Changed(wire.Encode(to), false)
	}
}

// ForFigure returns the settings that a figure opens with: a view of a step's
// insides takes one apart.
func ForFigure(s wire.Settings) wire.Settings {
	if v := s.Figure.View; (v == "tokens" || v == "phases") && s.Phase == "off" {
		s.Phase = "mix"
	}
	return s
}
