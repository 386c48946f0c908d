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
	if w.gaze.On {
		return w.advanceSeen(ctx)
	}
	at, begin := w.comparison.At(), w.now()
	every := w.pace.evalEvery(max(w.pace.step, w.interval().Seconds()))
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
		w.count() // what Step itself took in
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
	if w.counted == w.comparison.At() { // nothing is under way
		w.since = w.now().Add(-w.spare)
	}
	err := w.comparison.Step(ctx, n)
	if errors.Is(err, train.ErrInterrupted) && w.counted == w.comparison.At() {
		w.spare = w.now().Sub(w.since)
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
	w.count()
	return err
}

// settle waits for all that is under way.
func (w *worker) settle(ctx context.Context) error {
	if w.comparison == nil {
		return nil
	}
	err := w.comparison.Flush(ctx)
	w.count()
	return err
}

// count notes the time of the steps whose losses have come: since those before
// them came, or since they were enqueued where nothing was under way.
func (w *worker) count() {
	told, now := w.comparison.Told(), w.now()
	n := told - w.counted
	if n <= 0 {
		return
	}
	spent := now.Sub(w.since).Seconds()
	w.clock.add(told, spent)
	w.attribute(told)
	if !w.preparing { // else it says nothing of the steps to come
		w.pace.trained(n, spent)
	}
	w.preparing, w.spare = false, 0
	w.pace.pass(now, told)
	w.since, w.counted = now, told
}

// attribute notes what the steps up to told kept the first seed's runs waiting for
// the device. What a rewinding replays does not count.
func (w *worker) attribute(told int) {
	for i := range w.devices {
		now := w.comparison.Runs()[i].Seconds()
		w.devices[i].add(told, now-w.waited[i])
		w.waited[i] = now
	}
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
	return w.pace.room(w.comparison.At() - w.comparison.Told())
}

// evaluate lets the models run alone at the current step, unless that was done.
func (w *worker) evaluate(ctx context.Context) error {
	at := w.comparison.At()
	if w.evalAt == at {
		return nil
	}
	if at == 0 && len(w.opening) == len(w.comparison.Runs()) { // still the base models
		for i, r := range w.opening {
			w.news.evaluated(i, 0, w.settings.Demos, r)
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
		w.standing[i] = nil
		if s := r.RL(); s != nil {
			if w.standing[i], err = s.Metrics(ctx, w.breathe); err != nil {
				return err
			}
		}
	}
	w.owed = true
	if err := w.comparison.Evaluate(ctx, true); err != nil {
		return err
	}
	w.evalAt, w.owed = at, false
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
	if w.comparison == nil {
		return nil
	}
	at := w.comparison.Told()
	u := &wire.Update{Step: at, Playing: w.playing, Rate: w.pace.rate(), Seconds: w.clock.seconds(at)}
	w.news.take(u, &w.clock, w.devices)
	// The first seed's runs speak for the others in what a run costs: batches are as
	// large and passes as many for every seed.
	for i := range u.Runs {
		n, r := &u.Runs[i], w.comparison.Runs()[i]
		n.Method = w.comparison.Recipe(i).Method
		n.Cost = costOf(r, at)
		n.Cost.Device = w.devices[i].seconds(at)
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
