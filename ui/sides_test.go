package ui

import (
	"math"
	"slices"
	"strings"
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Each method has its knobs, every knob of the table has a row at exactly the
// methods that it counts for, and a turn of each reaches the settings.
func TestKnobsOfEveryMethod(t *testing.T) {
	for _, m := range wire.Methods("lake6") {
		d := newDesk("lake6")
		d.Set("right", m)
		d.open[1] = true
		s := d.Store.Settings
		h := render(t, d.Control)
		for _, p := range wire.Params() {
			if !p.PerArm || p.Name == "method" {
				continue
			}
			if has := strings.Contains(h, ` id="`+p.Name+`-2"`); has != p.Applies(s, 1) {
				t.Errorf("%s: a knob for %s is %v", m, p.Name, has)
				continue
			}
			if !p.Applies(s, 1) {
				continue
			}
			value, event := "0.5", "input"
			switch {
			case p.Kind == wire.Choice:
				value = p.Choices[1]
			case p.Kind == wire.Whole:
				value = "3"
			}
			for _, k := range knobRows[m] {
				if k.Field == p.Name {
					event = "commit"
				}
			}
			fire(t, d.Control, p.Name+"-2", event, value)
			q := d.query
			if got := p.Text(d.Store.Settings, 1); got != value && !(p.Max == .1 && got == "0.1") {
				t.Errorf("%s: %s turned to %s is %s (%s)", m, p.Name, value, got, q)
			}
		}
		if wire.NameOf(m).Tagline == "" || MethodName(m) == m || knobRows[m] == nil {
			t.Errorf("%s has no words", m)
		}
	}
}

func TestActorsDiffer(t *testing.T) {
	all := wire.Methods("lake6")
	for _, four := range [][]string{all[:4], all[4:8], all[7:], {"ift", "ift", "ift", "ift"}, {"ppo", "ppo", "ppo", "sft"}, {"ss", "ss", "dpo", "dpo"}} {
		seen := map[string]bool{}
		for _, a := range armsOf(four...) {
			look := string(a.Line)
			for _, d := range a.Dash {
				look += " " + decimal(d)
			}
			if seen[look] || seen[a.Name] || seen[a.Short] {
				t.Errorf("%v: %s looks or reads like another", four, a.Name)
			}
			seen[look], seen[a.Name], seen[a.Short] = true, true, true
		}
	}
}

func TestThirdAndFourth(t *testing.T) {
	d := newDesk("lake6")
	d.Store.Apply(news(0, 5, 1, false))
	fire(t, d.Control, "add", "input", "ss")
	fire(t, d.Control, "add", "input", "ppo")
	if d.query != "scenario=lake6&third=ss&fourth=ppo" || d.turns != 2 || d.Store.Step != 0 || !strings.HasPrefix(Notice(d.Store)+"A new run", "A new run") {
		t.Errorf("query %q, %d turns, note %q", d.query, d.turns, Notice(d.Store))
	}
	h := render(t, d.Control)
	for _, want := range []string{`id="board-3"`, `id="board-4"`, `id="p-3"`, `id="range-4"`, `aria-label="Remove PPO"`} {
		if !strings.Contains(h, want) {
			t.Errorf("four sides lack %s", want)
		}
	}
	if strings.Contains(h, `id="add"`) {
		t.Error("a fifth method is offered")
	}
	d.Set("p.3", ".4")
	if d.Store.Settings.Arms[2].P != .4 {
		t.Errorf("p of the third side is %v", d.Store.Settings.Arms[2].P)
	}
	d.Set("lambda.3", "7")
	d.Set("p.3", "7")
	if FixText(d.Store, "third") == "" || FixText(d.Store, "right") != "" || FixText(d.Store, "") != "" {
		t.Error("a correction of the third side stands in the wrong place")
	}
	d.Store.Apply(wire.Event{Type: "update", Update: &wire.Update{Step: 3, Rewound: true, Runs: make([]wire.RunUpdate, 4)}})
	d.Set("third", "none")
	if d.query != "scenario=lake6&third=ppo" || Notice(d.Store) != "A new run: the method changed." || d.Store.Settings.Width() != 3 {
		t.Errorf("query %q, note %q", d.query, Notice(d.Store))
	}
	d.Restore("scenario=lake6&third=ss&fourth=ppo") // "back"
	if d.Store.Settings.Width() != 4 || d.Store.Runs[3].Method != "ppo" {
		t.Error("back does not bring the side back")
	}
	d.Set("fourth", "rlhf")
	d.Set("scenario", "treasure")
	d.Set("third", "dpo")
	if f := FixText(d.Store, "third"); !strings.Contains(f, "learns from a judge") || d.Store.Settings.Width() != 2 {
		t.Errorf("DPO without a judge: %q", f)
	}
}

func TestFourReports(t *testing.T) {
	d := newDesk("lake6")
	d.Store = four(40)
	st := state.ReportOf(d.Store)
	if len(st.Runs) != 4 || st.Runs[3].Method != "ppo" || st.Runs[3].Cost.FLOPs != 2e8 || st.Settings["methods"] != "sft,ift,dpo,ppo" ||
		st.Settings["beta.3"] != 1. || st.Settings["fourth"] != "ppo" {
		t.Errorf("%+v", st)
	}
	m := state.MetricsOf(d.Store)["runs"].([]any)
	if f := m[1].(map[string]any)["flops"].([]float64); len(m) != 4 || len(f) != 40 || f[39] != 6e7 {
		t.Errorf("%v", m)
	}
	two := state.NewStore(wire.Defaults("lake6"))
	two.Apply(wire.Event{Type: "update", Update: &wire.Update{Step: 1, Runs: make([]wire.RunUpdate, 4)}})
	if st := state.Flat(two.Settings); st["third"] != "none" || st["lambda.3"] != nil || st["methods"] != "sft,ift" {
		t.Errorf("two sides: %v", st)
	}
}

func TestFourSidesTree(t *testing.T) {
	d := newDesk("lake6")
	d.Set("methods", "ift,ift,rlhf,ppo")
	root, res := build(t, d.Control)
	if n := count(root, res); n > 260 {
		t.Errorf("%d elements with four sides, want 260 at most", n)
	} else {
		t.Logf("%d elements with four sides", n)
	}
}

// Four labels keep their distance in every pane, inside the picture at all widths.
func TestFourLines(t *testing.T) {
	for _, axis := range wire.XAxes() {
		for _, w := range []float64{312, 420, 700} {
			s := four(40)
			s.Settings.XAxis = axis
			f := newCharts(s, w)
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
					r := &recorder{w: w, h: p.height()}
					f.drawUnder(r, i)
					f.drawOver(r, i, read)
					r.inside(t, axis)
					var ys []float64
					for _, m := range r.find("text", func(m mark) bool { return m.font.Bold && m.font.Halo && m.font.Size == 13 }) {
						ys = append(ys, m.y)
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
	s := four(40)
	s.Settings.XAxis = "flops"
	f := newCharts(s, 420)
	r := f.atX(60.4e6) // IFT's step 40 ended at 60 MFLOP, DPO's step 7 at 61, PPO's 12 at 60
	if r.x[0] != 60e6 || r.label != "step 40 · 60.0 MFLOP" {
		t.Errorf("reads at %v: %s", r.x, r.label)
	}
	if y, _, _, ok := f.panes[0].read(3, r.x[3]); !ok || !near(y, .4) {
		t.Errorf("PPO reads %g at 60 MFLOP, want that of its step 10", y)
	}
	s.Settings.XAxis = "seconds"
	if r := newCharts(s, 420).atX(8.3); r.x[0] != 8 || !strings.HasSuffix(r.label, "· 8.0 s") {
		t.Errorf("on seconds it reads at %v: %s", r.x[0], r.label)
	}
	// A run that asks no judge stands at 0 with its newest value.
	s.Settings.XAxis = "judged"
	f = newCharts(s, 420)
	if y, _, _, ok := f.panes[0].read(0, 0); !ok || !near(y, .4) || f.play[0] != 0 || f.play[3] != 120 {
		t.Errorf("SFT reads %g, runs at %v", y, f.play)
	}
}

func TestRewardsPane(t *testing.T) {
	s := four(40)
	s.Settings.Arms[2].Method, s.Runs[2].Method = "rlhf", "rlhf"
	for k := range s.Runs[2].Evals {
		for _, i := range []int{2, 3} {
			s.Runs[i].Evals[k].Metrics["truth"] = .5 - .05*float64(k)
		}
		s.Runs[2].Evals[k].Metrics["opinion"] = -1 + float64(k)
	}
	f := newCharts(s, 420)
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
	if got := Plain(Sentence(s, false)); !strings.Contains(got, "RLHF’s reward model thinks ever better of its answers (−1.00, now 3.00), the judge ever worse (50\u00a0%, now 30\u00a0%)") {
		t.Errorf("the sentence does not tell: %s", got)
	}
}

func TestSentenceOfFour(t *testing.T) {
	say := func(values ...float64) string {
		s := four(10)
		s.Settings.Seeds, s.Settings.Steps = 4, 10
		for i, v := range values {
			each := []float64{v - .01, v + .01, v - .005*float64(i), v + .005*float64(i)}
			s.Runs[i].Evals = []wire.Eval{{Step: 10, Metrics: map[string]float64{"success_random": v, "wrong_mass": v},
				Seeds: map[string][]float64{"success_random": each, "wrong_mass": each}}}
		}
		if values[0] == .11 {
			s.Settings.Metric = "wrong_mass"
		}
		return Plain(Sentence(s, false))
	}
	for _, c := range []struct {
		got, want string
	}{
		{say(.5, .6, .7, .8), "SFT reaches the goal 50\u00a0±\u00a01\u00a0% of the time, IFT 60\u00a0±\u00a01\u00a0%, DPO 70\u00a0±\u00a01\u00a0% and PPO 80\u00a0±\u00a01\u00a0%: PPO is ahead, SFT comes last."},
		{say(.5, .3, .7, .71), "PPO and DPO lead and are not told apart, IFT loses here."},
		{say(.5, .5, .5, .505), "no clear difference."},
		{say(.11, .2, .3, .4), "Belief in wrong moves (less is better): SFT .11 ± .01, IFT .20 ± .01, DPO .30 ± .01 and PPO .40 ± .01: SFT is ahead, PPO comes last."},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("%q lacks %q", c.got, c.want)
		}
	}
}

func TestProgressWords(t *testing.T) {
	d := newDesk("lake6")
	for what, want := range map[string]string{
		"pairs": "Answering prompts twice: 3 of 8", "reward model": "Training the reward model: step 3 of 8", "warm-up": "Warming up by SFT: step 3 of 8",
	} {
		d.Event(wire.Event{Type: "progress", Progress: &wire.Progress{What: what, Done: 3, Total: 8}})
		if got := badge(d.Control); got != want {
			t.Errorf("%s: %q", what, got)
		}
	}
	d.Event(news(0, 0, 1, true)) // a pause while it prepares
	if got := badge(d.Control); !strings.Contains(got, "of 8") {
		t.Errorf("it goes before all is prepared: %q", got)
	}
	d.Event(wire.Event{Type: "progress", Progress: &wire.Progress{What: "warm-up", Done: 8, Total: 8}})
	if got := badge(d.Control); strings.Contains(got, "of 8") {
		t.Errorf("it stays when all is prepared: %q", got)
	}
}

// Rare settings show where the reader wants them, and where they count.
func TestMoreSettings(t *testing.T) {
	d := newDesk("lake6")
	if h := render(t, d.Control); strings.Contains(h, `id="warm"`) {
		t.Error("rare settings show at once")
	}
	fire(t, d.Control, "more", "click", "")
	fire(t, d.Control, "start", "input", "random")
	fire(t, d.Control, "warm", "commit", "20")
	fire(t, d.Control, "metric", "input", "wrong_mass")
	fire(t, d.Control, "more", "click", "")
	if h := render(t, d.Control); d.query != "scenario=lake6&start=random&warm=20&metric=wrong_mass" || !strings.Contains(h, `id="warm"`) {
		t.Errorf("query %q", d.query)
	}
}

// A model that writes the same whatever it is asked is not ahead of anything: it
// has collapsed, and the sentence says how that shows.
func TestCollapseIsSaid(t *testing.T) {
	s := at("sort", 150, .7, .11, .12)
	s.Refs = []wire.Ref{{Metric: "distinct", Label: "right answers", Value: 1}}
	say := func(distinct ...float64) string {
		for i, v := range distinct {
			s.Runs[i].Method, s.Settings.Arms[i].Method = []string{"dpo-online", "ppo", "sft"}[i], []string{"dpo-online", "ppo", "sft"}[i]
			for k, x := range []float64{1, v} {
				e := &s.Runs[i].Evals[k]
				e.Metrics["distinct"], e.Prompts = x, map[string]int{"distinct": 48}
			}
			s.Runs[i].Evals[1].Metrics["drift"] = 19.5
		}
		return Plain(Sentence(s, false))
	}
	got := say(1./48, 4./48)
	want := "DPO online and PPO have collapsed: about 1 different answer to 48 prompts, 19.5 nats a token from its start; about 4 different answers to 48 prompts, 19.5 nats a token from its start."
	if !strings.Contains(got, want) || strings.Contains(got, "ahead") || strings.Contains(got, "higher") {
		t.Errorf("%q lacks %q", got, want)
	}
	if got, want := say(1./48, .9), "DPO online has collapsed: about 1 different answer to 48 prompts"; !strings.Contains(got, want) || strings.Contains(got, "verdict") {
		t.Errorf("%q lacks %q", got, want)
	}
	if got := say(.6, .9); strings.Contains(got, "collapse") {
		t.Errorf("two that answer: %q", got)
	}
	// Where few answers are right, few are no collapse; where there was never more, neither.
	s.Refs[0].Value = 4. / 48
	if got := say(4./48, 1); strings.Contains(got, "collapse") {
		t.Errorf("as few as are right: %q", got)
	}
	s.Refs[0].Value = 1
	say(1./48, 1)
	s.Runs[0].Evals[0].Metrics["distinct"] = 1. / 48
	if got := Plain(Sentence(s, false)); strings.Contains(got, "collapse") {
		t.Errorf("as at the start: %q", got)
	}
}

// Evaluations without the number in question are no verdict.
func TestNothingMeasured(t *testing.T) {
	s := at("sort", 20, .7, .8, .9)
	for i := range s.Runs[:2] {
		for k := range s.Runs[i].Evals {
			s.Runs[i].Evals[k].Metrics = map[string]float64{}
		}
	}
	if got := Plain(Sentence(s, false)); strings.Contains(got, "run") || strings.Contains(got, "NaN") || !strings.Contains(got, "Step 20.") {
		t.Error(got)
	}
	s = at("sort", 20, .7, .8, .9)
	s.Settings.Metric = "kept"
	s.Runs[1].Evals[1].Metrics["kept"] = .85
	if got, want := Plain(Sentence(s, false)), "Share of its stored pairs it would still write: IFT .85. SFT has no such number."; !strings.Contains(got, want) {
		t.Errorf("%q lacks %q", got, want)
	}
}
