package main

import (
	"strings"
	"testing"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// Lab, presets and page say the same of the same numbers, where all seeds differ
// alike too.
func TestOneVerdict(t *testing.T) {
	tk, err := train.NewTask("treasure", train.TaskOptions{})
	if err != nil {
		t.Fatal(err)
	}
	o := &comparison{task: tk, settings: wire.Settings{Scenario: "treasure", Steps: 200}}
	for what, c := range map[string]struct {
		a, b  []float64
		err   float64
		clear bool
	}{
		"told apart":  {[]float64{.70, .68, .71, .69}, []float64{.48, .5, .47, .49}, .03, true},
		"all alike":   {[]float64{.52, .52, .52, .52}, []float64{.5, .5, .5, .5}, .03, false},
		"two seeds":   {[]float64{.9, .9}, []float64{.1, .1}, .01, false},
		"not so sure": {[]float64{.70, .48, .71, .49}, []float64{.48, .5, .47, .49}, .03, false},
	} {
		runs := func(x []float64) (out []outcome) {
			for _, v := range x {
				out = append(out, outcome{Metrics: map[string]float64{"accuracy": v}, Errors: map[string]float64{"accuracy": c.err}})
			}
			return out
		}
		eval := func(x []float64) wire.Eval {
			return wire.Eval{Step: 200, Seeds: map[string][]float64{"accuracy": x}, Errs: map[string]float64{"accuracy": c.err}}
		}
		lab, ok := differ(runs(c.a), runs(c.b), "accuracy", o.look("accuracy", 2))
		page, both := wire.Differ(eval(c.a), eval(c.b), "accuracy", wire.VerdictAt("treasure", "accuracy", 200, 200, 2))
		if !ok || !both || lab != page || lab.Clear != c.clear {
			t.Errorf("%s: the lab has %+v, the page %+v", what, lab, page)
		}
		if text := difference(runs(c.a), runs(c.b), "accuracy", o.look("accuracy", 2)); strings.HasSuffix(text, "*") != c.clear {
			t.Errorf("%s: the table has %q", what, text)
		}
	}
}
