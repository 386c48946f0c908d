package view

import (
	"strconv"

	"github.com/vugu/vugu"

	"softmix/i18n"
	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// axisNames are the x axes as readers know them.
var axisNames = map[string]i18n.Key{
	"tokens": i18n.AxisTokens, "flops": i18n.AxisFlops, "written": i18n.AxisWritten, "demos": i18n.AxisDemos,
	"judged": i18n.AxisJudged, "device": i18n.AxisDevice,
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
			return i18n.ClockUntrained.String()
		}
		return i18n.ClockBaseModel.String()
	case "x":
		if name := axisNames[v]; name != 0 {
			return name.String()
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
var ticks = [...]struct {
	Name  string
	Label i18n.Key
}{{"log", i18n.ClockLog}, {"smooth", i18n.ClockSmooth}}

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
		f := shared{Name: name, Label: p.Label.String(), Value: c.Ctl.Field(name, p.Text(s, 0))}
		if name == "metric" {
			p.Choices = metrics(s)
			f.Label = i18n.ClockChart.String()
		} else if name == "x" {
			f.Label = i18n.ClockChartsOver.String()
		}
		if p.Kind == wire.Choice {
			f.Options = options(p.Choices, p.Text(s, 0), func(v string) string { return optionName(s.Scenario, name, v) })
		} else {
			f.Title = i18n.Say(i18n.ClockTo, strconv.FormatFloat(lo, 'g', -1, 64), strconv.FormatFloat(hi, 'g', -1, 64))
		}
		switch {
		case name == "lr":
			f.Title += i18n.ClockCountsFromTheNext.String()
		case name == "seeds":
			f.Title += i18n.ClockSoManyRunsA.String()
		case name == "demos" && lo == 0:
			f.Title += i18n.ClockDrawsFreshOnesEvery.String()
		case name == "warm":
			f.Title += i18n.ClockStepsOfSftThat.String()
		case p.Restart:
			f.Title += i18n.ClockAChangeStartsA.String()
		}
		fs = append(fs, f)
	}
	return fs
}

// metrics are what the chart can show here; auto is the scenario's first.
func metrics(s wire.Settings) []string { return append([]string{"auto"}, wire.Shown(s)[1:]...) }

func speedName(v string) string {
	if v == "max" {
		return i18n.ClockFull.String()
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
	return i18n.Say(i18n.ClockStepOf, words.Grouped(c.At()), words.Grouped(c.Store.Settings.Steps))
}

func scrubFill(c *control.Control) string {
	return share(float64(c.At()) / float64(c.Store.Settings.Steps))
}

func playLabel(c *control.Control) vugu.HTML {
	icon, word := "play", i18n.ClockPlay.String()
	switch {
	case c.Running():
		icon, word = "pause", i18n.ClockPause.String()
	case c.Ended():
		word = i18n.ClockAgain.String()
	}
	return vugu.HTML(`<svg width="16" height="16" aria-hidden="true"><use href="#i-` + icon + `"></use></svg><span>` + word + `</span>`)
}

func returnLabel(s *state.Store) string {
	return i18n.Say(i18n.ClockBackToStep, words.Grouped(s.Furthest()))
}
