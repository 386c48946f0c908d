package worker

import (
	"context"
	"strings"

	"softmix/i18n"
	"softmix/wasm/wire"
)

// do carries out a command. later says that it will be answered when its steps
// are done.
func (w *worker) do(ctx context.Context, c wire.Command) (later bool, err error) {
	if c.Run != 0 && c.Run != w.run && c.Settings == nil && c.Do != "look" {
		return false, settingsError("%s came for runs that could not be made", c.Do)
	}
	switch c.Do {
	case "init", "set":
		if c.Settings == nil {
			return false, settingsError("%s came without settings", c.Do)
		}
		if err := c.Settings.Check(); err != nil {
			return false, settingsError("%w", err)
		}
		if more := wire.LeftOut(*c.Settings); more != nil {
			return false, settingsError("no scenario takes %s of the reader's own yet", strings.Join(more, " and "))
		}
		if c.Do == "set" {
			return false, w.set(ctx, *c.Settings, c.Run)
		}
		w.base = c.Base
		return false, w.build(ctx, *c.Settings, c.Run)
	case "reset":
		return false, w.reset(ctx)
	case "play", "pause", "step", "seek", "look", "inject", "weights":
		if w.lost != nil {
			return false, w.lost
		}
		if w.comparison == nil && c.Do != "look" { // a look outlives the runs
			return false, settingsError("%s", i18n.Say(i18n.WorkerNothingTo, c.Do))
		}
	}
	switch c.Do {
	case "play":
		w.playing = w.comparison.At() < w.settings.Steps
		w.start()
		return false, nil
	case "pause":
		w.playing = false
		if err := w.settle(ctx); err != nil {
			return false, err
		}
		w.tell() // at once: the evaluation takes its time
		err := w.evaluate(ctx)
		w.interrupt()
		return false, err
	case "step":
		if c.N < 1 {
			return false, settingsError("%d steps cannot be trained", c.N)
		}
		w.playing = false
		from := w.comparison.At()
		if n := len(w.goals); n > 0 {
			from = w.goals[n-1].step
		}
		w.goals = append(w.goals, goal{c.ID, from + c.N})
		w.start()
		return true, nil
	case "seek":
		return w.seek(ctx, c)
	case "look":
		return false, w.setLook(ctx, c)
	case "inject":
		return false, w.playable(c)
	case "weights":
		return false, w.settle(ctx)
	}
	return false, settingsError("unknown command %q", c.Do)
}

// start lets training begin at once.
func (w *worker) start() {
	w.due = w.now()
	w.pacing.restart(w.due, w.comparison.Told())
}

// interrupt answers the step commands that will not be carried to their end;
// the update says how far they came.
func (w *worker) interrupt() {
	for _, g := range w.goals {
		w.post(wire.Event{Type: "done", ID: g.id, Update: w.update()})
	}
	w.goals = nil
}

// seek goes to a step: backwards at once, forwards by training.
func (w *worker) seek(ctx context.Context, c wire.Command) (later bool, err error) {
	if c.N < 0 {
		return false, settingsError("there is no step %d", c.N)
	}
	w.playing = false
	if err := w.settle(ctx); err != nil {
		return false, err
	}
	w.interrupt()
	if c.N > w.comparison.At() {
		w.goals = []goal{{c.ID, c.N}}
		w.start()
		return true, nil
	}
	if err := w.comparison.Seek(ctx, c.N); err != nil {
		return false, err
	}
	return false, w.evaluate(ctx)
}

// set takes over new settings: from the next step on, or with new runs.
func (w *worker) set(ctx context.Context, to wire.Settings, run int) error {
	if w.comparison == nil || w.others(to, run) {
		return w.build(ctx, to, run)
	}
	if w.lost != nil {
		return w.lost
	}
	configs, err := configsOf(to, w.task)
	if err != nil {
		return err
	}
	if err := w.settle(ctx); err != nil { // what is under way had the old ones
		return err
	}
	for i, c := range configs {
		if err := w.comparison.Set(i, c.Recipe); err != nil {
			return settingsError("%w", err)
		}
	}
	w.settings = to
	return nil
}

// reset goes back to step 0. After a failure it does again what failed.
func (w *worker) reset(ctx context.Context) error {
	w.playing = false
	if w.settings.Scenario == "" {
		return settingsError("%s", i18n.WorkerNothingToReset)
	}
	if w.comparison == nil || w.lost != nil {
		return w.build(ctx, w.settings, w.run)
	}
	w.interrupt()
	if err := w.comparison.Reset(ctx); err != nil {
		return err
	}
	return w.evaluate(ctx)
}
