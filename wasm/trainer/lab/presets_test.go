package main

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"softmix/model/stats"
	"softmix/wasm/trainer/worker"
	"softmix/wasm/wire"
)

// The page shows the answers as they stand in the file, and trains what their
// queries say.
func TestThePresetsOfThePage(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	file, err := readPresets(filepath.Join(root, "public", "presets.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Presets) != len(questions) {
		t.Fatalf("%d answers to %d questions", len(file.Presets), len(questions))
	}
	for i, p := range file.Presets {
		q := questions[i]
		s, wrong := wire.Parse(p.Query)
		if len(wrong) > 0 || wire.Encode(s) != p.Query {
			t.Errorf("%s: %q becomes %q: %v", p.ID, p.Query, wire.Encode(s), wrong)
		}
		asked, _ := wire.Parse(q.query)
		if asked != s || p.ID != q.id || p.Question != q.text || p.Task != s.Scenario || p.Steps != s.Steps || p.Metric != q.metrics[0] {
			t.Errorf("%s was answered for something else than is asked now: run its command again", p.ID)
		}
		if len(p.Seeds) < 8 || p.Seeds[0] != q.first || len(p.Runs) != s.Width() || len(p.Metrics) != len(q.metrics) {
			t.Errorf("%s: seeds %v, %d runs of %d, metrics %v", p.ID, p.Seeds, len(p.Runs), s.Width(), p.Metrics)
		}
		for k, r := range p.Runs {
			if r.Method != s.Arms[k].Method || r.FLOPs <= 0 {
				t.Errorf("%s, side %d: %s, %g FLOPs", p.ID, k, r.Method, r.FLOPs)
			}
			for _, m := range p.Metrics {
				got, first := r.Metrics[m.Name], p.Runs[0].Metrics[m.Name]
				mean, std := stats.MeanStd(got.Values)
				if len(got.Values) != len(p.Seeds) || !near(mean, got.Mean) || !near(std, got.Std) || !slices.Contains(wire.Metrics(p.Task), m.Name) {
					t.Errorf("%s, side %d, %s: %+v is %g ± %g", p.ID, k, m.Name, got, mean, std)
					continue
				}
				want := stats.Compare(got.Values, first.Values, stats.Floor(got.Err, first.Err), wire.VerdictAt(p.Task, m.Name, p.Steps, p.Steps, len(p.Runs)))
				if d, ok := r.Diff[m.Name]; ok != (k > 0) || ok && (!near(want.Mean, d.Mean) || math.Abs(d.T/want.T-1) > .02 || d.Clear != want.Clear) {
					t.Errorf("%s, side %d, %s: differs by %+v, it says %+v", p.ID, k, m.Name, want, d)
				}
			}
		}
	}
}

func near(a, b float64) bool { return round(a) >= b-3e-4 && round(a) <= b+3e-4 }

// What the lab trains for a question is what the page trains for its query.
func TestPresetsTrainWhatThePageTrains(t *testing.T) {
	for _, q := range questions {
		c, err := q.comparison(&presets{device: "cpu"})
		if err != nil {
			t.Fatal(err)
		}
		s, _ := wire.Parse(q.query)
		s.Seed = int(q.first)
		for i, side := range s.Arms[:s.Width()] {
			want, err := worker.ConfigOf(s, c.task, side)
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.config(c.arms[i+1], c.seeds[0])
			if err != nil || got.Recipe != want.Recipe || got.Seed != want.Seed || got.Batch != want.Batch || got.Demos != want.Demos || got.Warmup != want.Warmup || got.Decay != want.Decay {
				t.Errorf("%s, side %d: the lab has %+v, the page %+v, %v", q.id, i, got, want, err)
			}
		}
	}
}

// A question is answered from runs of its own, and the file's others stay.
func TestWritePresets(t *testing.T) {
	q := question{"small", "?", "scenario=lake4&right=ppo&third=ss&steps=2&batch=2", 3, []string{"success_random", "wrong_mass"}, nil}
	p, err := q.answer(t.Context(), &presets{device: "cpu", weightsDir: weightsDir(t)}, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Runs) != 3 || len(p.Seeds) != presetSeeds || p.Runs[1].Method != "ppo" || p.Runs[1].Scored == 0 || p.Runs[0].Demos == 0 {
		t.Errorf("%+v", p)
	}
	if _, ok := p.Runs[1].Metrics["truth"]; !ok || len(p.Runs[0].Metrics["truth"].Values) > 0 {
		t.Errorf("truth: %+v", p.Runs)
	}
	if len(p.References) == 0 || !(p.References[0].Here > .8 && p.References[0].Here <= 1) {
		t.Errorf("references %+v", p.References)
	}
	if len(p.Base["success_random"].Values) != presetSeeds || p.Runs[0].Diff != nil || len(p.Runs[2].Diff) != 2 || !p.Metrics[1].Lower {
		t.Errorf("%+v", p)
	}
}
