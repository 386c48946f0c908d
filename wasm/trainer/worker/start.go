package worker

import (
	"context"
	"errors"
	"time"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// errSuperseded reports that runs were not made, since a command that waits wants
// others.
var errSuperseded = errors.New("other settings came meanwhile")

// tellWarm is the time between two tellings of how far the steps before are.
const tellWarm = 100 * time.Millisecond

// origin is what the weights at step 0 depend on, but for the seed.
type startKey struct {
	scenario, start, device string
	slip                    float64
	warm, batch, demos      int
}

// begin gives every configuration the weights that its run begins with: the base
// model or random weights of its seed, trained before by SFT where the settings ask
// for it. All arms of a seed share them.
func (w *worker) startWeights(ctx context.Context, t train.Task, base []float32, configs []train.Config) error {
	s := w.settings
	o := startKey{s.Scenario, s.Start, w.devices.current.Kind() + w.devices.current.Name(), s.Slip, s.Warm, s.Batch, s.Demos}
	if o != w.startKey {
		w.startKey, w.starts = o, map[uint64][]float32{}
	}
	total := s.Warm * s.Runs()
	for i := range configs {
		seed, first := configs[i].Seed, i%s.Width() == 0
		b, known := w.starts[seed]
		if first && !known {
			if b = base; s.Start == "random" {
				b = train.RandomBase(t, seed)
			}
			if s.Warm > 0 {
				var err error
				if b, err = w.warmUp(ctx, t, b, seed, i/s.Width()*s.Warm, total); err != nil {
					return err
				}
			}
			w.starts[seed] = b
		}
		configs[i].Base = b
	}
	return nil
}

// warmUp trains b by SFT before the comparison. It gives way to a command that
// waits and wants other runs.
func (w *worker) warmUp(ctx context.Context, t train.Task, b []float32, seed uint64, before, total int) ([]float32, error) {
	s := w.settings
	told := w.now()
	w.progress(w.run, "warm-up", before, total)
	return train.WarmUp(ctx, w.devices.current, t, b, seed, s.Warm, s.Batch, s.Demos, func(step int) error {
		if now := w.now(); step == s.Warm || now.Sub(told) >= tellWarm {
			told = now
			w.progress(w.run, "warm-up", before+step, total)
		}
		if w.superseded(s, w.run) {
			return errSuperseded
		}
		return ctx.Err()
	})
}

// progress tells how far something is that keeps the page waiting for runs, which may
// be still to take the place of others.
func (w *worker) progress(run int, what string, done, total int) {
	w.post(wire.Event{Type: "progress", Run: run, Progress: &wire.Progress{What: what, Done: done, Total: total}})
}

// waiting reports whether commands wait.
func (w *worker) waiting() bool { return len(w.queue) > 0 || len(w.inbox) > 0 }

// others reports whether settings ask for other runs than those that there are.
func (w *worker) others(to wire.Settings, run int) bool {
	return run != w.run || wire.Restarts(w.settings, to)
}

// superseded reports whether a command waits that makes other runs than those of
// the given settings. What waits before it is answered, and not carried out, but
// for what is looked at: that outlives the runs.
func (w *worker) superseded(s wire.Settings, run int) bool {
	w.yield()
	for len(w.inbox) > 0 {
		c, ok := <-w.inbox
		if !ok {
			break
		}
		w.queue = append(w.queue, c)
	}
	for i, c := range w.queue {
		if c.Settings == nil || c.Do == "set" && c.Run == run && !wire.Restarts(s, *c.Settings) {
			continue
		}
		var keep []wire.Command
		for _, c := range w.queue[:i] {
			if c.Do == "look" {
				keep = append(keep, c)
				continue
			}
			w.post(wire.Event{Type: "done", ID: c.ID})
		}
		w.queue = append(keep, w.queue[i:]...)
		return true
	}
	return false
}
