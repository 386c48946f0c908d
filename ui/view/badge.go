package view

import (
	"html"
	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/words"
	"strconv"
	"strings"
)

// doings are the words before and after how much is done of what is prepared.
var doings = map[string][2]string{
	"kernels":      {"Preparing ", " kernels"},
	"pairs":        {"Answering prompts twice: ", ""},
	"reward model": {"Training the reward model: step ", ""},
	"warm-up":      {"Warming up by SFT: step ", ""},
}

// badge says what the trainer computes on and how fast, as HTML.
func badge(c *control.Control) string {
	s := c.Store
	switch {
	case s.Fault != nil:
		return "<b>Stopped</b>"
	case s.Progress != nil && s.Progress.Total > 0 && doings[s.Progress.What] != [2]string{}:
		d := doings[s.Progress.What]
		what := d[0] + strconv.Itoa(s.Progress.Done) + " of " + strconv.Itoa(s.Progress.Total) + d[1]
		if s.Recorded != nil {
			return "<b>Recorded</b> · " + words.LowerFirst(what)
		}
		return what
	case s.Standalone():
		return "<b>Recorded</b>" + afterDot(s.Recorded.Device)
	case s.Recorded != nil:
		return "<b>Recorded</b> · " + words.LowerFirst(loading(s))
	case s.Device == nil:
		return loading(s)
	}
	b := "<b>WebGPU</b> " + html.EscapeString(s.Device.Name)
	if s.Device.Kind == "cpu" {
		why := ": no WebGPU here"
		note := s.Device.Note
		told := note != "" && !strings.HasPrefix(note, "no WebGPU") // faster here; or what the GPU gets wrong
		switch {
		case s.Compact && (!told || note == "faster here"): // a figure looks the same on any device, but for this word
			why = ""
		case s.Settings.Device == "cpu":
			why = ", as asked for"
		case told:
			why = ": " + html.EscapeString(note)
		}
		b = "<b>CPU</b>" + why
	}
	switch {
	case c.Away():
		b += " · paused: not in view"
	case c.Held():
		b += " · waits: other figures train"
	case s.Rate > 0 && s.Playing:
		b += ` · <span class="num">` + words.Rate(s.Rate) + "</span> steps/s"
	}
	return b
}

// loading says how far the trainer is from being ready.
func loading(s *state.Store) string {
	p := s.Progress
	if p == nil || p.Total == 0 {
		return "Loading"
	}
	return "Loading " + words.Megabytes(p.Done) + " of " + words.Megabytes(p.Total) + "\u00a0MB"
}

// afterDot is a second part of the badge, where there is one.
func afterDot(text string) string {
	if text == "" {
		return ""
	}
	return " · " + html.EscapeString(text)
}
