package worker

import (
	"context"
	"time"

	"softmix/wasm/wire"
)

// advance trains a slice, evaluates where it is time to, and tells the page
// what came of it.
func (w *worker) advance(ctx context.Context) error {
	at, begin := w.duel.At(), w.now()
	every := w.pace.evalEvery(max(w.pace.step, w.interval().Seconds()))
	n := min(w.slice(), w.stop()-at, every-at%every)
	show := at+n >= w.stop() || w.lookDue()
	if err := w.train(ctx, n, show); err != nil {
		return err
	}
	spent := w.now().Sub(begin).Seconds()
	w.clock.add(at+n, spent)
	w.pace.trained(n, spent)
	w.pace.pass(w.now(), at+n)
	// A speed that is too high is not caught up with later.
	w.due = maxTime(w.due.Add(time.Duration(n)*w.interval()), begin)
	at += n

	stops := at >= w.stop()
	if stops || at%every == 0 {
		if err := w.evaluate(ctx); err != nil {
			return err
		}
	}
	var seen *wire.Anatomy
	if show {
		var err error
		if seen, err = w.anatomy(ctx); err != nil {
			return err
		}
	}
	if seen != nil && (len(w.goals) == 0 || w.goals[0].step > at) { // nobody's answer will bring it
		w.post(wire.Event{Type: "anatomy", Anatomy: seen})
	}
	for len(w.goals) > 0 && w.goals[0].step <= at {
		id := w.goals[0].id
		w.goals = w.goals[1:]
		w.post(wire.Event{Type: "done", ID: id, Update: w.update(), Anatomy: seen})
	}
	if ended := w.playing && at >= w.settings.Steps; ended {
		w.playing = false
		w.tell()
	} else if w.now().Sub(w.told) >= updateEvery {
		w.tell()
	}
	return nil
}

// train trains n steps and waits for their losses. show says that the last of
// them is to be taken apart, where somebody looks.
func (w *worker) train(ctx context.Context, n int, show bool) error {
	if show && w.gaze.On {
		if n > 1 {
			if err := w.duel.Step(ctx, n-1); err != nil {
				return err
			}
		}
		if err := w.duel.Keep(ctx); err != nil {
			return err
		}
		n = 1
	}
	if err := w.duel.Step(ctx, n); err != nil {
		return err
	}
	return w.duel.Flush(ctx)
}

// stop is the step at which training halts next.
func (w *worker) stop() int {
	if len(w.goals) > 0 {
		return w.goals[0].step
	}
	return w.settings.Steps
}

// interval is the time between two steps that the speed asks for; steps that
// were commanded are trained at full speed.
func (w *worker) interval() time.Duration {
	if len(w.goals) > 0 {
		return 0
	}
	return interval(w.settings.Speed)
}

// slice is how many steps to train before looking at the messages again.
func (w *worker) slice() int {
	if w.interval() > 0 {
		return 1
	}
	n := w.pace.slice()
	if w.gaze.On {
		n = max(1, int(float64(n)*lookSlice.Seconds()/sliceTime.Seconds()))
	}
	return n
}

// evaluate lets the models run alone at the current step, unless that was done.
func (w *worker) evaluate(ctx context.Context) error {
	at := w.duel.At()
	if w.evalAt == at {
		return nil
	}
	if at == 0 && len(w.opening) == len(w.duel.Runs()) { // still the base models
		for i, r := range w.opening {
			w.news.evaluated(i, 0, w.settings.Demos, r)
		}
		w.evalAt = 0
		return nil
	}
	begin := w.now()
	if err := w.duel.Evaluate(ctx, true); err != nil {
		return err
	}
	w.evalAt = at
	w.pace.evaluated(w.now().Sub(begin).Seconds())
	return nil
}

// tell sends an update.
func (w *worker) tell() {
	w.told = w.now()
	w.post(wire.Event{Type: "update", Update: w.update()})
}

// update gathers all news; nil where there are no runs.
func (w *worker) update() *wire.Update {
	if w.duel == nil {
		return nil
	}
	at := w.duel.At()
	u := &wire.Update{Step: at, Playing: w.playing, Rate: w.pace.rate(), Seconds: w.clock.seconds(at)}
	w.news.take(u, &w.clock)
	for i, r := range w.duel.Runs() {
		n, spent := &u.Runs[i], r.Spent()
		n.Method = w.duel.Recipe(i).Method
		n.Forward, n.Backward, n.FLOPs = spent.Forward, spent.Backward, spent.FLOPs
		u.Tokens, u.Params = spent.Tokens, r.Params()
	}
	return u
}

func maxTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
