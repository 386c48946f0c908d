package ui

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"softmix/model/stats"
	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// seeded is someStore with four seeds: SFT's accuracies lie about .52 and IFT's
// about .64 at step 62, each seed's own way.
func seeded(steps int) *state.Store {
	s := someStore(steps)
	s.Settings.Seed, s.Settings.Seeds = 7, 4
	for i := range s.Runs {
		r := &s.Runs[i]
		for k := range r.Points {
			r.Points[k].Std = .2 * r.Points[k].Loss
		}
		for k := range r.Evals {
			m := r.Evals[k].Metrics["accuracy"]
			each := []float64{m - .03, m + .03, m - .01, m + .01}
			if i == 1 {
				each = []float64{m - .04, m + .04, m - .02, m + .02}
			}
			r.Evals[k].Seeds = map[string][]float64{"accuracy": each}
		}
	}
	return s
}

func TestChartsOfSeveralSeeds(t *testing.T) {
	s := seeded(62)
	s.Settings.Smooth = false
	f := newCharts(s, 420)
	for i := range f.panes {
		p := &f.panes[i]
		r := &recorder{w: 420, h: p.height()}
		f.drawUnder(r, i)
		f.drawOver(r, i, f.atPlay())
		for k, hue := range []canvas.Token{"sft", "ift"} {
			bands := r.find("path", func(m mark) bool { return m.paint.Fill == hue && m.paint.Alpha == bandAlpha && m.paint.Stroke == "" })
			if len(bands) != 1 {
				t.Fatalf("chart %d has %d bands of %s", i, len(bands), hue)
			}
			// The last value, its band's edges and the playhead.
			c := p.Live[k]
			last := len(c.X) - 1
			pts := points(t, bands[0].d)
			hi, lo := pts[len(pts)/2-1], pts[len(pts)/2]
			if !(c.std(last) > 0) || math.Abs(hi.Y-p.py(c.Y[last]+c.std(last))) > .1 || math.Abs(lo.Y-p.py(c.Y[last]-c.std(last))) > .1 ||
				math.Abs(hi.X-p.px(f.play[k])) > .1 || hi.X != lo.X {
				t.Errorf("chart %d: the band of %s ends with %v and %v", i, hue, hi, lo)
			}
		}
		if note := r.find("text", says("4 seeds")); len(note) != 1 || !strings.Contains(note[0].s, "mean ± st") {
			t.Errorf("chart %d does not say what its band is", i)
		}
	}
	r := &recorder{w: 420, h: f.panes[0].height()}
	f.drawOver(r, 0, f.atPlay())
	for _, want := range []string{"SFT .52 ± .03", "IFT .64 ± .04"} {
		if len(r.find("text", says(want))) != 1 {
			t.Errorf("%q is not written", want)
		}
	}
	label := f.label(f.atPlay())
	for _, want := range []string{"SFT .52 ± .03, IFT .64 ± .04;", "means over 4 seeds", "IFT − SFT: +.12 ± .01 over 4 seeds, t 20.8."} {
		if !strings.Contains(label, want) {
			t.Errorf("%q lacks %q", label, want)
		}
	}
	if label := newCharts(someStore(62), 420).label(f.atPlay()); strings.Contains(label, "±") || strings.Contains(label, "seed") {
		t.Errorf("one seed: %q", label)
	}
}

// One seed draws what it always drew: no band, no note.
func TestOneSeedHasNoBand(t *testing.T) {
	f := newCharts(someStore(62), 420)
	r := &recorder{w: 420, h: f.panes[0].height()}
	f.drawUnder(r, 0)
	if n := len(r.find("path", func(m mark) bool { return m.paint.Fill != "" })) + len(r.find("text", says("seeds"))); n != 0 {
		t.Errorf("%d marks of a spread that there is not", n)
	}
	if seedNote(someStore(62)) != nil || seedWords(someStore(62)) != "" {
		t.Error("the boards name a seed")
	}
}

func TestSeedsStayInside(t *testing.T) {
	for _, w := range []float64{150, 160, 320, 347, 420, 700} {
		for _, steps := range []int{0, 1, 62, 200} {
			for _, log := range []bool{false, true} {
				s := seeded(steps)
				s.Settings.Log = log
				for k := range s.Runs[0].Points { // a band below zero, and far above
					s.Runs[0].Points[k].Std = 2 * s.Runs[0].Points[k].Loss
				}
				f := newCharts(s, w)
				for i := range f.panes {
					for _, read := range []reading{f.atPlay(), f.atX(f.panes[0].XMax / 2), f.atX(f.panes[0].XMax)} {
						r := &recorder{w: w, h: f.panes[i].height()}
						f.drawUnder(r, i)
						f.drawOver(r, i, read)
						r.inside(t, "chart")
					}
				}
			}
		}
		r := &recorder{w: w, h: 100 + seedNoteH}
		drawSeedNote(r, seedNote(seeded(1)), 100)
		r.inside(t, "note")
		for _, c := range []state.Cost{{Forward: 4, Backward: 1, Runs: 4}, {Forward: 4, Backward: 1, Steps: 12345, FLOPs: 4e12, Runs: 4}} {
			r := &recorder{w: w, h: costH}
			drawCost(r, c, 6, ArmPair("sft", "ift")[1])
			r.inside(t, "cost")
			if len(r.find("text", says("each run"))) != 1 {
				t.Errorf("at %g px the cost does not say that it is one run's", w)
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
	pts := points(t, p.band(c))
	if len(pts) > 2*400 {
		t.Errorf("%d corners in 400 px", len(pts))
	}
	for _, q := range pts[1 : len(pts)/2-1] {
		if math.Abs(q.Y-10) > .1 {
			t.Fatalf("the widest of a column is lost: upper edge at %g px, want 10", q.Y)
		}
	}
}

func TestSentenceOfSeveralSeeds(t *testing.T) {
	say := func(s *state.Store) string {
		s.Device, s.Settings.Steps = &wire.Device{}, 60
		return Plain(Sentence(s, false))
	}
	got := say(seeded(62))
	for _, want := range []string{"SFT names the right box 52\u00a0±\u00a03\u00a0%", "IFT 64\u00a0±\u00a04\u00a0%", "IFT is ahead (IFT − SFT: +.12\u00a0±\u00a0.01 over 4 seeds, t 20.8)."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	// The same means, but the seeds disagree.
	s := seeded(62)
	s.Runs[1].Evals[6].Seeds["accuracy"] = []float64{.3, .9, .5, .86}
	if got = say(s); !strings.Contains(got, "no clear difference (IFT − SFT: +.12\u00a0±\u00a0") || strings.Contains(got, "ahead") {
		t.Errorf("uncertain: %q", got)
	}
	s = seeded(62)
	s.Runs[0].Evals, s.Runs[1].Evals = s.Runs[1].Evals, s.Runs[0].Evals
	if got = say(s); !strings.Contains(got, "IFT loses here (IFT − SFT: −.12\u00a0±\u00a0.01 over 4 seeds, t −20.8).") {
		t.Errorf("IFT loses: %q", got)
	}
	for v, want := range map[stats.Difference]string{
		{Mean: -.5, Std: .125, T: -.01, Seeds: 3}:      "IFT − SFT: −.50 ± .12 over 3 seeds, t 0.0",
		{Mean: -.0004, Std: .0125, T: -1.26, Seeds: 3}: "IFT − SFT: −.000 ± .013 over 3 seeds, t −1.3",
	} {
		if got := differenceText(v, [2]ArmName(armNames("sft", "ift"))); got != want {
			t.Errorf("%+v: %s, want %s", v, got, want)
		}
	}
}

// A verdict is passed at four steps alone: before the first there is none, and
// between two that of the earlier stands with its step and its own numbers.
func TestVerdictsComeAtTheirLooks(t *testing.T) {
	for steps, want := range map[int]string{
		62: "IFT is ahead as of step 50 (IFT − SFT: +.10\u00a0±\u00a0.01 over 4 seeds",
		49: "no verdict before step 50; so far IFT − SFT: +.080\u00a0±\u00a0.012 over 4 seeds, t 13.9.",
		50: "IFT is ahead (IFT − SFT: +.10\u00a0±\u00a0.01 over 4 seeds",
	} {
		s := seeded(steps)
		s.Device = &wire.Device{}
		if got := Plain(Sentence(s, false)); !strings.Contains(got, want) {
			t.Errorf("step %d: %q lacks %q", steps, got, want)
		}
	}
}

// Who seeks far ahead skips looks: it is not said that the first is still to come.
func TestSkippedLooks(t *testing.T) {
	s := seeded(62)
	s.Device = &wire.Device{}
	for i := range s.Runs[:2] {
		s.Runs[i].Evals = s.Runs[i].Evals[6:] // that of step 60 alone
	}
	if got := Plain(Sentence(s, false)); !strings.Contains(got, "no verdict before step 100; so far IFT − SFT") {
		t.Error(got)
	}
	s.Step, s.Settings.Steps = 210, 200
	if got := Plain(Sentence(s, false)); !strings.Contains(got, "no verdict: none of the steps where one is passed was evaluated; so far") {
		t.Error(got)
	}
}

// One run, or two, are no verdict: what is said is what they came to, and how far
// the prompts of the evaluation alone could have moved it.
func TestFewSeedsAreNoVerdict(t *testing.T) {
	s := at("treasure", 200, .5, .48, .69)
	for i := range s.Runs[:2] {
		s.Runs[i].Evals[1].Errs, s.Runs[i].Evals[1].Prompts = map[string]float64{"accuracy": .03}, map[string]int{"accuracy": 64}
	}
	say := func() string { return Plain(Sentence(s, false)) }
	if got, want := say(), "IFT is higher by 21\u00a0points in this run (±\u00a08 from 64 test games); one run is no verdict."; !strings.Contains(got, want) {
		t.Errorf("%q lacks %q", got, want)
	}
	s.Settings.Seeds = 2
	s.Runs[0].Evals[1].Seeds, s.Runs[1].Evals[1].Seeds = map[string][]float64{"accuracy": {.48, .48}}, map[string][]float64{"accuracy": {.69, .69}}
	if got, want := say(), "IFT is higher by 21\u00a0points in these runs on average (±\u00a06 from 2 × 64 test games); a verdict takes 3 seeds."; !strings.Contains(got, want) {
		t.Errorf("%q lacks %q", got, want)
	}
	// All seeds alike, by one game of sixty-four: that is no difference.
	s.Settings.Seeds = 3
	s.Runs[0].Evals[1].Seeds["accuracy"], s.Runs[1].Evals[1].Seeds["accuracy"] = []float64{.5, .5, .5}, []float64{.516, .516, .516}
	if got := say(); !strings.Contains(got, "no clear difference (") || strings.Contains(got, "∞") {
		t.Errorf("no spread: %q", got)
	}
}

// Sides that are set alike are not compared.
func TestTheSameIsSaid(t *testing.T) {
	s := at("treasure", 62, .5, .6, .6)
	if got := Plain(Sentence(s, false)); !strings.Contains(got, "the very same numbers at every step so far") {
		t.Error(got)
	}
	if got := Plain(Sentence(at("treasure", 2, .5, .5, .5), false)); strings.Contains(got, "the very same") {
		t.Errorf("after two steps: %q", got)
	}
	s.Runs[1].Points[40].Loss *= 1.001
	if got := Plain(Sentence(s, false)); strings.Contains(got, "the very same") {
		t.Error(got)
	}
}

func TestReportsOfSeveralSeeds(t *testing.T) {
	d := newDesk("treasure")
	d.Set("seeds", "4")
	d.Store = seeded(62)
	d.Store.Runs[1].Evals[6].Seeds["accuracy"] = []float64{.59, .65, .61, .63} // SFT's, and .1
	for i, v := range d.Store.Runs[0].Evals[6].Seeds["accuracy"] {
		d.Store.Runs[1].Evals[6].Seeds["accuracy"][i] = v + .125
	}
	st := state.ReportOf(d.Store)
	if st.Seeds != 4 || st.Settings["seeds"] != 4 || !near(st.Runs[0].Std["loss"], .2*(*st.Runs[0].Loss)) || !(st.Runs[1].Std["accuracy"] > 0) {
		t.Errorf("%+v", st)
	}
	if _, err := json.Marshal(st); err != nil { // a t that is infinite must not get there
		t.Error(err)
	}
	m := state.MetricsOf(d.Store)
	run := m["runs"].([]any)[0].(map[string]any)
	std := run["std"].(map[string]any)
	if m["seeds"] != 4 || len(std["loss"].([]*float64)) != 62 || len(std["accuracy"].([]*float64)) != 7 || std["eval"] != nil {
		t.Errorf("%v", m)
	}
	if one := state.MetricsOf(someStore(5)); one["seeds"] != 1 || one["runs"].([]any)[0].(map[string]any)["std"] != nil {
		t.Errorf("one seed: %v", one)
	}
}

func TestSeedsField(t *testing.T) {
	d := newDesk("lake6")
	d.Store.Apply(news(0, 10, 1, false))
	fire(t, d.Control, "seeds", "commit", "12")
	if d.query != "scenario=lake6&seeds=8" || d.Store.Step != 0 || Notice(d.Store) != "A new run: the seeds changed." || FixText(d.Store, "shared") != "Seeds run from 1 to 8; 12 became 8." {
		t.Errorf("query %q, step %d, note %q, fix %q", d.query, d.Store.Step, Notice(d.Store), FixText(d.Store, "shared"))
	}
	d.expect(t, "set")
}
