package ui

import (
	"math"
	"strconv"

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
	_, std := wire.MeanStd(x)
	return std, true
}

// Difference is the right side minus the left, pair by pair over the seeds.
type Difference struct {
	Mean, Std float64 // of the differences
	T         float64 // Student's paired t; may be infinite, or NaN
	Seeds     int
}

// Clear reports whether the seeds tell the sides apart.
func (d Difference) Clear() bool { return wire.Clear(d.T, d.Seeds) }

// Difference compares right and left by the newest evaluation of a metric; not ok
// with one seed.
func (s *Store) Difference(metric string) (d Difference, ok bool) { return s.DifferenceOf(1, metric) }

// DifferenceOf compares a side with the left one by the newest evaluation of a
// metric; not ok with one seed.
func (s *Store) DifferenceOf(side int, metric string) (d Difference, ok bool) {
	left, right := &s.Runs[0], &s.Runs[side]
	i, j := len(left.Evals)-1, len(right.Evals)-1
	if i < 0 || j < 0 || left.Evals[i].Step != right.Evals[j].Step {
		return d, false
	}
	return paired(right.Evals[j].Seeds[metric], left.Evals[i].Seeds[metric])
}

// paired compares what the same seeds measured, a minus b; not ok for fewer than
// two.
func paired(a, b []float64) (d Difference, ok bool) {
	if len(a) < 2 || len(a) != len(b) {
		return d, false
	}
	d.Seeds = len(a)
	d.Mean, d.Std, d.T = wire.Paired(a, b)
	return d, true
}

// words is the difference as it stands in brackets and labels: "IFT − SFT: +.19
// ± .03 over 4 seeds, t 12.4".
func (d Difference) words(who [2]Actor) string {
	return who[1].Name + " − " + who[0].Name + ": " + d.numbers()
}

// numbers is the difference without its sides: "+.19 ± .03 over 4 seeds, t 12.4".
func (d Difference) numbers() string {
	sign := "+"
	if d.Mean < 0 {
		sign = "" // decimal writes its own
	}
	s := sign + plusMinus(d.Mean, d.Std) + " over " + plural(d.Seeds, "seed")
	switch {
	case math.IsNaN(d.T):
		return s
	case math.IsInf(d.T, 0):
		return s + ", all alike"
	}
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
func drawSeedNote(c Canvas, note []string, h float64) {
	w, _ := c.Size()
	f := Font{Size: 12, Color: ink3}
	c.Text(fit(c, f, w, note...), 0, h+15, f)
}
