package charts

import (
	"math"
	"strings"
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/canvas/canvastest"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
)

func TestChartsOfSeveralSeeds(t *testing.T) {
	s := statetest.Seeded(62)
	s.Settings.Smooth = false
	f := newFigure(s, 420)
	for i := range f.panes {
		p := &f.panes[i]
		r := &canvastest.Recorder{W: 420, H: p.height()}
		f.drawUnder(r, i)
		f.drawOver(r, i, f.atPlay())
		for k, hue := range []canvas.Token{"sft", "ift"} {
			bands := r.Find("path", func(m canvastest.Mark) bool {
				return m.Paint.Fill == hue && m.Paint.Alpha == bandAlpha && m.Paint.Stroke == ""
			})
			if len(bands) != 1 {
				t.Fatalf("chart %d has %d bands of %s", i, len(bands), hue)
			}
			// The last value, its band's edges and the playhead.
			c := p.Live[k]
			last := len(c.X) - 1
			pts := canvastest.Points(t, bands[0].D)
			hi, lo := pts[len(pts)/2-1], pts[len(pts)/2]
			if !(c.std(last) > 0) || math.Abs(hi.Y-p.py(c.Y[last]+c.std(last))) > .1 || math.Abs(lo.Y-p.py(c.Y[last]-c.std(last))) > .1 ||
				math.Abs(hi.X-p.px(f.play[k])) > .1 || hi.X != lo.X {
				t.Errorf("chart %d: the band of %s ends with %v and %v", i, hue, hi, lo)
			}
		}
		if note := r.Find("text", canvastest.Says("4 seeds")); len(note) != 1 || !strings.Contains(note[0].Text, "mean ± st") {
			t.Errorf("chart %d does not say what its band is", i)
		}
	}
	r := &canvastest.Recorder{W: 420, H: f.panes[0].height()}
	f.drawOver(r, 0, f.atPlay())
	for _, want := range []string{"SFT .52 ± .03", "IFT .64 ± .04"} {
		if len(r.Find("text", canvastest.Says(want))) != 1 {
			t.Errorf("%q is not written", want)
		}
	}
	label := f.label(f.atPlay())
	for _, want := range []string{"SFT .52 ± .03, IFT .64 ± .04;", "means over 4 seeds", "IFT − SFT: +.12 ± .01 over 4 seeds, t 20.8."} {
		if !strings.Contains(label, want) {
			t.Errorf("%q lacks %q", label, want)
		}
	}
	if label := newFigure(statetest.Store(62), 420).label(f.atPlay()); strings.Contains(label, "±") || strings.Contains(label, "seed") {
		t.Errorf("one seed: %q", label)
	}
}

// One seed draws what it always drew: no band, no note.
func TestOneSeedHasNoBand(t *testing.T) {
	f := newFigure(statetest.Store(62), 420)
	r := &canvastest.Recorder{W: 420, H: f.panes[0].height()}
	f.drawUnder(r, 0)
	if n := len(r.Find("path", func(m canvastest.Mark) bool { return m.Paint.Fill != "" })) + len(r.Find("text", canvastest.Says("seeds"))); n != 0 {
		t.Errorf("%d marks of a spread that there is not", n)
	}
	if words.SeedNote(statetest.Store(62)) != nil || words.SeedWords(statetest.Store(62)) != "" {
		t.Error("the boards name a seed")
	}
}

func TestSeedsStayInside(t *testing.T) {
	for _, w := range []float64{150, 160, 320, 347, 420, 700} {
		for _, steps := range []int{0, 1, 62, 200} {
			for _, log := range []bool{false, true} {
				s := statetest.Seeded(steps)
				s.Settings.Log = log
				for k := range s.Runs[0].Points { // a band below zero, and far above
					s.Runs[0].Points[k].Std = 2 * s.Runs[0].Points[k].Loss
				}
				f := newFigure(s, w)
				for i := range f.panes {
					for _, read := range []reading{f.atPlay(), f.atX(f.panes[0].XMax / 2), f.atX(f.panes[0].XMax)} {
						r := &canvastest.Recorder{W: w, H: f.panes[i].height()}
						f.drawUnder(r, i)
						f.drawOver(r, i, read)
						r.Inside(t, "chart")
					}
				}
			}
		}
	}
}

func TestBandOfManyPoints(t *testing.T) {
	p := pane{W: 400, Top: 0, H: 100, XMax: 5000, Max: 1}
	var c curve
	for i := range 5001 {
		c.add(float64(i), .5, .1+.3*float64(i%2))
	}
	pts := canvastest.Points(t, p.band(c))
	if len(pts) > 2*400 {
		t.Errorf("%d corners in 400 px", len(pts))
	}
	for _, q := range pts[1 : len(pts)/2-1] {
		if math.Abs(q.Y-10) > .1 {
			t.Fatalf("the widest of a column is lost: upper edge at %g px, want 10", q.Y)
		}
	}
}
