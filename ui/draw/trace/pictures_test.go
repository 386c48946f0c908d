package trace

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/canvas/canvastest"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// looks are the pictures beside the lanes.
func looks(a *wire.Trace, in *wire.Injection, lake *wire.Lake, who [2]draw.Arm) []struct {
	name   string
	height func(w float64) float64
	draw   func(c canvas.Canvas)
	label  string
} {
	type look = struct {
		name   string
		height func(w float64) float64
		draw   func(c canvas.Canvas)
		label  string
	}
	all := []look{
		{"strip", func(float64) float64 { return newStrips(a, who).height() }, func(c canvas.Canvas) { DrawStrips(c, a, who) }, words.StripsLabel(a, draw.NamesOf(who))},
		{"attention", func(w float64) float64 { return layAttention(w, a).h }, func(c canvas.Canvas) { DrawAttention(c, a, who) }, words.AttentionLabel(a, draw.NamesOf(who))},
		{"stream", func(float64) float64 { return streamH }, func(c canvas.Canvas) { DrawStream(c, a, who) }, words.StreamLabel(a, draw.NamesOf(who))},
		{"inject", func(w float64) float64 { return injectHeight(w, in, lake) }, func(c canvas.Canvas) { drawInject(c, in, lake, who) }, words.InjectLabel(in, lake, draw.NamesOf(who))},
	}
	for _, phase := range []int{-1, state.PhaseGuess, state.PhaseMix, state.PhaseTrain} {
		all = append(all, look{fmt.Sprint("board in phase ", phase), func(w float64) float64 { return LayPair(w).H },
			func(c canvas.Canvas) { DrawMove(c, a, lake, who, phase) }, words.MoveLabel(a, lake, draw.NamesOf(who), phase)})
	}
	return all
}

// lookWidths begin with half of an embed.
var lookWidths = []float64{240, 290, 328, 379, 560, 1180}

func TestLooks(t *testing.T) {
	for _, f := range statetest.FakeSteps() {
		a, in := statetest.FakeTrace(f), statetest.Injection(f.Scenario)
		who := draw.ArmPair(a.Runs[0].Method, a.Runs[1].Method)
		var lake *wire.Lake
		if f.Scenario == "lake6" {
			lake = statetest.OpenLake()
		}
		for _, l := range looks(a, in, lake, who) {
			if !strings.HasSuffix(l.label, ".") || strings.Contains(l.label, "NaN") {
				t.Errorf("%s of %s: label %q", l.name, f.Scenario, l.label)
			}
			for _, w := range lookWidths {
				what := fmt.Sprintf("%s of %s at %g px", l.name, f.Scenario, w)
				r := &canvastest.Recorder{W: w, H: l.height(w)}
				l.draw(r)
				r.Inside(t, what)
				r.Apart(t, what)
				r.Finite(t, what)
			}
		}
	}
}

func TestEmptyLooks(t *testing.T) {
	who := draw.ArmPair("sft", "ift")
	for _, a := range []*wire.Trace{nil, {}, {Tokens: []int{1, 2}, Names: []string{"a", "b", "c"}, Answer: []bool{false, true}, Focus: wire.Focus{Token: 1}, Runs: make([]wire.RunTrace, 2)}} {
		for _, in := range []*wire.Injection{nil, {}} {
			for _, lake := range []*wire.Lake{nil, statetest.OpenLake()} {
				for _, l := range looks(a, in, lake, who) {
					if l.label == "" {
						t.Errorf("empty %s has no label", l.name)
					}
					for _, w := range lookWidths {
						r := &canvastest.Recorder{W: w, H: l.height(w)}
						l.draw(r)
						r.Inside(t, "empty "+l.name)
						r.Finite(t, "empty "+l.name)
					}
				}
			}
		}
	}
}

func TestBrokenLooks(t *testing.T) {
	who := draw.ArmPair("sft", "ift")
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 1e300} {
		for _, f := range statetest.FakeSteps() {
			a := statetest.FakeTrace(f)
			statetest.BreakNumbers(a, bad)
			for _, l := range looks(a, nil, statetest.OpenLake(), who) {
				for _, w := range []float64{240, 560} {
					r := &canvastest.Recorder{W: w, H: l.height(w)}
					l.draw(r)
					r.Inside(t, fmt.Sprint(bad, " in ", l.name))
					r.Finite(t, fmt.Sprint(bad, " in ", l.name))
				}
			}
		}
	}
}

// TestAttention shows that opacity is attention, and that only what lies behind is read.
func TestAttention(t *testing.T) {
	a := statetest.FakeTrace(statetest.FakeSteps()[0])
	for _, row := range a.Runs[0].Attends {
		for k := range row {
			row[k] = 0
		}
	}
	a.Runs[0].Attends[11][4] = 1
	a.Runs[0].Attends[4][9] = 1 // ahead: no cell may show it
	l := layAttention(560, a)
	r := &canvastest.Recorder{W: 560, H: l.h}
	DrawAttention(r, a, draw.ArmPair("sft", "ift"))
	cells := r.Find("path", canvastest.Painted("sft"))
	if len(cells) != 1 || !canvastest.Near(cells[0].Paint.Alpha, 1) || strings.Count(cells[0].D, "Z") != 1 {
		t.Fatalf("one cell read with certainty is drawn as %v", cells)
	}
	if p := canvastest.Points(t, cells[0].D)[0]; math.Abs(p.X-(l.left(0)+4*l.cell)) > .01 || math.Abs(p.Y-(l.titleH+11*l.cell)) > .01 {
		t.Errorf("it stands at %v", p)
	}
	if rows := r.Find("rect", canvastest.Painted(canvas.Ink)); len(rows) != 2 || math.Abs(rows[0].Y-(l.titleH+11*l.cell-.5)) > .01 {
		t.Errorf("the predictor's row of token 12 is outlined by %v", rows)
	}
	if s := words.AttentionLabel(a, draw.NamesOf(draw.ArmPair("sft", "ift"))); !strings.Contains(s, "SFT reads most a at place 5 with 100") {
		t.Errorf("label %q", s)
	}
}

func TestStrips(t *testing.T) {
	a := statetest.FakeTrace(statetest.FakeSteps()[0])
	who := draw.ArmPair("sft", "ift")
	s := newStrips(a, who)
	if s.Arm.Name != "IFT" || !slices.Contains(s.Tokens, a.Tokens[12]) {
		t.Fatalf("the strip is %s's, of tokens %v", s.Arm.Name, s.Tokens)
	}
	r := &canvastest.Recorder{W: 290, H: s.height()}
	DrawStrips(r, a, who)
	if n := len(r.Find("path", func(m canvastest.Mark) bool { return m.Paint.Hatch && m.Paint.Fill == canvas.Predicted })); n != 1 {
		t.Errorf("%d hatched vectors, want the belief", n)
	}
	a.Runs[1] = a.Runs[0]
	r = &canvastest.Recorder{W: 290, H: newStrips(a, who).height()}
	DrawStrips(r, a, who)
	if len(r.Find("text", canvastest.Says("reads the truth alone"))) != 1 {
		t.Error("without belief the strip does not say so")
	}
	if v := state.Cosine([]float64{1, 0}, []float64{0, 2}); !canvastest.Near(v, 0) {
		t.Errorf("cosine of a right angle is %g", v)
	}
}

func TestLeanings(t *testing.T) {
	a := statetest.FakeTrace(statetest.FakeSteps()[5])
	l := LayPair(560)
	r := &canvastest.Recorder{W: 560, H: l.H}
	DrawMove(r, a, statetest.OpenLake(), draw.ArmPair("sft", "ift"), state.PhaseGuess)
	if len(r.Find("text", canvastest.Says("no first pass"))) != 1 {
		t.Error("SFT's missing pass is not named")
	}
	if len(r.Find("path", func(m canvastest.Mark) bool { return m.Paint.Hatch })) == 0 {
		t.Error("no belief is drawn on IFT's board")
	}
	for _, m := range r.Find("path", canvastest.Painted(canvas.Predicted)) {
		if !m.Paint.Hatch {
			t.Errorf("a belief without hatching: %v", m)
		}
	}
}

func TestShiftPath(t *testing.T) {
	if got := string(canvas.ShiftPath(nil, "M1 2L-3.5 4Q0 0 1.25 -7Z", 10, 100)); got != "M11 102L6.5 104Q10 100 11.25 93Z" {
		t.Errorf("shifted path %s", got)
	}
}

func TestInjection(t *testing.T) {
	who := draw.ArmPair("sft", "ift")
	in := statetest.Injection("sort")
	r := &canvastest.Recorder{W: 560, H: layInject(560, in).H}
	drawInject(r, in, nil, who)
	if len(r.Find("text", canvastest.Says("4 of 6"))) != 1 || len(r.Find("text", canvastest.Says("6 of 6"))) != 1 {
		t.Error("what is right behind the error is not counted")
	}
	if b := r.Find("path", canvastest.Painted(canvas.Ink2)); len(b) != 1 || strings.Count(b[0].D, "Z") != 2 {
		t.Errorf("the injected token is boxed as %v, want once a run", b)
	}
	if s := words.InjectLabel(in, nil, draw.NamesOf(who)); !strings.Contains(s, "SFT alone: a b b c d f h c .; after the error: a b d e e f h k ., 4 of the 6 behind it right.") {
		t.Errorf("label %q", s)
	}
	lake := statetest.Injection("lake6")
	if s := words.InjectLabel(lake, statetest.OpenLake(), draw.NamesOf(who)); !strings.Contains(s, "has not arrived") || !strings.Contains(s, "reaches the goal.") {
		t.Errorf("label on the lake %q", s)
	}
}
