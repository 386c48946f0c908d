package task

import (
	"math"
	"testing"

	"softmix/model/stats"
)

func made(t *testing.T, name string) Task {
	t.Helper()
	tk, err := New(name, Options{Slip: .1})
	if err != nil {
		t.Fatal(err)
	}
	return tk
}

// dull finds every token as likely, whatever it reads.
func dull(tk Task) Sampler {
	v := tk.Shape().Vocab
	return scripted{v, func(int, []uint32) []float32 { return constant(v, 0) }}
}

// Over many games the exact answerer's own score comes to the reference: the one
// is a sample of the other, for Bayes and for the best walker.
func TestExactIsASampleOfTheReference(t *testing.T) {
	for _, tk := range []Task{treasureStays(), treasureMoves(), made(t, "lake6"), made(t, "lake4")} {
		sums, n := map[string][]float64{}, 40
		for seed := range uint64(n) {
			res, err := tk.Evaluate(t.Context(), dull(tk), seed, true)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range res.Exact {
				sums[r.Metric] = append(sums[r.Metric], r.Value)
			}
		}
		for _, r := range tk.References() {
			if r.Label == "demonstrator" {
				continue
			}
			mean, std := stats.MeanStd(sums[r.Metric])
			t.Logf("%s, %s: %.4f ± %.4f on the games played, %.4f expected", tk.Name(), r.Metric, mean, std, r.Value)
			if math.Abs(mean-r.Value) > 4*std/math.Sqrt(float64(n))+1e-6 { // on lake6 the best agent never fails
				t.Errorf("%s, %s: %g ± %g on the games played, %g expected", tk.Name(), r.Metric, mean, std, r.Value)
			}
		}
	}
}

// Every metric that is a sample tells its error and how many it is a mean over.
func TestMetricsKnowTheirError(t *testing.T) {
	exact := map[string]bool{"mse": true, "wrong_mass": true, "success_markov": true}
	for _, name := range Names() {
		tk := made(t, name)
		res, err := tk.Evaluate(t.Context(), dull(tk), 1, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range res.Metrics {
			if exact[m.Name] != (m.Err == 0) || !exact[m.Name] && (m.N < 11 || m.N > 200 || m.Name != "nll" && m.Err > .2) {
				t.Errorf("%s: %s is %+v", name, m.Name, m.Estimate)
			}
		}
	}
}
