package ui

import (
	"html"
	"strconv"
	"strings"
)

// Part is a piece of the live sentence: plain words, or words in the hue of a
// method ("sft", "ift", "pt"), bold where they carry the finding.
type Part struct {
	Text   string
	Method string
	Bold   bool
}

// level is how far two measured shares must be apart to be called different:
// about the noise of the page's short evaluations.
const level = .02

// Sentence says what there is to see now: the step, a comparison of the two runs
// and where to look. It is written from the store's numbers alone, and it says
// that IFT loses as loudly as that it wins. paused tells that training waits
// because the page is not in view.
func Sentence(s *Store, paused bool) []Part {
	sc := ScenarioOf(s.Settings.Scenario)
	if f := s.Fault; f != nil {
		say := finish(strings.TrimSpace(f.Text))
		if f.Kernel != "" && !strings.Contains(say, f.Kernel) {
			say += " The first kernel with a bad number is " + f.Kernel + "."
		}
		if !strings.Contains(say, "Reset") {
			say += " Press Reset to start again."
		}
		return []Part{{Text: "Stopped. ", Bold: true}, {Text: say}}
	}
	if s.Device == nil {
		return []Part{{Text: sc.Intro + " Both sides start from the same small model, and both are about to read the same batches."}}
	}
	var p []Part
	if paused {
		p = append(p, Part{Text: "Paused: not in view. ", Bold: true})
	}
	metric := ChartMetric(s.Settings.Scenario)
	who := Actors(s.Runs[0].Method, s.Runs[1].Method)
	left, at, okL := s.Runs[0].Metric(metric)
	right, _, okR := s.Runs[1].Metric(metric)
	shown := func(i int, v float64) string {
		std, several := s.Runs[i].Std(metric)
		return percentOf(v, std, several)
	}
	if s.Step == 0 {
		p = append(p, Part{Text: "Step 0. ", Bold: true}, Part{Text: sc.Intro + " "})
		if okL {
			p = append(p, Part{Text: "Before fine-tuning, the model" + sc.Does}, Part{Text: shown(0, left), Bold: true}, Part{Text: sc.Share + ". "})
		}
		return append(p, Part{Text: "Press Play."})
	}
	p = append(p, Part{Text: "Step " + grouped(s.Step) + ". ", Bold: true})
	if !okL || !okR {
		return append(p, Part{Text: sc.Intro + " " + sc.Look})
	}
	before := sc.Before
	if at < s.Step {
		before = "At step " + grouped(at) + ", " + lowerFirst(before)
	}
	name := func(i int) Part { return Part{Text: who[i].Name, Method: s.Runs[i].Method} }
	value := func(i int, v float64) Part { return Part{Text: shown(i, v), Method: s.Runs[i].Method, Bold: true} }
	p = append(p, Part{Text: before}, name(0), Part{Text: sc.Does}, value(0, left), Part{Text: sc.Share + ", "},
		name(1), Part{Text: " "}, value(1, right), Part{Text: ": "})
	p = append(p, verdict(s, who, left, right)...)
	return append(p, Part{Text: " "}, Part{Text: look(s, sc, who, left, right)})
}

// verdict compares: who is ahead, or that nothing can be told apart. One run a
// side is judged by the size of the difference, several by how alike the seeds
// are in it.
func verdict(s *Store, who [2]Actor, left, right float64) []Part {
	d := right - left
	clear, end := d >= level || d <= -level, "."
	if pairs, several := s.Difference(ChartMetric(s.Settings.Scenario)); several {
		clear, end = pairs.Clear(), " ("+strings.ReplaceAll(pairs.words(who), " ± ", "\u00a0±\u00a0")+")."
	}
	if !clear {
		return []Part{{Text: "no clear difference", Bold: true}, {Text: end}}
	}
	ahead, behind := 1, 0
	if d < 0 {
		ahead, behind = 0, 1
	}
	if s.Runs[behind].Method == "ift" && s.Runs[ahead].Method != "ift" {
		return []Part{{Text: who[behind].Name + " loses", Method: "ift", Bold: true}, {Text: " here" + end}}
	}
	return []Part{{Text: who[ahead].Name + " is ahead", Method: s.Runs[ahead].Method, Bold: true}, {Text: end}}
}

// look points at what on the boards shows the finding.
func look(s *Store, sc Scenario, who [2]Actor, left, right float64) string {
	switch {
	case s.Treasure != nil && sc.Board == "treasure":
		for i := range s.Runs[:2] {
			if box, n := stubborn(s, i); n >= 5 {
				t := who[i].Name + " says "
				if s.Seeds() > 1 {
					t = "With seed " + strconv.Itoa(s.Settings.Seed) + ", " + t
				}
				t += BoxName(box) + " " + times(n) + " in a row, and is wrong each time: a guess it took for evidence."
				if fooled(s, i) {
					t += " Its loss keeps falling all the same."
				}
				return t
			}
		}
	case s.Settings.Scenario == "chain" && right < left-level && s.Runs[1].Method == "ift":
		return "It hides the one letter that each next letter follows from."
	case s.Lake != nil && sc.Board == "lake" && s.Lake.Best > 0:
		return "The best any policy can do is " + percent(s.Lake.Best) + ". " + sc.Look
	}
	return sc.Look
}

// stubborn finds the longest row of one and the same wrong answer in a run's
// game: a hallucination that one can see.
func stubborn(s *Store, side int) (box, n int) {
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
func fooled(s *Store, side int) bool {
	r := &s.Runs[side]
	metric := ChartMetric(s.Settings.Scenario)
	now, _, ok := r.Metric(metric)
	if !ok || len(r.Evals) == 0 || len(r.Points) < 20 {
		return false
	}
	base, ok := r.Evals[0].Metrics[metric]
	return ok && now < base-level && mean(r, len(r.Points)-5, len(r.Points)) < mean(r, 0, 5)
}

// mean is the mean loss of points from … to-1.
func mean(r *Run, from, to int) float64 {
	sum := 0.0
	for _, p := range r.Points[from:to] {
		sum += p.Loss
	}
	return sum / float64(to-from)
}

// finish makes a full sentence of a trainer's words.
func finish(s string) string {
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

// markup is the sentence as HTML.
type markup []Part

// HTML renders the parts, escaped.
func (m markup) HTML() string {
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
