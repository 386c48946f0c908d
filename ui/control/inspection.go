package control

import (
	"strconv"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// ChooseToken chooses the token at a position of the sequence.
func (p *Inspector) ChooseToken(token int) { p.ctl.Set("token", strconv.Itoa(token)) }

// MoveToken chooses a token further on in the sequence, or further back.
func (p *Inspector) MoveToken(n int) {
	if a := p.ctl.Store.Trace; a != nil {
		at := p.ctl.Store.Settings.Token
		if at == 0 {
			at = a.Focus.Token
		}
		p.ChooseToken(max(1, min(at+n, len(a.Tokens)-1)))
	}
}

// MoveSequence chooses another sequence of the batch.
func (p *Inspector) MoveSequence(n int) {
	if a := p.ctl.Store.Trace; a != nil {
		p.ctl.Set("sequence", strconv.Itoa(max(0, min(p.ctl.Store.Settings.Sequence+n, a.Sequences-1))))
	}
}

// request tells the trainer what is looked at now. While one request is on its way
// the newest waits and the ones between are dropped.
func (p *Inspector) request(done func(string)) {
	p.again = true
	if done != nil {
		p.told = append(p.told, done)
	}
	p.sendRequest()
}

// sendRequest sends the pending request, unless one is on its way.
func (p *Inspector) sendRequest() {
	if p.asked || !p.again {
		return
	}
	told := p.told
	l := p.wish()
	p.asked, p.again, p.told, p.wished = true, false, nil, l.On
	p.ctl.ask(wire.Command{Do: "look", Focus: &l}, func(fault string) {
		p.asked = false
		p.correct()
		for _, done := range told {
			done(fault)
		}
		p.sendRequest()
	})
}

// wish is what the settings ask to see.
func (p *Inspector) wish() wire.Focus {
	s := p.ctl.Store.Settings
	return wire.Focus{On: p.Open(), Sequence: s.Sequence, Token: s.Token, Layer: s.Layer, Head: s.Head}
}

// correct takes over what the trainer put right in the newest request, once: later
// steps may have shorter sequences, and longer ones again.
func (p *Inspector) correct() {
	s := p.ctl.Store
	a, l := s.Trace, p.wish()
	if a == nil || !p.wished || p.asked || p.again || !l.On || s.Fault != nil {
		return
	}
	if l.Token == 0 && (p.aim >= 0 || p.ctl.seeking) { // the choice belongs to the step that is gone to
		return
	}
	p.wished = false
	to := s.Settings
	fix := func(name string, wanted, got, lo, hi int) {
		if wanted == got {
			return
		}
		if _, wrong := to.Set(name, strconv.Itoa(got)); !wrong {
			s.Fixes = append(s.Fixes, wire.OutOfRange(name, wanted, got, lo, hi))
		}
	}
	fix("sequence", l.Sequence, a.Focus.Sequence, 0, a.Sequences-1)
	if l.Token != 0 { // 0 leaves the choice to us
		fix("token", l.Token, a.Focus.Token, 1, len(a.Tokens)-1)
	} else if t := state.TellingToken(a); t != a.Focus.Token {
		to.Token = t
		defer p.request(nil)
	}
	fix("layer", l.Layer, a.Focus.Layer, 0, a.Layers-1)
	fix("head", l.Head, a.Focus.Head, 0, a.Heads-1)
	p.ctl.replace(to)
}

// follow asks for what settings of another inspection are to show.
func (p *Inspector) follow(from wire.Settings, change wire.Change, done func(string)) {
	c := p.ctl
	was, is := from.Phase != "off", p.Open()
	switch {
	case was && !is:
		p.close()
		p.request(done)
	case !was && is:
		c.wantFormulas()
		if c.Running() {
			c.Pause(nil)
		}
		if c.Store.Step == 0 && p.aim < 0 && !change.Runs {
			p.request(nil)
			c.ask(wire.Command{Do: "step", N: 1}, done)
			return
		}
		p.request(done)
	case is && change.Inspection:
		p.request(done)
	case done != nil:
		done("")
	}
}

// Inspect chooses what is looked at, as softmix.inspect() asks, and has done
// called when the trainer has answered. Where the section is closed it stays so.
func (p *Inspector) Inspect(ps []wire.Pair, done func(fault string)) {
	c := p.ctl
	if p.Open() {
		if len(ps) == 0 && c.Store.Trace != nil && !p.asked {
			done("")
			return
		}
		c.SetAll(append(ps, wire.Pair{Name: "phase", Value: c.Store.Settings.Phase}), func(fault string) {
			if fault != "" || !p.asked && c.Store.Trace != nil {
				done(fault)
				return
			}
			p.request(done)
		})
		return
	}
	to, fixes := wire.Apply(c.Store.Settings, ps)
	c.Store.Fixes = fixes
	l := wire.Focus{On: true, Sequence: to.Sequence, Token: to.Token, Layer: to.Layer, Head: to.Head}
	c.ask(wire.Command{Do: "look", Focus: &l}, func(fault string) {
		if !p.Open() {
			c.ask(wire.Command{Do: "look", Focus: &wire.Focus{}}, nil)
		}
		done(fault)
	})
}
