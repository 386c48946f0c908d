package control

import (
	"strconv"
	"strings"
	"time"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Resume leads a reader back whose page was loaded again, or fell over. A run is
// exact: its settings and a step are enough to have it again, and they are kept in
// the tab.
type Resume struct {
	// Keep keeps a text in the tab, under a key, for when the page is loaded again,
	// and Recall gives it back: "" where there is none. Both may be nil.
	Keep   func(key, text string)
	Recall func(key string) string

	kept string // as kept last
	when time.Time
}

// keepEvery is the time between two notes of the step.
const keepEvery = time.Second

// courseKey is the key of a run: all that its numbers depend on.
func courseKey(s wire.Settings) string {
	d := wire.Defaults(s.Scenario)
	s.XAxis, s.Log, s.Smooth, s.Theme, s.Metric, s.Speed, s.Autoplay = d.XAxis, d.Log, d.Smooth, d.Theme, d.Metric, d.Speed, d.Autoplay
	s.At, s.Phase, s.Sequence, s.Token, s.Layer, s.Head = d.At, d.Phase, d.Sequence, d.Token, d.Layer, d.Head
	return wire.Encode(s.WithoutFigure())
}

// keep notes how far the run has come.
func (r *Resume) keep(s *state.Store, now time.Time) {
	if r.Keep == nil || s.Recorded != nil || s.Fault != nil || s.Pending() || s.Step == 0 || now.Sub(r.when) < keepEvery {
		return
	}
	text := strconv.Itoa(s.Furthest())
	if s.Diverged {
		text += " bent"
	}
	if text == r.kept {
		return
	}
	r.kept, r.when = text, now
	r.Keep(courseKey(s.Settings), text)
}

// forget has what was kept be of other runs.
func (r *Resume) forget() { r.kept, r.when = "", time.Time{} }

// recall finds out how far these runs had come before the page was loaded again.
func (r *Resume) recall(s *state.Store) {
	if r.Recall == nil || s.Lost > 0 {
		return
	}
	number, diverged, _ := strings.Cut(r.Recall(courseKey(s.Settings)), " ")
	if n, err := strconv.Atoi(number); err == nil && n > 0 && n <= s.Settings.Steps {
		s.Lost, s.Diverged = n, diverged != ""
	}
}
