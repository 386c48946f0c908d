package worker

import (
	"context"
	"time"

	"softmix/model/train"
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
func (w *worker) watch(c wire.Command) error {
	if c.Look == nil {
		return settingsError("look came without what to look at")
	}
	w.gaze = gaze{Look: *c.Look}
	w.duel.Dissect(c.Look.On)
	return nil
}

// see adds to the answer of a command what was asked to be seen with it.
func (w *worker) see(ctx context.Context, c wire.Command, answer *wire.Event) (err error) {
	switch c.Do {
	case "look", "seek", "pause":
		answer.Anatomy, err = w.anatomy(ctx)
	case "inject":
		answer.Injection, err = w.inject(ctx, *c.Inject)
	}
	return err
}

// anatomy takes the last step apart; nil at step 0, and where nobody looks.
func (w *worker) anatomy(ctx context.Context) (*wire.Anatomy, error) {
	if !w.gaze.On || w.duel == nil {
		return nil, nil
	}
	begin := w.now()
	l := w.gaze.Look
	a, err := w.duel.Anatomy(ctx, train.View{Sequence: l.Sequence, Token: l.Token, Layer: l.Layer, Head: l.Head})
	if err != nil || a == nil {
		return nil, err
	}
	out, err := anatomyOf(a, w.task.Names())
	if err != nil {
		return nil, &coded{"nan", "Reset starts over. A smaller learning rate often helps.", err}
	}
	w.gaze.told = w.now()
	w.gaze.cost = w.gaze.told.Sub(begin)
	return out, nil
}

// lookDue reports whether it is time to show a step while playing.
func (w *worker) lookDue() bool {
	return w.gaze.On && w.now().Sub(w.gaze.told) >= max(lookEvery, lookShare*w.gaze.cost)
}
