package train

import (
	"testing"

	"softmix/model/device"
	"softmix/model/train/internal/toy"
	"softmix/model/train/rl"
)

// Once each method has made a rollout or two and was evaluated, nothing more is
// made on the device: no buffer, no bind group, no pipeline.
func TestRLStepsMakeNothing(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		var configs []Config
		for _, name := range append([]string{"sft"}, rl.Methods()...) {
			c := rlConfig(name)
			c.Batch, c.RL.Pairs, c.RL.RewardSteps = 4, 12, 3
			configs = append(configs, c)
		}
		counted := &toy.Meter{Device: dev}
		d, _ := newComparison(t, counted, configs...)
		further := func(n int) {
			train(t, d, n)
			for _, r := range d.Runs() {
				if r.rl == nil {
					continue
				}
				if _, err := r.rl.Metrics(t.Context(), func() {}); err != nil {
					t.Fatal(err)
				}
			}
			if err := d.Evaluate(t.Context(), true); err != nil {
				t.Fatal(err)
			}
		}
		further(3) // PPO: two rollouts
		before := counted.Counts
		if before.Buffers == 0 || before.Compiled == 0 || before.Freed == 0 {
			t.Fatalf("nothing was counted: %+v", before)
		}
		further(6)
		if err := d.Seek(t.Context(), 5); err != nil {
			t.Fatal(err)
		}
		further(2)
		if c := counted.Counts; c.Buffers != before.Buffers || c.Compiled != before.Compiled || c.Freed != before.Freed {
			t.Errorf("made %d buffers and %d lists, freed %d, after the second rollout", c.Buffers-before.Buffers, c.Compiled-before.Compiled, c.Freed-before.Freed)
		}
	})
}
