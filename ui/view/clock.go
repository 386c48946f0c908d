package view

import (
	"strconv"

	"github.com/vugu/vugu"

	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// axisNames are the x axes as readers know them.
var axisNames = map[string]string{
	"tokens": "answer tokens", "flops": "FLOPs", "written": "tokens written", "demos": "demonstrations",
	"judged": "answers judged", "device": "device seconds",
}

// optionName is the word for a choice of a shared setting in a scenario.
func optionName(scenario, setting, v string) string {
	switch setting {
	case "speed":
		return speedName(v)
	case "metric":
		if v == "auto" {
			v = state.ChartMetric(scenario)
		}
		_, v = wire.MetricName(v)
	case "start":
		if v == "random" {
			return "untrained"
		}
		return "base model"
	case "x":
		if name := axisNames[v]; name != "" {
			return name
		}
	}
	return v
}

// shared is one of the settings that all sides share: a number, or a choice where
// Options is not empty.
type shared struct {
	Name, Label, Title, Value string
	Options                   vugu.HTML
}

// ticks are the shared settings that are on or off.
var ticks = [...]string{"log", "smooth"}

// fields are the shared settings that are shown: the rare ones where the reader
// wants more, or where they differ from what they usually are.
func (c *Clock) fields() []shared {
	s := c.Ctl.Store.Settings
	usual := wire.Defaults(s.Scenario)
	var fs []shared
	for _, name := range []string{"seed", "seeds", "lr", "batch", "steps", "demos", "slip", "speed", "x", "metric", "start", "warm"} {
		p, _ := wire.Find(name)
		rare := name == "start" || name == "warm"
		if !p.Applies(s, 0) || rare && !c.Ctl.MoreOpen() && p.Text(s, 0) == p.Text(usual, 0) {
			continue
		}
		lo, hi := p.Range(s)
		f := shared{Name: name, Label: p.Label, Value: c.Ctl.Field(name, p.Text(s, 0))}
		if name == "metric" {
			p.Choices = metrics(s)
			f.Label = "chart"
		} else if name == "x" {
			f.Label = "charts over"
		}
		if p.Kind == wire.Choice {
			f.Options = options(p.Choices, p.Text(s, 0), func(v string) string { return optionName(s.Scenario, name, v) })
		} else {
			f.Title = strconv.FormatFloat(lo, 'g', -1, 64) + " to " + strconv.FormatFloat(hi, 'g', -1, 64) + "; "
		}
		switch {
		case name == "lr":
			f.Title += "counts from the next step on"
		case name == "seeds":
			f.Title += "so many runs a side, trained in turn, as mean ± standard deviation; a change starts a new run"
		case name == "demos" && lo == 0:
			f.Title += "0 draws fresh ones every step; a change starts a new run"
		case name == "warm":
			f.Title += "steps of SFT that all sides begin after; a change starts a new run"
		case p.Restart:
			f.Title += "a change starts a new run"
		}
		fs = append(fs, f)
	}
	return fs
}

// metrics are what the chart can show here; auto is the scenario's first.
func metrics(s wire.Settings) []string { return append([]string{"auto"}, wire.Shown(s)[1:]...) }

func speedName(v string) string {
	if v == "max" {
		return "full"
	}
	return v + "/s"
}

func (c *Clock) scrub(e vugu.DOMEvent) {
	if n, err := strconv.Atoi(e.PropString("target", "value")); err == nil {
		c.Ctl.Seek(n, nil)
	}
}

// scrubText is the scrubber's place in words.
func scrubText(c *control.Control) string {
	return "step " + words.Grouped(c.At()) + " of " + words.Grouped(c.Store.Settings.Steps)
}

func scrubFill(c *control.Control) string {
	return share(float64(c.At()) / float64(c.Store.Settings.Steps))
}

func playLabel(c *control.Control) vugu.HTML {
	icon, word := "play", "Play"
	switch {
	case c.Running():
		icon, word = "pause", "Pause"
	case c.Ended():
		word = "Again"
	}
	return vugu.HTML(`<svg width="16" height="16" aria-hidden="true"><use href="#i-` + icon + `"></use></svg><span>` + word + `</span>`)
}

func returnLabel(s *state.Store) string { return "Back to step " + words.Grouped(s.Furthest()) }
