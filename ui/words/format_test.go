package words

import (
	"math"
	"testing"
)

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{.45: ".45", 1.534: "1.53", 12.34: "12.3", .0351: ".035", 0: "0", -.2: "−.20"} {
		if got := Decimal(v); got != want {
			t.Errorf("decimal(%g) = %s, want %s", v, got, want)
		}
	}
	for v, want := range map[float64]string{.748: ".748", .9: ".9", 1: "1", .99996: "1"} {
		if got := exact(v); got != want {
			t.Errorf("exact(%g) = %s, want %s", v, got, want)
		}
	}
	if got := Decimal(math.NaN()); got != "–" {
		t.Errorf("decimal(NaN) = %s", got)
	}
	if got := Grouped(1234567); got != "1\u2009234\u2009567" {
		t.Errorf("grouped = %q", got)
	}
	if got := Flops(2.53e9); got != "2.5 GFLOP" {
		t.Errorf("flops = %s", got)
	}
}

func TestShort(t *testing.T) {
	for v, want := range map[float64]string{0: "0", .004: "0", .05: ".05", .43: ".4", 1.26: "1.3", 12.4: "12", .0949: ".09", .098: ".1", 3e5: "3e+05"} {
		if got := Short(v); got != want {
			t.Errorf("short(%g) = %q, want %q", v, got, want)
		}
	}
}
