package worker

import (
	"context"
	"time"

	"softmix/i18n"
	"softmix/model/train"
	"softmix/model/train/trace"
	"softmix/wasm/wire"
)

const (
	traceEvery = 250 * time.Millisecond // between two traces while playing
	traceShare = 3                      // other work takes at least this many times as long as tracing, while playing
	traceSlice = 30 * time.Millisecond  // training between two readings of the messages while steps are taken apart
)

// inspection is what the page looks at.
type inspection struct {
	wire.Focus
	tracer *trace.Tracer // of the runs; nil unless somebody looks
	told   time.Time     // of the last trace event
	cost   time.Duration // of the last one
}

// begin looks at new runs, if at any.
func (i *inspection) begin(c *train.Comparison) {
	i.tracer = nil
	if i.On {
		i.tracer = trace.New(c)
	}
}

// end ends that, before the runs are freed.
func (i *inspection) end() {
	if i.tracer != nil {
		i.tracer.Close()
		i.tracer = nil
	}
}

// setLook takes over what the page wants to see of every step.
func (w *worker) setLook(ctx context.Context, c wire.Command) error {
	if c.Focus == nil {
		return settingsError("look came without what to look at")
	}
	if err := w.settle(ctx); err != nil {
		return err
	}
	w.inspection = inspection{Focus: *c.Focus, tracer: w.inspection.tracer}
	switch {
	case w.comparison == nil: // a look outlives the runs
	case !c.Focus.On:
		w.inspection.end()
	case w.inspection.tracer == nil:
		w.inspection.begin(w.comparison)
	}
	return nil
}

// attach adds to the answer of a command what was asked to be seen with it.
func (w *worker) attach(ctx context.Context, c wire.Command, answer *wire.Event) (err error) {
	switch c.Do {
	case "look", "seek", "pause":
		answer.Trace, err = w.trace(ctx)
	case "inject":
		answer.Injection, err = w.inject(ctx, *c.Inject)
	case "weights":
		answer.File, err = w.weightsOf(ctx, c.N)
	}
	return err
}

// trace takes the last step apart; nil at step 0, and where nobody looks.
func (w *worker) trace(ctx context.Context) (*wire.Trace, error) {
	if !w.inspection.On || w.comparison == nil {
		return nil, nil
	}
	begin := w.now()
	l := w.inspection.Focus
	a, err := w.inspection.tracer.Trace(ctx, trace.Focus{Sequence: l.Sequence, Token: l.Token, Layer: l.Layer, Head: l.Head})
	if err != nil || a == nil {
		return nil, err
	}
	out, err := traceOf(a, w.task.Names())
	if err != nil {
		return nil, &readerError{code: "nan", advice: i18n.WorkerSmallerRate.String(), err: err}
	}
	w.inspection.told = w.now()
	w.inspection.cost = w.inspection.told.Sub(begin)
	return out, nil
}

// advanceTraced is advance where somebody looks: slices are shorter and the device
// comes to rest after each, so that what it holds is the last step.
func (w *worker) advanceTraced(ctx context.Context) error {
	at, begin := w.comparison.At(), w.now()
	every := w.pacing.evalEvery(max(w.pacing.step, w.interval().Seconds()))
	n := min(w.traceRoom(), w.stop()-at, every-at%every)
	show := at+n >= w.stop() || begin.Sub(w.inspection.told) >= max(traceEvery, traceShare*w.inspection.cost)
	if n > 0 { // else it is at its goal, and only the evaluation there had given way
		if err := w.trainTraced(ctx, n, show); err != nil {
			return err
		}
	}
	w.due = maxTime(w.due.Add(time.Duration(n)*w.interval()), begin)
	at += n
	if at >= w.stop() || at%every == 0 {
		if err := w.evaluate(ctx); err != nil {
			return err
		}
	}
	var seen *wire.Trace
	if show {
		var err error
		if seen, err = w.trace(ctx); err != nil {
			return err
		}
	}
	if seen != nil && (len(w.goals) == 0 || w.goals[0].step > at) { // nobody's answer will bring it
		w.post(wire.Event{Type: "anatomy", Trace: seen})
	}
	w.reached(at, seen)
	return nil
}

// trainTraced trains n steps and waits for their losses. show says that the last
// of them is to be taken apart.
func (w *worker) trainTraced(ctx context.Context, n int, show bool) error {
	if show {
		if n > 1 {
			if err := w.train(ctx, n-1); err != nil {
				return err
			}
		}
		if err := w.inspection.tracer.Keep(ctx); err != nil {
			return err
		}
		n = 1
	}
	if err := w.train(ctx, n); err != nil {
		return err
	}
	return w.settle(ctx)
}

// traceRoom is how many steps to train before reading the messages again.
func (w *worker) traceRoom() int {
	if w.interval() > 0 || w.pacing.step == 0 {
		return 1
	}
	return int(min(max(traceSlice.Seconds()/w.pacing.step, 1), maxSlice))
}
