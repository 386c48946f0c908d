package worker

import (
	"context"
	"errors"
	"fmt"

	"softmix/i18n"
	"softmix/model/train"
	"softmix/wasm/wire"
)

// build makes new runs at step 0 from the settings: weights, device, comparison. It
// ends with a ready event and an evaluation. Until all that they need is there the
// runs before stay, and go on if they cannot be made. It gives way to a command
// that wants yet others.
func (w *worker) build(ctx context.Context, s wire.Settings, run int) error {
	if w.lost != nil {
		w.abandon()
		w.lost = nil
	}
	if w.comparison == nil { // a reset does again what failed
		w.settings, w.run = s, run
	}
	t, configs, base, err := w.prepare(ctx, s, run)
	if err != nil {
		return refusal(err, w.comparison != nil)
	}
	if w.superseded(s, run) {
		return errSuperseded
	}
	w.playing = false
	w.interrupt()
	w.freeRuns()
	w.settings, w.run = s, run
	w.building = true
	defer func() { w.building = false }()
	err = w.raise(ctx, t, configs, base)
	if errors.Is(err, train.ErrInterrupted) {
		err = errSuperseded
	}
	if err == nil || errors.Is(err, train.ErrLost) {
		return err
	}
	w.freeRuns()
	return err
}

// freeRuns releases the runs, if there are any.
func (w *worker) freeRuns() {
	if w.comparison != nil {
		w.inspection.end()
		w.comparison.Free()
		w.comparison = nil
	}
}

// prepare gets what new runs need, without touching those that there are.
func (w *worker) prepare(ctx context.Context, s wire.Settings, run int) (t train.Task, configs []train.Config, base []float32, err error) {
	if t, err = TaskOf(s); err != nil {
		return nil, nil, nil, settingsError("%w", err)
	}
	if configs, err = configsOf(s, t); err != nil {
		return nil, nil, nil, err
	}
	if err = w.checkMemory(ctx, s, run, t); err != nil {
		return nil, nil, nil, err
	}
	if w.afterStep != nil {
		for i := range configs {
			configs[i].AfterStep = w.afterStep(i)
		}
	}
	if s.Start != "random" {
		if base, err = w.weights(ctx, t, run); err != nil {
			return nil, nil, nil, weightsError(err)
		}
	}
	return t, configs, base, nil
}

// raise makes the runs of the settings in force.
func (w *worker) raise(ctx context.Context, t train.Task, configs []train.Config, base []float32) error {
	s := w.settings
	if err := w.devices.choose(ctx, s.Device, configs, kindsOf(configs, s.Warm), base); err != nil {
		return err
	}
	if w.superseded(s, w.run) {
		return errSuperseded
	}
	if err := w.checkMemory(ctx, s, w.run, t); err != nil { // now that the device is known
		return refusal(err, false)
	}
	if err := w.startWeights(ctx, t, base, configs); err != nil {
		return err
	}
	w.task, w.updates, w.pacing = t, newUpdateBuilder(t, s.Width(), s.Runs()), newPacing(s.Width())
	w.opening, w.evalAt = nil, -1
	w.rlMetrics = make([][]train.Metric, len(configs))
	w.owed = false
	d, err := train.NewComparison(ctx, w.devices.current, base, w.events(), configs...)
	if err != nil {
		return runsError(s, err)
	}
	w.comparison = d
	w.inspection.begin(d)
	w.post(wire.Event{Type: "ready", Device: w.devices.told()})
	if err := w.evaluate(ctx); err != nil {
		return runsError(s, err) // evaluating takes memory of its own
	}
	return nil
}

// weights fetches the base weights of a task, and of no other, for runs that the
// page has given a number.
func (w *worker) weights(ctx context.Context, t train.Task, run int) ([]float32, error) {
	base := t.Pretrain().Base
	if b, ok := w.bases[base]; ok {
		return b, nil
	}
	name := base + ".safetensors"
	b, err := w.fetch(ctx, w.base+name, func(done, total int) { w.progress(run, "weights", done, total) })
	if err != nil {
		return nil, fmt.Errorf("%s: %w", i18n.Say(i18n.WorkerWeightsNotFetched, name), err)
	}
	weights, err := train.DecodeBase(b, t)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", i18n.Say(i18n.WorkerWeightsUnusable, name), err)
	}
	w.bases[base] = weights
	return weights, nil
}

// events are what the comparison tells.
func (w *worker) events() train.Events {
	return train.Events{
		Yield:     w.yield,
		Interrupt: func() bool { return w.yielding && w.waiting() || w.building && w.superseded(w.settings, w.run) },
		Preparing: func(_ int, what string, done, total int) {
			w.pacing.preparing = true
			w.progress(w.run, what, done, total)
		},
		Losses: func(run, from int, losses []float32) {
			r := w.comparison.Runs()[run]
			for i, l := range losses {
				w.updates.loss(run, pointOf(r, from+i+1, l))
			}
		},
		Evaluated: func(run, step int, r train.Result) {
			r.Metrics = append(r.Metrics[:len(r.Metrics):len(r.Metrics)], w.rlMetrics[run]...)
			if step == 0 && len(w.opening) <= run {
				w.opening = append(w.opening, r)
			}
			w.updates.evaluated(run, step, w.settings.Demos, r)
		},
		Rewound: func(step int) {
			w.updates.rewind(step)
			w.owed, w.evalAt = false, -1
			w.pacing.rewind(w.comparison, step, w.now())
		},
	}
}
