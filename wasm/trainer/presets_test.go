//go:build !js

package main

import (
	"path/filepath"
	"strings"
	"testing"

	"softmix/wasm/trainer/worker"
	"softmix/wasm/wire"
)

// What the lab trains for a question is what the page trains for its query.
func TestPresetsTrainWhatThePageTrains(t *testing.T) {
	for _, q := range questions {
		o, err := q.options(options{device: "cpu"})
		if err != nil {
			t.Fatal(err)
		}
		s, _ := wire.Parse(q.query)
		s.Seed = int(q.first)
		for i, side := range s.Sides[:s.Width()] {
			want, err := worker.ConfigOf(s, o.task, side)
			if err != nil {
				t.Fatal(err)
			}
			got, err := o.config(o.methods[i+1], o.seeds[0])
			if err != nil || got.Recipe() != want.Recipe() || got.Seed != want.Seed || got.Batch != want.Batch || got.Demos != want.Demos || got.Warmup != want.Warmup || got.Decay != want.Decay {
				t.Errorf("%s, side %d: the lab has %+v, the page %+v, %v", q.id, i, got, want, err)
			}
		}
	}
}

// A question is answered from runs of its own, and the file's others stay.
func TestWritePresets(t *testing.T) {
	name := filepath.Join(t.TempDir(), "presets.json")
	if code, _, stderr := lab(t, "-presets", name, "-only", "poker"); code != 2 || !strings.Contains(stderr, "believes") {
		t.Errorf("exit %d, %q", code, stderr)
	}
	if code, _, stderr := lab(t, "-presets", name, "-seeds", "1"); code != 2 || !strings.Contains(stderr, "exclude") {
		t.Errorf("exit %d, %q", code, stderr)
	}
	if code, _, stderr := lab(t, "-only", "lake"); code != 2 || !strings.Contains(stderr, "-only belongs") {
		t.Errorf("exit %d, %q", code, stderr)
	}
	q := question{"small", "?", "scenario=lake4&right=ppo&third=ss&steps=2&batch=2", 3, []string{"success_random", "wrong_mass"}}
	p, err := q.answer(t.Context(), options{device: "cpu", weightsDir: weightsDir(t)}, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Runs) != 3 || len(p.Seeds) != presetSeeds || p.Runs[1].Method != "ppo" || p.Runs[1].Scored == 0 || p.Runs[0].Demos == 0 {
		t.Errorf("%+v", p)
	}
	if _, ok := p.Runs[1].Metrics["truth"]; !ok || len(p.Runs[0].Metrics["truth"].Values) > 0 {
		t.Errorf("truth: %+v", p.Runs)
	}
	if len(p.Base["success_random"].Values) != presetSeeds || p.Runs[0].Diff != nil || len(p.Runs[2].Diff) != 2 || !p.Metrics[1].Lower {
		t.Errorf("%+v", p)
	}
}
