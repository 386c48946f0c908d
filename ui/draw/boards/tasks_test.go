package boards

import (
	"strings"
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/canvas/canvastest"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

func TestOrders(t *testing.T) {
	text, run := statetest.Orders()
	for _, w := range []float64{120, 160, 270, 420} {
		r := &canvastest.Recorder{W: w, H: layOrders(w, text).h}
		drawOrders(r, text, run, blue)
		r.Inside(t, "orders")
		r.Apart(t, "orders")
		if n := strings.Count(r.Find("path", canvastest.Painted(canvas.Fault))[0].D, "M"); n != 6 {
			t.Errorf("%d fault marks at %g px, want those of the wrong one's letters", n, w)
		}
		if n := len(r.Find("text", canvastest.Says("×2"))); n != 2 {
			t.Errorf("%d lines say that they come twice at %g px, want 2", n, w)
		}
		if len(r.Find("text", canvastest.Says("3 of 4 right"))) != 1 {
			t.Errorf("the count is not written at %g px", w)
		}
		for _, m := range r.Find("text", func(m canvastest.Mark) bool { return m.Font.Mono && m.Paint.Fill == canvas.Fault }) {
			if !strings.Contains("aadeg.", m.Text) {
				t.Errorf("%q is marked as wrong", m.Text)
			}
		}
	}
	want := "SFT sampling, after 3 steps: 3 of 4 answers are an order of the letters asked for; 3 are different. The first wrong one: asked for gedab it writes aadeg."
	if got := words.OrdersLabel(text, run, blue.ArmName, 3); got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
	drawOrders(&canvastest.Recorder{W: 300, H: 300}, nil, nil, blue)
	drawOrders(&canvastest.Recorder{W: 300, H: 300}, text, nil, blue)
	if got := words.OrdersLabel(text, nil, blue.ArmName, 0); !strings.Contains(got, "nothing to show yet") {
		t.Error(got)
	}
}

func TestProg(t *testing.T) {
	text := &wire.Text{Prompts: []string{"rsix|52817>", "llll|12345>"}, Answers: []string{"71825|12578|23689|93682.", "23451|34512|45123|51234."}}
	run := &wire.TextRun{Greedy: []string{"71825|12578|23699|99632.", "23451|345"}}
	for _, w := range []float64{120, 160, 270, 420} {
		r := &canvastest.Recorder{W: w, H: layProg(w, text).h}
		drawProg(r, text, run, blue)
		r.Inside(t, "programs")
		r.Apart(t, "programs")
		// one digit of the third list, two of the fourth; two digits of the second
		// program's second list are missing, the lists after it are not there.
		if n := strings.Count(r.Find("path", canvastest.Painted(canvas.Fault))[0].D, "M"); n != 1+2+2 {
			t.Errorf("%d fault marks at %g px, want 5", n, w)
		}
	}
	want := "SFT calculating alone, after 1 step, on 2 programs: 3 of 8 lists are right, and 0 of the last ones. For rsix|52817> it writes 71825|12578|23699|99632.; right is 71825|12578|23689|93682."
	if got := words.ProgLabel(text, run, blue.ArmName, 1); got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
	drawProg(&canvastest.Recorder{W: 300, H: 300}, text, nil, blue)
	drawProg(&canvastest.Recorder{W: 300, H: 300}, nil, nil, blue)
}

func TestMaze(t *testing.T) {
	m := &wire.Maze{Side: 5, Map: "S.#.." + ".##.." + "....." + ".#.#." + "..#.G", Demo: []int{5, 10, 11, 12, 13, 14, 19, 24}}
	for name, run := range map[string]*wire.MazeRun{
		"arrives in 8 moves, the fewest":     {Walk: m.Demo, Won: true},
		"stops: no legal move after 2 moves": {Walk: []int{5, 10}},
		"makes no legal move":                {},
		"arrives in 10 moves":                {Walk: []int{1, 0, 5, 10, 11, 12, 13, 14, 19, 24}, Won: true},
		"stops: no legal move after 1 move":  {Walk: []int{1}},
		"nothing to show yet":                nil,
	} {
		for _, w := range []float64{120, 160, 420} {
			r := &canvastest.Recorder{W: w, H: layMaze(w, m).h}
			drawMaze(r, m, run, blue)
			r.Inside(t, name)
			if n := len(r.Find("rect", canvastest.Painted(canvas.Hole))); n != 6 {
				t.Errorf("%d walls, want 6", n)
			}
			faults := r.Find("path", canvastest.Painted(canvas.Fault))
			if lost := run != nil && !run.Won; (len(faults) == 1) != lost {
				t.Errorf("%s: %d fault marks", name, len(faults))
			}
			if run == nil {
				continue
			}
			if len(faults) == 1 { // it stands where the walk ends
				at := layMaze(w, m).At(append([]int{0}, run.Walk...)[len(run.Walk)])
				if p := canvastest.Points(t, faults[0].D); p[0].Mix(p[1], .5).Sub(at).Len() > .02 {
					t.Errorf("%s: the mark stands at %v, not at %v", name, p[0], at)
				}
			}
			if w == 420 && len(r.Find("text", canvastest.Says(name))) != 1 {
				t.Errorf("the board does not say that it %s", name)
			}
		}
		if got := words.MazeLabel(m, run, blue.ArmName, 7); !strings.Contains(got, name) {
			t.Errorf("label %q, want %q", got, name)
		}
	}
	drawMaze(&canvastest.Recorder{W: 300, H: 300}, nil, nil, blue)
}
