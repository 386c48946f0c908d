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
func (d *Comparison) Seek(ctx context.Context, step int) error {
	if step < 0 {
		return fmt.Errorf("there is no step %d", step)
	}
	if err := d.Flush(ctx); err != nil {
		return err
	}
	if step > d.at {
		if err := d.Step(ctx, step-d.at); err != nil {
			return err
		}
		return d.Flush(ctx)
	}
	from, replayed, err := d.rewind(ctx, step)
	if err != nil {
		return d.Lost(err)
	}
	d.tellRewound(step)
	if d.on.Losses != nil && step > from {
		for i := range d.runs {
			d.on.Losses(i, from, replayed[i])
		}
	}
	return nil
}

func (d *Comparison) tellRewound(step int) {
	if d.on.Rewound != nil {
		d.on.Rewound(step)
	}
}

// Reset goes back to step 0 with the current settings and forgets the rest.
// Unlike Seek it reads nothing first, so that it works after any failure.
func (d *Comparison) Reset(ctx context.Context) error {
	if _, _, err := d.rewind(ctx, 0); err != nil {
		return d.Lost(err)
	}
	d.checkpoints.every = firstEvery
	d.log = []change{{0, d.inForce(1)}}
	d.tellRewound(0)
	return nil
}

// rewind restores step, which must not lie ahead, in silence. It returns the
// step of the snapshot it began from and each run's losses since then.
func (d *Comparison) rewind(ctx context.Context, step int) (from int, losses [][]float32, err error) {
	d.drop()
	d.inconsistent = true
	s := d.latest(d.origin(step))
	losses = make([][]float32, len(d.runs))
	for i, r := range d.runs {
		if err := r.Restore(s.runs[i]); err != nil {
			return 0, nil, err
		}
		if losses[i], err = d.replay(ctx, i, step); err != nil {
			return 0, nil, err
		}
	}
	d.at, d.sent, d.read, d.inconsistent = step, step, step, false
	d.truncate(step)
	d.log = slices.DeleteFunc(d.log, func(c change) bool { return c.after > 0 && c.after >= step })
	return s.step, losses, nil
}

// Inspect has before called with each run before the last step of a replay, which
// from then on makes at least that step again. nil ends it.
func (d *Comparison) Inspect(before func(ctx context.Context, run int) error) { d.inspect = before }

// origin is the step from whose snapshot, or an earlier one, a replay to step
// must begin: before it where it is inspected.
func (d *Comparison) origin(step int) int {
	if d.inspect != nil && step > 0 {
		return step - 1
	}
	return step
}

// Remake makes the last step of run i again, from a checkpoint before it and with the
// recipe then in force: it comes out the same. Inspect must have been called.
func (d *Comparison) Remake(ctx context.Context, i int) error {
	if err := d.Flush(ctx); err != nil { // a replay forgets them
		return err
	}
	if err := d.runs[i].Restore(d.latest(d.origin(d.at)).runs[i]); err != nil {
		return d.Lost(err)
	}
	if _, err := d.replay(ctx, i, d.at); err != nil {
		return d.Lost(fmt.Errorf("making step %d of %s again: %w", d.at, d.runs[i].cfg.Method, err))
	}
	return nil
}

// resync brings runs back together that a failure left at different steps or with
// different recipes: to the last step whose losses were told.
func (d *Comparison) resync(ctx context.Context) error {
	if !d.inconsistent {
		return nil
	}
	step := d.read
	if _, _, err := d.rewind(ctx, step); err != nil {
		return d.Lost(err)
	}
	d.tellRewound(step)
	return nil
}

// replay trains run i alone up to step, each step with the recipe of the log,
// and returns the losses.
func (d *Comparison) replay(ctx context.Context, i, step int) ([]float32, error) {
	r := d.runs[i]
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
		d.Yield()
		next := d.inForce(r.At() + 1)[i]
		if !r.cfg.Recipe().sameStep(next) || r.At()-read >= maxUnread {
			if err := flush(); err != nil { // a rebuilt step forgets them
				return nil, err
			}
		}
		if err := r.Set(ctx, next); err != nil {
			return nil, err
		}
		if d.inspect != nil && r.At() == step-1 {
			if err := d.inspect(ctx, i); err != nil {
				return nil, err
			}
		}
		// A replay is not interrupted: the runs would be left at different steps.
		if err := r.fetch(ctx, d.pause(i).firm(), false); err != nil {
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
func (d *Comparison) Reopen(ctx context.Context, dev device.Device) error {
	d.drop()
	var err error
	if d.frozen, err = d.runs[0].cfg.frozen(ctx, dev); err != nil { // the old ones went with their device
		return fmt.Errorf("moving to another device: %w", err)
	}
	for i, r := range d.runs {
		if err := r.attach(dev, d.frozen); err != nil {
			return fmt.Errorf("moving run %d to another device: %w", i, err)
		}
	}
	step := d.read
	if _, _, err := d.rewind(ctx, step); err != nil {
		return d.Lost(err)
	}
	d.tellRewound(step)
	return nil
}
