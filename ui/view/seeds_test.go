package view

import (
	"encoding/json"
	"testing"

	"softmix/ui/canvas/canvastest"
	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
)

func TestReportsOfSeveralSeeds(t *testing.T) {
	d := newDesk("treasure")
	d.Set("seeds", "4")
	d.Store = statetest.Seeded(62)
	d.Store.Runs[1].Evals[6].Seeds["accuracy"] = []float64{.59, .65, .61, .63} // SFT's, and .1
	for i, v := range d.Store.Runs[0].Evals[6].Seeds["accuracy"] {
		d.Store.Runs[1].Evals[6].Seeds["accuracy"][i] = v + .125
	}
	st := state.ReportOf(d.Store)
	if st.Seeds != 4 || st.Settings["seeds"] != 4 || !canvastest.Near(st.Runs[0].Std["loss"], .2*(*st.Runs[0].Loss)) || !(st.Runs[1].Std["accuracy"] > 0) {
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
	if one := state.MetricsOf(statetest.Store(5)); one["seeds"] != 1 || one["runs"].([]any)[0].(map[string]any)["std"] != nil {
		t.Errorf("one seed: %v", one)
	}
}

func TestSeedsField(t *testing.T) {
	d := newDesk("lake6")
	d.Store.Apply(news(0, 10, 1, false))
	fire(t, d.Control, "seeds", "commit", "12")
	if d.query != "scenario=lake6&seeds=8" || d.Store.Step != 0 || words.Notice(d.Store) != "A new run: the seeds changed." || words.FixText(d.Store, "shared") != "Seeds run from 1 to 8; 12 became 8." {
		t.Errorf("query %q, step %d, note %q, fix %q", d.query, d.Store.Step, words.Notice(d.Store), words.FixText(d.Store, "shared"))
	}
	d.expect(t, "set")
}
