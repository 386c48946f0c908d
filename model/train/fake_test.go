package train

import (
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/method"
	"softmix/model/task"
	"softmix/model/train/internal/toy"
)

type (
	counting = toy.Counting
	liking   = toy.Liking
)

// sampled is the configuration that uses everything a step can: draws, passes,
// discounting.
func sampled() Config {
	c := Default(counting{}, "ift", 7)
	c.Settings = method.Settings{Feedback: "sampled", Passes: 2}
	c.Lambda, c.Gamma = .6, .5
	return c
}

func sft() Config { return Default(counting{}, "sft", 7) }

func baseOf(t task.Task) []float32 {
	return FreshBase(t, task.Rand(1, streamInit))
}

// onDevices runs body on the CPU, and on the GPU where there is one: whether
// an adapter must be there is model/device/gpu's test to say.
func onDevices(t *testing.T, body func(t *testing.T, dev device.Device)) {
	t.Run("cpu", func(t *testing.T) { body(t, cpu.Open()) })
	t.Run("webgpu", func(t *testing.T) {
		dev, _, err := OpenDevice(t.Context(), "webgpu")
		if err != nil {
			t.Skip(err)
		}
		t.Cleanup(dev.Close) // after what the body frees
		body(t, dev)
	})
}

// listener records what a comparison tells.
type listener struct {
	losses [][]float32 // per run
	rewind []int
	evals  int
	told   int
}

func (w *listener) events(runs int) Events {
	w.losses = make([][]float32, runs)
	return Events{
		Losses: func(run, from int, l []float32) {
			w.losses[run] = append(w.losses[run][:from], l...)
			w.told++
		},
		Evaluated: func(int, int, task.Result) { w.evals++ },
		Rewound: func(step int) {
			w.rewind = append(w.rewind, step)
			for i := range w.losses {
				w.losses[i] = w.losses[i][:min(step, len(w.losses[i]))]
			}
		},
	}
}

// newComparison returns a comparison and what it tells.
func newComparison(t *testing.T, dev device.Device, configs ...Config) (*Comparison, *listener) {
	t.Helper()
	w := new(listener)
	d, err := NewComparison(t.Context(), dev, baseOf(counting{}), w.events(len(configs)), configs...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Free)
	return d, w
}

// train steps the comparison and reads the losses.
func train(t *testing.T, d *Comparison, n int) {
	t.Helper()
	if err := d.Step(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if err := d.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}
