package view

import (
	"html"
	"softmix/i18n"
	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/words"
	"strings"
)

// doings say how much is done of what is prepared.
var doings = map[string]i18n.Key{
	"kernels":      i18n.BadgeKernels,
	"pairs":        i18n.BadgePairs,
	"reward model": i18n.BadgeRewardModel,
	"warm-up":      i18n.BadgeWarmUp,
}

// badge says what the trainer computes on and how fast, as HTML.
func badge(c *control.Control) string {
	s := c.Store
	switch {
	case s.Fault != nil:
		return i18n.BadgeStopped.String()
	case s.Progress != nil && s.Progress.Total > 0 && doings[s.Progress.What] != 0:
		what := i18n.Say(doings[s.Progress.What], s.Progress.Done, s.Progress.Total)
		if s.Recorded != nil {
			return i18n.BadgeRecorded.String() + " · " + words.LowerFirst(what)
		}
		return what
	case s.Standalone():
		return i18n.BadgeRecorded.String() + afterDot(s.Recorded.Device)
	case s.Recorded != nil:
		return i18n.BadgeRecorded.String() + " · " + words.LowerFirst(loading(s))
	case s.Device == nil:
		return loading(s)
	}
	b := "<b>WebGPU</b> " + html.EscapeString(s.Device.Name)
	if s.Device.Kind == "cpu" {
		why := i18n.BadgeNoWebgpuHere.String()
		note := s.Device.Note
		told := note != "" && !strings.HasPrefix(note, "no WebGPU") // faster here; or what the GPU gets wrong
		switch {
		case s.Compact && (!told || note == "faster here"): // a figure looks the same on any device, but for this word
			why = ""
		case s.Settings.Device == "cpu":
			why = i18n.BadgeAsAskedFor.String()
		case told:
			why = ": " + html.EscapeString(note)
		}
		b = "<b>CPU</b>" + why
	}
	switch {
	case c.Away():
		b += i18n.BadgePausedNotInView.String()
	case c.Held():
		b += i18n.BadgeWaitsOtherFiguresTrain.String()
	case s.Rate > 0 && s.Playing:
		b += i18n.Say(i18n.BadgeRate, words.Rate(s.Rate))
	}
	return b
}

// loading says how far the trainer is from being ready.
func loading(s *state.Store) string {
	p := s.Progress
	if p == nil || p.Total == 0 {
		return i18n.BadgeLoading.String()
	}
	return i18n.Say(i18n.BadgeLoadingOfMb, words.Megabytes(p.Done), words.Megabytes(p.Total))
}

// afterDot is a second part of the badge, where there is one.
func afterDot(text string) string {
	if text == "" {
		return ""
	}
	return " · " + html.EscapeString(text)
}
