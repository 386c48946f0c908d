package ui

import "softmix/wasm/wire"

// figure is what a control remembers of being shown in somebody else's page.
type figure struct {
	queued bool // in view, but other figures have their turn
	late   bool // the step that the page opens at waits until it is seen
	stops  bool // playing ends at the step to stop at
}

// ForFigure returns the settings that a figure opens with: a view of a step's
// insides takes one apart.
func ForFigure(s wire.Settings) wire.Settings {
	if v := s.Figure.View; (v == "tokens" || v == "phases") && s.Phase == "off" {
		s.Phase = "mix"
	}
	return s
}

// Queue tells whether a figure that can be seen waits for its turn to train, while
// others on the same page have theirs. It comes before Seen.
func (c *Control) Queue(yes bool) {
	if yes != c.fig.queued {
		c.fig.queued = yes
		c.Store.Version++
	}
}

// away reports that the reader's wish to train waits until the figure is seen.
func (c *Control) away() bool { return c.held && !c.fig.queued }

// opening goes to the step that the page opens at, once it is seen.
func (c *Control) opening() {
	if c.fig.late = !c.seen; c.seen {
		c.arrive(c.insp.aim, nil)
	}
}

// aimStop has playing end at the step to stop at, if it still lies ahead.
func (c *Control) aimStop() { c.fig.stops = c.Store.Step < c.Store.Settings.Figure.StopAt }

// stopThere ends playing at the step to stop at. What was trained beyond it
// meanwhile is taken back.
func (c *Control) stopThere() {
	at := c.Store.Settings.Figure.StopAt
	if !c.fig.stops || !c.Store.Playing || c.Store.Step < at {
		return
	}
	c.fig.stops = false
	c.held = false
	c.ask(wire.Command{Do: "seek", N: at}, nil)
}
