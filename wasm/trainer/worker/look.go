package worker

import (
	"context"
	"time"

	"softmix/model/train/trace"
	"softmix/wasm/wire"
)

const (
	lookEvery = 250 * time.Millisecond // between two anatomies while playing
	lookShare = 3                      // other work takes at least this many times as long as looking, while playing
	lookSlice = 30 * time.Millisecond  // training between two looks at the messages while steps are taken apart
)

// gaze is what the page looks at.
type gaze struct {
	wire.Look
	told time.Time     // of the last anatomy event
	cost time.Duration // of the last one
}

// watch takes over what the page wants to see of every step.
func (w *worker) watch(ctx context.Context, c wire.Command) error {
	if c.Look == nil {
		return settingsError("look came without what to look at")
	}
	if err := w.settle(ctx); err != nil {
		return err
	}
	w.gaze = gaze{Look: *c.Look}
	if w.comparison != nil {
		w.trace(c.Look.On)
	}
	return nil
}

// trace begins, or ends, to take steps of the runs apart.
func (w *worker) trace(on bool) {
	switch {
	case on && w.tracer == nil:
		w.tracer = trace.New(w.comparison)
	case !on && w.tracer != nil:
		w.tracer.Close()
		w.tracer = nil
	}
}

// see adds to the answer of a command what was asked to be seen with it.
func (w *worker) see(ctx context.Context, c wire.Command, answer *wire.Event) (err error) {
	switch c.Do {
	case "look", "seek", "pause":
		answer.Trace, err = w.anatomy(ctx)
	case "inject":
		answer.Injection, err = w.inject(ctx, *c.Inject)
	case "weights":
		answer.File, err = w.weightsOf(ctx, c.N)
	}
	return err
}

// anatomy takes the last step apart; nil at step 0, and where nobody looks.
func (w *worker) anatomy(ctx context.Context) (*wire.Trace, error) {
	if !w.gaze.On || w.comparison == nil {
		return nil, nil
	}
	begin := w.now()
	l := w.gaze.Look
	a, err := w.tracer.Trace(ctx, trace.Focus{Sequence: l.Sequence, Token: l.Token, Layer: l.Layer, Head: l.Head})
	if err != nil || a == nil {
		return nil, err
	}
	out, err := anatomyOf(a, w.task.Names())
	if err != nil {
		return nil, &coded{code: "nan", advice: "Reset starts over. A smaller learning rate often helps.", err: err}
	}
	w.gaze.told = w.now()
	w.gaze.cost = w.gaze.told.Sub(begin)
	return out, nil
}

// advanceSeen is advance where somebody looks: slices are shorter and the device
// comes to rest after each, so that what it holds is the last step.
func (w *worker) advanceSeen(ctx context.Context) error {
	at, begin := w.comparison.At(), w.now()
	every := w.pace.evalEvery(max(w.pace.step, w.interval().Seconds()))
	n := min(w.lookRoom(), w.stop()-at, every-at%every)
	show := at+n >= w.stop() || begin.Sub(w.gaze.told) >= max(lookEvery, lookShare*w.gaze.cost)
	if err := w.trainSeen(ctx, n, show); err != nil {
		return err
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
		if seen, err = w.anatomy(ctx); err != nil {
			return err
		}
	}
	if seen != nil && (len(w.goals) == 0 || w.goals[0].step > at) { // nobody's answer will bring it
		w.post(wire.Event{Type: "anatomy", Trace: seen})
	}
	w.reached(at, seen)
	return nil
}

// trainSeen trains n steps and waits for their losses. show says that the last
// of them is to be taken apart.
func (w *worker) trainSeen(ctx context.Context, n int, show bool) error {
	if show {
		if n > 1 {
			if err := w.train(ctx, n-1); err != nil {
				return err
			}
		}
		if err := w.tracer.Keep(ctx); err != nil {
			return err
		}
		n = 1
	}
	if err := w.train(ctx, n); err != nil {
		return err
	}
	return w.settle(ctx)
}

// lookRoom is how many steps to train before looking at the messages again.
func (w *worker) lookRoom() int {
	if w.interval() > 0 || w.pace.step == 0 {
		return 1
	}
	return int(min(max(lookSlice.Seconds()/w.pace.step, 1), maxSlice))
}
