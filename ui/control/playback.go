package control

import (
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Playback plays, pauses, steps and seeks. What the reader has asked for holds on
// the page at once, and the trainer's word holds again once it has answered.
type Playback struct {
	store   *state.Store
	trainer *Trainer

	visible bool   // the race is in view
	held    bool   // playing, were it in view
	queued  bool   // in view, but other figures have their turn
	stops   bool   // playing ends at the step that a figure is to stop at
	order   intent // on its way to the trainer; none once it is answered
	orders  int    // so far
	under   int    // steps and seeks that are not answered yet
	goal    int    // the step that they lead to
	wanted  int    // the step of the pending seek; -1 = none
	seeking bool   // a seek is on its way
}

// intent is what playing is to become.
type intent int

const (
	none intent = iota
	play
	pause
)

// Running reports whether the reader has pressed Play, in view or not, and whether
// or not the trainer has heard of it yet.
func (p *Playback) Running() bool {
	if p.order != none {
		return p.order == play
	}
	return p.store.Playing || p.held
}

// Held reports that training waits for the page to come into view.
func (p *Playback) Held() bool { return p.held }

// Away reports that the reader's wish to train waits until the figure is seen.
func (p *Playback) Away() bool { return p.held && !p.queued }

// Ended reports that the run has reached its last step.
func (p *Playback) Ended() bool { return p.store.Step >= p.store.Settings.Steps }

// Busy reports whether steps that were commanded are still to be trained.
func (p *Playback) Busy() bool { return p.under > 0 }

// At is the step the scrubber shows: where it was dragged to, or where the runs are.
func (p *Playback) At() int {
	if p.wanted >= 0 {
		return p.wanted
	}
	return p.store.Step
}

// CanReturn tells whether there are steps that a reset or a seek took back.
func (p *Playback) CanReturn() bool { return !p.Running() && p.store.Furthest() > p.store.Step }

// Play trains on; at the end of the run it starts over.
func (p *Playback) Play(done func(string)) {
	p.store.Dismiss()
	p.stops = p.store.Step < p.store.Settings.Figure.StopAt // if it still lies ahead
	if !p.visible {
		p.held = true
		if done != nil {
			done("")
		}
		return
	}
	if p.Ended() {
		p.trainer.ask(wire.Command{Do: "reset"}, nil)
	}
	p.tell(play, done)
}

// Pause holds still.
func (p *Playback) Pause(done func(string)) {
	p.held = false
	p.tell(pause, done)
}

// Toggle is what the Play button and the space bar do.
func (p *Playback) Toggle() {
	if p.Running() {
		p.Pause(nil)
	} else {
		p.Play(nil)
	}
}

// tell tells the trainer to play or to pause.
func (p *Playback) tell(what intent, done func(string)) {
	answered := p.expect(what)
	p.trainer.ask(wire.Command{Do: map[intent]string{play: "play", pause: "pause"}[what]}, func(fault string) {
		answered()
		if done != nil {
			done(fault)
		}
	})
}

// expect has an order hold on the page until answered is called, unless there is a
// newer one then.
func (p *Playback) expect(what intent) (answered func()) {
	p.orders++
	p.order = what
	mine := p.orders
	p.store.Version++
	return func() {
		if mine == p.orders {
			p.order = none
		}
	}
}

// expectHalt notes that a step or a seek, which is about to be sent, ends playing:
// what goes out of view before the trainer has said so must not play when it is back.
func (p *Playback) expectHalt() (answered func()) {
	if p.order != play && !p.store.Playing {
		return func() {}
	}
	p.stops = p.stops && p.held // updates from before do not undo it
	return p.expect(pause)
}

// halt has nothing play, nor wait to play.
func (p *Playback) halt() { p.held, p.order = false, none }

// show tells whether the race is in view: training pauses while it is not.
func (p *Playback) show(yes bool) {
	p.visible = yes
	switch {
	case !yes && p.Running() && !p.held:
		p.held = true
		p.order = none // the wish to play stands
		p.trainer.ask(wire.Command{Do: "pause"}, nil)
	case yes && p.held:
		p.held = false
		p.tell(play, nil)
	}
}

// SetQueued tells whether a figure that can be seen waits for its turn to train,
// while others on the same page have theirs. It comes before SetVisible.
func (p *Playback) SetQueued(yes bool) {
	if yes != p.queued {
		p.queued = yes
		p.store.Version++
	}
}

// stopThere ends playing at the step that a figure is to stop at. What was trained
// beyond it meanwhile is taken back.
func (p *Playback) stopThere() {
	at := p.store.Settings.Figure.StopAt
	if !p.stops || !p.store.Playing || p.store.Step < at {
		return
	}
	p.stops = false
	p.held = false
	p.trainer.ask(wire.Command{Do: "seek", N: at}, nil)
}

// StepN trains n steps; done is called when their losses are there.
func (p *Playback) StepN(n int, done func(string)) {
	p.store.Dismiss()
	if n < 1 {
		if done != nil {
			done("")
		}
		return
	}
	p.trainer.ask(wire.Command{Do: "step", N: n}, done)
}

// Seek goes to a step, back or forth. While one seek is on its way the newest
// wish waits and the ones between are dropped, so that a dragged scrubber never
// piles up work.
func (p *Playback) Seek(step int, done func(string)) {
	p.held = false
	p.store.Dismiss()
	step = max(0, min(step, p.store.Settings.Steps))
	if done != nil {
		p.trainer.ask(wire.Command{Do: "seek", N: step}, done)
		return
	}
	p.wanted, p.goal = step, step
	p.store.Version++
	p.sendSeek()
}

// sendSeek sends the pending seek, unless one is on its way.
func (p *Playback) sendSeek() {
	if p.seeking || p.wanted < 0 {
		return
	}
	to := p.wanted
	p.seeking = true
	p.trainer.ask(wire.Command{Do: "seek", N: to}, func(fault string) {
		p.seeking = false
		if fault != "" || p.wanted == to {
			p.wanted = -1
			return
		}
		p.sendSeek()
	})
}

// forgetSeeks has no step or seek be on its way any more.
func (p *Playback) forgetSeeks() { p.seeking, p.wanted, p.under = false, -1, 0 }

// heading is the step that the runs will be at when all that was asked for is done.
func (p *Playback) heading() int {
	if p.under > 0 {
		return p.goal
	}
	return p.store.Step
}

// leads notes where a command leads, until it is answered.
func (p *Playback) leads(cmd wire.Command, done func(string)) func(string) {
	switch cmd.Do {
	case "step":
		p.goal = p.heading() + cmd.N
	case "seek":
		if !p.seeking || p.under == 0 { // else a newer wish is noted already
			p.goal = cmd.N
		}
	default:
		return done
	}
	p.under++
	landed := p.expectHalt()
	return func(fault string) {
		p.under = max(0, p.under-1)
		landed()
		if done != nil {
			done(fault)
		}
	}
}
