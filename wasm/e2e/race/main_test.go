//go:build !js

package main

import (
	"strings"
	"testing"
	"time"

	"softmix/wasm/e2e"
)

func TestChoose(t *testing.T) {
	for words, want := range map[string]string{
		"":                  "B A lake sort: ours-cpu jax-wasm tfjs-wasm ours-webgpu jax-webgpu tfjs-webgpu",
		"B":                 "B: ours-cpu jax-wasm tfjs-wasm ours-webgpu jax-webgpu tfjs-webgpu",
		"sort wasm":         "sort: ours-cpu jax-wasm tfjs-wasm",
		"A wasm tfjs-cpu":   "A: ours-cpu jax-wasm tfjs-wasm tfjs-cpu",
		"ours-cpu jax-wasm": "B A lake sort: ours-cpu jax-wasm",
	} {
		run, who, err := choose(strings.Fields(words))
		if got := names(run) + ": " + names(who); err != nil || got != want {
			t.Errorf("%q: %s (%v), want %s", words, got, err, want)
		}
	}
	if _, _, err := choose([]string{"B", "torch"}); err == nil || !strings.Contains(err.Error(), "torch") {
		t.Errorf("an unknown word: %v", err)
	}
}

func turns(ms ...time.Duration) (out []e2e.CPU) {
	for _, m := range ms {
		out = append(out, e2e.CPU{All: m * time.Millisecond, Pages: m * time.Millisecond})
	}
	return out
}

// A ratio is the median of the rounds' ratios, not the ratio of the medians.
func TestReport(t *testing.T) {
	lanes := []*lane{
		{contender: contender{name: "ours-cpu", group: "wasm", ours: true}, ms: []float64{1, 3}, wall: []float64{1, 3}, cpu: turns(10, 40, 30), losses: []float64{5, 4}},
		{contender: contender{name: "one", group: "wasm"}, ms: []float64{2}, wall: []float64{4, 6}, cpu: turns(20, 20, 60), losses: []float64{5.5, 4}},
		{contender: contender{name: "two", group: "wasm"}, ms: []float64{2}, wall: []float64{2, 2}, cpu: turns(10, 10, 10), losses: []float64{5.6, 4}},
	}
	var b strings.Builder
	report(&b, size{name: "B", tokens: 512}, lanes)
	for _, want := range []string{
		"ours-cpu           2.0      30.0      30.0       0.0    256000",
		"ours-cpu / one: 0.50 in cpu-ms, 0.38 in ms\n",
		"WARNING: step 1 of two has the loss 5.6000, of one 5.5000",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
