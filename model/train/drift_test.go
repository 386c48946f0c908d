package train

import (
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/task"
)

// A run tells how far it has gone from its start once that was evaluated: twins
// equally far, further with more steps, and back again after a seek.
func TestDrift(t *testing.T) {
	tk, err := task.New("lake4", task.Options{Slip: .1})
	if err != nil {
		t.Fatal(err)
	}
	a, b := Default(tk, "sft", 1), Default(tk, "sft", 1)
	a.Batch, b.Batch = 2, 2
	drift := map[int][]float64{} // by step, run by run
	d, err := NewComparison(t.Context(), cpu.Open(), FreshBase(tk, task.Rand(1, 2)), Events{Evaluated: func(_, step int, r task.Result) {
		for _, m := range r.Metrics {
			if m.Name == "drift" {
				drift[step] = append(drift[step], m.Value)
			}
		}
	}}, a, b)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Free()
	for _, n := range []int{0, 3, 6} {
		if err := d.Step(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		if err := d.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.Evaluate(t.Context(), true); err != nil {
			t.Fatal(err)
		}
	}
	if x, y := drift[3], drift[9]; len(drift[0]) != 0 || len(x) != 2 || len(y) != 2 || x[0] != x[1] || !(x[0] > 0) || !(y[0] > x[0]) {
		t.Fatalf("%v", drift)
	}
	if err := d.Seek(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	if err := d.Evaluate(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if x := drift[3]; len(x) != 4 || x[2] != x[0] {
		t.Errorf("after a seek: %v", drift)
	}
}
