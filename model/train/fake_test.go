package train

import (
	"context"
	"math/rand/v2"
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/method"
	"softmix/model/stats"
	"softmix/model/task"
)

// counting is a task small enough to train in a test: after 1, 2 or 3 comes
// the token, then its successors, modulo 6.
type counting struct{ fresh bool }

const countLen = 8

func (counting) Name() string { return "counting" }
func (counting) Shape() task.Shape {
	return task.Shape{Vocab: 8, Dim: 16, Layers: 1, Heads: 2, Ctx: countLen}
}
func (counting) Hyper() task.Hyper {
	return task.Hyper{LR: 5e-3, Warmup: 3, Clip: 1, Batch: 4, Steps: 30, Demos: 6}
}
func (counting) Pretrain() task.Pretrain {
	return task.Pretrain{Base: "counting", Steps: 150, Batch: 4, LR: 5e-3, Warmup: 3, Floor: .1}
}
func (t counting) PretrainBatch(r *rand.Rand, n int) task.Batch {
	return t.Demonstrations(r, n, task.Train)
}
func (counting) Demonstrations(r *rand.Rand, n int, _ task.Split) task.Batch {
	b := task.NewBatch(n, countLen)
	for i := range n {
		row, first := b.Row(i), r.IntN(6)
		for t := range row.Tokens {
			row.Tokens[t] = uint32(1 + (first+t)%6)
			if t >= 2 {
				row.Mask[t] = 1
			}
		}
	}
	return b
}
func (counting) References() []task.Reference { return nil }
func (counting) Evaluate(ctx context.Context, p task.Player, seed uint64, quick bool) (task.Result, error) {
	right := counting{}.Demonstrations(task.Rand(seed, 4), 6, task.Test)
	q := task.Request{R: 6, C: countLen, Forced: make([]uint32, 6*countLen), EOS: task.NoToken, Rand: task.Rand(seed, 4), Temp: 1}
	for i := range q.Forced {
		q.Forced[i] = task.NoToken
		if i%countLen < 2 {
			q.Forced[i] = right.Tokens[i]
		}
	}
	g, err := p.Generate(ctx, q)
	if err != nil {
		return task.Result{}, err
	}
	hit := 0.
	for i, k := range g.Tokens {
		if k == right.Tokens[i] {
			hit++
		}
	}
	logits, err := p.Forward(ctx, right)
	if err != nil {
		return task.Result{}, err
	}
	return task.Result{Metrics: []task.Metric{{Name: "right", Estimate: stats.Estimate{Value: hit}}, {Name: "logit", Estimate: stats.Estimate{Value: float64(logits[0])}}}}, nil
}

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

// witness records what a comparison tells.
type witness struct {
	losses [][]float32 // per run
	rewind []int
	evals  int
	told   int
}

func (w *witness) events(runs int) Events {
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

// newDuel returns a comparison and what it tells.
func newDuel(t *testing.T, dev device.Device, configs ...Config) (*Comparison, *witness) {
	t.Helper()
	w := new(witness)
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

func (counting) Names() []string { return []string{"·", "1", "2", "3", "4", "5", "6", "·"} }
func (counting) Inject(context.Context, task.Player, uint64, task.Error) (task.Injection, error) {
	return task.Injection{Items: 1}, nil
}

// Reward is the share of an answer's tokens that count on.
func (counting) Reward(prompt, answer []uint32) float64 {
	sum, last := 0., prompt[len(prompt)-1]
	for _, x := range answer {
		last = 1 + last%6
		if x == last {
			sum += 1 / float64(len(answer))
		}
	}
	return sum
}
