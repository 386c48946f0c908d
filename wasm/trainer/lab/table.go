package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"softmix/model/stats"
	"softmix/wasm/wire"
)

// writeTable prints, per method, mean ± standard deviation of every metric, then
// the paired differences of every further method to the first, with their t.
// outcomes are ordered method by method, seed by seed.
func (c *comparison) writeTable(w io.Writer, outcomes []outcome) error {
	if len(outcomes) == 0 || len(outcomes[0].names) == 0 {
		return errNoMetrics
	}
	n := len(c.seeds)
	names := metricNames(outcomes, "loss", "kept", "rm_accuracy", "rm_accuracy_end")
	fmt.Fprintf(w, "%s, seeds %s, %d steps, lr %g, batch %d, %s, %s base", c.task.Name(), c.seeds.String(), c.settings.Steps, c.settings.LR, c.settings.Batch, c.device, c.origin())
	if c.settings.Warm > 0 {
		fmt.Fprintf(w, " after %d steps of sft", c.settings.Warm)
	}
	fmt.Fprintln(w)
	for i, a := range c.arms {
		told := a.told()
		if lr := outcomes[i*n].Settings.LR; lr != c.settings.LR {
			told += fmt.Sprintf(", lr %g", lr)
		}
		if told != "" {
			fmt.Fprintf(w, "%s: %s\n", a.label, strings.TrimPrefix(told, ", "))
		}
	}
	if err := c.writeMetrics(w, outcomes, names); err != nil {
		return err
	}
	return c.writeLedger(w, outcomes)
}

// metricNames lists the task's metrics, then those of more that a run has.
func metricNames(outcomes []outcome, more ...string) []string {
	names := slices.Clone(outcomes[0].names)
	for _, name := range more {
		if slices.ContainsFunc(outcomes, func(r outcome) bool { _, ok := r.Metrics[name]; return ok }) {
			names = append(names, name)
		}
	}
	return names
}

// writeMetrics prints the named metrics method by method, and the differences to
// the first method.
func (c *comparison) writeMetrics(w io.Writer, outcomes []outcome, names []string) error {
	n := len(c.seeds)
	of := func(method int) []outcome { return outcomes[method*n : (method+1)*n] }
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "\nmethod\tn\t%s\n", strings.Join(names, "\t"))
	for i, a := range c.arms {
		fmt.Fprintf(t, "%s\t%d", a.label, n)
		for _, name := range names {
			fmt.Fprintf(t, "\t%s", spread(values(of(i), name)))
		}
		fmt.Fprintln(t)
	}
	if len(c.arms) > 1 {
		fmt.Fprintf(t, "\nminus %s\tn\t%s\n", c.arms[0].label, strings.Join(names, "\t"))
	}
	for i, a := range c.arms {
		if i == 0 {
			continue
		}
		fmt.Fprintf(t, "%s\t%d", a.label, n)
		for _, name := range names {
			fmt.Fprintf(t, "\t%s", difference(of(i), of(0), name, c.look(name, len(c.arms))))
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil || len(c.arms) < 2 {
		return err
	}
	_, err := fmt.Fprintf(w, "* the seeds tell the two apart; chance alone puts a star at %s in at most %g %% of such tables, and at any other metric in %[2]g %%\n", wire.Metrics(c.task.Name())[0], 100*stats.ErrorRate)
	return err
}

// spread writes mean ± standard deviation.
func spread(x []float64) string {
	if len(x) == 0 {
		return "–"
	}
	m, s := stats.MeanStd(x)
	if math.IsNaN(s) {
		return fmt.Sprintf("%.3f", m)
	}
	return fmt.Sprintf("%.3f ± %.3f", m, s)
}

// difference writes the mean of a-b and its paired t, with a star where the seeds
// tell the two apart.
func difference(a, b []outcome, name string, at stats.Look) string {
	d, ok := differ(a, b, name, at)
	switch {
	case !ok:
		return "–"
	case math.IsNaN(d.T):
		return fmt.Sprintf("%+.3f", d.Mean)
	case d.Clear:
		return fmt.Sprintf("%+.3f t %+.1f *", d.Mean, d.T)
	}
	return fmt.Sprintf("%+.3f t %+.1f", d.Mean, d.T)
}

// differ is the difference a-b of a metric, run by run; not ok where some lack it.
func differ(a, b []outcome, name string, at stats.Look) (d stats.Difference, ok bool) {
	x, y := values(a, name), values(b, name)
	if len(x) == 0 || len(x) != len(y) {
		return d, false
	}
	return stats.Compare(x, y, stats.Floor(evaluationError(a, name), evaluationError(b, name)), at), true
}

// evaluationError is the standard error of a metric of one run, as the root mean
// square of theirs.
func evaluationError(runs []outcome, name string) float64 {
	var x []float64
	for _, r := range runs {
		x = append(x, r.Errors[name])
	}
	return stats.RMS(x)
}

// look is the one at a metric at the end of the runs, where so many arms are
// compared.
func (c *comparison) look(metric string, arms int) stats.Look {
	return wire.VerdictAt(c.task.Name(), metric, c.settings.Steps, c.settings.Steps, arms)
}
