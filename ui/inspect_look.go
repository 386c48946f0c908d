package ui

import (
	"strconv"

	"softmix/wasm/wire"
)

// LookAt chooses the token at a position of the sequence.
func (c *Control) LookAt(token int) { c.Set("token", strconv.Itoa(token)) }

// MoveToken chooses a token further on in the sequence, or further back.
func (c *Control) MoveToken(n int) {
	if a := c.Store.Trace; a != nil {
		at := c.Store.Settings.Token
		if at == 0 {
			at = a.Look.Token
		}
		c.LookAt(max(1, min(at+n, len(a.Tokens)-1)))
	}
}

// MoveSequence chooses another sequence of the batch.
func (c *Control) MoveSequence(n int) {
	if a := c.Store.Trace; a != nil {
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
	a, l := c.Store.Trace, c.wish()
	if p := &c.insp; a == nil || !p.wished || p.looking || p.again || !l.On || c.Store.Fault != nil {
		return
	}
	if l.Token == 0 && (c.insp.aim >= 0 || c.seeking) { // the choice belongs to the step that is gone to
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
			c.Store.Fixes = append(c.Store.Fixes, wire.Correction{Name: name, Text: capitalize(p.Label) + " runs from " +
				strconv.Itoa(lo) + " to " + strconv.Itoa(hi) + " here; " + strconv.Itoa(wanted) + " became " + strconv.Itoa(got)})
		}
	}
	fix("sequence", l.Sequence, a.Look.Sequence, 0, a.Sequences-1)
	if l.Token != 0 { // 0 leaves the choice to us
		fix("token", l.Token, a.Look.Token, 1, len(a.Tokens)-1)
	} else if t := telling(a); t != a.Look.Token {
		to.Token = t
		defer c.look(nil)
	}
	fix("layer", l.Layer, a.Look.Layer, 0, a.Layers-1)
	fix("head", l.Head, a.Look.Head, 0, a.Heads-1)
	if to != c.Store.Settings {
		c.Store.Configure(to)
		c.Changed(wire.Encode(to), false)
	}
}

// telling is the token whose input was changed most by what the model believed:
// the one to begin with. Where nothing was changed it is the one looked at.
func telling(a *wire.Trace) int {
	best, least := a.Look.Token, .9
	for i := range a.Runs {
		if len(a.Runs[i].Guess) == 0 {
			continue
		}
		for t, mix := range a.Runs[i].Mix {
			if t >= len(a.Tokens) || !a.Answer[t] {
				continue
			}
			if p := shareOf(mix, a.Tokens[t]); p < least {
				best, least = t, p
			}
		}
	}
	return best
}

// sameRuns reports whether two settings differ only in what is looked at, which
// the runs know nothing of.
func sameRuns(a, b wire.Settings) bool {
	a.At, a.Phase, a.Sequence, a.Token, a.Layer, a.Head = b.At, b.Phase, b.Sequence, b.Token, b.Layer, b.Head
	a.Figure = b.Figure
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
		c.Store.Fixes = append(c.Store.Fixes, wire.Correction{Name: "step", Text: "Step runs from 0 to " + strconv.Itoa(s.Steps) + " here; " +
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
		if fault == "" && s.Autoplay && !c.Reduced && done == nil { // the page has just been opened
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
	if c.Running() || c.insp.aim >= 0 || c.seeking || c.Store.Pending() {
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
