package words

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"softmix/ui/canvas/canvastest"
	"softmix/ui/state/statetest"
)

var cell = regexp.MustCompile(`<t[hd][^>]*>([^<]*)`)

// cells are the cells of the row that a heading begins, in table n.
func cells(t *testing.T, h, head string, n int) []string {
	t.Helper()
	tables := strings.Split(h, "<tbody>")
	for _, r := range strings.Split(strings.Split(tables[n+1], "</tbody>")[0], "</tr>") {
		var found []string
		for _, m := range cell.FindAllStringSubmatch(r, -1) {
			found = append(found, m[1])
		}
		if len(found) > 0 && found[0] == head {
			return found[1:]
		}
	}
	t.Fatalf("table %d has no row %s: %s", n, head, h)
	return nil
}

func TestLedger(t *testing.T) {
	s := statetest.Four(40)
	h := LedgerHTML(s)
	if got, want := strings.Join(cells(t, h, "PPO", 0), "|"), "160|40|200.0 MFLOP|3\u2009000|200\u00a0kB|1|21|9|250\u00a0ms"; got != want {
		t.Errorf("PPO's costs are %s, want %s", got, want)
	}
	if !strings.Contains(h, "<b>DPO</b> holds weights 100\u00a0kB, reference 100\u00a0kB.") {
		t.Errorf("the ledger does not name DPO's copies: %s", h)
	}
	// SFT's 40 MFLOP bought IFT 26 steps, so its evaluation at 20; DPO's preparation
	// alone took as much, which leaves the model that it began with; PPO had 8 steps.
	for head, want := range map[string]string{
		"SFT": ".40 (step 40)|.40 (step 40)", "IFT": ".80 (step 40)|.40 (step 20)",
		"DPO": "1.20 (step 40)|0 (step 0)", "PPO": "1.60 (step 40)|0 (step 0)",
	} {
		if got := strings.Join(cells(t, h, head, 1), "|"); got != want {
			t.Errorf("%s: %s, want %s", head, got, want)
		}
	}
	if !strings.Contains(h, "within 40.0 MFLOP") {
		t.Errorf("the ledger does not name the FLOPs that all had")
	}
	want := "What each run cost: IFT took 1.50\u00a0× SFT’s FLOPs and the same memory; DPO took 4.00\u00a0× SFT’s FLOPs and 2.00\u00a0× its memory; PPO took 5.00\u00a0× SFT’s FLOPs and 2.00\u00a0× its memory."
	if got := LedgerSummary(s); got != want {
		t.Errorf("summary\n%s\nwant\n%s", got, want)
	}
	if got := LedgerSummary(statetest.Four(0)); !strings.Contains(got, "nothing is trained yet") {
		t.Errorf("before the first step: %s", got)
	}
}

// An evaluation counts at equal FLOPs exactly where the run had used no more.
func TestEqualFLOPs(t *testing.T) {
	s := statetest.Four(40)
	r := &s.Runs[1]
	for budget, step := range map[float64]int{30e6: 20, 29.999e6: 10, 15e6: 10, 14e6: 0, math.Inf(1): 40} {
		if e, ok := r.LastEval("success_random", budget); !ok || e.Step != step {
			t.Errorf("within %g FLOPs: the evaluation at %d, want %d", budget, e.Step, step)
		}
	}
	if _, ok := r.LastEval("nll", 1e9); ok {
		t.Error("a metric that was never measured has an evaluation")
	}
}

func TestLedgerOfSeveralSeeds(t *testing.T) {
	s := statetest.Four(40)
	s.Settings.Seeds = 3
	for i := range s.Runs {
		for k := range s.Runs[i].Evals {
			v := s.Runs[i].Evals[k].Metrics["success_random"]
			s.Runs[i].Evals[k].Seeds = map[string][]float64{"success_random": {v - .1, v, v + .1 + .02*float64(i)}}
		}
	}
	h := LedgerHTML(s)
	got := cells(t, h, "IFT", 1)
	if len(got) != 4 || got[0] != ".80 ± .11 (step 40)" || got[1] != "+.41 ± .01 over 3 seeds, t 61.0" || got[2] != ".40 ± .11 (step 20)" || got[3] != "+.007 ± .012 over 3 seeds, t 1.0" {
		t.Errorf("IFT: %q", got)
	}
	if got := cells(t, h, "SFT", 1); got[1] != "–" || got[3] != "–" {
		t.Errorf("SFT against itself: %q", got)
	}
	if d, ok := s.Difference(3, 0, "success_random"); !ok || !canvastest.Near(d.Mean, 1.2+.02) {
		t.Errorf("PPO − SFT: %+v, %v", d, ok)
	}
}
