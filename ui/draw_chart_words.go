package ui

import "strconv"

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
