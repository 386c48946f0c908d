package control

import (
	"time"

	"softmix/wasm/wire"
)

// phaseTime is how long slow motion shows one phase.
const phaseTime = 1250 * time.Millisecond

// Inspector takes a step apart: what it remembers besides the settings, which tell
// the phase, the sequence and the token.
type Inspector struct {
	Reduced bool // the reader prefers that nothing moves by itself

	ctl    *Control
	aim    int            // the step that the page is on its way to, to open there; -1 = none
	asked  bool           // a request for a trace is on its way
	wished bool           // what the trainer made of the newest request is not known yet
	again  bool           // another one is to follow it
	told   []func(string) // wait for the request that is still to be sent
	moves  int            // phases still to go, forth or back
	busy   bool           // a move is waiting for a step
	slow   bool           // slow motion
	due    time.Time      // when slow motion goes on
	legend bool           // the symbols are explained
}

// Open reports whether a step is taken apart.
func (p *Inspector) Open() bool { return p.ctl.Store.Settings.Phase != "off" }

// ToggleStep opens the section that takes a step apart, or closes it.
func (p *Inspector) ToggleStep() {
	if p.Open() {
		p.ctl.Set("phase", "off")
	} else {
		p.setPhase(0, nil)
	}
}

// reset has nothing be on its way.
func (p *Inspector) reset() { *p = Inspector{Reduced: p.Reduced, ctl: p.ctl, aim: -1} }

// close forgets what belongs to an open section.
func (p *Inspector) close() {
	asked := p.asked
	p.reset()
	p.asked = asked
}

// Aim is the step that the page is on its way to, to open there; -1 where it is on
// none.
func (p *Inspector) Aim() int { return p.aim }

// Waiting reports whether something is asked for that would be shown.
func (p *Inspector) Waiting() bool { return p.asked || len(p.ctl.waiting) > 0 }

// PhaseIndex is the index of the phase that is shown; -1 while the section is closed.
func (p *Inspector) PhaseIndex() int {
	for i, name := range wire.Phases() {
		if name == p.ctl.Store.Settings.Phase {
			return i
		}
	}
	return -1
}

// ShowPhase shows a phase by its place in the step, 0 … 7.
func (p *Inspector) ShowPhase(i int, done func(string)) {
	p.moves = 0
	p.setPhase(i, done)
}

func (p *Inspector) setPhase(i int, done func(string)) {
	p.ctl.SetAll([]wire.Pair{{Name: "phase", Value: wire.Phases()[i]}}, done)
}

// MovePhase goes n phases on, or back where n is negative. After the last phase
// the next step is trained, before the first one the runs go back a step.
func (p *Inspector) MovePhase(n int) {
	p.moves += n
	p.move()
}

func (p *Inspector) move() {
	c := p.ctl
	for p.moves != 0 && !p.busy && p.Open() {
		n := 1
		if p.moves < 0 {
			n = -1
		}
		p.moves -= n
		last := len(wire.Phases()) - 1
		to := p.PhaseIndex() + n
		switch {
		case c.Running() && !c.held: // the steps come by themselves
			p.setPhase((to+last+1)%(last+1), nil)
		case c.Store.Step == 0 && n > 0, to > last && !c.Ended():
			p.cross(wire.Command{Do: "step", N: 1}, 0)
		case to < 0 && c.Store.Step > 1:
			p.cross(wire.Command{Do: "seek", N: c.Store.Step - 1}, last)
		case c.Store.Step == 0 || to < 0 || to > last:
			p.moves = 0
		default:
			p.setPhase(to, nil)
		}
	}
}

// cross goes to a neighbouring step and shows one of its phases.
func (p *Inspector) cross(cmd wire.Command, phase int) {
	p.busy = true
	p.ctl.Store.Dismiss()
	p.ctl.ask(cmd, func(fault string) {
		p.busy = false
		if fault != "" || !p.Open() {
			p.moves = 0
			return
		}
		p.setPhase(phase, nil)
		p.move()
	})
}

// MoveStep trains the next step or goes back one, and shows the same phase of it.
func (p *Inspector) MoveStep(n int) {
	p.moves = 0
	c := p.ctl
	to := max(0, min(c.heading()+n, c.Store.Settings.Steps))
	switch {
	case !c.Busy() && to == c.Store.Step:
	case !c.Busy() && to > c.Store.Step:
		c.StepN(1, nil)
	default:
		c.Seek(to, nil)
	}
}

// Slow reports whether slow motion is on.
func (p *Inspector) Slow() bool { return p.slow }

// ToggleSlow starts slow motion, or ends it. Where the reader wants no motion it
// stays off; the button says why.
func (p *Inspector) ToggleSlow(now time.Time) {
	if p.slow || p.Reduced || !p.Open() {
		p.StopSlow()
		return
	}
	if p.ctl.Running() {
		p.ctl.Pause(nil)
	}
	p.slow, p.due = true, now.Add(phaseTime)
	p.ctl.Store.Version++
}

// StopSlow ends slow motion.
func (p *Inspector) StopSlow() {
	if p.slow {
		p.slow = false
		p.ctl.Store.Version++
	}
}

// tick moves slow motion on.
func (p *Inspector) tick(now time.Time) {
	c := p.ctl
	switch {
	case !p.slow:
	case p.busy || !c.visible || p.aim >= 0:
		p.due = now.Add(phaseTime)
	case c.Store.Fault != nil || c.Running() || c.Ended() && p.PhaseIndex() == len(wire.Phases())-1:
		p.StopSlow()
	case !now.Before(p.due):
		p.due = now.Add(phaseTime)
		p.MovePhase(1)
	}
}

// LegendOpen tells whether the symbols are explained.
func (p *Inspector) LegendOpen() bool { return p.legend }

// ToggleLegend shows what the symbols mean, or hides it.
func (p *Inspector) ToggleLegend() { p.legend = !p.legend }
