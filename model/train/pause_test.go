package train

import (
	"errors"
	"slices"
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/train/rl"
)

// Who interrupts whenever it is possible slows a comparison down and neither ends it nor
// changes what comes out.
func TestInterruptedComparisonsGoOn(t *testing.T) {
	var configs []Config
	for _, name := range append([]string{"sft"}, rl.Methods()...) {
		c := rlConfig(name)
		c.Batch, c.RL.Pairs, c.RL.RewardSteps = 4, 12, 3
		configs = append(configs, c)
	}
	plain, want := newComparison(t, cpu.Open(), configs...)
	train(t, plain, 5)

	d, got := newComparison(t, cpu.Open(), configs...)
	told := map[string][]int{}
	d.on.Interrupt = func() bool { return true }
	d.on.Preparing = func(run int, what string, done, total int) {
		if k := told[what]; len(k) == 0 || k[len(k)-1] != done {
			told[what] = append(k, done)
		}
		if of := map[string]int{"pairs": 12, "reward model": 3}[what]; total != of {
			t.Errorf("%s of run %d: %d in all, want %d", what, run, total, of)
		}
	}
	tries := func(f func() error) {
		t.Helper()
		interrupted := 0
		for {
			err := f()
			if err == nil {
				break
			}
			if interrupted++; !errors.Is(err, ErrInterrupted) || interrupted > 100 {
				t.Fatalf("after %d interruptions: %v", interrupted, err)
			}
		}
		if interrupted == 0 {
			t.Error("nothing was interrupted")
		}
	}
	for n := 1; n <= 5; n++ {
		tries(func() error { return d.Step(t.Context(), n-d.At()) })
		if n == 3 {
			tries(func() error { return d.Evaluate(t.Context(), true) })
		}
	}
	if err := d.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range configs {
		if !slices.Equal(got.losses[i], want.losses[i]) || d.runs[i].Spent() != plain.runs[i].Spent() {
			t.Errorf("run %d:\n%v %+v, uninterrupted\n%v %+v", i, got.losses[i], d.runs[i].Spent(), want.losses[i], plain.runs[i].Spent())
		}
	}
	if !slices.Equal(told["pairs"], []int{0, 4, 8, 12, 0, 4, 8, 12}) || !slices.Equal(told["reward model"], []int{0, 1, 2, 3}) {
		t.Errorf("prepared %v", told)
	}
}
