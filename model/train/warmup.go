package train

import (
	"context"
	"fmt"

	"softmix/model/device"
	"softmix/model/task"
)

// RandomBase draws the weights that were never trained which Pretrain begins with
// for this seed.
func RandomBase(t Task, seed uint64) []float32 {
	return FreshBase(t, task.Rand(seed, streamInit))
}

// warmSeeds are added to a run's seed for the steps before a comparison, whose
// demonstrations are others than the run's own.
const warmSeeds = 1 << 40

// warmQueue is how many steps WarmUp enqueues before it waits for the device.
const warmQueue = 8

// WarmUp trains base by steps of SFT, by the task's own schedule, so that a
// comparison begins after them: one result for each seed, batch and number of
// demonstrations (0 = fresh ones every step). It belongs to no run and is in no
// ledger, since all have it in common. done, which may be nil, is called with the
// steps made so far; its error ends the training.
func WarmUp(ctx context.Context, dev device.Device, t Task, base []float32, seed uint64, steps, batch, demos int, done func(step int) error) ([]float32, error) {
	c := Default(t, "sft", seed+warmSeeds)
	c.Steps, c.Batch, c.Demos = steps, batch, demos
	r, err := NewRun(ctx, dev, base, c)
	if err != nil {
		return nil, err
	}
	defer r.Free()
	for n := 1; n <= steps; n++ {
		err := r.Step(ctx)
		if err == nil && n%warmQueue == 0 {
			_, err = r.Losses(ctx, n-1) // waits
		}
		if err == nil && done != nil {
			err = done(n)
		}
		if err != nil {
			return nil, fmt.Errorf("the steps of sft before the comparison: %w", err)
		}
	}
	return r.Weights(ctx)
}
