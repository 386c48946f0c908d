package ui

import (
	"time"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Alone reports that a recording is shown and no trainer will come.
func (c *Control) Alone() bool { return c.Store.Standalone() }

// ShowRecording shows a recording, a JSON text, at its end until the trainer is
// ready, or for good where it stands alone. It must be called before Start. The
// error says in words what is wrong with it.
func (c *Control) ShowRecording(text string) error {
	r, err := state.ParseRecording(text, &c.Store.Settings)
	if err != nil {
		return err
	}
	if c.Store.Fault != nil && !r.Alone { // the trainer has failed before it was there
		return nil
	}
	c.Store.Recorded = r
	c.Store.ShowRecorded(r.End())
	return nil
}

// noTrainer is what a command is told where a recording stands alone.
const noTrainer = "this is a recorded run: there is no trainer to ask. Run it again to train"

// replay carries a command out on a recording that stands alone, and reports
// whether there is one.
func (c *Control) replay(cmd wire.Command, done func(string)) bool {
	s := c.Store
	if !s.Standalone() {
		return false
	}
	fault := ""
	switch cmd.Do {
	case "play":
		s.Playing = true
		if s.Step >= s.Recorded.End() {
			s.ShowRecorded(0)
		}
	case "pause":
		s.Playing = false
	case "reset":
		s.Playing = false
		s.ShowRecorded(0)
	case "seek", "step":
		s.Playing = false
		to := cmd.N
		if cmd.Do == "step" {
			to += s.Step
		}
		s.ShowRecorded(to)
	case "set": // what changes the runs leads to another page
	default:
		fault = noTrainer
	}
	s.Version++
	if done != nil {
		done(fault)
	}
	return true
}

// replayTime is how long a recording takes to be played.
const replayTime = 8 * time.Second

// beatReplay moves a recording on that plays.
func (c *Control) beatReplay(now time.Time) {
	s := c.Store
	if !s.Standalone() || !s.Playing || !c.seen {
		c.beaten = now
		return
	}
	per := replayTime / time.Duration(max(s.Recorded.End(), 1))
	if n := int(now.Sub(c.beaten) / max(per, 1)); n > 0 {
		c.beaten = now
		s.ShowRecorded(s.Step + n)
	}
}

// sameTraining reports whether two settings differ only in what is displayed of
// one and the same course of training.
func sameTraining(from, to *wire.Settings) bool {
	a := *from
	a.XAxis, a.Log, a.Smooth, a.Theme, a.Metric, a.Speed, a.Autoplay = to.XAxis, to.Log, to.Smooth, to.Theme, to.Metric, to.Speed, to.Autoplay
	a.At = to.At
	return a == *to
}

// Weights asks for a side's weights (0 left): a safetensors file, or what went wrong.
func (c *Control) Weights(side int, done func(file []byte, fault string)) {
	c.ask(wire.Command{Do: "weights", N: side}, func(fault string) { done(c.file, fault) })
}
