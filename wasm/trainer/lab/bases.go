package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"softmix/model/train"
	"softmix/wasm/trainer/worker"
)

// bases are the base weights of a comparison: the shipped ones, the same for
// every seed, or one model pre-trained or drawn for each.
type bases struct {
	task               train.Task
	fresh              bool
	dir                string
	random             bool // weights that were never trained, one draw for each seed
	warm, batch, demos int  // steps of sft before the comparison, and what they are made of

	mu   sync.Mutex
	made map[uint64]func() ([]float32, error)
}

// origin names the weights that the runs begin with: shipped, fresh or random.
func (o options) origin() string {
	if o.settings.Start == "random" {
		return "random"
	}
	return o.base
}

func newBases(o options) *bases {
	s := o.settings
	return &bases{task: o.task, fresh: o.base == "fresh", random: s.Start == "random", dir: o.weightsDir,
		warm: s.Warm, batch: s.Batch, demos: s.Demos, made: map[uint64]func() ([]float32, error){}}
}

// check finds out early whether shipped weights can be read.
func (b *bases) check() error {
	if b.fresh || b.random {
		return nil
	}
	_, err := b.shipped()
	return err
}

// get returns the base weights for a seed. Whoever asks first makes them.
func (b *bases) get(ctx context.Context, dev train.Device, seed uint64) ([]float32, error) {
	key := uint64(0)
	if b.fresh || b.random || b.warm > 0 {
		key = seed
	}
	b.mu.Lock()
	once, ok := b.made[key]
	if !ok {
		once = sync.OnceValues(func() ([]float32, error) {
			w, err := b.begin(ctx, dev, seed)
			if err != nil || b.warm == 0 {
				return w, err
			}
			return train.WarmUp(ctx, dev, b.task, w, seed, b.warm, b.batch, b.demos, nil)
		})
		b.made[key] = once
	}
	b.mu.Unlock()
	return once()
}

// begin returns the shipped, fresh or random weights.
func (b *bases) begin(ctx context.Context, dev train.Device, seed uint64) ([]float32, error) {
	switch {
	case b.random:
		return train.RandomBase(b.task, seed), nil
	case !b.fresh:
		return b.shipped()
	}
	w, _, err := train.Pretrain(ctx, dev, b.task, seed, nil)
	return w, err
}

// shipped reads the weights file of the task.
func (b *bases) shipped() ([]float32, error) {
	dir := b.dir
	if dir == "" {
		root, err := moduleRoot()
		if err != nil {
			return nil, err
		}
		dir = filepath.Join(root, "public", "weights")
	}
	name := filepath.Join(dir, b.task.Pretrain().Base+".safetensors")
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the base model (-base fresh makes one): %w", err)
	}
	w, err := train.DecodeBase(data, b.task)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}

// moduleRoot returns the nearest folder, from the working one upwards, that
// holds a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the working folder: run this inside the module, or name -weights-dir")
		}
		dir = up
	}
}

// pretrain makes a base model, writes it where -out says, and prints its final
// loss and metrics.
func pretrain(ctx context.Context, o options, stdout, stderr io.Writer) error {
	dev, _, err := train.OpenDevice(ctx, o.device)
	if err != nil {
		return err
	}
	defer dev.Close()
	p := o.task.Pretrain()
	steps := p.Steps + p.Tune.Steps
	bar := newBar(stderr, steps, "pre-training "+p.Base)
	w, loss, err := train.Pretrain(ctx, dev, o.task, o.seeds[0], func(step, _ int) { bar.Set(step) })
	bar.Finish()
	if err != nil {
		return err
	}
	file, err := train.EncodeBase(w, o.task, map[string]string{
		"base": p.Base, "seed": strconv.FormatUint(o.seeds[0], 10), "steps": strconv.Itoa(steps),
		"loss": strconv.FormatFloat(loss, 'f', 4, 64),
	})
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := os.WriteFile(o.out, file, 0o644); err != nil {
			return fmt.Errorf("writing the base model: %w", err)
		}
	}
	fmt.Fprintf(stdout, "base %s, seed %d: %d steps, loss of the last steps %.4f, %d bytes\n", p.Base, o.seeds[0], steps, loss, len(file))
	// What ships is the rounded file: that is what is measured.
	if w, err = train.DecodeBase(file, o.task); err != nil {
		return err
	}
	return evaluateBase(ctx, dev, o, w, stdout)
}

// evaluateBase prints the metrics of base weights on every task that uses them.
func evaluateBase(ctx context.Context, dev train.Device, o options, w []float32, stdout io.Writer) error {
	for _, name := range train.TaskNames() {
		s := o.settings
		s.Scenario = name
		t, err := worker.TaskOf(s)
		if err != nil {
			return err
		}
		if t.Pretrain().Base != o.task.Pretrain().Base {
			continue
		}
		r, err := train.NewRun(ctx, dev, w, train.Default(t, "sft", o.seeds[0]))
		if err != nil {
			return err
		}
		res, err := r.Evaluate(ctx, false)
		r.Free()
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s:", name)
		for _, m := range res.Metrics {
			fmt.Fprintf(stdout, " %s %.3f", m.Name, m.Value)
		}
		fmt.Fprintln(stdout)
	}
	return nil
}
