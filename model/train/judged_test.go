package train

import (
	"context"
	"slices"
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/train/rl"
)

// judgedBy is a configuration that learns fast from the judge of counting.
func judgedBy(name string) Config {
	c := Default(counting{}, name, 7)
	c.Batch, c.LR = 16, 3e-3
	c.RL.Pairs, c.RL.RewardSteps, c.RL.RewardLR = 64, 60, 3e-3
	return c
}

func verdict(t *testing.T, r *Run) float64 {
	t.Helper()
	v, ok, err := r.TrueReward(t.Context())
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	return v.Value
}

// offline methods draw their pairs once.
func offline(name string) bool { return name == "dpo" || name == "orpo" }

// Each way to learn from a judge makes it like the model's answers better.
func TestLearningFromAJudge(t *testing.T) {
	for name, x := range map[string]struct {
		steps int
		more  float64
	}{"dpo": {40, .1}, "dpo-online": {40, .2}, "orpo": {40, .1}, "rlhf": {40, .15}, "ppo": {40, .2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := judgedBy(name)
			c.Task = liking{}
			r := newRun(t, cpu.Open(), c)
			before := verdict(t, r)
			lossesOf(t, r, x.steps)
			after := verdict(t, r)
			t.Logf("the judge's reward went from %.3f to %.3f; %+v", before, after, r.Spent())
			if !(after > before+x.more) {
				t.Errorf("the judge's reward went from %.3f to %.3f", before, after)
			}
		})
	}
}

// Fewer and fewer of the offline pairs are what the policy would still produce;
// at the start it would produce them all.
func TestOfflinePairsGrowStale(t *testing.T) {
	c := judgedBy("dpo")
	c.LR = 1e-12 // the first step moves nothing
	r := newRun(t, cpu.Open(), c)
	if _, ok, _ := r.RL().Overlap(t.Context()); ok {
		t.Error("pairs before the first step")
	}
	last := 1.
	for _, n := range []int{1, 10, 20, 40} {
		lossesOf(t, r, n)
		all, ok, err := r.RL().Overlap(t.Context())
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		kept := all.Value
		t.Logf("after %d steps %.4f", r.At(), kept)
		switch {
		case r.At() == 1 && !(kept > .9999):
			t.Errorf("the starting model would produce %g of its own pairs", kept)
		case r.At() > 1 && !(kept < last-.02 && kept > 0):
			t.Errorf("after %d steps %g of the pairs are kept, before %g", r.At(), kept, last)
		}
		last = kept
		n := r.Config().Recipe()
		n.LR = 3e-3
		if err := r.Set(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
}

// A run that learns from a judge repeats exactly: from its seed, from a snapshot,
// also one in the midst of a rollout, and when a comparison goes back.
func TestJudgedRunsRepeat(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		for _, name := range rl.Methods() {
			t.Run(name, func(t *testing.T) {
				c := judgedBy(name)
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
func TestDuelOfJudgedRuns(t *testing.T) {
	small := func(name string) Config {
		c := judgedBy(name)
		c.Batch, c.RL.Pairs, c.RL.RewardSteps = 4, 12, 4
		return c
	}
	configs := []Config{small("sft")}
	for _, name := range rl.Methods() {
		configs = append(configs, small(name))
	}
	straight, w := newDuel(t, cpu.Open(), configs...)
	change := func(d *Comparison) { // what was supervised is now judged
		r := configs[2].Recipe()
		if err := d.Set(0, r); err != nil {
			t.Fatal(err)
		}
	}
	train(t, straight, 9)
	change(straight)
	train(t, straight, 11)

	d, v := newDuel(t, cpu.Open(), configs...)
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
	if err := d.Set(0, configs[0].Recipe()); err != nil {
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
