package wire

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
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
}

func TestPaired(t *testing.T) {
	// Differences 1, 2, 3, 2: mean 2, deviations 1+0+1+0 = 2 over 3, t = 2/sqrt(2/3/4).
	d, s, tt := Paired([]float64{2, 4, 6, 8}, []float64{1, 2, 3, 6})
	near(t, "difference", d, 2)
	near(t, "std of the differences", s, math.Sqrt(2.0/3))
	near(t, "t", tt, 2*math.Sqrt(6))
	// The other way round only the signs change.
	d, _, tt = Paired([]float64{1, 2, 3, 6}, []float64{2, 4, 6, 8})
	near(t, "difference", d, -2)
	near(t, "t", tt, -2*math.Sqrt(6))
	if _, _, tt = Paired([]float64{1, 2}, []float64{0, 1}); !math.IsInf(tt, 1) {
		t.Errorf("equal differences: t = %g", tt)
	}
	if _, _, tt = Paired([]float64{1}, []float64{0}); !math.IsNaN(tt) {
		t.Errorf("one pair: t = %g", tt)
	}
}

// The limits are those of Student's distribution: see any table of it.
func TestClear(t *testing.T) {
	for _, c := range []struct {
		t    float64
		n    int
		want bool
	}{
		{99, 1, false}, {12.8, 2, true}, {-12.8, 2, true}, {12.6, 2, false}, {3.1, 4, false}, {-3.2, 4, true},
		{2.36, 8, false}, {2.37, 8, true}, {math.Inf(1), 2, true}, {math.NaN(), 4, false},
	} {
		if got := Clear(c.t, c.n); got != c.want {
			t.Errorf("t = %g over %d seeds: clear %v", c.t, c.n, got)
		}
	}
}
