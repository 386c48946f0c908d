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
func writeTable(w io.Writer, o options, outcomes []outcome) error {
	if len(outcomes) == 0 || len(outcomes[0].names) == 0 {
		return errNoMetrics
	}
	n := len(o.seeds)
	names := metricNames(outcomes, "loss", "kept", "rm_accuracy", "rm_accuracy_end")
	fmt.Fprintf(w, "%s, seeds %s, %d steps, lr %g, batch %d, %s, %s base", o.task.Name(), seedText(o.seeds), o.settings.Steps, o.settings.LR, o.settings.Batch, o.device, o.origin())
	if o.settings.Warm > 0 {
		fmt.Fprintf(w, " after %d steps of sft", o.settings.Warm)
	}
	fmt.Fprintln(w)
	for i, e := range o.methods {
		if outcomes[i*n].Settings.Mean == "tokens" {
			fmt.Fprintf(w, "%s: where it learns from demonstrations, the mean is over tokens\n", e.label)
		}
		switch s := outcomes[i*n].Settings; e.side.Method {
		case "ss":
			rising := ""
			if s.Rise {
				rising = " at the last step"
			}
			fmt.Fprintf(w, "%s: p %g%s, tau %g\n", e.label, s.P, rising, s.Tau)
		case "neftune":
			fmt.Fprintf(w, "%s: alpha %g\n", e.label, s.Alpha)
		case "dpo", "dpo-online", "orpo", "rlhf", "ppo":
			fmt.Fprintf(w, "%s: %s\n", e.label, s.Judged.sentence(e.side.Method, s.LR))
		case "ift":
			fmt.Fprintf(w, "%s: lambda %g, gamma %g, tau %g, %s feedback, passes %d, %s embedding, %s weights\n", e.label, s.Lambda, s.Gamma, s.Tau, s.Feedback, s.Passes, s.Embed, s.Weights)
		}
	}
	if err := writeMetrics(w, o, outcomes, names); err != nil {
		return err
	}
	return writeLedger(w, o, outcomes)
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
func writeMetrics(w io.Writer, o options, outcomes []outcome, names []string) error {
	n := len(o.seeds)
	of := func(method int) []outcome { return outcomes[method*n : (method+1)*n] }
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "\nmethod\tn\t%s\n", strings.Join(names, "\t"))
	for i, e := range o.methods {
		fmt.Fprintf(t, "%s\t%d", e.label, n)
		for _, name := range names {
			fmt.Fprintf(t, "\t%s", spread(values(of(i), name)))
		}
		fmt.Fprintln(t)
	}
	if len(o.methods) > 1 {
		fmt.Fprintf(t, "\nminus %s\tn\t%s\n", o.methods[0].label, strings.Join(names, "\t"))
	}
	for i, e := range o.methods {
		if i == 0 {
			continue
		}
		fmt.Fprintf(t, "%s\t%d", e.label, n)
		for _, name := range names {
			fmt.Fprintf(t, "\t%s", difference(of(i), of(0), name, o.look(name, len(o.methods))))
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil || len(o.methods) < 2 {
		return err
	}
	_, err := fmt.Fprintf(w, "* the seeds tell the two apart; chance alone puts a star at %s in at most %g %% of such tables, and at any other metric in %[2]g %%\n", wire.Metrics(o.task.Name())[0], 100*stats.ErrorRate)
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
func (o options) look(metric string, arms int) stats.Look {
	return wire.VerdictAt(o.task.Name(), metric, o.settings.Steps, o.settings.Steps, arms)
}

// seedText writes seeds the way -seeds reads them.
func seedText(seeds []uint64) string {
	var parts []string
	for i := 0; i < len(seeds); {
		j := i
		for j+1 < len(seeds) && seeds[j+1] == seeds[j]+1 {
			j++
		}
		if j > i {
			parts = append(parts, fmt.Sprintf("%d-%d", seeds[i], seeds[j]))
		} else {
			parts = append(parts, fmt.Sprint(seeds[i]))
		}
		i = j + 1
	}
	return strings.Join(parts, ",")
}
