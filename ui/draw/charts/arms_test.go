package charts

import (
	"math"
	"slices"
	"strings"
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/canvas/canvastest"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// Four labels keep their distance in every pane, inside the picture at all widths.
func TestFourLines(t *testing.T) {
	for _, axis := range wire.XAxes() {
		for _, w := range []float64{312, 420, 700} {
			s := statetest.Four(40)
			s.Settings.XAxis = axis
			f := newFigure(s, w)
			if len(f.panes) != 3 || !strings.Contains(f.panes[1].Title, "stored pairs") || len(f.panes[1].Who) != 1 {
				t.Fatalf("%d panes", len(f.panes))
			}
			for i := range f.panes {
				p := &f.panes[i]
				for _, at := range []float64{-1, 0, .2, .5, 1} {
					read := f.atPlay()
					if at >= 0 {
						read = f.atX(at * p.XMax)
					}
					r := &canvastest.Recorder{W: w, H: p.height()}
					f.drawUnder(r, i)
					f.drawOver(r, i, read)
					r.Inside(t, axis)
					var ys []float64
					for _, m := range r.Find("text", func(m canvastest.Mark) bool { return m.Font.Bold && m.Font.Halo && m.Font.Size == 13 }) {
						ys = append(ys, m.Y)
					}
					slices.Sort(ys)
					for k := 1; k < len(ys); k++ {
						if ys[k]-ys[k-1] < canvas.LabelGap-1e-9 {
							t.Errorf("%s at %g px, pane %d: labels at %v", axis, w, i, ys)
							break
						}
					}
					if i == 0 && len(ys) != 4 || i == 2 && at < 0 && len(ys) != 4 {
						t.Errorf("%s at %g px, pane %d: %d labels", axis, w, i, len(ys))
					}
				}
			}
		}
	}
}

// Pointing lands on a step's own x, on every axis, and each run is read up to it.
func TestPointingSnapsToSteps(t *testing.T) {
	s := statetest.Four(40)
	s.Settings.XAxis = "flops"
	f := newFigure(s, 420)
	r := f.atX(60.4e6) // IFT's step 40 ended at 60 MFLOP, DPO's step 7 at 61, PPO's 12 at 60
	if r.x[0] != 60e6 || r.label != "step 40 · 60.0 MFLOP" {
		t.Errorf("reads at %v: %s", r.x, r.label)
	}
	if y, _, _, ok := f.panes[0].read(3, r.x[3]); !ok || !canvastest.Near(y, .4) {
		t.Errorf("PPO reads %g at 60 MFLOP, want that of its step 10", y)
	}
	s.Settings.XAxis = "seconds"
	if r := newFigure(s, 420).atX(8.3); r.x[0] != 8 || !strings.HasSuffix(r.label, "· 8.0 s") {
		t.Errorf("on seconds it reads at %v: %s", r.x[0], r.label)
	}
	// A run that asks no judge stands at 0 with its newest value.
	s.Settings.XAxis = "judged"
	f = newFigure(s, 420)
	if y, _, _, ok := f.panes[0].read(0, 0); !ok || !canvastest.Near(y, .4) || f.play[0] != 0 || f.play[3] != 120 {
		t.Errorf("SFT reads %g, runs at %v", y, f.play)
	}
}

func TestRewardsPane(t *testing.T) {
	s := statetest.Four(40)
	s.Settings.Arms[2].Method, s.Runs[2].Method = "rlhf", "rlhf"
	for k := range s.Runs[2].Evals {
		for _, i := range []int{2, 3} {
			s.Runs[i].Evals[k].Metrics["truth"] = .5 - .05*float64(k)
		}
		s.Runs[2].Evals[k].Metrics["opinion"] = -1 + float64(k)
	}
	f := newFigure(s, 420)
	p := &f.panes[1]
	if len(p.Who) != 3 || p.Who[2].Name != "RLHF, model" || p.Who[0].Dash != nil || p.Who[2].Dash == nil {
		t.Fatalf("lines %+v", p.Who)
	}
	y, _, _, ok := p.read(2, 40)
	if v := p.value(2, y); !ok || math.Abs(v-3) > 1e-9 || y < p.Min || y > p.Max {
		t.Errorf("the model's opinion is drawn at %g and reads %g, want 3", y, v)
	}
	if l := f.label(f.atPlay()); !strings.Contains(l, "RLHF, judge .30, PPO, judge .30, RLHF, model 3.00") {
		t.Errorf("label %s", l)
	}
	s.Runs[3].Method, s.Settings.Arms[3].Method = "orpo", "orpo"
	if got := words.Plain(words.Sentence(s, false)); !strings.Contains(got, "RLHF’s reward model thinks ever better of its answers (−1.00, now 3.00), the judge ever worse (50\u00a0%, now 30\u00a0%)") {
		t.Errorf("the sentence does not tell: %s", got)
	}
}
