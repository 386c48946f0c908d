package train

import (
	"context"
	"slices"
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/train/rl"
)

// rlConfig is a configuration that learns fast from the rewards of counting.
func rlConfig(name string) Config {
	c := Default(counting{}, name, 7)
	c.Batch, c.LR = 16, 3e-3
	c.RL.Pairs, c.RL.RewardSteps, c.RL.RewardLR = 64, 60, 3e-3
	return c
}

// offline methods draw their pairs once.
func offline(name string) bool { return name == "dpo" || name == "orpo" }

// A run that learns from rewards repeats exactly: from its seed, from a snapshot,
// also one in the midst of a rollout, and when a comparison goes back.
func TestRLRunsRepeat(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		for _, name := range rl.Methods() {
			t.Run(name, func(t *testing.T) {
				c := rlConfig(name)
				c.Batch, c.RL.Pairs, c.RL.RewardSteps, c.RL.Epochs = 4, 12, 4, 3
				r := newRun(t, dev, c)
				first := lossesOf(t, r, 3)
				stopped, cancel := context.WithCancel(t.Context())
				cancel()
				if !offline(name) && r.Step(stopped) == nil { // the next one begins a rollout
					t.Error("a step that was to stop went on")
				}
				first = append(first, lossesOf(t, r, 2)...)
				s, err := r.Snapshot(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				want, spent := lossesOf(t, r, 6), r.Spent()
				for range 2 {
					if err := r.Restore(s); err != nil {
						t.Fatal(err)
					}
					if got := lossesOf(t, r, 6); !slices.Equal(got, want) || r.Spent() != spent {
						t.Errorf("after restoring:\n%v %+v, before:\n%v %+v", got, r.Spent(), want, spent)
					}
					r.rl.Free() // as after a change of method: all is prepared anew
				}
				again := newRun(t, dev, c)
				if got := lossesOf(t, again, 11); !slices.Equal(got, slices.Concat(first, want)) || again.Spent() != spent || r.SpentAt(11) != spent {
					t.Errorf("one seed, two courses:\n%v %+v\n%v %+v", got, again.Spent(), slices.Concat(first, want), spent)
				}
			})
		}
	})
}

// A comparison of all methods goes back and forth, changes methods on the way, and ends
// where it would have ended without.
func TestComparisonOfRLRuns(t *testing.T) {
	small := func(name string) Config {
		c := rlConfig(name)
		c.Batch, c.RL.Pairs, c.RL.RewardSteps = 4, 12, 4
		return c
	}
	configs := []Config{small("sft")}
	for _, name := range rl.Methods() {
		configs = append(configs, small(name))
	}
	straight, w := newComparison(t, cpu.Open(), configs...)
	change := func(d *Comparison) { // what was supervised now learns from rewards
		r := configs[2].Recipe
		if err := d.Set(0, r); err != nil {
			t.Fatal(err)
		}
	}
	train(t, straight, 9)
	change(straight)
	train(t, straight, 11)

	d, v := newComparison(t, cpu.Open(), configs...)
	seek := func(step int) {
		if err := d.Seek(t.Context(), step); err != nil {
			t.Fatal(err)
		}
	}
	train(t, d, 9)
	seek(3)
	seek(9)
	change(d)
	train(t, d, 8)
	seek(11)
	seek(20)
	seek(7)
	if err := d.Set(0, configs[0].Recipe); err != nil {
		t.Fatal(err)
	}
	seek(9)
	change(d)
	seek(20)
	for i := range configs {
		if !slices.Equal(w.losses[i], v.losses[i]) {
			t.Errorf("run %d:\n%v\n%v", i, w.losses[i], v.losses[i])
		}
		if a, b := straight.Runs()[i].Spent(), d.Runs()[i].Spent(); a != b {
			t.Errorf("run %d spent %+v, uninterrupted %+v", i, b, a)
		}
	}
	if err := d.Reopen(t.Context(), cpu.Open()); err != nil {
		t.Fatal(err)
	}
	seek(12)
	seek(20)
	for i := range configs {
		if !slices.Equal(w.losses[i], v.losses[i]) {
			t.Errorf("run %d on another device:\n%v\n%v", i, w.losses[i], v.losses[i])
		}
	}
}
