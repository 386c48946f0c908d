// Package control is what the reader's hands are on. A gesture ends here: it becomes a
// command for the trainer, or a change of the store. Nothing here is HTML.
package control

import (
	"time"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Control is what the reader's hands are on: buttons, keys, scripts and the URL
// all end here. It turns them into commands for the trainer, and takes in the
// trainer's events. It is the sum of its parts, which share the store. It is not safe
// for concurrent use.
type Control struct {
	Store *state.Store
	*Trainer
	*Playback
	*Inspector
	Injector
	Forms
	Resume

	// Changed is told the query that restores the settings; turn says that the
	// reader went to another scenario, which is a page of its own for "back".
	Changed func(query string, turn bool)
	// Settled is called when IsSettled begins to hold, and may be called again; may be
	// nil.
	Settled func()
	// Leave goes to another page: that of the same query, where runs are trained.
	// It is used where a recording stands alone; may be nil.
	Leave func(query string)
	// Refresh is called when something should be shown at once, not at the next
	// refresh; may be nil.
	Refresh func()

	Dark     bool     // the page is dark now, by choice or by the system's
	Formulas Download // the equations that explain a step

	base     string    // URL prefix of the weights
	missed   *missed   // what could not be loaded; nil where nothing is missing
	late     bool      // the step that the page opens at waits until it is seen
	replayed time.Time // when a recording was last moved on
}

// Download is something that is fetched when it is first needed.
type Download struct {
	Done  bool   // it is there
	Fault string // why it could not be fetched
	Fetch func() // nil where there is no page
}

// New returns a control over a store. base is the URL prefix of the
// weights files.
func New(s *state.Store, base string) *Control {
	t := &Trainer{store: s, Now: time.Now, waiting: map[int]func(string){}, Send: func(wire.Command) {}}
	p := &Playback{store: s, trainer: t, visible: true, wanted: -1}
	t.leads = p.leads
	c := &Control{Store: s, base: base, Trainer: t, Playback: p, Injector: Injector{store: s, trainer: t, draft: wire.Inject{At: 1}}, Forms: Forms{drafts: map[string]string{}}, Changed: func(string, bool) {}}
	c.Inspector = &Inspector{ctl: c, aim: -1}
	return c
}

// Start sends the trainer its first command.
func (c *Control) Start() {
	s := c.Store.Settings
	if c.Store.Standalone() {
		return
	}
	c.recall(c.Store)
	if s.At > 0 || c.Open() {
		c.aim = s.At
		c.wantFormulas()
	}
	c.Send(wire.Command{Do: "init", Settings: &s, Run: c.Store.RunID, Base: c.base})
}

// Event takes in one message of the trainer.
func (c *Control) Event(e wire.Event) {
	recorded := c.Store.Recorded != nil
	ours := c.Store.Apply(e) // what is about runs left behind answers its command, and no more
	failed := ours && e.Type == "error"
	switch {
	case !ours:
	case e.Type == "ready" && c.aim >= 0:
		c.opening()
	case (e.Type == "ready" || recorded) && c.IsSettled() && !failed && c.Store.Settings.Autoplay && !c.Reduced && c.Store.Step == 0:
		c.Play(nil)
	}
	if ours && e.Said != "" {
		c.Store.Restarted, c.Store.Note = nil, e.Said
	}
	if failed {
		c.halt()
		c.StopSlow()
	}
	c.stopThere()
	if (e.Type == "ready" || failed || recorded) && c.IsSettled() && c.Settled != nil {
		c.Settled()
	}
	if e.Error != nil && e.Error.Refused {
		c.refused(e)
	}
	if !c.answer(e) && failed && e.ID == 0 {
		c.giveUp()
	}
	if e.Trace != nil && ours {
		c.correct()
	}
	c.keepStep()
	if e.Trace != nil && ours && c.Refresh != nil && !c.Running() {
		c.Refresh()
	}
}

// IsSettled reports whether the page can train and shows it, or never will: live
// numbers have taken the place of a recorded run's, the trainer has failed, or none
// comes.
func (c *Control) IsSettled() bool {
	s := c.Store
	return s.Device != nil && s.Recorded == nil || s.Fault != nil || s.Standalone()
}

// giveUp has nobody wait for a trainer that will not answer.
func (c *Control) giveUp() {
	c.abandon()
	c.forgetSeeks()
	c.Inspector.reset()
	c.Injector.last = nil
}

// TrainerDied records that the trainer ended or fell silent; Reset starts a new one.
func (c *Control) TrainerDied(why string) {
	if c.Kill != nil {
		c.Kill()
	}
	c.dead = true
	c.halt()
	c.Store.Apply(wire.Event{Type: "error", Error: &wire.Fault{Code: "worker", Text: why}})
	c.giveUp()
	if c.Settled != nil {
		c.Settled()
	}
}

// Reset goes back to step 0; after an error it starts afresh, with a new trainer
// if need be.
func (c *Control) Reset(done func(string)) {
	c.halt()
	c.Store.Dismiss()
	c.forgetSeeks()
	c.moves, c.aim = 0, -1
	if c.gone() && c.Respawn != nil {
		c.dead = false
		c.Store.Renew()
		c.Respawn()
		c.Start()
		if done == nil {
			return
		}
	}
	c.ask(wire.Command{Do: "reset"}, done)
}

// SetVisible tells whether the race is in view. Training pauses while it is not.
func (c *Control) SetVisible(yes bool) {
	if yes && c.late {
		c.visible = true
		c.opening()
	} else {
		c.show(yes)
	}
	c.Store.Version++
}

// Tick moves on what goes by the clock. The page calls it several times a second.
func (c *Control) Tick(now time.Time) {
	c.tickReplay(now)
	c.Trainer.tick(now)
	c.keep(c.Store, now)
	c.Inspector.tick(now)
}

// opening goes to the step that the page opens at, once it is seen.
func (c *Control) opening() {
	if c.late = !c.visible; c.visible {
		c.arrive(c.aim, nil)
	}
}

// arrive goes to the step that the address or a script names; the page trains to
// it. A section that is open shows the first step at least.
func (c *Control) arrive(n int, done func(string)) {
	s := c.Store.Settings
	if n > s.Steps {
		c.Store.Fixes = append(c.Store.Fixes, wire.OutOfRange("step", n, s.Steps, 0, s.Steps))
		n = s.Steps
	}
	if c.Open() {
		n = max(n, 1)
		c.request(nil)
	}
	c.aim = n
	c.held = false
	c.Store.Version++
	c.ask(wire.Command{Do: "seek", N: n}, func(fault string) {
		c.aim = -1
		c.keepStep()
		if fault == "" && s.Autoplay && !c.Reduced && done == nil { // the page has just been opened
			c.Play(nil)
		}
		if done != nil {
			done(fault)
		}
	})
}

// keepStep has the settings, and so the address, name the step that is taken apart.
// While steps come by themselves it stays as it was.
func (c *Control) keepStep() {
	to := c.Store.Settings
	if c.Running() || c.aim >= 0 || c.seeking || c.Store.Pending() {
		return
	}
	to.At = 0
	if c.Open() {
		to.At = c.Store.Step
	}
	c.replace(to)
}

// wantFormulas has the formulas fetched where they are not there.
func (c *Control) wantFormulas() {
	if f := &c.Formulas; !f.Done && f.Fetch != nil && c.Open() {
		f.Fault = ""
		f.Fetch()
	}
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
	c.forgetSeeks()
	c.aim = -1
	if was := c.Store.Settings; was.Phase != wanted.Phase {
		c.request(nil)
	}
	c.Changed(wire.Encode(c.Store.Settings), false)
}

// Missing reports whether something could not be loaded, so that Retry may help.
func (c *Control) Missing() bool {
	f := c.Store.Fault
	return c.missed != nil || f != nil && f.Code == "weights" || c.Formulas.Fault != ""
}

// Missed says which runs could not be made for want of a file; "" where all could.
func (c *Control) Missed() string {
	if c.missed == nil {
		return ""
	}
	return c.missed.why
}

// Retry loads again what could not be: the browser is online again, or the reader
// says so.
func (c *Control) Retry() {
	c.wantFormulas()
	if m := c.missed; m != nil {
		c.missed = nil
		c.apply(m.to, nil, request{tell: true, at: -1})
	} else if f := c.Store.Fault; f != nil && f.Code == "weights" {
		c.Reset(nil)
	}
}
