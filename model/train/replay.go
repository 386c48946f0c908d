package train

import (
	"context"
	"fmt"
	"slices"

	"softmix/model/device"
)

// Seek goes to a step. Backwards, it restores the nearest snapshot and replays
// with the settings then in force, so that every loss repeats; what came after
// is undone, and further training uses the current settings. Forwards, it trains.
func (c *Comparison) Seek(ctx context.Context, step int) error {
	if step < 0 {
		return fmt.Errorf("there is no step %d", step)
	}
	if err := c.Flush(ctx); err != nil {
		return err
	}
	if step > c.at {
		if err := c.Step(ctx, step-c.at); err != nil {
			return err
		}
		return c.Flush(ctx)
	}
	from, replayed, err := c.rewind(ctx, step)
	if err != nil {
		return c.Lost(err)
	}
	c.tellRewound(step)
	if c.on.Losses != nil && step > from {
		for i := range c.runs {
			c.on.Losses(i, from, replayed[i])
		}
	}
	return nil
}

func (c *Comparison) tellRewound(step int) {
	if c.on.Rewound != nil {
		c.on.Rewound(step)
	}
}

// Reset goes back to step 0 with the current settings and forgets the rest.
// Unlike Seek it reads nothing first, so that it works after any failure.
func (c *Comparison) Reset(ctx context.Context) error {
	if _, _, err := c.rewind(ctx, 0); err != nil {
		return c.Lost(err)
	}
	c.checkpoints.every = firstEvery
	c.log = []change{{0, c.inForce(1)}}
	c.tellRewound(0)
	return nil
}

// rewind restores step, which must not lie ahead, in silence. It returns the
// step of the snapshot it began from and each run's losses since then.
func (c *Comparison) rewind(ctx context.Context, step int) (from int, losses [][]float32, err error) {
	c.drop()
	c.inconsistent = true
	s := c.latest(c.origin(step))
	losses = make([][]float32, len(c.runs))
	for i, r := range c.runs {
		if err := r.Restore(s.runs[i]); err != nil {
			return 0, nil, err
		}
		if losses[i], err = c.replay(ctx, i, step); err != nil {
			return 0, nil, err
		}
	}
	c.at, c.sent, c.read, c.inconsistent = step, step, step, false
	c.truncate(step)
	c.log = slices.DeleteFunc(c.log, func(l change) bool { return l.after > 0 && l.after >= step })
	return s.step, losses, nil
}

// Inspect has before called with each run before the last step of a replay, which
// from then on makes at least that step again. nil ends it.
func (c *Comparison) Inspect(before func(ctx context.Context, run int) error) { c.inspect = before }

// origin is the step from whose snapshot, or an earlier one, a replay to step
// must begin: before it where it is inspected.
func (c *Comparison) origin(step int) int {
	if c.inspect != nil && step > 0 {
		return step - 1
	}
	return step
}

// Remake makes the last step of run i again, from a checkpoint before it and with the
// recipe then in force: it comes out the same. Inspect must have been called.
func (c *Comparison) Remake(ctx context.Context, i int) error {
	if err := c.Flush(ctx); err != nil { // a replay forgets them
		return err
	}
	if err := c.runs[i].Restore(c.latest(c.origin(c.at)).runs[i]); err != nil {
		return c.Lost(err)
	}
	if _, err := c.replay(ctx, i, c.at); err != nil {
		return c.Lost(fmt.Errorf("making step %d of %s again: %w", c.at, c.runs[i].cfg.Method, err))
	}
	return nil
}

// resync brings runs back together that a failure left at different steps or with
// different recipes: to the last step whose losses were told.
func (c *Comparison) resync(ctx context.Context) error {
	if !c.inconsistent {
		return nil
	}
	step := c.read
	if _, _, err := c.rewind(ctx, step); err != nil {
		return c.Lost(err)
	}
	c.tellRewound(step)
	return nil
}

// replay trains run i alone up to step, each step with the recipe of the log,
// and returns the losses.
func (c *Comparison) replay(ctx context.Context, i, step int) ([]float32, error) {
	r := c.runs[i]
	var losses []float32
	read := r.At()
	flush := func() error {
		l, err := r.Losses(ctx, read)
		losses, read = append(losses, l...), r.At()
		return err
	}
	for r.At() < step {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c.Yield()
		next := c.inForce(r.At() + 1)[i]
		if !r.cfg.Recipe.sameStep(next) || r.At()-read >= maxUnread {
			if err := flush(); err != nil { // a rebuilt step forgets them
				return nil, err
			}
		}
		if err := r.Set(ctx, next); err != nil {
			return nil, err
		}
		if c.inspect != nil && r.At() == step-1 {
			if err := c.inspect(ctx, i); err != nil {
				return nil, err
			}
		}
		// A replay is not interrupted: the runs would be left at different steps.
		if err := r.fetch(ctx, c.pause(i).firm(), false); err != nil {
			return nil, err
		}
		if err := r.Step(ctx); err != nil {
			return nil, err
		}
	}
	return losses, flush()
}

// Reopen moves the comparison to another device after the first was lost: the last
// snapshot is restored there and replayed up to the last loss that was read.
func (c *Comparison) Reopen(ctx context.Context, dev device.Device) error {
	c.drop()
	var err error
	if c.frozen, err = c.runs[0].cfg.frozen(ctx, dev); err != nil { // the old ones went with their device
		return fmt.Errorf("moving to another device: %w", err)
	}
	for i, r := range c.runs {
		if err := r.attach(dev, c.frozen); err != nil {
			return fmt.Errorf("moving run %d to another device: %w", i, err)
		}
	}
	step := c.read
	if _, _, err := c.rewind(ctx, step); err != nil {
		return c.Lost(err)
	}
	c.tellRewound(step)
	return nil
}
