package ui

import (
	"strconv"
	"strings"
	"time"

	"softmix/wasm/wire"
)

// A run is exact: its settings and a step are enough to have it again. They are kept
// in the tab, so that a reader whose page was loaded again, or fell over, is offered
// the way back to where it was.

// keepEvery is the time between two notes of the step.
const keepEvery = time.Second

// reached is what is kept of the present run.
type reached struct {
	text string // as kept last
	when time.Time
}

// course is the key of a run: all that its numbers depend on.
func course(s wire.Settings) string {
	d := wire.Defaults(s.Scenario)
	s.XAxis, s.Log, s.Smooth, s.Theme, s.Metric, s.Speed, s.Autoplay = d.XAxis, d.Log, d.Smooth, d.Theme, d.Metric, d.Speed, d.Autoplay
	s.At, s.Phase, s.Sequence, s.Token, s.Layer, s.Head = d.At, d.Phase, d.Sequence, d.Token, d.Layer, d.Head
	return wire.Encode(s.WithoutFigure())
}

// keepReached notes how far the run has come.
func (c *Control) keepReached(now time.Time) {
	s := c.Store
	if c.Keep == nil || s.Recorded != nil || s.Fault != nil || s.Pending() || s.Step == 0 || now.Sub(c.reached.when) < keepEvery {
		return
	}
	text := strconv.Itoa(s.Furthest())
	if c.Store.Diverged {
		text += " bent"
	}
	if text == c.reached.text {
		return
	}
	c.reached.text, c.reached.when = text, now
	c.Keep(course(s.Settings), text)
}

// recall finds out how far these runs had come before the page was loaded again.
func (c *Control) recall() {
	if c.Recall == nil || c.Store.Lost > 0 {
		return
	}
	number, bent, _ := strings.Cut(c.Recall(course(c.Store.Settings)), " ")
	if n, err := strconv.Atoi(number); err == nil && n > 0 && n <= c.Store.Settings.Steps {
		c.Store.Lost, c.Store.Diverged = n, bent != ""
	}
}

// lostSay offers the way back, which a button beside the others takes.
func (c *Control) lostSay() string {
	n := c.Store.Lost
	if n == 0 || c.Store.Device == nil {
		return ""
	}
	t := "This run had reached step " + grouped(n) + " before it was lost; \u201cBack to step " + grouped(n) + "\u201d trains it there again, "
	if c.Store.Diverged {
		return t + "with the settings that it has now from the start."
	}
	return t + "to the same numbers on the same kind of device."
}
