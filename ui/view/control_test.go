package view

import (
	"strings"
	"testing"

	"github.com/vugu/vugu"

	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// desk is a control whose trainer is the test.
type desk struct {
	*control.Control
	formulas *words.Formulas
	id       int // of the last command that waits for an answer
	sent     []wire.Command
	query    string
	turns    int
}

func newDesk(scenario string) *desk {
	d := &desk{Control: control.New(state.NewStore(wire.Defaults(scenario)), "weights/")}
	d.Send = d.note
	d.Changed = func(q string, turn bool) {
		d.query = q
		if turn {
			d.turns++
		}
	}
	d.Start()
	d.Event(wire.Event{Type: "ready", Device: &wire.Device{Kind: "cpu", Name: "CPU"}})
	d.Event(statetest.Update(0, 0, 1, true))
	d.sent = nil
	return d
}

// note is the trainer's end.
func (d *desk) note(c wire.Command) {
	d.sent = append(d.sent, c)
	if c.ID != 0 {
		d.id = c.ID
	}
}

// said is what was sent since the last call, such as "set play".
func (d *desk) said() string {
	var w []string
	for _, c := range d.sent {
		w = append(w, c.Do)
	}
	d.sent = nil
	return strings.Join(w, " ")
}

func (d *desk) expect(t *testing.T, want string) {
	t.Helper()
	if got := d.said(); got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
}

func (d *desk) done(id int) { d.Event(wire.Event{Type: "done", ID: id}) }

func TestScrubbingKeepsOneSeekOnItsWay(t *testing.T) {
	d := newDesk("treasure")
	for _, n := range []int{50, 40, 30, 20} {
		d.Seek(n, nil)
	}
	if len(d.sent) != 1 || d.sent[0].N != 50 || d.At() != 20 {
		t.Fatalf("sent %+v, at %d", d.sent, d.At())
	}
	d.done(d.sent[0].ID)
	if len(d.sent) != 2 || d.sent[1].N != 20 {
		t.Fatalf("sent %+v, want the last wish and none between", d.sent)
	}
	d.done(d.sent[1].ID)
	if len(d.sent) != 2 || d.At() != d.Store.Step {
		t.Error("the seek does not end")
	}
}

func TestSettingsReachTrainerAndURL(t *testing.T) {
	d := newDesk("treasure")
	d.Store.Apply(statetest.Update(0, 10, 1, false))
	d.SetKnob(1, "lambda", ".5")
	d.expect(t, "set")
	if d.query != "lambda=0.5" || d.Store.Step != 10 || words.Notice(d.Store) != "" {
		t.Errorf("query %q, step %d, note %q", d.query, d.Store.Step, words.Notice(d.Store))
	}
	d.Set("left", "ift")
	if d.Store.Step != 0 || !strings.Contains(words.Notice(d.Store), "method") {
		t.Errorf("a change of method: step %d, note %q", d.Store.Step, words.Notice(d.Store))
	}
	d.SetKnob(1, "lambda", ".25")
	if d.query != "left=ift&lambda.1=0.5&lambda.2=0.25" {
		t.Errorf("two sides with knobs: %q", d.query)
	}
	d.said()
	d.Set("batch", "1000")
	if d.Store.Settings.Batch != 64 || words.FixText(d.Store, "shared") != "Batch runs from 1 to 64; 1000 became 64." {
		t.Errorf("batch %d, said %q", d.Store.Settings.Batch, words.FixText(d.Store, "shared"))
	}
	d.Set("lambda.1", "7")
	if words.FixText(d.Store, "left") == "" || words.FixText(d.Store, "right") != "" || words.FixText(d.Store, "shared") != "" {
		t.Error("a correction stands in the wrong place")
	}
	d.Set("scenario", "lake6")
	if d.turns != 1 || d.query != "scenario=lake6" {
		t.Errorf("a new scenario: %d turns, %q", d.turns, d.query)
	}
}

func TestPausesOutOfView(t *testing.T) {
	d := newDesk("treasure")
	d.Play(nil)
	d.Store.Playing = true
	d.said()
	d.SetVisible(false)
	d.expect(t, "pause")
	d.Store.Playing = false
	if !d.Running() || !d.Held() {
		t.Error("the reader's Play is forgotten")
	}
	d.SetVisible(true)
	d.expect(t, "play")
	d.SetVisible(false) // before the trainer has said that it plays
	d.expect(t, "pause")
	if !d.Running() {
		t.Error("a Play on its way is forgotten")
	}
	d.SetVisible(true)
	d.expect(t, "play")
	d.done(d.id)
	d.Pause(nil)
	d.SetVisible(false)
	d.SetVisible(true)
	d.expect(t, "pause")
}

func TestPlayAtTheEndStartsOver(t *testing.T) {
	d := newDesk("treasure")
	d.Store.Step = d.Store.Settings.Steps
	d.Toggle()
	d.expect(t, "reset play")
}

func TestDeadTrainer(t *testing.T) {
	d := newDesk("treasure")
	var fault string
	d.StepN(3, func(f string) { fault = f })
	d.TrainerDied("it is gone")
	if fault != "it is gone" || d.Store.Fault == nil || d.Store.Fault.Code != "worker" {
		t.Fatalf("told %q, fault %+v", fault, d.Store.Fault)
	}
	d.said()
	d.Play(nil)
	d.expect(t, "")
	born := 0
	d.Respawn = func() { born++ }
	d.Reset(func(f string) { fault = f })
	d.expect(t, "init reset")
	if born != 1 || d.Store.Fault != nil {
		t.Errorf("%d new trainers, fault %v", born, d.Store.Fault)
	}
	d.done(d.id)
	if fault != "" {
		t.Error(fault)
	}
}

func TestErrorsAnswerTheirCommand(t *testing.T) {
	d := newDesk("treasure")
	var fault string
	d.StepN(3, func(f string) { fault = f })
	d.Event(wire.Event{Type: "error", ID: d.id, Error: &wire.Fault{Code: "nan", Text: "no number"}})
	if fault != "no number" || d.Waits() {
		t.Errorf("told %q, waits %v", fault, d.Waits())
	}
}

func TestAutoplay(t *testing.T) {
	d := newDesk("treasure")
	d.Store.Settings.Autoplay = true
	d.Event(wire.Event{Type: "ready", Device: &wire.Device{}})
	d.expect(t, "play")
}

// find returns the element with an id.
func find(n *vugu.VGNode, res *vugu.BuildResults, id string) *vugu.VGNode {
	if n == nil {
		return nil
	}
	if n.Component != nil {
		return find(res.ResultFor(n.Component).Out[0], res, id)
	}
	for _, a := range n.Attr {
		if a.Key == "id" && a.Val == id {
			return n
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if f := find(k, res, id); f != nil {
			return f
		}
	}
	return nil
}

// fire calls the handler of an element's event as the browser would.
func fire(t *testing.T, c *control.Control, id, event, value string) {
	t.Helper()
	root, res := build(t, c)
	n := find(root, res, id)
	if n == nil {
		t.Fatalf("no element #%s", id)
	}
	for _, h := range n.DOMEventHandlerSpecList {
		if h.EventType == event {
			h.Func(vugu.NewDOMEvent(nil, map[string]any{"target": map[string]any{"value": value}}))
			return
		}
	}
	t.Fatalf("#%s does not listen to %s", id, event)
}

func TestHands(t *testing.T) {
	d := newDesk("lake6")
	fire(t, d.Control, "play", "click", "")
	fire(t, d.Control, "step", "click", "")
	fire(t, d.Control, "reset", "click", "")
	fire(t, d.Control, "scrub", "input", "30")
	d.expect(t, "play step reset seek")
	fire(t, d.Control, "lr", "input", "0.0")
	if d.sent != nil || !strings.Contains(render(t, d.Control), `value="0.0"`) {
		t.Error("a number counts, or is lost, while it is being typed")
	}
	fire(t, d.Control, "lr", "commit", "0.004")
	fire(t, d.Control, "slip", "commit", "0.3")
	fire(t, d.Control, "speed", "input", "max")
	fire(t, d.Control, "feedback-2", "input", "argmax")
	fire(t, d.Control, "lambda-2", "input", "0.35")
	fire(t, d.Control, "method-1", "input", "ift")
	fire(t, d.Control, "more-1", "click", "")
	fire(t, d.Control, "passes-1", "commit", "2")
	fire(t, d.Control, "embedding-1", "input", "frozen")
	fire(t, d.Control, "log", "input", "")
	fire(t, d.Control, "theme", "click", "")
	want := "scenario=lake6&left=ift&lr=0.004&slip=0.3&lambda=0.35&feedback=argmax&passes.1=2&embedding.1=frozen&speed=max&log=1&theme=dark"
	if d.query != want {
		t.Errorf("the URL is\n%s, want\n%s", d.query, want)
	}
}

// The drawer of a side that stops being IFT closes, and what SFT lacks is said
// where IFT has its knobs.
func TestSides(t *testing.T) {
	d := newDesk("treasure")
	d.ToggleDrawer(1)
	if h := render(t, d.Control); !strings.Contains(h, "passes-2") || !strings.Contains(h, "no guesses to feed back") {
		t.Error("the drawer, or what SFT lacks, is missing")
	}
	d.Set("right", "pt")
	if h := render(t, d.Control); strings.Contains(h, "passes-2") || strings.Contains(h, "lambda-2") {
		t.Error("PT has knobs")
	}
	d.Set("right", "ift")
	if h := render(t, d.Control); strings.Contains(h, "passes-2") {
		t.Error("the drawer is open again")
	}
}

// Every render costs about 5 ms for 100 elements, so the tree stays small.
func TestTheTreeIsSmall(t *testing.T) {
	d := newDesk("lake6")
	d.Set("left", "ift")
	root, res := build(t, d.Control)
	if n := count(root, res); n > 155 {
		t.Errorf("%d elements with IFT on both sides, want about 150 at most", n)
	} else {
		t.Logf("%d elements with IFT on both sides", n)
	}
}

func count(n *vugu.VGNode, res *vugu.BuildResults) int {
	if n.Component != nil {
		return count(res.ResultFor(n.Component).Out[0], res)
	}
	c := 0
	if n.Type == vugu.ElementNode {
		c = 1
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c += count(k, res)
	}
	return c
}

// A step of training changes nothing that needs a render.
func TestStepsNeedNoRender(t *testing.T) {
	d := newDesk("treasure")
	d.Store.Apply(statetest.Update(0, 3, 1, false))
	d.Store.Playing = true
	before := RenderKey(d.Control)
	e := statetest.Update(3, 40, 1, false)
	e.Update.Playing = true
	d.Event(e)
	if RenderKey(d.Control) != before {
		t.Error("a training step has the whole tree rendered")
	}
	d.Event(statetest.Update(40, 41, 1, false)) // it stops
	if RenderKey(d.Control) == before {
		t.Error("the Play button would not change")
	}
}

func TestBadge(t *testing.T) {
	c := control.New(state.NewStore(wire.Defaults("treasure")), "")
	c.Event(wire.Event{Type: "progress", Progress: &wire.Progress{What: "weights", Done: 700000, Total: 1400000}})
	if got := badge(c); got != "Loading 0.7 of 1.4\u00a0MB" {
		t.Error(got)
	}
	c.Event(wire.Event{Type: "ready", Device: &wire.Device{Kind: "cpu", Name: "Go"}})
	if got := badge(c); !strings.Contains(got, "CPU</b>: no WebGPU here") {
		t.Error(got)
	}
	c.Store.Device.Note = "no WebGPU here: requesting an adapter failed"
	if got := notices(c); got != "" { // the badge says enough
		t.Errorf("a reader is told %q", got)
	}
	c.Store.Compact = true
	if got := badge(c); got != "<b>CPU</b>" {
		t.Errorf("in a figure: %q", got)
	}
	c.Store.Compact = false
	c.Store.Device = &wire.Device{Kind: "webgpu", Name: "A<B"}
	c.Store.Playing, c.Store.Rate = true, 212.4
	if got := badge(c); got != `<b>WebGPU</b> A&lt;B · <span class="num">212</span> steps/s` {
		t.Error(got)
	}
}
