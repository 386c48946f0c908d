//go:build !js

package main

import "math"

// meanStd returns the mean of x and its sample standard deviation, with n-1;
// the latter is NaN for fewer than two values.
func meanStd(x []float64) (mean, std float64) {
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		std += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(std / float64(len(x)-1))
}

// paired compares a and b, measured on the same seeds in the same order: the
// mean of a-b, the standard deviation of the differences, and Student's paired
// t = mean / (std/sqrt(n)). t is NaN for fewer than two pairs, and infinite
// where all differences are the same but not zero.
func paired(a, b []float64) (diff, std, t float64) {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	diff, std = meanStd(d)
	return diff, std, diff / (std / math.Sqrt(float64(len(d))))
}
