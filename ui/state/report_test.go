package state_test

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"softmix/ui/state"
	"softmix/ui/state/statetest"
)

func TestReports(t *testing.T) {
	st := statetest.Ready("treasure")
	st.Apply(statetest.Update(0, 10, 1, false))
	s := state.ReportOf(st)
	if s.Step != 10 || *s.Runs[1].Loss != 10 || s.Runs[0].Metrics["accuracy"] != .1 || s.Settings["lambda"] != 1.0 || s.Settings["lambda.1"] != 1.0 {
		t.Errorf("%+v", s)
	}
	m := state.MetricsOf(st)
	run := m["runs"].([]any)[0].(map[string]any)
	if !reflect.DeepEqual(m["step"], upto(1, 10)) || !reflect.DeepEqual(run["eval"], []int{5, 10}) {
		t.Errorf("%v", m)
	}
	if acc := run["accuracy"].([]*float64); len(acc) != 2 || *acc[1] != .1 {
		t.Errorf("%v", acc)
	}
}

func TestReportsOfSeveralSeeds(t *testing.T) {
	s := statetest.Seeded(62)
	s.Runs[1].Evals[6].Seeds["accuracy"] = []float64{.59, .65, .61, .63} // SFT's, and .1
	for i, v := range s.Runs[0].Evals[6].Seeds["accuracy"] {
		s.Runs[1].Evals[6].Seeds["accuracy"][i] = v + .125
	}
	st := state.ReportOf(s)
	if st.Seeds != 4 || st.Settings["seeds"] != 4 || math.Abs(st.Runs[0].Std["loss"]-.2*(*st.Runs[0].Loss)) > 1e-9 || !(st.Runs[1].Std["accuracy"] > 0) {
		t.Errorf("%+v", st)
	}
	if _, err := json.Marshal(st); err != nil { // a t that is infinite must not get there
		t.Error(err)
	}
	m := state.MetricsOf(s)
	run := m["runs"].([]any)[0].(map[string]any)
	std := run["std"].(map[string]any)
	if m["seeds"] != 4 || len(std["loss"].([]*float64)) != 62 || len(std["accuracy"].([]*float64)) != 7 || std["eval"] != nil {
		t.Errorf("%v", m)
	}
	if one := state.MetricsOf(statetest.Store(5)); one["seeds"] != 1 || one["runs"].([]any)[0].(map[string]any)["std"] != nil {
		t.Errorf("one seed: %v", one)
	}
}
