package state_test

import (
	"slices"
	"testing"

	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/wasm/wire"
)

func steps(ps []wire.Point) []int {
	var n []int
	for _, p := range ps {
		n = append(n, p.Step)
	}
	return n
}

func upto(from, to int) []int {
	var n []int
	for k := from; k <= to; k++ {
		n = append(n, k)
	}
	return n
}

func TestRewindKeepsWhatItUndoes(t *testing.T) {
	s := statetest.Ready("treasure")
	s.Apply(statetest.Update(0, 12, 1, false))
	s.Apply(statetest.Update(12, 20, 1, false))
	r := &s.Runs[1]
	if got := steps(r.Points); !slices.Equal(got, upto(1, 20)) {
		t.Fatalf("points of steps %v", got)
	}

	s.Apply(statetest.Update(8, 8, 1, true)) // back to 8
	if got := steps(r.Points); !slices.Equal(got, upto(1, 8)) {
		t.Errorf("after the rewind: points of steps %v", got)
	}
	if got := steps(r.UndonePoints); !slices.Equal(got, upto(9, 20)) {
		t.Errorf("undone: %v", got)
	}
	if len(r.Evals) != 1 || len(r.UndoneEvals) != 3 {
		t.Errorf("%d evaluations and %d undone, want 1 and 3", len(r.Evals), len(r.UndoneEvals))
	}
	if s.Furthest() != 20 || s.Step != 8 {
		t.Errorf("furthest %d, step %d", s.Furthest(), s.Step)
	}

	s.Apply(statetest.Update(8, 11, 2, false)) // another course
	s.Apply(statetest.Update(4, 4, 2, true))   // and back again
	if got := steps(r.UndonePoints); !slices.Equal(got, upto(5, 20)) {
		t.Errorf("undone twice: %v", got)
	}
	if l := r.UndonePoints[5].Loss; l != 5 { // step 10 of the newer course
		t.Errorf("step 10 is undone with the loss %v, want that of the newer course", l)
	}
	if r.UndonePoints[11].Loss != 16 {
		t.Error("what the second course did not reach is gone")
	}
}

// A seek back may replay the steps from a snapshot and tell them again.
func TestReplayedStepsAreNotDoubled(t *testing.T) {
	s := statetest.Ready("treasure")
	s.Apply(statetest.Update(0, 20, 1, false))
	s.Apply(statetest.Update(6, 10, 1, true))
	if got := steps(s.Runs[0].Points); !slices.Equal(got, upto(1, 10)) {
		t.Errorf("points of steps %v", got)
	}
	if len(s.Runs[0].Evals) != 2 {
		t.Errorf("%d evaluations", len(s.Runs[0].Evals))
	}
}

func TestConfigure(t *testing.T) {
	s := statetest.Ready("treasure")
	s.Apply(statetest.Update(0, 20, 1, false))
	s.Treasure = &wire.Treasure{}
	to := s.Settings
	to.Set("lambda", ".5")
	if s.Configure(to) || len(s.Runs[1].Points) != 20 {
		t.Error("a change of lambda dropped the history")
	}
	to.Set("seed", "9")
	if !s.Configure(to) || s.Step != 0 || len(s.Runs[1].Points) != 0 || s.Furthest() != 0 {
		t.Error("a change of the seed kept the history")
	}
	if s.Treasure == nil {
		t.Error("the picture went before there is a new one")
	}
	late := statetest.Update(20, 22, 1, false) // sent before the trainer heard of it
	late.Run = 1
	s.Apply(late)
	if s.Step != 0 || len(s.Runs[1].Points) != 0 {
		t.Error("news of the old runs are taken for the new ones'")
	}
	if s.Apply(statetest.Update(0, 1, 1, true)); s.Step != 1 || s.Furthest() != 1 {
		t.Error("the new runs' news do not arrive")
	}
	to.Set("scenario", "sort")
	if s.Configure(to); s.Treasure != nil {
		t.Error("the picture of another scenario stayed")
	}
}

func TestAxis(t *testing.T) {
	s := statetest.Ready("treasure")
	s.Apply(statetest.Update(0, 20, 1, false))
	for axis, want := range map[string]float64{"step": 15, "tokens": 120, "seconds": 1.5} {
		s.Settings.XAxis = axis
		if got := s.XOfStep(0, 15); got != want {
			t.Errorf("%s: step 15 lies at %v, want %v", axis, got, want)
		}
		if got := s.XOfStep(0, 0); got != 0 {
			t.Errorf("%s: step 0 lies at %v", axis, got)
		}
	}
}

func TestFaultsComeAndGo(t *testing.T) {
	s := state.NewStore(wire.Defaults("treasure"))
	s.Apply(wire.Event{Type: "error", Error: &wire.Fault{Code: "nan", Text: "a loss is no number"}})
	if s.Fault == nil {
		t.Fatal("no fault")
	}
	s.Apply(statetest.Update(0, 0, 1, true))
	if s.Fault != nil {
		t.Error("the fault survives a reset")
	}
}
