package worker

import (
	"context"
	"errors"
	"time"

	"softmix/model/stats"
	"softmix/model/train"
	"softmix/wasm/wire"
)

// advance enqueues a slice, takes in what has come back, evaluates where it is
// time to, and tells the page what came of it. It waits for the device only where
// that has enough to do, or all that it had must be done. It gives way to commands
// that wait, and goes on when it is called again.
func (w *worker) advance(ctx context.Context) error {
	w.yielding = true
	defer func() { w.yielding = false }()
	err := w.advanceSome(ctx)
	if errors.Is(err, train.ErrInterrupted) {
		return nil
	}
	return err
}

func (w *worker) advanceSome(ctx context.Context) error {
	if w.owed {
		if err := w.evaluate(ctx); err != nil {
			return err
		}
	}
	if w.inspection.On {
		return w.advanceTraced(ctx)
	}
	at, begin := w.comparison.At(), w.now()
	every := w.pacing.evalEvery(max(w.pacing.step, w.interval().Seconds()))
	steps := w.settings.Steps
	halts := func(at int) bool { return at >= w.stop() || at%every == 0 || stats.Planned(at, steps) }
	n := 0
	if busy := at > w.comparison.Told(); !busy || !halts(at) { // where it halts, the device comes to rest
		n = min(w.room(), w.stop()-at, every-at%every, stats.NextLook(at, steps)-at)
	}
	if n > 0 {
		if err := w.train(ctx, n); err != nil {
			return err
		}
		// A speed that is too high is not caught up with later.
		w.due = maxTime(w.due.Add(time.Duration(n)*w.interval()), begin)
		at += n
	}
	switch {
	case w.comparison.Ready() || n == 0 || w.interval() > 0:
		if err := w.collect(ctx); err != nil {
			return err
		}
	default:
		w.pacing.count(w.comparison, w.now()) // what Step itself took in
	}
	told := w.comparison.Told()
	if told == at && halts(at) {
		if err := w.evaluate(ctx); err != nil {
			return err
		}
	}
	w.reached(told, nil)
	return nil
}

// train enqueues n steps. The time of a step that gives way is counted with it.
func (w *worker) train(ctx context.Context, n int) error {
	p := &w.pacing
	if p.counted == w.comparison.At() { // nothing is under way
		p.since = w.now().Add(-p.spare)
	}
	err := w.comparison.Step(ctx, n)
	if errors.Is(err, train.ErrInterrupted) && p.counted == w.comparison.At() {
		p.spare = w.now().Sub(p.since)
	}
	return err
}

// reached answers the commands that end at step, with the step taken apart where
// somebody looks, and tells the page how things stand.
func (w *worker) reached(step int, seen *wire.Trace) {
	for len(w.goals) > 0 && w.goals[0].step <= step {
		id := w.goals[0].id
		w.goals = w.goals[1:]
		w.post(wire.Event{Type: "done", ID: id, Update: w.update(), Trace: seen})
	}
	if ended := w.playing && step >= w.settings.Steps; ended {
		w.playing = false
		w.tell()
	} else if w.now().Sub(w.told) >= updateEvery {
		w.tell()
	}
}

// collect waits for the oldest losses under way and takes in all that have come.
func (w *worker) collect(ctx context.Context) error {
	err := w.comparison.Collect(ctx)
	for err == nil && w.comparison.Told() < w.comparison.At() && w.comparison.Ready() {
		err = w.comparison.Collect(ctx)
	}
	w.pacing.count(w.comparison, w.now())
	return err
}

// settle waits for all that is under way.
func (w *worker) settle(ctx context.Context) error {
	if w.comparison == nil {
		return nil
	}
	err := w.comparison.Flush(ctx)
	w.pacing.count(w.comparison, w.now())
	return err
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

// room is how many steps to enqueue before looking at the messages again.
func (w *worker) room() int {
	if w.interval() > 0 {
		return 1
	}
	return w.pacing.room(w.comparison.At() - w.comparison.Told())
}

// evaluate lets the models run alone at the current step, unless that was done.
func (w *worker) evaluate(ctx context.Context) error {
	at := w.comparison.At()
	if w.evalAt == at {
		return nil
	}
	if at == 0 && len(w.opening) == len(w.comparison.Runs()) { // still the base models
		for i, r := range w.opening {
			w.updates.evaluated(i, 0, w.settings.Demos, r)
		}
		w.evalAt, w.owed = 0, false
		return nil
	}
	begin := w.now()
	for i, r := range w.comparison.Runs() {
		if w.owed { // they are told, and nothing was trained since
			break
		}
		var err error
		w.rlMetrics[i] = nil
		if s := r.RL(); s != nil {
			if w.rlMetrics[i], err = s.Metrics(ctx, w.yield); err != nil {
				return err
			}
		}
	}
	w.owed = true
	if err := w.comparison.Evaluate(ctx, true); err != nil {
		return err
	}
	w.evalAt, w.owed = at, false
	w.pacing.evaluated(w.now().Sub(begin).Seconds())
	return nil
}

// tell sends an update.
func (w *worker) tell() {
	w.told = w.now()
	w.post(wire.Event{Type: "update", Update: w.update()})
}

// update gathers all that is new; nil where there are no runs.
func (w *worker) update() *wire.Update {
	if w.comparison == nil {
		return nil
	}
	at := w.comparison.Told()
	u := &wire.Update{Step: at, Playing: w.playing, Rate: w.pacing.rate(), Seconds: w.pacing.clock.seconds(at)}
	w.updates.take(u, &w.pacing)
	// The first seed's runs speak for the others in what a run costs: batches are as
	// large and passes as many for every seed.
	for i := range u.Runs {
		n, r := &u.Runs[i], w.comparison.Runs()[i]
		n.Method = w.comparison.Recipe(i).Method
		n.Cost = costOf(r, at)
		n.Cost.Device = w.pacing.runs[i].seconds(at)
	}
	u.Tokens, u.Params = u.Runs[0].Cost.Tokens, w.comparison.Runs()[0].Params()
	return u
}

// costOf is what a run had used after a step, but for the time of the device.
func costOf(r *train.Run, at int) wire.Cost {
	s := r.SpentAt(at)
	c := wire.Cost{Forward: s.Forward, Backward: s.Backward, FLOPs: s.FLOPs, Tokens: s.Tokens, Written: s.Generated,
		Demos: s.Demos, Labels: s.Labels, Scored: s.Scored}
	for _, h := range r.Held() {
		c.Copies = append(c.Copies, wire.Copy{Name: h.Name, Bytes: h.Bytes})
	}
	return c
}

// pointOf is the loss of a run in step, and what the run had used with it.
func pointOf(r *train.Run, step int, loss float32) wire.Point {
	s := r.SpentAt(step)
	return wire.Point{Step: step, Loss: float64(loss), Tokens: s.Tokens, FLOPs: s.FLOPs, Passes: s.Forward + s.Backward,
		Written: s.Generated, Demos: s.Demos, Judged: s.Labels + s.Scored}
}

func maxTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
