package ui

import (
	"strconv"
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
	c.Note = ""
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
	switch {
	case n < 0:
		c.Seek(c.At()-1, nil)
	case !c.Ended():
		c.StepN(1, nil)
	}
}

// LookAt chooses the token at a position of the sequence.
func (c *Control) LookAt(token int) { c.Set("token", strconv.Itoa(token)) }

// MoveToken chooses a token further on in the sequence, or further back.
func (c *Control) MoveToken(n int) {
	if a := c.Store.Anatomy; a != nil {
		at := c.Store.Settings.Token
		if at == 0 {
			at = a.Look.Token
		}
		c.LookAt(max(1, min(at+n, len(a.Tokens)-1)))
	}
}

// MoveSequence chooses another sequence of the batch.
func (c *Control) MoveSequence(n int) {
	if a := c.Store.Anatomy; a != nil {
		c.Set("sequence", strconv.Itoa(max(0, min(c.Store.Settings.Sequence+n, a.Sequences-1))))
	}
}

// look tells the trainer what is looked at now. While one look is on its way the
// newest wish waits and the ones between are dropped.
func (c *Control) look(done func(string)) {
	c.insp.again = true
	if done != nil {
		c.insp.told = append(c.insp.told, done)
	}
	c.chaseLook()
}

func (c *Control) chaseLook() {
	p := &c.insp
	if p.looking || !p.again {
		return
	}
	told := p.told
	l := c.wish()
	p.looking, p.again, p.told, p.wished = true, false, nil, l.On
	c.ask(wire.Command{Do: "look", Look: &l}, func(fault string) {
		p.looking = false
		c.heed()
		for _, done := range told {
			done(fault)
		}
		c.chaseLook()
	})
}

// wish is what the settings ask to see.
func (c *Control) wish() wire.Look {
	s := c.Store.Settings
	return wire.Look{On: c.Open(), Sequence: s.Sequence, Token: s.Token, Layer: s.Layer, Head: s.Head}
}

// heed takes over what the trainer put right in the newest wish, once: later
// steps may have shorter sequences, and longer ones again.
func (c *Control) heed() {
	a, l := c.Store.Anatomy, c.wish()
	if p := &c.insp; a == nil || !p.wished || p.looking || p.again || !l.On || c.Store.Fault != nil {
		return
	}
	c.insp.wished = false
	to := c.Store.Settings
	fix := func(name string, wanted, got, lo, hi int) {
		if wanted == got {
			return
		}
		if _, wrong := to.Set(name, strconv.Itoa(got)); !wrong {
			p, _ := wire.Find(name)
			c.Fixes = append(c.Fixes, wire.Correction{Name: name, Text: capitalize(p.Label) + " runs from " +
				strconv.Itoa(lo) + " to " + strconv.Itoa(hi) + " here; " + strconv.Itoa(wanted) + " became " + strconv.Itoa(got)})
		}
	}
	fix("sequence", l.Sequence, a.Look.Sequence, 0, a.Sequences-1)
	if l.Token != 0 { // 0 leaves the choice to the trainer
		fix("token", l.Token, a.Look.Token, 1, len(a.Tokens)-1)
	}
	fix("layer", l.Layer, a.Look.Layer, 0, a.Layers-1)
	fix("head", l.Head, a.Look.Head, 0, a.Heads-1)
	if to != c.Store.Settings {
		c.Store.Configure(to)
		c.Changed(wire.Encode(to), false)
	}
}

// sameRuns reports whether two settings differ only in what is looked at, which
// the runs know nothing of.
func sameRuns(a, b wire.Settings) bool {
	a.At, a.Phase, a.Sequence, a.Token, a.Layer, a.Head = b.At, b.Phase, b.Sequence, b.Token, b.Layer, b.Head
	return a == b
}

// regard does what a change of what is looked at asks for.
func (c *Control) regard(from, to wire.Settings, done func(string)) {
	was, is := from.Phase != "off", to.Phase != "off"
	switch {
	case was && !is:
		c.insp = inspector{aim: -1, looking: c.insp.looking, inject: c.insp.inject, last: c.insp.last}
		c.look(done)
		return
	case !was && is:
		c.wantFormulas()
		if c.Running() {
			c.Pause(nil)
		}
		if c.Store.Step == 0 && c.insp.aim < 0 && sameRuns(from, to) {
			c.look(nil)
			c.ask(wire.Command{Do: "step", N: 1}, done)
			return
		}
		c.look(done)
		return
	case is && (wire.Look{Sequence: from.Sequence, Token: from.Token, Layer: from.Layer, Head: from.Head} !=
		wire.Look{Sequence: to.Sequence, Token: to.Token, Layer: to.Layer, Head: to.Head}):
		c.look(done)
		return
	}
	if done != nil {
		done("")
	}
}

// arrive goes to the step that the address or a script names; the page trains to
// it. A section that is open shows the first step at least.
func (c *Control) arrive(n int, done func(string)) {
	s := c.Store.Settings
	if n > s.Steps {
		c.Fixes = append(c.Fixes, wire.Correction{Name: "step", Text: "Step runs from 0 to " + strconv.Itoa(s.Steps) + " here; " +
			strconv.Itoa(n) + " became " + strconv.Itoa(s.Steps)})
		n = s.Steps
	}
	if c.Open() {
		n = max(n, 1)
		c.look(nil)
	}
	c.insp.aim = n
	c.held = false
	c.Store.Version++
	c.ask(wire.Command{Do: "seek", N: n}, func(fault string) {
		c.insp.aim = -1
		c.keepAt()
		if fault == "" && s.Autoplay {
			c.Play(nil)
		}
		if done != nil {
			done(fault)
		}
	})
}

// keepAt has the settings, and so the address, name the step that is taken apart.
// While steps come by themselves it stays as it was.
func (c *Control) keepAt() {
	to := c.Store.Settings
	if c.Running() || c.insp.aim >= 0 || c.seeking || c.Store.stale {
		return
	}
	to.At = 0
	if c.Open() {
		to.At = c.Store.Step
	}
	if to.At != c.Store.Settings.At {
		c.Store.Configure(to)
		c.Changed(wire.Encode(to), false)
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

func capitalize(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
