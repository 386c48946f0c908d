package train

import (
	"slices"
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/task"
)

// Several seeds in one comparison: each run is what it is alone, steps back and forth
// included, and each is evaluated with its own seed, at step 0 too.
func TestComparisonOfSeveralSeeds(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		var configs []Config
		var alone [][]float32
		for seed := range uint64(3) {
			for _, c := range []Config{sft(), sampled()} {
				c.Seed = 7 + seed
				configs = append(configs, c)
				alone = append(alone, lossesOf(t, newRun(t, dev, c), 12))
			}
		}
		d, w := newComparison(t, dev, configs...)
		right := map[int]task.Result{}
		evaluated := w.evals
		d.on.Evaluated = func(run, step int, r task.Result) { right[run] = r; evaluated++ }
		if err := d.Evaluate(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		value := func(run, k int) float64 { return right[run].Metrics[k].Value }
		if evaluated != 6 || value(0, 1) != value(1, 1) || value(0, 1) == value(2, 1) && value(2, 1) == value(4, 1) {
			t.Errorf("at step 0: %d evaluations, %v", evaluated, right)
		}
		train(t, d, 12)
		for _, step := range []int{12, 5, 0} {
			if err := d.Seek(t.Context(), step); err != nil {
				t.Fatal(err)
			}
			train(t, d, 12-step)
			for i := range alone {
				if !slices.Equal(w.losses[i], alone[i]) {
					t.Errorf("run %d after a seek to %d:\n%v, alone\n%v", i, step, w.losses[i], alone[i])
				}
			}
		}
		if slices.Equal(alone[0], alone[2]) {
			t.Error("two seeds have the same losses")
		}
	})
}

// The snapshots of many runs stay within the budget too.
func TestCheckpointsOfManyRuns(t *testing.T) {
	var configs []Config
	for seed := range uint64(8) {
		for _, c := range []Config{sft(), sampled()} {
			c.Seed = seed
			configs = append(configs, c)
		}
	}
	d, _ := newComparison(t, cpu.Open(), configs...)
	d.checkpoints.budget = 2*d.checkpoints.bytes + 1 // of all runs, two steps and not three
	train(t, d, 40)
	if d.checkpoints.bytes > d.checkpoints.budget || len(d.checkpoints.kept) != 2 || d.checkpoints.kept[1].step == 0 {
		t.Errorf("%d snapshots with %d of %d bytes", len(d.checkpoints.kept), d.checkpoints.bytes, d.checkpoints.budget)
	}
}

// submitting counts submissions and says of itself that it is a GPU.
type submitting struct {
	device.Device
	runs, lists int
}

func (s *submitting) Kind() string { return "webgpu" }
func (s *submitting) Run(lists ...device.List) error {
	s.runs, s.lists = s.runs+1, s.lists+len(lists)
	return s.Device.Run(lists...)
}

// On a GPU a few runs share a submission, which changes none of their losses.
func TestRunsShareSubmissions(t *testing.T) {
	var configs []Config
	for seed := range uint64(3) {
		for _, c := range []Config{sft(), sampled()} {
			c.Seed = seed
			configs = append(configs, c)
		}
	}
	apart, w := newComparison(t, cpu.Open(), configs...)
	train(t, apart, 5)
	want := slices.Clone(w.losses)
	dev := &submitting{Device: cpu.Open()}
	d, w := newComparison(t, dev, configs...)
	dev.runs, dev.lists = 0, 0
	train(t, d, 5)
	if dev.runs != 5*2 || dev.lists != 5*6 {
		t.Errorf("5 steps of 6 runs took %d submissions of %d lists, want 10 of 30", dev.runs, dev.lists)
	}
	for i := range want {
		if !slices.Equal(w.losses[i], want[i]) {
			t.Errorf("run %d: %v, apart %v", i, w.losses[i], want[i])
		}
	}
}
