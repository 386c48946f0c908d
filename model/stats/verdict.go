package stats

import "math"

// MinSeeds is the number of seeds that a verdict needs: below it a spread over
// seeds is not known well enough for Student's t to be of use.
const MinSeeds = 3

// ErrorRate is the share of runs with equal methods in which any verdict at all is
// given, at most: whatever the number of evaluations and of methods compared.
const ErrorRate = .05

// A run is judged at four looks that are planned beforehand: after each quarter of
// its steps. The last may err in atEnd of all runs, each of the others in onTheWay. A
// false verdict at one or the other is then no likelier than the sum of these
// (Bonferroni), however alike neighbouring steps are: 4.2 %. What is left of ErrorRate
// is for seeds that do not spread quite normally. Between the looks there is no
// verdict, so that neither how often the page evaluates nor a reader who goes back
// and forth changes the rate.
const (
	looks    = 4
	atEnd    = .03
	onTheWay = .004
)

// NextLook returns the first step after a given one after which a verdict is passed
// in a run of so many steps; there is none after the last, where it returns
// math.MaxInt.
func NextLook(after, steps int) int {
	for k := 1; k <= looks; k++ {
		if look := (steps*k + looks - 1) / looks; look > after {
			return look
		}
	}
	return math.MaxInt
}

// Planned reports whether a verdict is passed after a step.
func Planned(step, steps int) bool { return step > 0 && NextLook(step-1, steps) == step }

// resolution is the least spread that differences over seeds are given, half of
// the last digit shown: a metric that is computed without a sample has no error of
// its own, but numbers that agree that far are called the same.
const resolution = .0005

// Look is where in a run a verdict is asked for.
type Look struct {
	Step, Steps int // after how many of the run's planned steps
	Arms        int // that are compared, each with each; fewer than 2 count as 2
	Metrics     int // that share the error rate; fewer than 1 count as 1
}

// Level returns the chance of error that one comparison may spend there: 0 where no
// look is planned.
func (l Look) Level() float64 {
	level := 0.0
	switch {
	case l.Step == l.Steps && l.Step > 0:
		level = atEnd
	case Planned(l.Step, l.Steps):
		level = onTheWay
	}
	arms := max(l.Arms, 2)
	return level / float64(arms*(arms-1)/2*max(l.Metrics, 1))
}

// Difference is one arm minus another, pair by pair over the seeds.
type Difference struct {
	Seeds     int
	Mean, Std float64 // of the differences; Std is NaN with one seed
	// Floor is the least spread that counts: the evaluation's own error.
	Floor float64
	// T is Student's paired t, the mean over its standard error, with Floor in the
	// place of a smaller Std; NaN with one seed.
	T     float64
	Level float64 // that a verdict may spend; see Look
	Clear bool    // the seeds tell the two apart: 0 lies outside of Interval
}

// Interval bounds the mean, at the level of the verdict; ok is false where none can
// be given.
func (d Difference) Interval() (low, high float64, ok bool) {
	if d.Seeds < MinSeeds || d.Level <= 0 {
		return 0, 0, false
	}
	half := quantile(d.Level, d.Seeds-1) * max(d.Std, d.Floor) / math.Sqrt(float64(d.Seeds))
	return d.Mean - half, d.Mean + half, true
}

// Floor returns the least spread that differences between two arms can have over
// seeds, as far as chance in the evaluation goes: errA and errB are the standard
// errors of one evaluation of each. The arms answer the same prompts, so their
// errors partly cancel; counted as independent they only make a verdict harder.
func Floor(errA, errB float64) float64 { return max(math.Hypot(errA, errB), resolution) }

// Compare compares a and b, measured on the same seeds in the same order. floor is
// that of Floor.
func Compare(a, b []float64, floor float64, at Look) Difference {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	out := Difference{Seeds: len(d), Floor: max(floor, resolution), Level: at.Level()}
	out.Mean, out.Std = MeanStd(d)
	out.T = out.Mean / max(out.Std, out.Floor) * math.Sqrt(float64(len(d)))
	out.Clear = len(d) >= MinSeeds && out.Level > 0 && twoSided(out.T, len(d)-1) < out.Level
	return out
}

// OneRun returns half the width of the 95 % interval around the difference of two
// evaluations on n prompts each, with the standard errors errA and errB. It tells
// how far the test prompts alone could have moved the difference of these two
// models, and nothing of what other seeds would have come to.
func OneRun(errA, errB float64) float64 { return 1.96 * math.Hypot(errA, errB) }

// Fell reports whether a metric of one model went down, from its first evaluation to
// a later one, by more than the prompts of the two can explain: drop is above three
// times its standard error, of which errFirst and errLater are the parts. A page that
// asks after every evaluation, some twenty times a run, then says so by chance in
// fewer than one run of twenty.
func Fell(drop, errFirst, errLater float64) bool {
	return drop > 3*math.Hypot(errFirst, errLater)
}
