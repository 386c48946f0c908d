package view

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/wasm/wire"
)

// between is the shortest time between two messages with settings.
const between = 100 * time.Millisecond

// of gives an event the number of the runs that it is about.
func of(run int, e wire.Event) wire.Event {
	e.Run = run
	return e
}

// A refused command is no fault of the page: it rejects its promise and nothing
// else.
func TestRefusalsTellTheirCallerAlone(t *testing.T) {
	for name, give := range map[string]func(d *desk, done func(string)){
		"weights": func(d *desk, done func(string)) { d.Weights(9, func(_ []byte, fault string) { done(fault) }) },
		"inject":  func(d *desk, done func(string)) { d.Inject(wire.Inject{Token: 99}, done) },
		"play":    func(d *desk, done func(string)) { d.Play(done) },
		"pause":   func(d *desk, done func(string)) { d.Pause(done) },
		"step":    func(d *desk, done func(string)) { d.StepN(3, done) },
		"seek":    func(d *desk, done func(string)) { d.Seek(3, done) },
		"reset":   func(d *desk, done func(string)) { d.Reset(done) },
		"set":     func(d *desk, done func(string)) { d.SetAll([]wire.Pair{{Name: "lr", Value: "0.01"}}, done) },
	} {
		d := newDesk("treasure")
		d.Store.Apply(statetest.Update(0, 10, 1, false))
		fault, other := "-", "-"
		d.Weights(0, func(_ []byte, f string) { other = f })
		give(d, func(f string) { fault = f })
		d.Event(of(1, wire.Event{Type: "error", ID: d.id, Error: &wire.Fault{Code: "settings", Text: "No.", Refused: true}}))
		if fault != "No." || other != "-" {
			t.Errorf("%s: its caller was told %q, another one %q", name, fault, other)
		}
		if s := state.ReportOf(d.Store); s.Error != nil || s.Step != 10 || strings.Contains(badge(d.Control), "Stopped") {
			t.Errorf("%s: the page shows %+v at step %d, %s", name, s.Error, s.Step, badge(d.Control))
		}
	}
}

// What runs tell never shows in the place of others, however fast the reader goes
// from one to the next.
func TestNewsShowInTheirOwnRuns(t *testing.T) {
	d := newDesk("treasure")
	d.Event(of(1, statetest.Update(0, 20, 1, false)))
	d.Set("scenario", "lake6")
	d.Set("scenario", "sort")
	a := &wire.Trace{}
	for _, e := range []wire.Event{
		of(1, statetest.Update(20, 25, 1, false)), of(2, statetest.Update(0, 0, 1, true)), of(2, statetest.Update(0, 7, 1, false)),
		of(2, wire.Event{Type: "ready", Device: &wire.Device{Kind: "cpu"}}), of(2, wire.Event{Type: "anatomy", Trace: a}),
		of(1, wire.Event{Type: "error", Error: &wire.Fault{Code: "nan", Text: "a loss is no number"}}),
	} {
		d.Event(e)
		if s := d.Store; s.Step != 0 || len(s.Runs[0].Points) > 0 || s.Fault != nil || s.Trace != nil {
			t.Fatalf("%s of runs %d shows: step %d, %d points, fault %v", e.Type, e.Run, s.Step, len(s.Runs[0].Points), s.Fault)
		}
	}
	d.Event(of(3, statetest.Update(0, 0, 1, true)))
	if d.Event(of(3, statetest.Update(0, 4, 1, false))); d.Store.Step != 4 {
		t.Errorf("the runs' own news do not show: step %d", d.Store.Step)
	}
	if d.Event(of(1, statetest.Update(25, 26, 1, false))); d.Store.Step != 4 {
		t.Error("old news show late")
	}
}

// Offline, a change of scenario keeps the run that there is, with all that it does
// meanwhile, says so, and works when it is tried again.
func TestARunStaysWhereAnotherCannotBeLoaded(t *testing.T) {
	d := newDesk("treasure")
	d.Event(of(1, statetest.Update(0, 20, 1, false)))
	d.Set("scenario", "sort")
	d.Event(of(1, statetest.Update(20, 24, 1, false))) // before the trainer tries
	gone := wire.Event{Type: "error", ID: d.id, Run: 2,
		Error: &wire.Fault{Code: "weights", Text: "The file could not be fetched. The run before is still there.", Refused: true}}
	d.Event(gone)
	s := d.Store
	if s.Settings.Scenario != "treasure" || s.Step != 24 || len(s.Runs[1].Points) != 24 || s.Fault != nil || d.query != "" {
		t.Fatalf("%s at step %d with %d points, fault %v, address %q", s.Settings.Scenario, s.Step, len(s.Runs[1].Points), s.Fault, d.query)
	}
	if h := render(t, d.Control); !strings.Contains(h, "could not be fetched") || !d.Missing() {
		t.Error("it is not said, or cannot be tried again")
	}
	d.Event(of(1, statetest.Update(24, 30, 1, false)))
	if s.Step != 30 {
		t.Errorf("the run stands still at %d", s.Step)
	}
	d.said()
	d.Retry()
	if d.expect(t, "set"); s.Settings.Scenario != "sort" || s.RunID != 3 || d.Missing() {
		t.Errorf("tried again: %s as runs %d", s.Settings.Scenario, s.RunID)
	}
	d.Event(of(2, statetest.Update(0, 5, 1, true)))
	if d.Event(of(3, statetest.Update(0, 0, 1, true))); s.Step != 0 || s.Before != nil {
		t.Error("the new run does not show")
	}
	if d.Retry(); d.said() != "" {
		t.Error("there is nothing to try again")
	}
}

// A slider that is drawn sends one message at a time; its last value arrives, and
// before what is commanded after it.
func TestSettingsAreSentOneAtATime(t *testing.T) {
	d := newDesk("treasure")
	now := time.Now()
	d.Now = func() time.Time { return now }
	answered := 0
	for i := range 100 {
		d.SetAll([]wire.Pair{{Name: "lambda", Value: strconv.FormatFloat(float64(i)/100, 'g', -1, 64)}}, func(fault string) {
			if answered++; fault != "" {
				t.Error(fault)
			}
		})
	}
	if len(d.sent) != 1 {
		t.Fatalf("100 changes sent %d messages", len(d.sent))
	}
	d.Tick(now.Add(2 * between)) // the first one is not answered
	if len(d.sent) != 1 {
		t.Fatalf("%d messages at once", len(d.sent))
	}
	d.done(d.sent[0].ID)
	d.Tick(now)
	if len(d.sent) != 1 {
		t.Fatalf("%d messages within %v", len(d.sent), between)
	}
	d.Tick(now.Add(2 * between))
	if len(d.sent) != 2 || d.sent[1].Settings.Arms[1].Lambda != .99 {
		t.Fatalf("sent %d messages, the last %+v", len(d.sent), d.sent[len(d.sent)-1])
	}
	d.done(d.sent[1].ID)
	if len(d.sent) != 2 || answered != 100 {
		t.Errorf("%d messages, %d of 100 changes answered", len(d.sent), answered)
	}
	d.said()
	d.Set("lr", "0.01")
	d.Set("lr", "0.02")
	d.StepN(1, nil)
	if last := d.sent[0]; last.Settings.LR != .02 {
		t.Errorf("the last value is not sent before the step: %+v", last)
	}
	d.expect(t, "set step")
	d.Set("lr", "0.03")
	d.Set("seed", "5") // new runs do not wait
	d.expect(t, "set")
}

// Play shows at once, and a second press takes it back.
func TestPlayIsShownAtOnce(t *testing.T) {
	d := newDesk("treasure")
	d.Toggle()
	first := d.id
	if !d.Running() || !strings.Contains(string(playLabel(d.Control)), "Pause") {
		t.Error("Play does not show")
	}
	d.Toggle()
	if d.Running() {
		t.Error("the second press does not show")
	}
	d.expect(t, "play pause")
	e := statetest.Update(0, 1, 1, false)
	e.Type, e.ID, e.Update.Playing = "done", first, true
	if d.Event(e); d.Running() {
		t.Error("the answer to the first press counts after the second")
	}
	e = statetest.Update(1, 1, 1, false)
	e.Type, e.ID = "done", d.id
	if d.Event(e); d.Running() {
		t.Error("it plays on")
	}
	d.Toggle()
	d.Event(wire.Event{Type: "error", ID: d.id, Error: &wire.Fault{Code: "lost", Text: "The device is lost."}})
	if d.Running() {
		t.Error("what could not play is shown as playing")
	}
}

// What ends playing ends it for good, even where the page goes out of view, or gives
// way to another figure, before the trainer has answered.
func TestWhatEndsPlayingOutlastsTheView(t *testing.T) {
	for name, end := range map[string]func(d *desk){
		"stopAt": func(d *desk) { d.Event(onTheWay(statetest.Update(2, 8, 1, false))) },
		"seek":   func(d *desk) { d.Seek(1, nil) },
		"step":   func(d *desk) { d.StepN(2, nil) },
	} {
		d := newDesk("treasure")
		d.Store.Settings.Figure.StopAt = 7
		d.Play(nil)
		first := d.id
		d.Event(onTheWay(statetest.Update(0, 2, 1, false)))
		d.done(first)
		d.said()
		end(d)
		d.said()
		d.Event(onTheWay(statetest.Update(8, 9, 1, false))) // sent before the trainer heard of it
		d.SetVisible(false)
		d.SetVisible(true)
		d.expect(t, "")
		if d.Running() {
			t.Errorf("%s: it plays on", name)
		}
		e := statetest.Update(9, 9, 1, false)
		e.Type, e.ID = "done", d.id
		if d.Event(e); d.Running() || d.Held() {
			t.Errorf("%s: it plays again once that is answered", name)
		}
		if d.Play(nil); !d.Running() {
			t.Errorf("%s: Play does nothing afterwards", name)
		}
	}
}

// onTheWay marks news as those of a trainer that plays.
func onTheWay(e wire.Event) wire.Event {
	e.Update.Playing = true
	return e
}

func TestAutoplayWaitsForTheReaderWhoWantsNoMotion(t *testing.T) {
	d := newDesk("treasure")
	d.Store.Settings.Autoplay, d.Reduced = true, true
	d.Event(wire.Event{Type: "ready", Device: &wire.Device{}})
	d.expect(t, "")
	d.SetAll([]wire.Pair{{Name: "step", Value: "3"}}, nil)
	d.done(d.id)
	d.expect(t, "seek")
}

// A trainer that is given up is ended: it might train on.
func TestAGivenUpTrainerIsEnded(t *testing.T) {
	d := newDesk("treasure")
	killed := 0
	d.Kill = func() { killed++ }
	d.TrainerDied("The trainer has not answered for a minute.")
	if killed != 1 {
		t.Errorf("it was ended %d times", killed)
	}
}
