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
	read     device.Read
	snaps    []Snapshot // without what the read brings; nil = none
	sizes    []int      // numbers of each run's state in the read
}

// send puts the losses that are not on their way yet on it, with a snapshot of
// the runs as they are if asked for.
func (d *Comparison) send(snap bool) error {
	if d.sent == d.at {
		return nil
	}
	p := pendingRead{from: d.sent, to: d.at}
	var views []device.View
	for _, r := range d.runs {
		v, err := r.step.LossViews(p.from)
		if err != nil {
			return err
		}
		views = append(views, v...)
	}
	for _, r := range d.runs {
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
	if p.read, err = d.runs[0].model.Dev.ReadLater(views...); err != nil {
		return err
	}
	d.pending, d.sent = append(d.pending, p), d.at
	return nil
}

// crowded reports whether too much is on its way.
func (d *Comparison) crowded() bool {
	snaps := 0
	for _, p := range d.pending {
		if p.snaps != nil {
			snaps++
		}
	}
	return len(d.pending) > maxPending || snaps > maxSnaps
}

// Ready reports, without waiting, whether Collect would return at once.
func (d *Comparison) Ready() bool { return len(d.pending) == 0 || d.pending[0].read.Ready() }

// Collect waits for the oldest losses on their way and tells them. A loss that
// is not finite, or an update that left such weights, ends in a *NaNError, with the
// comparison put back to an earlier step.
func (d *Comparison) Collect(ctx context.Context) error {
	if err := d.resync(ctx); err != nil {
		return err
	}
	if len(d.pending) == 0 {
		return nil
	}
	p, start := d.pending[0], time.Now()
	data, err := p.read.Wait(ctx)
	share(start, d.runs)
	if err != nil {
		// What was read is gone, unless only ctx ended. (A lost device is for Reopen.)
		d.inconsistent = ctx.Err() == nil && !errors.Is(err, device.ErrLost)
		return d.Lost(err)
	}
	d.pending = slices.Delete(d.pending, 0, 1)
	n := p.to - p.from
	losses := make([][]float32, len(d.runs))
	bad, badRun := math.MaxInt, 0
	for i := range d.runs {
		losses[i], data = data[:n], data[n:]
		if k := slices.IndexFunc(losses[i], notFinite); k >= 0 && p.from+k+1 < bad {
			bad, badRun = p.from+k+1, i
		}
	}
	d.read = min(p.to, bad-1)
	if d.on.Losses != nil && d.read > p.from {
		for i := range d.runs {
			d.on.Losses(i, p.from, losses[i][:d.read-p.from])
		}
	}
	if bad <= p.to {
		return d.diagnose(ctx, badRun, bad)
	}
	return d.keepSnapshot(ctx, p, data)
}

// keepSnapshot keeps the snapshot that p brought, if any, as a checkpoint, unless it
// has numbers that are none: what cannot be trained on is not gone back to.
func (d *Comparison) keepSnapshot(ctx context.Context, p pendingRead, data []float32) error {
	if p.snaps == nil || !d.due(p.to) { // checkpoints may be sparser by now
		return nil
	}
	for i, r := range d.runs {
		var err error
		if p.snaps[i].state, err = r.step.StateOf(p.to, data[:p.sizes[i]]); err != nil {
			return err
		}
		if device.CheckFinite(data[:p.sizes[i]]) != nil {
			return d.diagnose(ctx, i, p.to+1) // in step to, or what it left
		}
		data = data[p.sizes[i]:]
	}
	d.put(p.snaps)
	return nil
}

// Flush waits for the steps so far and tells their losses, as Collect does.
func (d *Comparison) Flush(ctx context.Context) error {
	if err := d.resync(ctx); err != nil {
		return err
	}
	if err := d.send(false); err != nil {
		return d.Lost(err)
	}
	for len(d.pending) > 0 {
		if err := d.Collect(ctx); err != nil {
			return err
		}
	}
	return nil
}

// drop gives up what is on its way.
func (d *Comparison) drop() {
	for _, p := range d.pending {
		p.read.Drop()
	}
	d.pending = nil
	d.sent = d.read
}
