package ui

import "strconv"

// metricTitles are the headings of the metrics' charts, and shorter ones.
var metricTitles = map[string][2]string{
	"accuracy":        {"Right answers, running alone", "Right answers alone"},
	"late_accuracy":   {"Right answers in the second half", "Right in the second half"},
	"success_random":  {"Success from random cells", "Success, random cells"},
	"success_start":   {"Success from the start", "Success from the start"},
	"success_markov":  {"Success of what it would do in each cell", "Success, cell by cell"},
	"wrong_mass":      {"Belief in wrong moves (less is better)", "Wrong moves (less is better)"},
	"recovery":        {"Letters right after one forced error", "Right after an error"},
	"greedy_em":       {"Whole answers right, running alone", "Whole answers right"},
	"sampled_em":      {"Whole answers right, sampled", "Right, sampled"},
	"greedy_last":     {"Last results right", "Last results right"},
	"valid":           {"Right answers among samples", "Right samples"},
	"greedy_valid":    {"Right answers, the likeliest one each", "Right, likeliest"},
	"reward":          {"Reward of samples", "Reward"},
	"distinct":        {"Different answers", "Different answers"},
	"entropy":         {"Entropy of what it writes", "Entropy"},
	"success":         {"Walks that reach the goal", "Reach the goal"},
	"sampled_success": {"Sampled walks that reach the goal", "Sampled: reach the goal"},
	"optimal":         {"Walks that are shortest", "Shortest walks"},
	"slip":            {"Success after a push off the way", "After a push"},
	"nll":             {"Surprise at right answers (less is better)", "Surprise (less is better)"},
	"drift":           {"Distance from the start (KL, nats a token)", "Distance from the start"},
	"truth":           {"Reward of its own answers, by the judge", "The judge’s reward"},
	"opinion":         {"Reward of its own answers, as it was taught", "Taught reward"},
	"kept":            {"Share of its stored pairs it would still write", "Pairs still its own"},
}

// metricTitle is the heading of a metric's chart, and a shorter one.
func metricTitle(metric string) (title, short string) {
	if t, ok := metricTitles[metric]; ok {
		return t[0], t[1]
	}
	return metric, metric
}

// lessIsBetter tells of the metrics that training should bring down.
func lessIsBetter(metric string) bool { return metric == "wrong_mass" || metric == "nll" }

// bandNote says what line and band are with several seeds, the longest wording
// first.
func (f *charts) bandNote() []string {
	n := strconv.Itoa(f.seeds)
	return []string{"mean ± one standard deviation of " + n + " seeds", "mean ± standard deviation, " + n + " seeds", "mean ± std, " + n + " seeds", n + " seeds, ± std", ""}
}

// reads is a value as it is written, with its spread where there are several
// seeds.
func (f *charts) reads(y, std float64) string {
	if f.seeds > 1 {
		return plusMinus(y, std)
	}
	return decimal(y)
}

// label says in words what the figure shows.
func (f *charts) label(r reading) string {
	where := "At step " + strconv.Itoa(f.step)
	if r.hover {
		where = "At " + r.label
	}
	count := "Two"
	if len(f.panes) > 2 {
		count = "Three"
	}
	s := count + " charts over the training. " + where
	sep := ", "
	for i := range f.panes {
		p := &f.panes[i]
		s += sep + lowerFirst(p.Title) + ":"
		sep = "; "
		for k, who := range p.Who {
			v := "nothing yet"
			if y, std, _, ok := p.read(k, r.x[p.Side[k]]); ok {
				v = f.reads(p.value(k, y), std)
			}
			if k > 0 {
				s += ","
			}
			s += " " + who.Name + " " + v
		}
	}
	s += "."
	if names := f.panes[0].RefNames; names != nil {
		s += " Reference line: " + names[0] + "."
	}
	if f.seeds > 1 {
		s += " Lines are means over " + strconv.Itoa(f.seeds) + " seeds, bands and ± one standard deviation."
		if f.diff != "" && !r.hover {
			s += " " + f.diff + "."
		}
	}
	return s
}

func lowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}
