package stats

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9) {
		t.Errorf("%s is %.12g, expected %.12g", what, got, want)
	}
}

func TestMeanStd(t *testing.T) {
	// Squared deviations from 5: 9+1+1+1+0+0+4+16 = 32, over 7.
	m, s := MeanStd([]float64{2, 4, 4, 4, 5, 5, 7, 9})
	near(t, "mean", m, 5)
	near(t, "std", s, math.Sqrt(32.0/7))
	if m, s = MeanStd([]float64{3}); m != 3 || !math.IsNaN(s) {
		t.Errorf("one value: %g ± %g", m, s)
	}
	near(t, "rms", RMS([]float64{3, 4}), math.Sqrt(12.5))
	near(t, "rms of none", RMS(nil), 0)
}

// Student's distribution is that of gonum, from far below what any look may spend
// to 1.
func TestStudent(t *testing.T) {
	for df := 1; df <= 40; df++ {
		judge := distuv.StudentsT{Sigma: 1, Nu: float64(df)}
		for _, x := range []float64{0, .1, .7, 1, 2.3, 5, 12, 80} {
			if got, want := twoSided(-x, df), 2*judge.CDF(-x); math.Abs(got-want) > 1e-12 {
				t.Errorf("%d degrees of freedom: beyond %g lies %g, want %g", df, x, got, want)
			}
		}
		for _, p := range []float64{.9, .05, .04, 1e-3, 5e-5, 1e-6} {
			if got, want := quantile(p, df), -judge.Quantile(p/2); math.Abs(got/want-1) > 1e-5 {
				t.Errorf("%d degrees of freedom: quantile of %g is %g, want %g", df, p, got, want)
			}
		}
	}
}

func TestCompare(t *testing.T) {
	// Differences 1, 2, 3, 2: mean 2, deviations 1+0+1+0 = 2 over 3, t = 2/sqrt(2/3/4).
	end := Look{Step: 100, Steps: 100, Arms: 2}
	a, b := []float64{2, 4, 6, 8}, []float64{1, 2, 3, 6}
	d := Compare(a, b, 0, end)
	near(t, "difference", d.Mean, 2)
	near(t, "std of the differences", d.Std, math.Sqrt(2.0/3))
	near(t, "t", d.T, 2*math.Sqrt(6))
	half := -distuv.StudentsT{Sigma: 1, Nu: 3}.Quantile(atEnd/2) * math.Sqrt(1./6)
	low, high, ok := d.Interval()
	if math.Abs(low-2+half) > 1e-6 || math.Abs(high-2-half) > 1e-6 || !ok || !d.Clear {
		t.Errorf("interval %g to %g (%v), want 2 ± %g", low, high, d.Clear, half)
	}
	// The other way round only the signs change.
	o := Compare(b, a, 0, end)
	if l, _, _ := o.Interval(); o.Mean != -d.Mean || o.T != -d.T || l != -high || !o.Clear {
		t.Errorf("the other way round: %+v", o)
	}
	// Before the end and among more arms or metrics the same is less; where no look is
	// planned it is nothing.
	for _, at := range []Look{{50, 100, 2, 1}, {100, 100, 4, 4}, {99, 100, 2, 1}, {0, 100, 2, 1}, {101, 100, 2, 1}} {
		if Compare(a, b, 0, at).Clear {
			t.Errorf("clear at %+v", at)
		}
	}
	// A spread below the evaluation's own error is not believed.
	if d := Compare(a, b, 3, end); d.Clear || d.Floor != 3 || math.Abs(d.T-2/(3/2.)) > 1e-12 {
		t.Errorf("with a floor: %+v", d)
	}
}

// Where all seeds differ alike the floor decides, and t is a number.
func TestNoSpread(t *testing.T) {
	end := Look{Step: 100, Steps: 100}
	a, b := []float64{.52, .54, .5}, []float64{.5, .52, .48}
	if d := Compare(a, b, Floor(.07, .07), end); d.Clear || !(d.T < 1) {
		t.Errorf("one prompt of fifty in three seeds: %+v", d)
	}
	if d := Compare(a, a, Floor(.07, .07), end); d.Clear || d.T != 0 {
		t.Errorf("the same: %+v", d)
	}
	if d := Compare(a, a, 0, end); d.Clear || d.T != 0 || d.Floor != resolution {
		t.Errorf("the same, without an error: %+v", d)
	}
}

// Fewer than three seeds are never a verdict.
func TestFewSeeds(t *testing.T) {
	for n := range MinSeeds {
		a, b := []float64{.9, .91}[:n], []float64{.1, .11}[:n]
		d := Compare(a, b, .01, Look{Step: 9, Steps: 9})
		if _, _, ok := d.Interval(); ok || d.Clear {
			t.Errorf("%d seeds: %+v", n, d)
		}
	}
}

func TestPlanned(t *testing.T) {
	for steps, want := range map[int][]int{1: {1}, 2: {1, 2}, 3: {1, 2, 3}, 4: {1, 2, 3, 4}, 150: {38, 75, 113, 150}, 200: {50, 100, 150, 200}} {
		var got []int
		for step := -2; step < 2*steps+2; step++ {
			if Planned(step, steps) {
				got = append(got, step)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d steps: %v, want %v", steps, got, want)
		}
	}
}

// All looks of a run together, and all comparisons of a look, spend the error rate.
func TestLevelsAddUp(t *testing.T) {
	for _, steps := range []int{1, 2, 7, 200} {
		for arms := 2; arms <= 4; arms++ {
			sum := 0.0
			for step := -1; step <= steps+50; step++ {
				sum += Look{step, steps, arms, 3}.Level() * float64(arms*(arms-1)/2*3)
			}
			if sum > ErrorRate || sum < atEnd {
				t.Errorf("%d steps, %d arms: %g", steps, arms, sum)
			}
		}
	}
}

func TestEstimates(t *testing.T) {
	e := Share(30, 48)
	near(t, "share", e.Value, .625)
	near(t, "its error", e.Err, math.Sqrt(.62*.38/48))
	if e := Share(48, 48); e.Value != 1 || e.N != 48 || !(e.Err > .01 && e.Err < 1./48) {
		t.Errorf("all of 48: %+v", e)
	}
	x := []float64{1, 2, 4, 3}
	e = Mean(x)
	near(t, "mean", e.Value, 2.5)
	near(t, "its error", e.Err, stat.StdErr(stat.StdDev(x, nil), 4))
	// Of equal prompts a ratio is a mean.
	hits, tries := []float64{8, 0, 8, 4}, []float64{8, 8, 8, 8}
	e = Ratio(hits, tries)
	near(t, "ratio", e.Value, .625)
	shares := []float64{1, 0, 1, .5, 1, 0}
	near(t, "its error", e.Err, stat.StdErr(stat.StdDev(shares, nil), 6))
	if tries[0] != 8 || len(hits) != 4 {
		t.Error("Ratio changed what it was given")
	}
	if e := Ratio([]float64{3, 5}, []float64{3, 5}); e.Value != 1 || !(e.Err > 0) {
		t.Errorf("all right: %+v", e)
	}
	if e := Pooled([]float64{2}, []float64{4}); e.Value != .5 || e.Err != 0 || e.N != 1 {
		t.Errorf("one prompt: %+v", e)
	}
	near(t, "pooled", Pooled([]float64{2, 6}, []float64{1, 3}).Value, 2)
}
