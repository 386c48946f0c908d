package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
)

// equalise repeats a comparison at equal compute. What every run has spent after
// each step is known from outcomes, the comparison at equal steps; so each method
// is trained for as many steps as the budget pays for, and its schedule ends
// there. The budget, for each seed, is what the cheapest method took in all. A
// method whose preparation alone costs more gets no step and stays the base.
func (c *comparison) equalise(ctx context.Context, bases *bases, outcomes []outcome) ([]outcome, error) {
	n := len(c.seeds)
	equal := slices.Clone(outcomes)
	var again []job
	var places []int
	for i, j := range c.jobs() {
		budget := math.Inf(1)
		for k := i % n; k < len(outcomes); k += n {
			if f := outcomes[k].Ledger.FLOPs; f > 0 {
				budget = min(budget, f)
			}
		}
		if math.IsInf(budget, 1) {
			continue // nothing is trained
		}
		equal[i].Budget = budget
		if steps := affordable(outcomes[i].flops, budget); steps < j.steps {
			j.steps = steps
			again, places = append(again, j), append(places, i)
		}
	}
	made, err := c.runAll(ctx, bases, again, func(int) {})
	if err != nil {
		return nil, fmt.Errorf("at equal compute: %w", err)
	}
	for k, i := range places {
		made[k].Budget = equal[i].Budget
		equal[i] = made[k]
	}
	return equal, nil
}

// affordable returns the last step that is paid for within the budget; spent[i] is
// what i steps took. A billionth over it is rounding.
func affordable(spent []float64, budget float64) int {
	n := 0
	for n+1 < len(spent) && spent[n+1] <= budget*(1+1e-9) {
		n++
	}
	return n
}

// writeEqual prints the comparison at equal compute.
func (c *comparison) writeEqual(w io.Writer, equal []outcome) error {
	least, most := equal[0].Budget, equal[0].Budget
	for _, r := range equal {
		least, most = min(least, r.Budget), max(most, r.Budget)
	}
	fmt.Fprintf(w, "\nat equal compute, %.4g", least/1e9)
	if most > least*(1+1e-9) {
		fmt.Fprintf(w, " to %.4g", most/1e9)
	}
	fmt.Fprintln(w, " GFLOP a run, what the cheapest method takes")
	if err := c.writeMetrics(w, equal, metricNames(equal, "loss", "kept", "steps")); err != nil {
		return err
	}
	return c.writeLedger(w, equal)
}
