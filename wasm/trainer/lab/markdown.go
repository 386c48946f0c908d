package main

import (
	"fmt"
	"math"
	"strings"

	"softmix/model/stats"
	"softmix/wasm/wire"
)

// markdown returns the rows of a table, one a method. A column is a metric, or
// gflop, what a run took; after "equal:" it is of the comparison at equal compute,
// in which steps counts toc.
func (c *comparison) markdown(outcomes, equal []outcome) ([]string, error) {
	n := len(c.seeds)
	var rows []string
	for i, a := range c.arms {
		row := []string{title(a)}
		for _, column := range strings.Split(c.columns, ",") {
			from := outcomes
			name, isEqual := strings.CutPrefix(column, "equal:")
			if isEqual {
				from = equal
			}
			if len(from) == 0 {
				return nil, fmt.Errorf("-columns names %s without -equal", column)
			}
			mine, first := from[i*n:(i+1)*n], from[:n]
			if i == 0 {
				first = nil
			}
			switch name {
			case "gflop":
				row = append(row, threeDigits(meanOf(mine, func(r outcome) float64 { return r.Ledger.FLOPs / 1e9 })))
			case "steps":
				row = append(row, fmt.Sprintf("%.0f", meanOf(mine, func(r outcome) float64 { return r.Metrics["steps"] })))
			default:
				row = append(row, c.cell(mine, first, name))
			}
		}
		rows = append(rows, "| "+strings.Join(row, " | ")+" |")
	}
	return rows, nil
}

func meanOf(runs []outcome, of func(outcome) float64) float64 {
	sum := 0.
	for _, r := range runs {
		sum += of(r)
	}
	return sum / float64(len(runs))
}

// cell writes a metric as mean ± standard deviation, and beside it the paired
// difference to first with its t, bold where the seeds tell the two apart. first is
// nil where there is none.
func (c *comparison) cell(runs, first []outcome, name string) string {
	x := values(runs, name)
	if len(x) == 0 {
		return "–"
	}
	m, s := stats.MeanStd(x)
	out := decimals(m)
	if !math.IsNaN(s) {
		out += " ± " + decimals(s)
	}
	d, ok := differ(runs, first, name, c.look(name, len(c.arms)))
	if !ok {
		return out
	}
	diff := signed(d.Mean, 3)
	if d.Clear {
		diff = "**" + diff + "**"
	}
	if math.IsNaN(d.T) {
		return out + " (" + diff + ")"
	}
	return out + " (" + diff + ", t " + strings.TrimPrefix(signed(d.T, 1), "+") + ")"
}

// threeDigits writes a number with as many, or as many as it has before its point.
func threeDigits(x float64) string {
	if x >= 1000 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.3g", x)
}

// decimals writes three of them, without a zero before the point.
func decimals(x float64) string { return strings.TrimPrefix(signed(x, 3), "+") }

// signed writes a number with its sign, n decimals and no zero before the point.
func signed(x float64, n int) string {
	s := fmt.Sprintf("%+.*f", n, x)
	return strings.Replace(s[:1], "-", "−", 1) + strings.TrimPrefix(s[1:], "0")
}

// title names a method and what its label sets, as a table's first column does.
func title(a arm) string {
	kind, settings, _ := strings.Cut(a.label, ":")
	given := map[string]string{}
	for _, s := range strings.Split(settings, ":") {
		if k, v, ok := strings.Cut(s, "="); ok {
			given[k] = v
		}
	}
	number := func(x float64) string {
		return strings.TrimPrefix(fmt.Sprintf("%g", x), "0")
	}
	switch kind {
	case untrained:
		return "base, untrained"
	case "ss":
		return "scheduled sampling, p " + number(a.P)
	case "ift":
		s := "IFT"
		if a.Feedback != "soft" {
			s += " " + a.Feedback
		}
		s += ", λ " + fmt.Sprint(a.Lambda) + ", γ " + fmt.Sprint(a.Gamma)
		s = strings.NewReplacer(" 0.", " .").Replace(s)
		return s + departures(a.Arm)
	}
	s, ok := map[string]string{"dpo": "DPO, offline", "dpo-online": "DPO, online", "ppo": "PPO, true reward", "pt": "pre-training"}[kind]
	if !ok {
		s = wire.MethodName(kind)
	}
	for _, k := range []struct{ key, name string }{{"beta", "β"}, {"kl", "KL price"}, {"pairs", "pairs"}, {"rmsteps", "reward model steps"}, {"lr", "rate"}} {
		if v, ok := given[k.key]; ok {
			s += ", " + k.name + " " + v
		}
	}
	return s
}

// departures says where IFT departs from one pass over a live table with detached
// weights.
func departures(d wire.Arm) (s string) {
	if d.Passes > 1 {
		s += fmt.Sprintf(", %d passes", d.Passes)
	}
	if d.Embed == "frozen" {
		s += ", frozen embedding"
	}
	if d.Weights == "live" {
		s += ", live weights"
	}
	return s
}
