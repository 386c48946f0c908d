package wire

import "math"

// What the same comparison over several seeds comes to. Page and lab both count
// by these, so that they agree.

// MeanStd returns the mean of x and its sample standard deviation, with n-1;
// the latter is NaN for fewer than two values.
func MeanStd(x []float64) (mean, std float64) {
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		std += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(std / float64(len(x)-1))
}

// Paired compares a and b, measured on the same seeds in the same order: the
// mean of a-b, the standard deviation of the differences, and Student's paired
// t = mean / (std/sqrt(n)). t is NaN for fewer than two pairs, and infinite
// where all differences are the same but not zero.
func Paired(a, b []float64) (diff, std, t float64) {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	diff, std = MeanStd(d)
	return diff, std, diff / (std / math.Sqrt(float64(len(d))))
}

// critical is Student's t for 1, 2, … degrees of freedom, two-sided, 5 %.
var critical = [...]float64{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365}

// Clear reports whether a paired t over n seeds is large enough that chance
// alone would reach it less than once in twenty looks. One seed is never clear.
func Clear(t float64, n int) bool {
	if n < 2 {
		return false
	}
	return math.Abs(t) > critical[min(n-2, len(critical)-1)]
}
