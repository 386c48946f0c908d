// Package words has every sentence that a reader of the page sees: what stands in
// the page, in its drawings, and what is read aloud in their place. Of several
// wordings of one thing the longest stands first.
package words

import (
	"html"
	"strings"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Part is a piece of the live sentence: plain words, or words in the hue of a
// method ("sft", "ift", "pt"), bold where they carry the finding.
type Part struct {
	Text   string
	Method string
	Bold   bool
}

// Sentence says what there is to see now: the step, a comparison of the runs
// (see verdict) and where to look. It is written from the store's numbers alone, and
// it says that IFT loses as loudly as that it wins. paused tells that training waits
// because the page is not in view.
func Sentence(s *state.Store, paused bool) []Part {
	sc := ScenarioOf(s.Settings.Scenario)
	if f := s.Fault; f != nil {
		say := Finish(strings.TrimSpace(f.Text))
		if f.Kernel != "" && !strings.Contains(say, f.Kernel) {
			say += i18n.Say(i18n.SentenceTheFirstKernelWith, f.Kernel)
		}
		if !strings.Contains(say, "Reset") {
			say += i18n.SentencePressResetToStart.String()
		}
		return []Part{{Text: i18n.SentenceStopped.String(), Bold: true}, {Text: say}}
	}
	if s.Device == nil && s.Recorded == nil {
		if s.Settings.Width() > 2 {
			return []Part{{Text: i18n.Say(i18n.SentenceAllSidesStartFrom, sc.Intro)}}
		}
		return []Part{{Text: i18n.Say(i18n.SentenceBothSidesStartFrom, sc.Intro)}}
	}
	var p []Part
	if s.Recorded != nil {
		p = append(p, Part{Text: s.Recorded.Label + ". ", Bold: true})
	}
	if paused {
		p = append(p, Part{Text: i18n.SentencePausedNotInView.String(), Bold: true})
	}
	metric := s.Metric()
	who := NamesOf(s)
	var values []float64
	at, measured := 0, true
	for i := range who {
		v, step, ok := s.Runs[i].Metric(metric)
		values, measured, at = append(values, v), measured && ok, max(at, step)
	}
	chosen := metric != state.ChartMetric(s.Settings.Scenario)
	shown := func(i int) string {
		std, several := s.Runs[i].Std(metric)
		if !chosen {
			return percentOf(values[i], std, several)
		}
		if several {
			return plusMinus(values[i], std)
		}
		return Decimal(values[i])
	}
	if s.Step == 0 {
		p = append(p, Part{Text: i18n.SentenceStep.String(), Bold: true}, Part{Text: sc.Intro.String() + " "})
		if measured && !chosen {
			p = append(p, say(sc.Start, loud(shown(0)))...)
		}
		return append(p, Part{Text: i18n.SentencePressPlay.String()})
	}
	p = append(p, Part{Text: i18n.Say(i18n.SentenceStep2, Grouped(s.Step)), Bold: true})
	if !measured {
		return append(p, partly(s, sc, who, shown)...)
	}
	var each [][]Part
	for i, a := range who {
		name, value := Part{Text: a.Name, Method: s.Runs[i].Method}, Part{Text: shown(i), Method: s.Runs[i].Method, Bold: true}
		switch {
		case i > 0:
			each = append(each, words(name, " ", value))
		case chosen:
			title, _ := wire.MetricName(metric)
			each = append(each, say(i18n.SentenceMeasured, title, name, value))
		default:
			each = append(each, say(sc.Compare, name, value))
		}
	}
	if at < s.Step {
		each[0] = say(i18n.SentenceAtStep, Grouped(at), lowerParts(each[0]))
	}
	last := i18n.ListMore
	if len(each) > 2 {
		last = i18n.ListTwo
	}
	p = append(p, listed(each, last)...)
	p = append(p, Part{Text: ": "})
	p = append(p, verdict(s, who, values)...)
	if s.Recorded != nil && !s.HasPicture() {
		return p
	}
	p = append(p, Part{Text: " "})
	if t := flattered(s, who); t != "" {
		return append(p, Part{Text: t})
	}
	return append(p, Part{Text: look(s, sc, who, values[0], values[1])})
}

// partly says what some sides measured where others have no such number, and what
// the scenario is about where none has.
func partly(s *state.Store, sc Scenario, who []ArmName, shown func(side int) string) []Part {
	title, _ := wire.MetricName(s.Metric())
	var p []Part
	var without [][]Part
	for i, a := range who {
		if _, _, ok := s.Runs[i].Metric(s.Metric()); !ok {
			without = append(without, words(a.Name))
			continue
		}
		joint := ", "
		if p == nil {
			joint = title + ": "
		}
		p = append(p, Part{Text: joint}, Part{Text: a.Name + " ", Method: s.Runs[i].Method}, Part{Text: shown(i), Method: s.Runs[i].Method, Bold: true})
	}
	if p == nil {
		return []Part{{Text: sc.Intro.String() + " " + sc.Look.String()}}
	}
	return append(p, Part{Text: i18n.Say(i18n.SentenceHasNoSuchNumber, Plain(listed(without, i18n.ListTwo)))})
}

// flattered tells of a run whose reward model thinks better and better of answers
// that the judge thinks worse of: "" where there is none.
func flattered(s *state.Store, who []ArmName) string {
	for i, a := range who {
		r := &s.Runs[i]
		if !state.Modelled(*r) {
			continue
		}
		var first, last wire.Eval
		for _, e := range r.Evals {
			if _, ok := e.Metrics["opinion"]; ok {
				if last = e; first.Metrics == nil {
					first = e
				}
			}
		}
		was, is := first.Metrics["truth"], last.Metrics["truth"]
		if thought, thinks := first.Metrics["opinion"], last.Metrics["opinion"]; thinks > thought && fell(first, last, "truth") {
			return i18n.Say(i18n.SentenceSRewardModelThinks, a.Name, Decimal(thought), Decimal(thinks), Percent(was), Percent(is))
		}
	}
	return ""
}

// farBehind is how much less of its metric a side has whose method is said to fail.
const farBehind = .1

// look points at what on the boards shows the finding.
func look(s *state.Store, sc Scenario, who []ArmName, left, right float64) string {
	switch {
	case s.Treasure != nil && sc.Board == "treasure":
		for i := range who {
			if box, n := stubborn(s, i); n >= 5 {
				t := i18n.Say(i18n.SentenceInARowAnd, who[i].Name, BoxName(box), times(n))
				if s.Seeds() > 1 {
					t = i18n.Say(i18n.SentenceWithSeed, s.Settings.Seed, t)
				}
				if fooled(s, i) {
					t += i18n.SentenceItsLossKeepsFalling.String()
				}
				return t
			}
		}
	case sc.Hides && right < left-farBehind && method.Of(s.Runs[1].Method).Subject:
		return sc.Fails.String()
	case s.Lake != nil && sc.Board == "lake" && s.Lake.Best > 0:
		here, mean, names := Reference(s, "success_random")
		if len(names) > 1 {
			return i18n.Say(i18n.SentenceTheBestAnyPolicy, Percent(here), Percent(mean), sc.Look)
		}
		return i18n.Say(i18n.SentenceTheBestAnyPolicyCan, Percent(s.Lake.Best), sc.Look)
	case sc.Board == "treasure":
		here, mean, names := Reference(s, "accuracy")
		if len(names) > 1 && s.Metric() == "accuracy" && max(left, right) > mean {
			return i18n.Say(i18n.SentenceBayesTheBestThere, Percent(here), Percent(mean), sc.Look)
		}
	}
	return sc.Look.String()
}

// stubborn finds the longest row of one and the same wrong answer in a run's
// game: a hallucination that one can see.
func stubborn(s *state.Store, side int) (box, n int) {
	r := s.Runs[side].Treasure
	if r == nil {
		return 0, 0
	}
	for i, k := 0, 0; i < len(r.Said) && i < len(s.Treasure.Truth); i++ {
		if r.Said[i] < 0 || r.Said[i] == s.Treasure.Truth[i] {
			k = 0
			continue
		}
		if k > 0 && r.Said[i] == r.Said[i-1] {
			k++
		} else {
			k = 1
		}
		if k > n {
			box, n = r.Said[i], k
		}
	}
	return box, n
}

// fooled reports that a run is worse than the model it started from although
// its loss has fallen since its first steps.
func fooled(s *state.Store, side int) bool {
	r := &s.Runs[side]
	metric := s.Metric()
	if len(r.Evals) == 0 || len(r.Points) < 20 {
		return false
	}
	return !lessIsBetter(metric) && fell(r.Evals[0], r.Evals[len(r.Evals)-1], metric) && mean(r, len(r.Points)-5, len(r.Points)) < mean(r, 0, 5)
}

// mean is the mean loss of points from … to-1.
func mean(r *state.Run, from, to int) float64 {
	sum := 0.0
	for _, p := range r.Points[from:to] {
		sum += p.Loss
	}
	return sum / float64(to-from)
}

// listed writes things one after the other; k joins the last of them to the others.
func listed(each [][]Part, k i18n.Key) []Part {
	var p []Part
	for i, e := range each {
		switch {
		case i == 0:
			p = e
		case i == len(each)-1:
			p = say(k, p, e)
		default:
			p = say(i18n.ListMore, p, e)
		}
	}
	return p
}

// Finish makes a full sentence of a trainer's words.
func Finish(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

// Plain is the sentence as text.
func Plain(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Markup is the sentence as HTML.
type Markup []Part

// HTML renders the parts, escaped.
func (m Markup) HTML() string {
	var b strings.Builder
	for _, p := range m {
		tag := ""
		switch {
		case p.Bold:
			tag = "b"
		case p.Method != "":
			tag = "span"
		}
		if tag != "" {
			b.WriteString("<" + tag)
			if p.Method != "" {
				b.WriteString(` class="` + p.Method + `"`)
			}
			b.WriteString(">")
		}
		b.WriteString(html.EscapeString(p.Text))
		if tag != "" {
			b.WriteString("</" + tag + ">")
		}
	}
	return b.String()
}
