package ui

import (
	"time"

	"softmix/wasm/wire"
)

// phaseTime is how long slow motion shows one phase.
const phaseTime = 1250 * time.Millisecond

// inspector is what the section that takes a step apart remembers besides the
// settings, which tell the phase, the sequence and the token.
type inspector struct {
	aim     int             // the step that the page is on its way to, to open there; -1 = none
	looking bool            // a look is on its way
	wished  bool            // what the trainer made of the newest wish is not known yet
	again   bool            // another one is to follow it
	told    []func(string)  // wait for the look that is still to be sent
	moves   int             // phases still to go, forth or back
	busy    bool            // a move is waiting for a step
	slow    bool            // slow motion
	due     time.Time       // when slow motion goes on
	legend  bool            // the symbols are explained
	inject  wire.Inject     // the error that would be put in
	last    *wire.Injection // the newest that was, undone or not
}

// Open reports whether a step is taken apart.
func (c *Control) Open() bool { return c.Store.Settings.Phase != "off" }

// ToggleStep opens the section that takes a step apart, or closes it.
func (c *Control) ToggleStep() {
	if c.Open() {
		c.Set("phase", "off")
	} else {
		c.Set("phase", wire.Phases()[0])
	}
}

// phase is the index of the phase that is shown; -1 while the section is closed.
func (c *Control) phase() int {
	for i, p := range wire.Phases() {
		if p == c.Store.Settings.Phase {
			return i
		}
	}
	return -1
}

// Phase shows a phase by its place in the step, 0 … 7.
func (c *Control) Phase(i int, done func(string)) {
	c.insp.moves = 0
	c.SetAll([]wire.Pair{{Name: "phase", Value: wire.Phases()[i]}}, done)
}

// MovePhase goes n phases on, or back where n is negative. After the last phase
// the next step is trained, before the first one the runs go back a step.
func (c *Control) MovePhase(n int) {
	c.insp.moves += n
	c.move()
}

func (c *Control) move() {
	p := &c.insp
	for p.moves != 0 && !p.busy && c.Open() {
		n := 1
		if p.moves < 0 {
			n = -1
		}
		p.moves -= n
		last := len(wire.Phases()) - 1
		to := c.phase() + n
		switch {
		case c.Running() && !c.held: // the steps come by themselves
			c.showPhase((to + last + 1) % (last + 1))
		case c.Store.Step == 0 && n > 0, to > last && !c.Ended():
			c.cross(wire.Command{Do: "step", N: 1}, 0)
		case to < 0 && c.Store.Step > 1:
			c.cross(wire.Command{Do: "seek", N: c.Store.Step - 1}, last)
		case c.Store.Step == 0 || to < 0 || to > last:
			p.moves = 0
		default:
			c.showPhase(to)
		}
	}
}

// cross goes to a neighbouring step and shows one of its phases.
func (c *Control) cross(cmd wire.Command, phase int) {
	c.insp.busy = true
	c.Store.Dismiss()
	c.ask(cmd, func(fault string) {
		c.insp.busy = false
		if fault != "" || !c.Open() {
			c.insp.moves = 0
			return
		}
		c.showPhase(phase)
		c.move()
	})
}

func (c *Control) showPhase(i int) { c.Set("phase", wire.Phases()[i]) }

// MoveStep trains the next step or goes back one, and shows the same phase of it.
func (c *Control) MoveStep(n int) {
	c.insp.moves = 0
	to := max(0, min(c.heading()+n, c.Store.Settings.Steps))
	switch {
	case c.under == 0 && to == c.Store.Step:
	case c.under == 0 && to > c.Store.Step:
		c.StepN(1, nil)
	default:
		c.Seek(to, nil)
	}
}

// heading is the step that the runs will be at when all that was asked for is done.
func (c *Control) heading() int {
	if c.under > 0 {
		return c.goal
	}
	return c.Store.Step
}

// travel notes where a command leads, until it is answered.
func (c *Control) travel(cmd wire.Command, done func(string)) func(string) {
	switch cmd.Do {
	case "step":
		c.goal = c.heading() + cmd.N
	case "seek":
		if !c.seeking || c.under == 0 { // else a newer wish is noted already
			c.goal = cmd.N
		}
	default:
		return done
	}
	c.under++
	landed := c.halt()
	return func(fault string) {
		c.under = max(0, c.under-1)
		landed()
		if done != nil {
			done(fault)
		}
	}
}

// Slow reports whether slow motion is on.
func (c *Control) Slow() bool { return c.insp.slow }

// ToggleSlow starts slow motion, or ends it. Where the reader wants no motion it
// stays off; the button says why.
func (c *Control) ToggleSlow(now time.Time) {
	if c.insp.slow || c.Reduced || !c.Open() {
		c.StopSlow()
		return
	}
	if c.Running() {
		c.Pause(nil)
	}
	c.insp.slow, c.insp.due = true, now.Add(phaseTime)
	c.Store.Version++
}

// StopSlow ends slow motion.
func (c *Control) StopSlow() {
	if c.insp.slow {
		c.insp.slow = false
		c.Store.Version++
	}
}

// Beat moves slow motion on. The page calls it several times a second.
func (c *Control) Beat(now time.Time) {
	c.beatReplay(now)
	c.beatSets(now)
	c.keepReached(now)
	p := &c.insp
	switch {
	case !p.slow:
	case p.busy || !c.seen || p.aim >= 0:
		p.due = now.Add(phaseTime)
	case c.Store.Fault != nil || c.Running() || c.Ended() && c.phase() == len(wire.Phases())-1:
		c.StopSlow()
	case !now.Before(p.due):
		p.due = now.Add(phaseTime)
		c.MovePhase(1)
	}
}

// Inject puts an error into what both models write alone.
func (c *Control) Inject(in wire.Inject, done func(string)) {
	c.insp.inject = in
	c.ask(wire.Command{Do: "inject", Inject: &in}, func(fault string) {
		if i := c.Store.Injection; fault == "" && i != nil {
			c.insp.inject, c.insp.last = i.Inject, i // what was illegal is put right
		}
		if done != nil {
			done(fault)
		}
	})
}

// Undo takes the error out again.
func (c *Control) Undo() {
	c.Store.Injection = nil
	c.Store.Version++
}

// wantFormulas has the formulas fetched where they are not there.
func (c *Control) wantFormulas() {
	if c.Formulas == nil && c.FetchFormulas != nil && c.Open() {
		c.FormulasFault = ""
		c.FetchFormulas()
	}
}
