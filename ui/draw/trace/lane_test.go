package trace

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"softmix/ui/canvas/canvastest"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// stepWidths are a lane's on a phone, a tablet and a desk.
var stepWidths = []float64{148, 164, 269, 270, 318, 379, 560}

// eachLane draws every lane of every scenario, width and phase.
func eachLane(t *testing.T, see func(what string, r *canvastest.Recorder, a *wire.Trace, s words.LaneSide)) {
	for _, f := range statetest.FakeSteps() {
		a := statetest.FakeTrace(f)
		who := draw.ArmPair(a.Runs[0].Method, a.Runs[1].Method)
		for _, w := range stepWidths {
			for phase := -1; phase < state.Phases; phase++ {
				for side := range a.Runs {
					s := words.LaneSide{Side: side, Who: who[side].ArmName, Phase: phase, Chosen: f.Token}
					r := &canvastest.Recorder{W: w, H: LayLane(w, a, phase).H}
					DrawLane(r, a, s, who[side])
					see(fmt.Sprintf("%s, side %d, phase %d, token %d at %g px", f.Scenario, side, phase, f.Token, w), r, a, s)
				}
			}
		}
	}
}

func TestLanesStayInsideAndApart(t *testing.T) {
	eachLane(t, func(what string, r *canvastest.Recorder, _ *wire.Trace, _ words.LaneSide) {
		r.Inside(t, what)
		r.Apart(t, what)
		if t.Failed() {
			t.FailNow()
		}
	})
}

func TestLaneLabels(t *testing.T) {
	eachLane(t, func(what string, _ *canvastest.Recorder, a *wire.Trace, s words.LaneSide) {
		l := s.Label(a)
		if !strings.HasPrefix(l, s.Who.Name) || !strings.Contains(l, words.PhaseNames[max(s.Phase, 0)].String()) || !strings.HasSuffix(l, ".") {
			t.Fatalf("%s: %q", what, l)
		}
	})
	a := statetest.FakeTrace(statetest.FakeSteps()[0])
	s := words.LaneSide{Side: 1, Who: draw.ArmPair("sft", "ift")[1].ArmName, Phase: state.PhaseMix, Chosen: 12}
	if l := s.Label(a); !strings.Contains(l, "IFT, step 41, mixed input: position 3, b: ") || !strings.Contains(l, "% b, ") {
		t.Errorf("label of the mixture: %q", l)
	}
	s = words.LaneSide{Side: 0, Who: draw.ArmPair("sft", "ift")[0].ArmName, Phase: state.PhaseWeights, Chosen: 12}
	if l := s.Label(a); !strings.HasSuffix(l, "every weight is 1.") {
		t.Errorf("label of SFT's weights: %q", l)
	}
}

func TestFeedbackIsNamed(t *testing.T) {
	for feedback, want := range map[string]string{"soft": "20\u00a0% of each answer input is what it believed", "argmax": "is its first guess", "sampled": "is a guess it drew"} {
		a := statetest.FakeTrace(statetest.FakeSteps()[0])
		a.Runs[1].Feedback = feedback
		s := words.LaneSide{Side: 1, Who: draw.ArmPair("sft", "ift")[1].ArmName, Phase: state.PhaseMix, Chosen: 12}
		r := &canvastest.Recorder{W: 379, H: LayLane(379, a, state.PhaseMix).H}
		DrawLane(r, a, s, draw.ArmPair("sft", "ift")[1])
		if len(r.Find("text", canvastest.Says(want))) != 1 {
			t.Errorf("%s feedback: the mixture's caption does not say %q", feedback, want)
		}
		if l := s.Label(a); !strings.Contains(l, want[strings.Index(want, "is "):]) {
			t.Errorf("%s feedback: label %q", feedback, l)
		}
	}
}

func TestEmptyLane(t *testing.T) {
	who := draw.ArmPair("sft", "ift")
	for _, a := range []*wire.Trace{nil, {}, {Tokens: []int{1, 2}, Answer: []bool{false, false}, Runs: make([]wire.RunTrace, 2)}} {
		for _, w := range stepWidths {
			s := words.LaneSide{Side: 1, Who: who[1].ArmName, Phase: state.PhaseMix, Chosen: -1}
			r := &canvastest.Recorder{W: w, H: LayLane(w, a, state.PhaseMix).H}
			DrawLane(r, a, s, who[1])
			r.Inside(t, "empty lane")
			if len(r.Find("text", canvastest.Says("Nothing is trained yet"))) != 1 {
				t.Errorf("an empty lane of %g px does not say so: %v", w, r.Marks)
			}
			if l := s.Label(a); !strings.Contains(l, "nothing is trained yet") {
				t.Errorf("label of an empty lane: %q", l)
			}
		}
	}
}

// TestBrokenNumbers feeds what a run that has diverged may say: nothing may stop
// the page, and nothing may be drawn off the canvas.
func TestBrokenNumbers(t *testing.T) {
	who := draw.ArmPair("sft", "ift")
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 1e300} {
		for _, f := range statetest.FakeSteps() {
			a := statetest.FakeTrace(f)
			statetest.BreakNumbers(a, bad)
			for _, w := range []float64{164, 379} {
				for phase := range state.Phases {
					for side := range a.Runs {
						s := words.LaneSide{Side: side, Who: who[side].ArmName, Phase: phase, Chosen: f.Token}
						r := &canvastest.Recorder{W: w, H: LayLane(w, a, phase).H}
						what := fmt.Sprintf("%v in %s, phase %d at %g px", bad, f.Scenario, phase, w)
						DrawLane(r, a, s, who[side])
						r.Inside(t, what)
						r.Finite(t, what)
						s.Label(a)
					}
				}
			}
		}
	}
}

func TestTokenAt(t *testing.T) {
	for _, f := range statetest.FakeSteps() {
		a := statetest.FakeTrace(f)
		for _, w := range stepWidths {
			l := LayLane(w, a, state.PhaseMix)
			for _, want := range l.answer {
				for _, d := range []float64{-.4, 0, .4} {
					if got := l.tokenAt(l.x[want] + d*l.col[want]); got != want {
						t.Fatalf("%s at %g px: %g is in the column of %d, not %d", f.Scenario, w, l.x[want], want, got)
					}
				}
			}
			if got := l.tokenAt(w + 50); got != l.answer[len(l.answer)-1] {
				t.Errorf("right of all columns is the last token, not %d", got)
			}
		}
	}
	if got := LayLane(379, nil, 0).tokenAt(20); got != -1 {
		t.Errorf("an empty lane has a token %d", got)
	}
}

// TestLanesShareScales: equal numbers must be equally tall on both sides.
func TestLanesShareScales(t *testing.T) {
	a := statetest.FakeTrace(statetest.FakeSteps()[0])
	a.Runs[0].Loss[12], a.Runs[1].Loss[12], a.Runs[1].Loss[11] = 1, 1, 9
	tall := func(side int) float64 {
		who := draw.ArmPair("sft", "ift")[side]
		s := words.LaneSide{Side: side, Who: who.ArmName, Phase: state.PhaseLoss, Chosen: 12}
		r := &canvastest.Recorder{W: 379, H: LayLane(379, a, state.PhaseLoss).H}
		DrawLane(r, a, s, who)
		l := LayLane(379, a, state.PhaseLoss)
		y, h := l.row(state.PhaseLoss)
		for _, m := range r.Find("rect", canvastest.Painted(who.Line)) {
			if m.Y >= y && m.Y+m.H <= y+h && math.Abs(m.X+m.W/2-l.x[12]) < .01 {
				return m.H
			}
		}
		t.Fatalf("side %d has no bar", side)
		return 0
	}
	if l, r := tall(0), tall(1); !canvastest.Near(l, r) || l > 10 {
		t.Errorf("a loss of 1 is %g px left and %g px right, beside one of 9", l, r)
	}
}

func TestParts(t *testing.T) {
	a := statetest.FakeTrace(statetest.FakeSteps()[0])
	for side, wantOwn := range []float64{1, .8} {
		sum := 0.0
		for i, p := range parts(a, &a.Runs[side], 12) {
			if i == 0 && (!canvastest.Near(p.p, wantOwn) || p.belief || p.token != a.Tokens[12]) {
				t.Errorf("side %d begins with %+v, want the truth by %g", side, p, wantOwn)
			}
			sum += p.p
		}
		if math.Abs(sum-1) > 1e-6 {
			t.Errorf("side %d: the parts of an input sum to %g", side, sum)
		}
	}
	if got := parts(a, &a.Runs[1], 3); len(got) != 1 || got[0].belief {
		t.Errorf("a prompt token is mixed: %+v", got)
	}
}

func TestLens(t *testing.T) {
	z := newLens(.2)
	for i := range 100 {
		if z.at(float64(i)/100) >= z.at(float64(i+1)/100) {
			t.Fatalf("the lens turns round at %d %%", i)
		}
	}
	if !canvastest.Near(z.at(0), 0) || !canvastest.Near(z.at(1), 1) || z.at(1)-z.at(.8) < .5 {
		t.Errorf("the lens shows a fifth of belief as %g of the height", z.at(1)-z.at(.8))
	}
	if z := newLens(.6); z.at(.4) != .4 {
		t.Error("a large share of belief is distorted")
	}
}
