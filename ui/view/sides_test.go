package view

import (
	"strings"
	"testing"

	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// Each method has its knobs, every knob of the table has a row at exactly the
// methods that it counts for, and a turn of each reaches the settings.
func TestKnobsOfEveryMethod(t *testing.T) {
	for _, m := range wire.Methods("lake6") {
		d := newDesk("lake6")
		d.Set("right", m)
		d.ToggleDrawer(1)
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
			for _, k := range rowsOf(m) {
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
		if wire.NameOf(m).Tagline == "" || words.MethodName(m) == m || rowsOf(m) == nil {
			t.Errorf("%s has no words", m)
		}
	}
}

func TestThirdAndFourth(t *testing.T) {
	d := newDesk("lake6")
	d.Store.Apply(statetest.Update(0, 5, 1, false))
	fire(t, d.Control, "add", "input", "ss")
	fire(t, d.Control, "add", "input", "ppo")
	if d.query != "scenario=lake6&third=ss&fourth=ppo" || d.turns != 2 || d.Store.Step != 0 || !strings.HasPrefix(words.Notice(d.Store)+"A new run", "A new run") {
		t.Errorf("query %q, %d turns, note %q", d.query, d.turns, words.Notice(d.Store))
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
	if words.FixText(d.Store, "third") == "" || words.FixText(d.Store, "right") != "" || words.FixText(d.Store, "") != "" {
		t.Error("a correction of the third side stands in the wrong place")
	}
	d.Store.Apply(wire.Event{Type: "update", Update: &wire.Update{Step: 3, Rewound: true, Runs: make([]wire.RunUpdate, 4)}})
	d.Set("third", "none")
	if d.query != "scenario=lake6&third=ppo" || words.Notice(d.Store) != "A new run: the method changed." || d.Store.Settings.Width() != 3 {
		t.Errorf("query %q, note %q", d.query, words.Notice(d.Store))
	}
	d.Restore("scenario=lake6&third=ss&fourth=ppo") // "back"
	if d.Store.Settings.Width() != 4 || d.Store.Runs[3].Method != "ppo" {
		t.Error("back does not bring the side back")
	}
	d.Set("fourth", "rlhf")
	d.Set("scenario", "treasure")
	d.Set("third", "dpo")
	if f := words.FixText(d.Store, "third"); !strings.Contains(f, "learns from a judge") || d.Store.Settings.Width() != 2 {
		t.Errorf("DPO without a judge: %q", f)
	}
}

func TestFourReports(t *testing.T) {
	d := newDesk("lake6")
	d.Store = statetest.Four(40)
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
	d.Event(statetest.Update(0, 0, 1, true)) // a pause while it prepares
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
