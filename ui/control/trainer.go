package control

import (
	"time"

	"softmix/i18n"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Trainer is the trainer as the page commands it, with all that it was asked for
// and has not answered yet. Where a recording stands alone, that takes its place.
type Trainer struct {
	Send func(wire.Command) // passes a command to the trainer
	// Respawn starts a new trainer in place of a dead one; nil where there is none.
	Respawn func()
	// Kill ends a trainer that is given up: it may still train. May be nil.
	Kill func()

	// Now is the time now; a test may have its own.
	Now func() time.Time

	store   *state.Store
	leads   func(cmd wire.Command, done func(string)) func(string) // notes where a command leads, until it is answered
	dead    bool                                                   // it does not live any more
	id      int                                                    // of the last command that waits for an answer
	waiting map[int]func(string)                                   // told "", or what went wrong
	pending pendingSettings
	file    []byte // that was asked for
}

// ask sends a command and has done called with "" when it is carried out, or
// with what went wrong.
func (t *Trainer) ask(cmd wire.Command, done func(fault string)) {
	if t.store.Standalone() {
		replay(t.store, cmd, done)
		return
	}
	if t.dead {
		if done != nil {
			done(t.faultText())
		}
		return
	}
	if cmd.Do != "set" { // what comes after a change must find it made
		t.sendSettings()
	}
	cmd.Run = t.store.RunID
	if done = t.leads(cmd, done); done != nil {
		t.id++
		cmd.ID = t.id
		t.waiting[t.id] = done
	}
	t.Send(cmd)
}

// answer tells who waits for what the trainer answers, and reports whether somebody
// did.
func (t *Trainer) answer(e wire.Event) bool {
	done := t.waiting[e.ID]
	if e.ID == 0 || done == nil || e.Type != "done" && e.Type != "error" {
		return false
	}
	delete(t.waiting, e.ID)
	t.file = e.File // none but the answer to Weights has one
	text := ""
	if e.Error != nil {
		text = e.Error.Text
	}
	done(text)
	return true
}

// abandon tells everyone who waits that nothing will come.
func (t *Trainer) abandon() {
	for id, done := range t.waiting {
		delete(t.waiting, id)
		done(t.faultText())
	}
}

func (t *Trainer) faultText() string {
	if f := t.store.Fault; f != nil {
		return f.Text
	}
	return i18n.FaultNoAnswer.String()
}

// Waits reports whether the trainer owes an answer.
func (t *Trainer) Waits() bool {
	s := t.store
	return !t.dead && !s.Standalone() && (len(t.waiting) > 0 || s.Playing || s.Device == nil && s.Fault == nil)
}

// gone tells whether only a new trainer can help: the old one is dead, never got
// ready, or lost its device.
func (t *Trainer) gone() bool {
	f := t.store.Fault
	return t.dead || f != nil && (t.store.Device == nil || f.Code == "lost" || f.Code == "worker" || f.Code == "device")
}

// Weights asks for a side's weights (0 left): a safetensors file, or what went wrong.
func (t *Trainer) Weights(side int, done func(file []byte, fault string)) {
	t.ask(wire.Command{Do: "weights", N: side}, func(fault string) { done(t.file, fault) })
}

// pendingSettings are the settings on their way to the trainer. While one message
// with them is not answered, or was sent just now, the newest waits and those between
// are dropped, so that a slider that is drawn never piles up work. New runs are asked
// for at once.
type pendingSettings struct {
	under int            // messages that are not answered
	sent  time.Time      // when the last one was
	asked int            // the number of the runs that the last one was meant for
	next  *wire.Settings // that wait
	told  []func(string) // wait for them
}

// settingsEvery is the shortest time between two messages with settings of the same
// runs.
const settingsEvery = 100 * time.Millisecond

// set has the trainer take over settings.
func (t *Trainer) set(to wire.Settings, done func(string)) {
	p := &t.pending
	p.next = &to
	if done != nil {
		p.told = append(p.told, done)
	}
	if p.asked != t.store.RunID {
		t.sendSettings()
	}
	t.tick(t.Now())
}

// tick sends the settings that wait, if their time has come.
func (t *Trainer) tick(now time.Time) {
	if p := &t.pending; p.under == 0 && now.Sub(p.sent) >= settingsEvery {
		t.sendSettings()
	}
}

// sendSettings sends the settings that wait.
func (t *Trainer) sendSettings() {
	p := &t.pending
	if p.next == nil {
		return
	}
	to, told := p.next, p.told
	p.next, p.told, p.asked = nil, nil, t.store.RunID
	p.under++
	p.sent = t.Now()
	t.ask(wire.Command{Do: "set", Settings: to}, func(fault string) {
		p.under = max(0, p.under-1)
		for _, done := range told {
			done(fault)
		}
	})
}
