package ui

import (
	"slices"
	"strconv"
	"time"

	js "github.com/vugu/vugu/js"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Control is what the reader's hands are on: buttons, keys, scripts and the URL
// all end here. It turns them into commands for the trainer, and takes in the
// trainer's events. It is not safe for concurrent use.
type Control struct {
	Store *state.Store
	// Send passes a command to the trainer.
	Send func(wire.Command)
	// Changed is told the query that restores the settings; turn says that the
	// reader went to another scenario, which is a page of its own for "back".
	Changed func(query string, turn bool)
	// Settled is called when IsSettled begins to hold, and may be called again; may be
	// nil.
	Settled func()
	// Respawn starts a new trainer in place of a dead one; nil where there is none.
	Respawn func()
	// Kill ends a trainer that is given up: it may still train. May be nil.
	Kill func()
	// Keep keeps a text in the tab, under a key, for when the page is loaded again,
	// and Recall gives it back: "" where there is none. Both may be nil.
	Keep   func(key, text string)
	Recall func(key string) string
	// Leave goes to another page: that of the same query, where runs are trained.
	// It is used where a recording stands alone; may be nil.
	Leave func(query string)

	// Mount is given the elements whose content the page owns, by name, after
	// every render; nil where there is no page.
	Mount func(name string, el js.Value)
	Dark  bool // the page is dark now, by choice or by the system's
	// Reduced: the reader prefers that nothing moves by itself.
	Reduced bool
	// Formulas are nil until they are fetched; FormulasFault says why they could
	// not be. FetchFormulas has them fetched; nil where there is no page.
	Formulas      *Formulas
	FormulasFault string
	FetchFormulas func()
	// Prompt is called when something should be shown at once, not at the next
	// refresh; may be nil.
	Prompt func()

	base    string               // URL prefix of the weights
	drafts  map[string]string    // numbers being typed, by setting
	open    [wire.MaxArms]bool   // the advanced drawers
	more    bool                 // the drawer of the shared settings
	seen    bool                 // the race is in view
	held    bool                 // playing, were it in view
	dead    bool                 // the trainer does not live any more
	id      int                  // of the last command that waits for an answer
	waiting map[int]func(string) // told "", or what went wrong
	order   order                // to play or pause
	sets    sets                 // settings on their way to the trainer
	missed  *missed              // what could not be loaded; nil where nothing is missing
	reached reached              // what a later visit is to know
	wanted  int                  // the step that scrubbing leads to; -1 = none
	seeking bool                 // a seek is on its way
	under   int                  // steps and seeks that are not answered yet
	goal    int                  // the step that they lead to
	insp    inspector            // of the step that is taken apart
	fig     figure               // of a page around this one
	beaten  time.Time            // when a recording was last moved on
	file    []byte               // that was asked for
	clock   func() time.Time     // the time now
}

// NewControl returns a control over a store. base is the URL prefix of the
// weights files.
func NewControl(s *state.Store, base string) *Control {
	return &Control{Store: s, base: base, clock: time.Now, seen: true, wanted: -1, insp: inspector{aim: -1, inject: wire.Inject{At: 1}},
		drafts: map[string]string{}, waiting: map[int]func(string){},
		Send: func(wire.Command) {}, Changed: func(string, bool) {}}
}

// Start sends the trainer its first command.
func (c *Control) Start() {
	s := c.Store.Settings
	if c.Store.Standalone() {
		return
	}
	c.recall()
	if s.At > 0 || c.Open() {
		c.insp.aim = s.At
		c.wantFormulas()
	}
	c.Send(wire.Command{Do: "init", Settings: &s, Run: c.Store.RunID, Base: c.base})
}

// ask sends a command and has done called with "" when it is carried out, or
// with what went wrong.
func (c *Control) ask(cmd wire.Command, done func(fault string)) {
	if c.replay(cmd, done) {
		return
	}
	if c.dead {
		if done != nil {
			done(c.faultText())
		}
		return
	}
	if cmd.Do != "set" { // what comes after a change must find it made
		c.sendSet()
	}
	cmd.Run = c.Store.RunID
	if done = c.travel(cmd, done); done != nil {
		c.id++
		cmd.ID = c.id
		c.waiting[c.id] = done
	}
	c.Send(cmd)
}

func (c *Control) faultText() string {
	if f := c.Store.Fault; f != nil {
		return f.Text
	}
	return "the trainer does not answer"
}

// Event takes in one message of the trainer.
func (c *Control) Event(e wire.Event) {
	recorded := c.Store.Recorded != nil
	ours := c.Store.Apply(e) // what is about runs left behind answers its command, and no more
	failed := ours && e.Type == "error"
	switch {
	case !ours:
	case e.Type == "ready" && c.insp.aim >= 0:
		c.opening()
	case (e.Type == "ready" || recorded) && c.IsSettled() && !failed && c.Store.Settings.Autoplay && !c.Reduced && c.Store.Step == 0:
		c.Play(nil)
	}
	if ours && e.Said != "" {
		c.Store.Restarted, c.Store.Note = nil, e.Said
	}
	if failed {
		c.held, c.order.now = false, nothing
		c.StopSlow()
	}
	c.stopThere()
	if (e.Type == "ready" || failed || recorded) && c.IsSettled() && c.Settled != nil {
		c.Settled()
	}
	if e.Error != nil && e.Error.Refused {
		c.refused(e)
	}
	if done := c.waiting[e.ID]; e.ID != 0 && done != nil && (e.Type == "done" || e.Type == "error") {
		delete(c.waiting, e.ID)
		c.file = e.File // none but the answer to Weights has one
		text := ""
		if e.Error != nil {
			text = e.Error.Text
		}
		done(text)
	} else if failed && e.ID == 0 {
		c.abandon()
	}
	if e.Trace != nil && ours {
		c.heed()
	}
	c.keepAt()
	if e.Trace != nil && ours && c.Prompt != nil && !c.Running() {
		c.Prompt()
	}
}

// IsSettled reports whether the page can train and shows it, or never will: live
// numbers have taken the place of a recorded run's, the trainer has failed, or none
// comes.
func (c *Control) IsSettled() bool {
	s := c.Store
	return s.Device != nil && s.Recorded == nil || s.Fault != nil || s.Standalone()
}

// abandon tells everyone who waits that nothing will come.
func (c *Control) abandon() {
	for id, done := range c.waiting {
		delete(c.waiting, id)
		done(c.faultText())
	}
	c.seeking, c.wanted, c.under = false, -1, 0
	c.insp = inspector{aim: -1, inject: c.insp.inject}
}

// Waits reports whether the trainer owes an answer.
func (c *Control) Waits() bool {
	return !c.dead && !c.Store.Standalone() && (len(c.waiting) > 0 || c.Store.Playing || c.Store.Device == nil && c.Store.Fault == nil)
}

// Died records that the trainer ended or fell silent; Reset starts a new one.
func (c *Control) Died(why string) {
	if c.Kill != nil {
		c.Kill()
	}
	c.dead, c.held, c.order.now = true, false, nothing
	c.Store.Apply(wire.Event{Type: "error", Error: &wire.Fault{Code: "worker", Text: why}})
	c.abandon()
	if c.Settled != nil {
		c.Settled()
	}
}

// Running reports whether the reader has pressed Play, in view or not, and whether
// or not the trainer has heard of it yet.
func (c *Control) Running() bool {
	if c.order.now != nothing {
		return c.order.now == play
	}
	return c.Store.Playing || c.held
}

// Held reports that training waits for the page to come into view.
func (c *Control) Held() bool { return c.held }

// Play trains on; at the end of the run it starts over.
func (c *Control) Play(done func(string)) {
	c.Store.Dismiss()
	c.aimStop()
	if !c.seen {
		c.held = true
		if done != nil {
			done("")
		}
		return
	}
	if c.Ended() {
		c.ask(wire.Command{Do: "reset"}, nil)
	}
	c.give(play, done)
}

// Pause holds still.
func (c *Control) Pause(done func(string)) {
	c.held = false
	c.give(pause, done)
}

// Toggle is what the Play button and the space bar do.
func (c *Control) Toggle() {
	if c.Running() {
		c.Pause(nil)
	} else {
		c.Play(nil)
	}
}

// Ended reports that the run has reached its last step.
func (c *Control) Ended() bool { return c.Store.Step >= c.Store.Settings.Steps }

// StepN trains n steps; done is called when their losses are there.
func (c *Control) StepN(n int, done func(string)) {
	c.Store.Dismiss()
	if n < 1 {
		if done != nil {
			done("")
		}
		return
	}
	c.ask(wire.Command{Do: "step", N: n}, done)
}

// Busy reports whether steps that were commanded are still to be trained.
func (c *Control) Busy() bool { return c.under > 0 }

// Reset goes back to step 0; after an error it starts afresh, with a new trainer
// if need be.
func (c *Control) Reset(done func(string)) {
	c.held = false
	c.Store.Dismiss()
	c.seeking, c.wanted, c.under = false, -1, 0
	c.order.now = nothing
	c.insp.moves, c.insp.aim = 0, -1
	if c.needsTrainer() && c.Respawn != nil {
		c.dead = false
		c.Store.Renew()
		c.Respawn()
		c.Start()
		if done != nil {
			c.ask(wire.Command{Do: "reset"}, done)
		}
		return
	}
	c.ask(wire.Command{Do: "reset"}, done)
}

// needsTrainer tells whether only a new trainer can help: the old one is dead,
// never got ready, or lost its device.
func (c *Control) needsTrainer() bool {
	f := c.Store.Fault
	return c.dead || f != nil && (c.Store.Device == nil || f.Code == "lost" || f.Code == "worker" || f.Code == "device")
}

// Seek goes to a step, back or forth. While one seek is on its way the newest
// wish waits and the ones between are dropped, so that a dragged scrubber never
// piles up work.
func (c *Control) Seek(step int, done func(string)) {
	c.held = false
	c.Store.Dismiss()
	step = max(0, min(step, c.Store.Settings.Steps))
	if done != nil {
		c.ask(wire.Command{Do: "seek", N: step}, done)
		return
	}
	c.wanted, c.goal = step, step
	c.Store.Version++
	c.chase()
}

func (c *Control) chase() {
	if c.seeking || c.wanted < 0 {
		return
	}
	to := c.wanted
	c.seeking = true
	c.ask(wire.Command{Do: "seek", N: to}, func(fault string) {
		c.seeking = false
		if fault != "" || c.wanted == to {
			c.wanted = -1
			return
		}
		c.chase()
	})
}

// At is the step the scrubber shows: where it was dragged to, or where the runs are.
func (c *Control) At() int {
	if c.wanted >= 0 {
		return c.wanted
	}
	return c.Store.Step
}

// Seen tells whether the race is in view. Training pauses while it is not.
func (c *Control) Seen(yes bool) {
	c.seen = yes
	switch {
	case yes && c.fig.late:
		c.opening()
	case !yes && c.Running() && !c.held:
		c.held = true
		c.order.now = nothing // the wish to play stands
		c.ask(wire.Command{Do: "pause"}, nil)
	case yes && c.held:
		c.held = false
		c.give(play, nil)
	}
	c.Store.Version++
}

// Set gives one setting a value, as typed. See wire.Settings.Set for the names.
func (c *Control) Set(name, value string) { c.SetAll([]wire.Pair{{Name: name, Value: value}}, nil) }

// SetKnob sets a knob of one side (0 left, 1 right, …). Where no other side has a
// use for it, they follow, so that URLs stay short.
func (c *Control) SetKnob(side int, name, value string) {
	delete(c.drafts, name)
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
		delete(c.drafts, p.Name)
	}
	c.adopt(to, fixes, pairs, true, done)
}

// Restore takes over the settings of a URL the reader went back or forth to.
func (c *Control) Restore(query string) {
	if c.Alone() { // its settings are not the address's
		return
	}
	to, fixes := wire.Parse(query)
	c.adopt(to, fixes, nil, false, nil)
}

func (c *Control) adopt(to wire.Settings, fixes []wire.Correction, pairs []wire.Pair, tell bool, done func(string)) {
	from := c.Store.Settings
	steps := c.Store.Step
	c.Store.Fixes = fixes
	c.Store.Dismiss()
	goal := to.At // the step to go to besides, where one is named
	if asked := slices.ContainsFunc(pairs, func(p wire.Pair) bool { return wire.Canonical(p.Name) == "step" }); !asked && (pairs != nil || goal == 0) {
		goal = -1
	}
	if to.At = from.At; to.Phase == "off" || wire.Restarts(from, to) {
		to.At = 0 // the address tells the step when the runs are there
	}
	if c.Prompt != nil {
		c.Prompt()
	}
	if from == to && goal < 0 {
		c.Store.Version++
		if done != nil {
			done("")
		}
		return
	}
	other := from.Scenario != to.Scenario
	turn := other || from.Width() != to.Width() // "back" brings a run back that was taken away
	if c.Store.Standalone() && !sameTraining(&from, &to) {
		if c.Leave != nil {
			c.Leave(wire.Encode(to))
		}
		if done != nil {
			done("")
		}
		return
	}
	if steps > 0 && !sameTraining(&from, &to) {
		c.Store.Diverged = true
	}
	if c.Store.Configure(to) {
		c.reached = reached{}
		c.held, c.order.now, c.missed = false, nothing, nil
		c.seeking, c.wanted, c.under = false, -1, 0
		if !other && steps > 0 {
			c.Store.Restarted = restartedBy(from, to)
		}
		for i := range c.open {
			c.open[i] = c.open[i] && from.Arms[i].Method == to.Arms[i].Method
		}
	}
	if tell {
		c.Changed(wire.Encode(to), turn)
	}
	if goal >= 0 { // that is what is waited for
		c.insp.aim = goal
		defer c.arrive(goal, done)
		done = nil
	}
	if !sameRuns(from, to) {
		c.change(to, done)
		done = nil
	}
	c.regard(from, to, done)
}

// restartedBy names the settings that made new runs necessary.
func restartedBy(from, to wire.Settings) (names []string) {
	for _, p := range wire.Params() {
		if !p.Restart {
			continue
		}
		for side := range from.Arms {
			if p.Text(from, side) != p.Text(to, side) {
				names = append(names, p.Name)
				break
			}
		}
	}
	return names
}

// Draft remembers a number while it is being typed, so that a render in between
// does not take it away.
func (c *Control) Draft(name, text string) { c.drafts[name] = text }

// Field is what a number field shows: the text being typed, or the value.
func (c *Control) Field(name string) string {
	if t, ok := c.drafts[name]; ok {
		return t
	}
	p, _ := wire.Find(name)
	return p.Text(c.Store.Settings, 0)
}
