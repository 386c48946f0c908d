package view

import (
	"strings"
	"testing"
	"time"

	"github.com/vugu/vugu"

	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// answer is the trainer's answer to the oldest command that waits for one.
func (d *desk) answer(t *testing.T, do string, e wire.Event) {
	t.Helper()
	for i, c := range d.sent {
		if c.ID != 0 && c.Do == do {
			d.sent = append(d.sent[:i:i], d.sent[i+1:]...)
			e.Type, e.ID = "done", c.ID
			d.Event(e)
			return
		}
	}
	t.Fatalf("nothing waits for %s; sent %+v", do, d.sent)
}

// stepped is the answer to what led to a step, taken apart.
func stepped(n int) wire.Event {
	a := statetest.Trace()
	a.Step, a.Focus.Sequence = n, 0
	e := statetest.Update(n, n, 1, true)
	e.Trace = a
	return e
}

func TestOpeningTakesTheFirstStep(t *testing.T) {
	d := newDesk("sort")
	fire(t, d.Control, "step-open", "click", "")
	if d.query != "scenario=sort&phase=batch" {
		t.Errorf("the URL is %q", d.query)
	}
	if got := d.Store.Settings.Phase; len(d.sent) != 2 || d.sent[0].Do != "look" || !d.sent[0].Focus.On || d.sent[1].Do != "step" || got != "batch" {
		t.Fatalf("sent %+v, phase %s", d.sent, got)
	}
	d.sent[1].ID = 0 // nobody waits for it
	d.answer(t, "look", wire.Event{})
	d.Event(stepped(1))
	if d.query != "scenario=sort&step=1&phase=batch&token=8" { // the token that was mixed most
		t.Errorf("the URL is %q", d.query)
	}
	if l := d.sent[len(d.sent)-1].Focus; l == nil || l.Token != 8 {
		t.Errorf("sent %+v", d.sent)
	}
	a := statetest.Trace()
	a.Step, a.Focus.Sequence, a.Focus.Token = 1, 0, 8
	d.answer(t, "look", wire.Event{Trace: a})
	d.sent = nil
	fire(t, d.Control, "step-open", "click", "")
	if len(d.sent) != 1 || d.sent[0].Focus.On || d.query != "scenario=sort&token=8" {
		t.Errorf("closing sent %+v; the URL is %q", d.sent, d.query)
	}
}

// A page on its way to a step leaves the choice of the token to that step.
func TestTokenIsChosenOnArrival(t *testing.T) {
	d := newDesk("sort")
	d.Store.Settings.Phase = "mix"
	d.SetAll([]wire.Pair{{Name: "step", Value: "9"}}, nil)
	d.answer(t, "look", stepped(4))
	if got := d.Store.Settings.Token; got != 0 {
		t.Errorf("token %d was chosen on the way", got)
	}
	d.answer(t, "seek", stepped(9))
	if got := d.Store.Settings.Token; got != 8 {
		t.Errorf("token %d was chosen on arrival", got)
	}
}

func TestOpeningPauses(t *testing.T) {
	d := newDesk("sort")
	d.Store.Apply(statetest.Update(0, 7, 1, false))
	d.Store.Playing = true
	d.ToggleStep()
	d.expect(t, "pause look")
}

// Phases lead into the neighbouring steps; at the start and at the end of the
// run they stay.
func TestPhasesCrossSteps(t *testing.T) {
	d := openDesk("sort", "gradient", statetest.Trace())
	fire(t, d.Control, "phase-on", "click", "")
	d.expect(t, "")
	if d.Store.Settings.Phase != "update" || d.query != "scenario=sort&step=41&phase=update" {
		t.Fatalf("phase %s, URL %q", d.Store.Settings.Phase, d.query)
	}
	d.MovePhase(1)
	d.MovePhase(1) // while the step is trained
	if len(d.sent) != 1 || d.sent[0].Do != "step" || d.sent[0].N != 1 || d.Store.Settings.Phase != "update" {
		t.Fatalf("sent %+v, phase %s", d.sent, d.Store.Settings.Phase)
	}
	d.answer(t, "step", stepped(42))
	if d.Store.Settings.Phase != "guess" || d.Store.Settings.At != 42 {
		t.Fatalf("phase %s of step %d, want the second of the next step", d.Store.Settings.Phase, d.Store.Settings.At)
	}
	d.MovePhase(-2)
	if len(d.sent) != 1 || d.sent[0].Do != "seek" || d.sent[0].N != 41 {
		t.Fatalf("sent %+v", d.sent)
	}
	d.answer(t, "seek", stepped(41))
	if d.Store.Settings.Phase != "update" || d.Store.Step != 41 {
		t.Fatalf("phase %s of step %d", d.Store.Settings.Phase, d.Store.Step)
	}

	d.Event(stepped(1))
	d.ShowPhase(0, nil)
	d.MovePhase(-1)
	d.expect(t, "")
	d.Event(stepped(d.Store.Settings.Steps))
	d.ShowPhase(7, nil)
	d.MovePhase(1)
	d.expect(t, "")
	d.Event(statetest.Update(0, 0, 1, true)) // back at the start: the next phase takes the first step
	if got := StepTexts(d.Control, d.formulas).Say; d.Store.Trace != nil || got != "Nothing is trained yet: the next phase takes the first step." {
		t.Errorf("at step 0 the page says %q", got)
	}
	d.MovePhase(1)
	d.expect(t, "step")
}

// While steps come by themselves a phase is only another view of them.
func TestPhasesWhilePlaying(t *testing.T) {
	d := openDesk("sort", "update", statetest.Trace())
	d.Store.Playing = true
	d.MovePhase(1)
	if d.Store.Settings.Phase != "batch" {
		t.Error(d.Store.Settings.Phase)
	}
	d.MovePhase(-1)
	if d.Store.Settings.Phase != "update" {
		t.Error(d.Store.Settings.Phase)
	}
	d.expect(t, "")
	before := RenderKey(d.Control)
	e := stepped(60)
	e.Update.Playing = true
	d.Event(e)
	if RenderKey(d.Control) != before {
		t.Error("a step that is taken apart has the whole tree rendered")
	}
}

func TestLooksDoNotPileUp(t *testing.T) {
	d := openDesk("sort", "mix", statetest.Trace())
	for range 3 {
		fire(t, d.Control, "token-on", "click", "")
	}
	if len(d.sent) != 1 || d.sent[0].Focus.Token != 7 || d.Store.Settings.Token != 8 {
		t.Fatalf("sent %+v, token %d: want one look, and the last token of the sequence", d.sent, d.Store.Settings.Token)
	}
	early := wire.Event{Trace: statetest.Trace()}
	early.Trace.Focus.Token = 7
	d.answer(t, "look", early)
	if len(d.Store.Fixes) != 0 || len(d.sent) != 1 || d.sent[0].Focus.Token != 8 {
		t.Fatalf("fixes %v, sent %+v: an answer to an old wish counts", d.Store.Fixes, d.sent)
	}
	late := wire.Event{Trace: statetest.Trace()}
	late.Trace.Focus.Token = 8
	d.answer(t, "look", late)
	d.expect(t, "")

	d.Set("token", "60")
	d.answer(t, "look", late)
	if d.Store.Settings.Token != 8 || words.FixText(d.Store, "look") != "Token runs from 1 to 8 here; 60 became 8." || !strings.Contains(d.query, "token=8") {
		t.Errorf("token %d, said %q, URL %q", d.Store.Settings.Token, words.FixText(d.Store, "look"), d.query)
	}
	d.SetAll([]wire.Pair{{Name: "sequence", Value: "40"}, {Name: "head", Value: "5"}}, nil)
	d.answer(t, "look", wire.Event{Trace: func() *wire.Trace {
		a := statetest.Trace()
		a.Focus = wire.Focus{On: true, Sequence: 31, Token: 8, Head: 3}
		return a
	}()})
	if s := d.Store.Settings; s.Sequence != 31 || s.Head != 3 || len(d.Store.Fixes) != 2 {
		t.Errorf("sequence %d, head %d, fixes %v", s.Sequence, s.Head, d.Store.Fixes)
	}
}

// What is looked at does not concern the runs; another scenario has other tokens.
func TestLookingIsNoRestart(t *testing.T) {
	d := openDesk("sort", "mix", statetest.Trace())
	d.SetAll([]wire.Pair{{Name: "token", Value: "7"}, {Name: "sequence", Value: "3"}, {Name: "layer", Value: "1"}}, nil)
	if d.Store.Step != 41 || d.said() != "look" {
		t.Error("looking elsewhere has more done than a look")
	}
	d.Set("scenario", "lake4")
	if s := d.Store.Settings; s.Phase != "mix" || s.Sequence != 0 || s.Token != 0 || s.Layer != 0 || s.At != 0 {
		t.Errorf("%+v", s)
	}
	if d.query != "scenario=lake4&phase=mix" {
		t.Error(d.query)
	}
}

// A page that is opened at a step trains to it, then shows it.
func TestArriving(t *testing.T) {
	s, said := wire.Parse("scenario=sort&step=41&phase=mix&sequence=3&token=5")
	if len(said) > 0 {
		t.Fatal(said)
	}
	d := &desk{Control: control.New(state.NewStore(s), "")}
	d.Send = func(c wire.Command) { d.sent = append(d.sent, c) }
	d.Changed = func(q string, _ bool) { d.query = q }
	d.Start()
	d.Event(wire.Event{Type: "ready", Device: &wire.Device{}})
	d.Event(statetest.Update(0, 0, 1, true))
	if len(d.sent) != 3 || d.sent[1].Do != "look" || *d.sent[1].Focus != (wire.Focus{On: true, Sequence: 3, Token: 5}) || d.sent[2].Do != "seek" || d.sent[2].N != 41 {
		t.Fatalf("sent %+v", d.sent)
	}
	d.answer(t, "look", wire.Event{})
	d.Event(statetest.Update(0, 17, 1, false))
	if got := StepTexts(d.Control, d.formulas).Where; got != "Training to step 41: 17 done" {
		t.Error(got)
	}
	e := stepped(41)
	e.Trace.Focus = wire.Focus{On: true, Sequence: 3, Token: 5}
	d.answer(t, "seek", e)
	if got := StepTexts(d.Control, d.formulas).Where; got != "Step 41 · sequence 4 of 32 · sort, soft feedback, λ .20, γ .95" {
		t.Error(got)
	}
	if d.query != "" {
		t.Errorf("the address was rewritten to %q", d.query)
	}

	d.sent = nil
	d.Set("step", "300")
	if words.FixText(d.Store, "look") != "Step runs from 0 to 150 here; 300 became 150." || len(d.sent) != 2 || d.sent[1].N != 150 {
		t.Errorf("said %q, sent %+v", words.FixText(d.Store, "look"), d.sent)
	}
}

func TestSlowMotion(t *testing.T) {
	d := openDesk("sort", "gradient", statetest.Trace())
	now := time.Now()
	d.Reduced = true
	d.ToggleSlow(now)
	if d.Slow() {
		t.Fatal("something moves although the reader wants no motion")
	}
	d.Reduced = false
	d.ToggleSlow(now)
	d.Tick(now.Add(time.Second))
	if d.Store.Settings.Phase != "gradient" {
		t.Error("too early")
	}
	d.Tick(now.Add(1300 * time.Millisecond))
	d.Tick(now.Add(1400 * time.Millisecond))
	if d.Store.Settings.Phase != "update" {
		t.Error(d.Store.Settings.Phase)
	}
	d.Tick(now.Add(2600 * time.Millisecond)) // the next step
	d.Tick(now.Add(6 * time.Second))
	if d.said() != "step" {
		t.Error("slow motion does not wait for its step")
	}
	d.MovePhase(0)
	d.StopSlow()
	d.Tick(now.Add(time.Minute))
	d.expect(t, "")
}

func TestInjecting(t *testing.T) {
	d := openDesk("sort", "mix", statetest.Trace())
	fire(t, d.Control, "inject", "click", "")
	i := &wire.Injection{Step: 41, Inject: wire.Inject{At: 1, Token: 2}, Items: 3, Legal: []int{2, 3}, Names: []string{"s", "b", "c", "d"},
		Right: []int{1, 3, 3}, Runs: []wire.Continuing{{Free: []int{1}}, {Free: []int{1}}}}
	d.answer(t, "inject", wire.Event{Injection: i})
	h := render(t, d.Control)
	for _, want := range []string{`<option value="1" selected="">letter 2`, `<option value="2" selected="">c`, "prompt", "c put in as letter 2"} {
		if !strings.Contains(h, want) {
			t.Errorf("the page lacks %q in %s", want, h[strings.Index(h, "inject-at"):][:300])
		}
	}
	fire(t, d.Control, "inject-at", "input", "0")
	fire(t, d.Control, "inject-token", "input", "3")
	fire(t, d.Control, "inject", "click", "")
	if in := *d.sent[0].Inject; in != (wire.Inject{At: 0, Token: 3}) {
		t.Errorf("%+v", in)
	}
	fire(t, d.Control, "undo", "click", "")
	if d.Store.Injection != nil || strings.Contains(render(t, d.Control), "put in as") {
		t.Error("the error is still there")
	}
}

// The open section is rendered with every change of what is looked at.
func TestTheOpenTreeIsSmall(t *testing.T) {
	d := openDesk("lake6", "mix", statetest.Trace())
	d.Set("left", "ift")
	root, res := build(t, d.Control)
	closed := newDesk("lake6")
	closed.Set("left", "ift")
	less, lres := build(t, closed.Control)
	n, m := count(root, res), count(less, lres)
	t.Logf("%d elements with a step taken apart, %d without", n, m)
	if n-m > 90 {
		t.Errorf("the open section has %d elements", n-m)
	}
}

func TestLegend(t *testing.T) {
	d := openDesk("sort", "mix", statetest.Trace())
	d.Formulas.Done = true
	fire(t, d.Control, "legend", "click", "")
	if !strings.Contains(render(t, d.Control), "<dl>") {
		t.Error("the symbols are not explained")
	}
	fire(t, d.Control, "legend", "click", "")
	if strings.Contains(render(t, d.Control), "<dl>") {
		t.Error("the legend stays open")
	}
}

// What a method lacks is marked on the rail.
func TestRailMarksWhatIsAbsent(t *testing.T) {
	d := openDesk("sort", "mix", statetest.Trace())
	var marked []string
	root, res := build(t, d.Control)
	for i, p := range wire.Phases() {
		n := find(root, res, "phase-"+p)
		if n == nil {
			t.Fatalf("no button for %s", p)
		}
		if isCurrent(n) != (i == 2) {
			t.Errorf("%s: aria-current is wrong", p)
		}
		for _, a := range n.Parent.Attr {
			if a.Key == "data-absent" && a.Val == "1" {
				marked = append(marked, p)
			}
		}
	}
	if got := strings.Join(marked, " "); got != "guess mix weights" {
		t.Errorf("SFT lacks %q", got)
	}
}

func isCurrent(n *vugu.VGNode) bool {
	for _, a := range n.Attr {
		if a.Key == "aria-current" {
			return a.Val == "step"
		}
	}
	return false
}
