package main

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
)

// At equal compute, every run has spent no more than the cheapest method, and
// could not have paid for one step more.
func TestEqualCompute(t *testing.T) {
	args := []string{"compare", "-task", "lake4", "-methods", "ift,base,sft,ss,dpo-online,dpo", "-seeds", "1-2", "-steps", "12", "-batch", "4", "-weights-dir", weightsDir(t), "-equal"}
	code, stdout, stderr := lab(t, append(args, "-json")...)
	if code != 0 {
		t.Fatal(stderr)
	}
	var runs []outcome
	for _, line := range strings.Split(strings.TrimSpace(stdout), "\n") {
		var r outcome
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		runs = append(runs, r)
	}
	if len(runs) != 24 {
		t.Fatalf("%d runs", len(runs))
	}
	full, equal := runs[:12], runs[12:]
	for i, r := range equal {
		sft, base := full[4+i%2], full[2+i%2]
		if full[i].Budget != 0 || r.Budget != sft.Ledger.FLOPs || r.Method != full[i].Method || r.Seed != full[i].Seed {
			t.Fatalf("run %d: %s %d, budget %g of %g", i, r.Method, r.Seed, r.Budget, sft.Ledger.FLOPs)
		}
		steps, each := r.Metrics["steps"], full[i].Ledger.FLOPs/12
		switch {
		case r.Ledger.FLOPs > r.Budget*(1+1e-9):
			t.Errorf("%s spent %g of %g", r.Method, r.Ledger.FLOPs, r.Budget)
		case r.Method == "sft" && !maps.Equal(r.Metrics, full[i].Metrics), r.Method == "base" && steps != 0:
			t.Errorf("%s differs from the comparison at equal steps", r.Method)
		case r.Method == "ift" && (steps >= 12 || steps < 8 || r.Ledger.FLOPs+each <= r.Budget || r.Metrics["loss"] == full[i].Metrics["loss"]):
			t.Errorf("ift trained %g steps at %g each of %g", steps, each, r.Budget)
		case r.Method == "dpo-online" && (steps < 1 || r.Ledger.FLOPs+2*each <= r.Budget):
			t.Errorf("dpo-online trained %g steps at %g each of %g", steps, each, r.Budget)
		case r.Method == "dpo" && (steps != 0 || r.Metrics["success_random"] != base.Metrics["success_random"]):
			t.Errorf("dpo cannot pay for its pairs, and took %g steps", steps)
		}
	}
	code, table, stderr := lab(t, args...)
	if code != 0 || !strings.Contains(table, "at equal compute") || strings.Count(table, "cost of a run") != 2 || strings.Count(table, "minus ift") != 2 {
		t.Errorf("exit %d %s:\n%s", code, stderr, table)
	}
}

func TestAffordable(t *testing.T) {
	for _, c := range []struct {
		budget float64
		steps  int
	}{{9, 0}, {10, 1}, {29.9, 1}, {30 * (1 - 1e-12), 2}, {100, 3}} {
		if n := affordable([]float64{0, 10, 30, 31}, c.budget); n != c.steps {
			t.Errorf("%g pays for %d steps, expected %d", c.budget, n, c.steps)
		}
	}
}
