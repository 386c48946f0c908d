package ui

import (
	"fmt"
	"strconv"
)

// metricTitle is the heading of a metric's chart, and a shorter one.
func metricTitle(metric string) (title, short string) {
	switch metric {
	case "accuracy":
		return "Right answers, running alone", "Right answers alone"
	case "success_random":
		return "Success from random cells", "Success, random cells"
	case "recovery":
		return "Letters right after one forced error", "Right after an error"
	case "greedy_em":
		return "Whole answers right, running alone", "Whole answers right"
	}
	return metric, metric
}

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
	where := fmt.Sprintf("At step %d", f.step)
	if r.hover {
		where = "At " + r.label
	}
	var parts [2]string
	for i := range f.panes {
		p := &f.panes[i]
		parts[i] = p.Title + ":"
		for k := range f.who {
			v := "nothing yet"
			if y, std, _, ok := p.read(k, r.x[k]); ok {
				v = f.reads(y, std)
			}
			if k > 0 {
				parts[i] += ","
			}
			parts[i] += " " + f.who[k].Name + " " + v
		}
	}
	s := fmt.Sprintf("Two charts over the training. %s, %s; %s.", where, lowerFirst(parts[0]), lowerFirst(parts[1]))
	if f.panes[0].RefName != "" {
		s += " Reference line: " + f.panes[0].RefName + "."
	}
	if f.seeds > 1 {
		s += fmt.Sprintf(" Lines are means over %d seeds, bands and ± one standard deviation.", f.seeds)
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
