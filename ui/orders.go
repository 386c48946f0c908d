package ui

import (
	"time"

	"softmix/wasm/wire"
)

// order is what the reader has told the trainer to do, play or pause. It holds on
// the page at once, and the trainer's word holds again once it has answered.
type order struct {
	now     playing // on its way; nothing once it is answered
	counted int     // orders so far
}

type playing int

const (
	nothing playing = iota
	play
	pause
)

// give tells the trainer to play or to pause.
func (c *Control) give(what playing, done func(string)) {
	answered := c.note(what)
	c.ask(wire.Command{Do: map[playing]string{play: "play", pause: "pause"}[what]}, func(fault string) {
		answered()
		if done != nil {
			done(fault)
		}
	})
}

// note has an order hold on the page until answered is called, unless there is a
// newer one then.
func (c *Control) note(what playing) (answered func()) {
	c.order.counted++
	c.order.now = what
	mine := c.order.counted
	c.Store.Version++
	return func() {
		if mine == c.order.counted {
			c.order.now = nothing
		}
	}
}

// halt notes that a step or a seek, which is about to be sent, ends playing: what
// goes out of view before the trainer has said so must not play when it is back.
func (c *Control) halt() (answered func()) {
	if c.order.now != play && !c.Store.Playing {
		return func() {}
	}
	c.fig.stops = c.fig.stops && c.held // news from before do not undo it
	return c.note(pause)
}

// sets are the settings on their way to the trainer. While one message with them is
// not answered, or was sent just now, the newest waits and those between are dropped,
// so that a slider that is drawn never piles up work. New runs are asked for at once.
type sets struct {
	under int            // messages that are not answered
	sent  time.Time      // when the last one was
	asked int            // the number of the runs that the last one was meant for
	next  *wire.Settings // that wait
	told  []func(string) // wait for them
}

// change has the trainer take over settings.
func (c *Control) change(to wire.Settings, done func(string)) {
	p := &c.sets
	p.next = &to
	if done != nil {
		p.told = append(p.told, done)
	}
	if p.asked != c.Store.RunID {
		c.sendSet()
	}
	c.beatSets(c.clock())
}

// setEvery is the shortest time between two messages with settings of the same runs.
const setEvery = 100 * time.Millisecond

// beatSets sends the settings that wait, if their time has come.
func (c *Control) beatSets(now time.Time) {
	if p := &c.sets; p.under == 0 && now.Sub(p.sent) >= setEvery {
		c.sendSet()
	}
}

// sendSet sends the settings that wait.
func (c *Control) sendSet() {
	p := &c.sets
	if p.next == nil {
		return
	}
	to, told := p.next, p.told
	p.next, p.told, p.asked = nil, nil, c.Store.RunID
	p.under++
	p.sent = c.clock()
	c.ask(wire.Command{Do: "set", Settings: to}, func(fault string) {
		p.under = max(0, p.under-1)
		for _, done := range told {
			done(fault)
		}
	})
}

// missed are settings whose runs could not be made for want of a file.
type missed struct {
	to  wire.Settings
	why string
}

// refused takes in that the trainer could not make new runs and has kept those that
// there were: they are shown again, with what is missing said.
func (c *Control) refused(e wire.Event) {
	wanted, ok := c.Store.Revert(e.Run)
	if !ok { // a command like any other: whoever gave it is told
		return
	}
	if e.Error.Code == "weights" {
		c.missed = &missed{wanted, e.Error.Text}
	} else {
		c.Store.Note = e.Error.Text
	}
	c.seeking, c.wanted, c.under = false, -1, 0
	c.insp.aim = -1
	if was := c.Store.Settings; was.Phase != wanted.Phase {
		c.look(nil)
	}
	c.Changed(wire.Encode(c.Store.Settings), false)
}

// Missing reports whether something could not be loaded, so that Retry may help.
func (c *Control) Missing() bool {
	f := c.Store.Fault
	return c.missed != nil || f != nil && f.Code == "weights" || c.FormulasFault != ""
}

// Retry loads again what could not be: the browser is online again, or the reader
// says so.
func (c *Control) Retry() {
	c.wantFormulas()
	if m := c.missed; m != nil {
		c.missed = nil
		c.adopt(m.to, nil, nil, true, nil)
	} else if f := c.Store.Fault; f != nil && f.Code == "weights" {
		c.Reset(nil)
	}
}
