package view

import (
	"strings"
	"testing"
	"time"

	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/wasm/wire"
)

// shelf is what a tab keeps.
type shelf map[string]string

func (d *desk) on(s shelf) {
	d.Keep = func(key, text string) { s[key] = text }
	d.Recall = func(key string) string { return s[key] }
}

// reload is the page as it comes again in the same tab.
func reload(s shelf, query string) *desk {
	to, _ := wire.Parse(query)
	d := &desk{Control: control.New(state.NewStore(to), "weights/")}
	d.Send = d.note
	d.Changed = func(q string, _ bool) { d.query = q }
	d.on(s)
	d.Start()
	d.Event(wire.Event{Type: "ready", Device: &wire.Device{Kind: "cpu", Name: "CPU"}})
	d.Event(statetest.Update(0, 0, 1, true))
	d.sent = nil
	return d
}

func TestALoadedPageOffersTheWayBack(t *testing.T) {
	s := shelf{}
	d := newDesk("lake6")
	d.on(s)
	now := time.Now()
	d.Event(statetest.Update(0, 40, 1, false))
	d.Tick(now)
	d.Event(statetest.Update(40, 42, 1, false))
	d.Tick(now.Add(100 * time.Millisecond))
	if len(s) != 1 {
		t.Fatalf("kept %v", s)
	}
	d.Event(statetest.Update(42, 60, 1, false))
	d.Tick(now.Add(2 * time.Second))

	again := reload(s, "scenario=lake6&theme=dark&x=tokens")
	if h := render(t, again.Control); !strings.Contains(h, "reached step 60 before it was lost") || !again.CanReturn() || returnLabel(again.Store) != "Back to step 60" {
		t.Fatalf("the way back is not offered: %q", notices(again.Control))
	}
	fire(t, again.Control, "return", "click", "")
	if len(again.sent) != 1 || again.sent[0].Do != "seek" || again.sent[0].N != 60 {
		t.Fatalf("sent %+v", again.sent)
	}
	again.Event(statetest.Update(0, 60, 1, false))
	if again.done(again.id); again.CanReturn() || strings.Contains(notices(again.Control), "lost") {
		t.Error("the offer stays")
	}
	if other := reload(s, "scenario=lake6&seed=7"); other.CanReturn() || notices(other.Control) != "" {
		t.Error("it is offered for another run")
	}

	d.SetKnob(1, "lambda", ".35") // on the way
	d.Event(statetest.Update(60, 70, 1, false))
	d.Tick(now.Add(9 * time.Second))
	if again := reload(s, d.query); !strings.Contains(notices(again.Control), "reached step 70") || strings.Contains(notices(again.Control), "same numbers") {
		t.Errorf("of a run whose settings changed it says %q", notices(again.Control))
	}
	if again := reload(shelf{}, "scenario=lake6"); again.CanReturn() {
		t.Error("offered from nothing")
	}
}

// A trainer that fell over takes its run with it, and the way back is offered.
func TestANewTrainerOffersTheWayBack(t *testing.T) {
	d := newDesk("lake6")
	d.Event(statetest.Update(0, 33, 1, false))
	d.Respawn = func() {}
	d.TrainerDied("The trainer ended without warning.")
	d.Reset(nil)
	d.Event(wire.Event{Type: "ready", Device: &wire.Device{Kind: "cpu", Name: "CPU"}})
	d.Event(statetest.Update(0, 0, 1, true))
	if returnLabel(d.Store) != "Back to step 33" || !d.CanReturn() || !strings.Contains(notices(d.Control), "step 33") {
		t.Errorf("it is not offered: %q", notices(d.Control))
	}
	d.Set("seed", "4")
	if d.CanReturn() {
		t.Error("it is offered for another run")
	}
}

// What runs will take of the memory is said before it is taken.
func TestMemoryIsSaid(t *testing.T) {
	d := newDesk("lake6")
	d.Set("seeds", "8")
	d.Event(wire.Event{Type: "progress", Run: 2, Progress: &wire.Progress{What: "memory", Note: "These 16 runs take about 1.0\u00a0GB of memory."}})
	if d.Store.Progress != nil || !strings.Contains(render(t, d.Control), "These 16 runs take") {
		t.Errorf("it is not said: %q", notices(d.Control))
	}
	d.Set("seeds", "1")
	if strings.Contains(notices(d.Control), "16 runs") {
		t.Error("it is said of other runs")
	}
}
