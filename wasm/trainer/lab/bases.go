package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"softmix/model/train"
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
func (c *comparison) origin() string {
	if c.settings.Start == "random" {
		return "random"
	}
	return c.base
}

func newBases(c *comparison) *bases {
	s := c.settings
	return &bases{task: c.task, fresh: c.base == "fresh", random: s.Start == "random", dir: c.weightsDir,
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
	name := b.task.Pretrain().Base + ".safetensors"
	data, err := readWeights(b.dir, name)
	if err != nil {
		return nil, fmt.Errorf("reading the base model (-base fresh makes one): %w", err)
	}
	w, err := train.DecodeBase(data, b.task)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}

// readWeights reads a weights file of a folder; "" is that of this module.
func readWeights(dir, name string) ([]byte, error) {
	if dir == "" {
		root, err := moduleRoot()
		if err != nil {
			return nil, err
		}
		dir = filepath.Join(root, "public", "weights")
	}
	return os.ReadFile(filepath.Join(dir, name))
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
