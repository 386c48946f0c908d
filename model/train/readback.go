package train

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"softmix/model/device"
)

const (
	// maxUnread bounds how many losses wait on the device; it keeps 1024.
	maxUnread = 256
	// maxPending bounds how many readbacks are under way, maxSnaps how many of them
	// carry snapshots, which take memory on the device.
	maxPending = 8
	maxSnaps   = 2
)

// pendingRead is a readback on its way: the losses of steps from+1 … to of every run
// and, where one was due, a snapshot of them all after step to. The device
// copies both at their place in its queue, so that further steps need not wait.
type pendingRead struct {
	from, to int
	read     device.PendingRead
	snaps    []Snapshot // without what the read brings; nil = none
	sizes    []int      // numbers of each run's state in the read
}

// send puts the losses that are not on their way yet on it, with a snapshot of
// the runs as they are if asked for.
func (c *Comparison) send(snap bool) error {
	if c.sent == c.at {
		return nil
	}
	p := pendingRead{from: c.sent, to: c.at}
	var views []device.View
	for _, r := range c.runs {
		v, err := r.step.LossViews(p.from)
		if err != nil {
			return err
		}
		views = append(views, v...)
	}
	for _, r := range c.runs {
		if !snap {
			break
		}
		s, err := r.outline()
		if err != nil {
			return err
		}
		size := 0
		for _, v := range r.step.StateViews() {
			views, size = append(views, v), size+v.Len
		}
		p.snaps, p.sizes = append(p.snaps, s), append(p.sizes, size)
	}
	var err error
	if p.read, err = c.runs[0].model.Dev.ReadAsync(views...); err != nil {
		return err
	}
	c.pending, c.sent = append(c.pending, p), c.at
	return nil
}

// crowded reports whether too much is on its way.
func (c *Comparison) crowded() bool {
	snaps := 0
	for _, p := range c.pending {
		if p.snaps != nil {
			snaps++
		}
	}
	return len(c.pending) > maxPending || snaps > maxSnaps
}

// Ready reports, without waiting, whether Collect would return at once.
func (c *Comparison) Ready() bool { return len(c.pending) == 0 || c.pending[0].read.Ready() }

// Collect waits for the oldest losses on their way and tells them. A loss that
// is not finite, or an update that left such weights, ends in a *NaNError, with the
// comparison put back to an earlier step.
func (c *Comparison) Collect(ctx context.Context) error {
	if err := c.resync(ctx); err != nil {
		return err
	}
	if len(c.pending) == 0 {
		return nil
	}
	p, start := c.pending[0], time.Now()
	data, err := p.read.Wait(ctx)
	share(start, c.runs)
	if err != nil {
		// What was read is gone, unless only ctx ended. (A lost device is for Reopen.)
		c.inconsistent = ctx.Err() == nil && !errors.Is(err, device.ErrLost)
		return c.Lost(err)
	}
	c.pending = slices.Delete(c.pending, 0, 1)
	n := p.to - p.from
	losses := make([][]float32, len(c.runs))
	bad, badRun := math.MaxInt, 0
	for i := range c.runs {
		losses[i], data = data[:n], data[n:]
		if k := slices.IndexFunc(losses[i], notFinite); k >= 0 && p.from+k+1 < bad {
			bad, badRun = p.from+k+1, i
		}
	}
	c.read = min(p.to, bad-1)
	if c.on.Losses != nil && c.read > p.from {
		for i := range c.runs {
			c.on.Losses(i, p.from, losses[i][:c.read-p.from])
		}
	}
	if bad <= p.to {
		return c.diagnose(ctx, badRun, bad)
	}
	return c.keepSnapshot(ctx, p, data)
}

// keepSnapshot keeps the snapshot that p brought, if any, as a checkpoint, unless it
// has numbers that are none: what cannot be trained on is not gone back to.
func (c *Comparison) keepSnapshot(ctx context.Context, p pendingRead, data []float32) error {
	if p.snaps == nil || !c.due(p.to) { // checkpoints may be sparser by now
		return nil
	}
	for i, r := range c.runs {
		var err error
		if p.snaps[i].state, err = r.step.StateOf(p.to, data[:p.sizes[i]]); err != nil {
			return err
		}
		if device.CheckFinite(data[:p.sizes[i]]) != nil {
			return c.diagnose(ctx, i, p.to+1) // in step to, or what it left
		}
		data = data[p.sizes[i]:]
	}
	c.put(p.snaps)
	return nil
}

// Flush waits for the steps so far and tells their losses, as Collect does.
func (c *Comparison) Flush(ctx context.Context) error {
	if err := c.resync(ctx); err != nil {
		return err
	}
	if err := c.send(false); err != nil {
		return c.Lost(err)
	}
	for len(c.pending) > 0 {
		if err := c.Collect(ctx); err != nil {
			return err
		}
	}
	return nil
}

// drop gives up what is on its way.
func (c *Comparison) drop() {
	for _, p := range c.pending {
		p.read.Drop()
	}
	c.pending = nil
	c.sent = c.read
}
