package ui

import (
	"math"
	"slices"
	"strconv"

	"softmix/model/stats"
	"softmix/ui/canvas"
	"softmix/wasm/wire"
)

// Several seeds at once: every number becomes a mean with the sample standard
// deviation over the seeds, and the sides are compared pair by pair, as the lab
// prints it.

// Seeds is how many runs each side has.
func (s *Store) Seeds() int { return s.Settings.Runs() }

// Std is the standard deviation over the seeds of the newest value of a metric;
// not ok with one seed.
func (r *Run) Std(name string) (float64, bool) {
	for i := len(r.Evals) - 1; i >= 0; i-- {
		if _, has := r.Evals[i].Metrics[name]; has {
			return stdOf(r.Evals[i], name)
		}
	}
	return 0, false
}

func stdOf(e wire.Eval, metric string) (float64, bool) {
	x := e.Seeds[metric]
	if len(x) < 2 {
		return 0, false
	}
	_, std := stats.MeanStd(x)
	return std, true
}

// difference compares two sides, the first minus the second, seed by seed and by
// the newest evaluation of a metric; not ok with one seed.
func (s *Store) difference(a, b int, metric string) (d stats.Difference, ok bool) {
	k := len(s.Runs[a].Evals) - 1
	if k < 0 {
		return d, false
	}
	return s.differenceAt(s.Runs[a].Evals[k].Step, a, b, metric)
}

// differenceAt is difference by the evaluation after a number of steps.
func (s *Store) differenceAt(step, a, b int, metric string) (d stats.Difference, ok bool) {
	x, seen := s.Runs[a].evalAt(step)
	y, both := s.Runs[b].evalAt(step)
	if !seen || !both {
		return d, false
	}
	return wire.Differ(x, y, metric, wire.VerdictAt(s.Settings.Scenario, metric, step, s.Settings.Steps, s.Settings.Width()))
}

// evalAt is the evaluation after a number of steps.
func (r *Run) evalAt(step int) (wire.Eval, bool) {
	for _, e := range slices.Backward(r.Evals) {
		if e.Step == step {
			return e, true
		}
	}
	return wire.Eval{}, false
}

// lastLook is the newest of the looks that are planned for verdicts; not ok before
// the first.
func (s *Store) lastLook() (step int, ok bool) {
	for _, e := range slices.Backward(s.Runs[0].Evals) {
		if stats.Planned(e.Step, s.Settings.Steps) {
			return e.Step, true
		}
	}
	return 0, false
}

// differenceText is the difference as it stands in brackets and labels: "IFT − SFT: +.19
// ± .03 over 4 seeds, t 12.4".
func differenceText(d stats.Difference, who [2]Actor) string {
	return who[1].Name + " − " + who[0].Name + ": " + differenceNumbers(d)
}

// differenceNumbers is the difference without its sides: "+.19 ± .03 over 4 seeds, t 12.4".
func differenceNumbers(d stats.Difference) string {
	sign := "+"
	if d.Mean < 0 {
		sign = "" // decimal writes its own
	}
	s := sign + plusMinus(d.Mean, d.Std) + " over " + plural(d.Seeds, "seed")
	t := strconv.FormatFloat(math.Abs(d.T), 'f', 1, 64)
	if d.T < 0 && t != "0.0" {
		t = "−" + t
	}
	return s + ", t " + t
}

// plusMinus writes a mean and its standard deviation with as many digits:
// ".52 ± .03".
func plusMinus(mean, std float64) string {
	digits := digitsOf(mean)
	return bare(mean, digits) + " ± " + bare(std, digits)
}

// percentOf writes a share of one with its standard deviation, if there is one:
// "48 ± 3 %".
func percentOf(v, std float64, several bool) string {
	if !several || math.IsNaN(v) {
		return percent(v)
	}
	return strconv.Itoa(int(math.Round(100*v))) + "\u00a0±\u00a0" + percent(std)
}

// seedNote says which seed the boards show, the longest wording first; nothing
// with one seed.
func seedNote(s *Store) []string {
	if s.Seeds() < 2 {
		return nil
	}
	first := "picture: seed " + strconv.Itoa(s.Settings.Seed)
	return []string{first + ", the first of " + strconv.Itoa(s.Seeds()), first}
}

// seedWords is seedNote for a picture's description.
func seedWords(s *Store) string {
	if s.Seeds() < 2 {
		return ""
	}
	return " This is seed " + strconv.Itoa(s.Settings.Seed) + ", the first of " + strconv.Itoa(s.Seeds()) + "."
}

const seedNoteH = 20 // height of the note below a board

// drawSeedNote sets the note below a board of height h.
func drawSeedNote(c canvas.Canvas, note []string, h float64) {
	w, _ := c.Size()
	f := canvas.Font{Size: 12, Color: canvas.Ink3}
	c.Text(canvas.Fit(c, f, w, note...), 0, h+15, f)
}
