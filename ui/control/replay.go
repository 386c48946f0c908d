package control

import (
	"time"

	"softmix/i18n"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// replay carries a command out on a recording that stands alone.
func replay(s *state.Store, cmd wire.Command, done func(string)) {
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
		fault = i18n.FaultNoTrainer.String()
	}
	s.Version++
	if done != nil {
		done(fault)
	}
}

// replayTime is how long a recording takes to be played.
const replayTime = 8 * time.Second

// tickReplay moves a recording on that plays.
func (c *Control) tickReplay(now time.Time) {
	s := c.Store
	if !s.Standalone() || !s.Playing || !c.visible {
		c.replayed = now
		return
	}
	per := replayTime / time.Duration(max(s.Recorded.End(), 1))
	if n := int(now.Sub(c.replayed) / max(per, 1)); n > 0 {
		c.replayed = now
		s.ShowRecorded(s.Step + n)
	}
}

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
