package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"

	"softmix/model/train"
	"softmix/wasm/trainer/worker"
	"softmix/wasm/wire"
)

const aboutPretrain = `  makes a base model, and prints its final loss and what it reaches untrained:
    pretrain -base treasure -seed 1 -out public/weights/treasure.safetensors`

// pretraining is what pretrain was told.
type pretraining struct {
	name   string // of the base model, or of a task that begins with it
	task   train.Task
	seed   uint64
	out    string
	device string
}

func (p *pretraining) flags(f *flag.FlagSet) {
	f.StringVar(&p.name, "base", "treasure", "`name` of a base model, or of a task that begins with it")
	f.Uint64Var(&p.seed, "seed", 1, "of weights and text")
	f.StringVar(&p.out, "out", "", "`file` for the base model")
	deviceVar(f, &p.device)
}

func (p *pretraining) check() error {
	for _, name := range train.TaskNames() {
		t, err := worker.TaskOf(wire.Defaults(name))
		if err != nil {
			return err
		}
		if p.name == name || p.name == t.Pretrain().Base {
			p.task = t
			return nil
		}
	}
	return fmt.Errorf("-base is %q, must be one of %v or a base model that they share", p.name, train.TaskNames())
}

func (p *pretraining) run(ctx context.Context, stdout, stderr io.Writer) error {
	dev, _, err := train.OpenDevice(ctx, p.device)
	if err != nil {
		return err
	}
	defer dev.Close()
	h := p.task.Pretrain()
	steps := h.Steps + h.Tune.Steps
	bar := newBar(stderr, steps, "pre-training "+h.Base)
	w, loss, err := train.Pretrain(ctx, dev, p.task, p.seed, func(step, _ int) { bar.Set(step) })
	bar.Finish()
	if err != nil {
		return err
	}
	file, err := train.EncodeBase(w, p.task, map[string]string{
		"base": h.Base, "seed": strconv.FormatUint(p.seed, 10), "steps": strconv.Itoa(steps),
		"loss": strconv.FormatFloat(loss, 'f', 4, 64),
	})
	if err != nil {
		return err
	}
	if p.out != "" {
		if err := os.WriteFile(p.out, file, 0o644); err != nil {
			return fmt.Errorf("writing the base model: %w", err)
		}
	}
	fmt.Fprintf(stdout, "base %s, seed %d: %d steps, loss of the last steps %.4f, %d bytes\n", h.Base, p.seed, steps, loss, len(file))
	// What ships is the rounded file: that is what is measured.
	if w, err = train.DecodeBase(file, p.task); err != nil {
		return err
	}
	return p.evaluate(ctx, dev, w, stdout)
}

// evaluate prints the metrics of base weights on every task that uses them.
func (p *pretraining) evaluate(ctx context.Context, dev train.Device, w []float32, stdout io.Writer) error {
	for _, name := range train.TaskNames() {
		t, err := worker.TaskOf(wire.Defaults(name))
		if err != nil {
			return err
		}
		if t.Pretrain().Base != p.task.Pretrain().Base {
			continue
		}
		r, err := train.NewRun(ctx, dev, w, train.Default(t, "sft", p.seed))
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
