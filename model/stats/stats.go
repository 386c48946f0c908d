// Package stats says what the same comparison over several seeds comes to: means,
// paired differences, intervals and verdicts. Page, lab and presets all count by
// it, so that they agree.
package stats

import "math"

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

// RMS returns the root of the mean square of x; 0 for none.
func RMS(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum / float64(len(x)))
}
