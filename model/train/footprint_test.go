package train

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/task"
	"softmix/model/train/internal/toy"
)

// What is counted is what a run that trains and is evaluated takes.
func TestFootprintIsWhatARunTakes(t *testing.T) {
	for _, c := range []struct {
		scenario, method string
		batch            int
	}{{"treasure", "sft", 4}, {"lake4", "ift", 3}, {"lake4", "ppo", 2}, {"perm5", "rlhf", 2}, {"perm5", "dpo", 2}, {"sort", "neftune", 2}, {"prog", "hide", 2}, {"maze", "ss", 2}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			k, err := task.New(c.scenario, task.Options{})
			if err != nil {
				t.Fatal(err)
			}
			base := FreshBase(k, rand.New(rand.NewPCG(1, 2)))
			cfg := Default(k, c.method, 1)
			cfg.Batch, cfg.RL.Pairs, cfg.RL.RewardSteps = c.batch, 8, 1
			want, _, err := Footprint(t.Context(), base, cfg)
			if err != nil {
				t.Fatal(err)
			}
			h := &toy.Meter{Device: cpu.Open()}
			r, err := NewRun(t.Context(), h, base, cfg)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Step(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := r.Evaluate(t.Context(), true); err != nil {
				t.Fatal(err)
			}
			t.Logf("%.1f MB", float64(want)/1e6)
			if d := float64(h.Most-want) / float64(want); d > .05 || d < -.05 {
				t.Errorf("counted %d bytes, a run took %d", want, h.Most)
			}
		})
	}
}
