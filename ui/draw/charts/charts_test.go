package charts

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/canvas/canvastest"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

func TestChartLabels(t *testing.T) {
	s := statetest.Store(62)
	f := newFigure(s, 420)
	r := &canvastest.Recorder{W: 420, H: f.panes[1].height()}
	f.drawOver(r, 1, f.atPlay()) // both losses are equal: their labels must not touch
	a, b := r.Find("text", canvastest.Says("SFT")), r.Find("text", canvastest.Says("IFT"))
	if len(a) != 1 || len(b) != 1 {
		t.Fatalf("labels %v %v", a, b)
	}
	if d := math.Abs(a[0].Y - b[0].Y); d < canvas.LabelGap-1e-9 {
		t.Errorf("labels are %g px apart, want %d", d, canvas.LabelGap)
	}
	if a[0].Font.Color != "sft-ink" || b[0].Font.Color != "ift-ink" {
		t.Errorf("label colours %s %s", a[0].Font.Color, b[0].Font.Color)
	}
	head := r.Find("path", canvastest.Painted(canvas.Ink))
	if x := canvastest.Points(t, head[0].D)[0].X; math.Abs(x-(ChartLeft+(420-ChartLeft-ChartRight)*.31)) > 1 {
		t.Errorf("playhead at %g px: not at step 62 of 200 between the insets", x)
	}
	r = &canvastest.Recorder{W: 420, H: f.panes[0].height()}
	f.drawUnder(r, 0)
	f.drawOver(r, 0, f.atPlay())
	for _, want := range []string{"Bayes .748", "SFT .52", "IFT .64", "step 62"} {
		if len(r.Find("text", canvastest.Says(want))) != 1 {
			t.Errorf("%q is not written", want)
		}
	}
	got := f.label(f.atPlay())
	want := "Two charts over the training. At step 62, right answers, running alone: SFT .52, IFT .64; loss on the demonstrations: SFT .14, IFT .14. Reference line: Bayes .748."
	if got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
	// Pointing at an earlier step reads that step.
	p := f.atX(f.pointed(f.panes[0].px(20.3)))
	if v, _, undone, ok := f.panes[0].read(1, p.x[1]); !ok || undone || !canvastest.Near(v, .6) || p.label != "step 20" {
		t.Errorf("at %s IFT reads %g", p.label, v)
	}
}

func TestChartsAfterRewind(t *testing.T) {
	s := statetest.Store(100)
	s.Apply(wire.Event{Type: "update", Update: &wire.Update{Step: 40, Rewound: true}})
	f := newFigure(s, 420)
	up, low := &f.panes[0], &f.panes[1]
	if n := len(low.Live[0].X); n != 40 {
		t.Errorf("%d live losses, want 40", n)
	}
	if u := low.Undone[0]; len(u.X) != 61 || u.X[0] != 40 || u.X[60] != 100 {
		t.Errorf("undone losses run over %v, want 40 … 100 with the join", u.X)
	}
	if u := up.Undone[1]; len(u.X) != 7 || u.X[0] != 40 {
		t.Errorf("undone evaluations at %v, want 40 … 100", u.X)
	}
	if a := up.style(2).Alpha; !canvastest.Near(a, .3) {
		t.Errorf("undone lines have opacity %g, want .3", a)
	}
	if v, _, undone, ok := up.read(1, 80); !ok || !undone || !canvastest.Near(v, .66) {
		t.Errorf("at step 80 reads %g, undone %v", v, undone)
	}
}

func TestChartsOtherAxes(t *testing.T) {
	s := statetest.Store(50)
	s.Settings.XAxis = "tokens"
	if f := newFigure(s, 420); !canvastest.Near(f.panes[0].XMax, 200*256) || !canvastest.Near(f.play[0], 50*256) {
		t.Errorf("tokens run to %g with the playhead at %g", f.panes[0].XMax, f.play[0])
	}
	s.Settings.XAxis = "seconds"
	f := newFigure(s, 420) // IFT takes twice the time
	if !canvastest.Near(f.panes[0].XMax, 40) || !canvastest.Near(f.play[0], 5) || !canvastest.Near(f.play[1], 10) {
		t.Errorf("seconds run to %g with the runs at %v", f.panes[0].XMax, f.play)
	}
	s.Settings.Log = true
	low := &newFigure(s, 420).panes[1]
	if low.Min <= 0 || low.py(low.Min) != low.Top+low.H || low.py(low.Max) != low.Top {
		t.Errorf("log axis from %g to %g", low.Min, low.Max)
	}
	mid := math.Sqrt(low.Min * low.Max)
	if y := low.py(mid); math.Abs(y-low.Top-low.H/2) > 1e-6 {
		t.Errorf("the geometric mean stands at %g, want half way", y)
	}
}

func TestPlotData(t *testing.T) {
	d := newPlotData(curve{X: []float64{1, 3}, Y: []float64{.5, .25}}, curve{X: []float64{0, 1}, Y: []float64{2, 4}}, curve{})
	var got [][]any
	if err := json.Unmarshal(d.appendJSON(nil), &got); err != nil {
		t.Fatal(err)
	}
	want := `[[0,1,3],[null,0.5,0.25],[2,4,null],[null,null,null]]`
	if s, _ := json.Marshal(got); string(s) != want {
		t.Errorf("%s, want %s", s, want)
	}
	var c curve
	c.add(1, math.NaN(), 0)
	c.add(2, math.Inf(1), 0)
	if len(c.X) != 0 {
		t.Error("a number that is none got into the data, where it would break JSON")
	}
}

func TestSmoothed(t *testing.T) {
	c := curve{X: []float64{1, 2, 3, 4}, Y: []float64{1, 3, 2, 2}}
	if got := c.smoothed().Y; got[0] != 1 || got[1] != 2 || !canvastest.Near(got[2], 2) {
		t.Errorf("the first values are plain means, got %v", got)
	}
	long := curve{}
	for i := range 100 {
		long.add(float64(i), float64(i%2), 0)
	}
	for _, y := range long.smoothed().Y[50:] {
		if y < .4 || y > .6 {
			t.Errorf("smoothing leaves %g of an alternation", y)
		}
	}
}

// The line of an exact method lies where it lies on the very games that the runs are
// measured on; a paler one is its mean over all games, and the words tell both.
func TestReferenceOnTheseGames(t *testing.T) {
	s := statetest.Store(62)
	here := .701
	s.Refs[0].Here = &here
	for i := range s.Runs[:2] {
		for k := range s.Runs[i].Evals {
			s.Runs[i].Evals[k].Prompts = map[string]int{"accuracy": 64}
		}
	}
	f := newFigure(s, 420)
	p := &f.panes[0]
	r := &canvastest.Recorder{W: 420, H: p.height()}
	f.drawUnder(r, 0)
	dotted := r.Find("path", func(m canvastest.Mark) bool { return len(m.Paint.Dash) == 2 && m.Paint.Stroke == canvas.Ink3 })
	if len(dotted) != 2 {
		t.Fatalf("%d reference lines", len(dotted))
	}
	for i, v := range []float64{.701, .748} {
		if y := canvastest.Points(t, dotted[i].D)[0].Y; math.Abs(y-p.py(v)) > 1 {
			t.Errorf("line %d lies at %g, want %g", i, y, p.py(v))
		}
	}
	if len(r.Find("text", canvastest.Says("Bayes .701 on these 64 games, .748 on average"))) != 1 {
		t.Error("the words do not tell what the lines are")
	}
	s.Device = &wire.Device{}
	s.Runs[1].Evals[6].Metrics["accuracy"] = .76 // above the mean over all games
	if got, want := words.Plain(words.Sentence(s, false)), "Bayes, the best there is, names 70\u00a0% of the boxes in these very games, 75\u00a0% on average over all games."; !strings.Contains(got, want) {
		t.Errorf("%q lacks %q", got, want)
	}
}
