package stats

import "math"

// Estimate is a mean over N evaluated prompts.
type Estimate struct {
	Value float64
	Err   float64 // its standard error; 0 where nothing was left to chance
	N     int     // prompts, games or walks; 0 where there is no such number
}

// Share is the share of n prompts that had something, with the binomial error
// sqrt(p(1-p)/n). So that it is never 0 where all or none had it, the error is
// that of n+2 prompts, one more with and one more without (Laplace).
func Share(had, n int) Estimate {
	p := float64(had+1) / float64(n+2)
	return Estimate{Value: float64(had) / float64(n), Err: math.Sqrt(p * (1 - p) / float64(n)), N: n}
}

// Mean is the mean of what each prompt measured, with its standard error over the
// prompts; 0 for fewer than two.
func Mean(x []float64) Estimate {
	ones := make([]float64, len(x))
	for i := range ones {
		ones[i] = 1
	}
	return Pooled(x, ones)
}

// Pooled is the sum of x over the sum of w, prompt by prompt: the surprise of all
// tokens over their number, say. What happens within one prompt hangs together,
// so the standard error counts prompts: that of a ratio of sums (Cochran, Sampling
// Techniques, 6.3).
func Pooled(x, w []float64) Estimate {
	e := Estimate{N: len(x)}
	sum, n := 0.0, float64(len(x))
	for i := range x {
		e.Value, sum = e.Value+x[i], sum+w[i]
	}
	if sum == 0 {
		return e
	}
	e.Value /= sum
	if len(x) < 2 {
		return e
	}
	square := 0.0
	for i := range x {
		d := x[i] - e.Value*w[i]
		square += d * d
	}
	e.Err = math.Sqrt(square*n/(n-1)) / sum
	return e
}

// Ratio is the share of hits among tries, prompt by prompt: right letters among all
// letters, say. It is Pooled, with the error of two prompts more, one all hits and
// one none, for the reason that Share gives.
func Ratio(hits, tries []float64) Estimate {
	e := Pooled(hits, tries)
	each := 0.0
	for _, n := range tries {
		each += n / float64(len(tries))
	}
	e.Err = Pooled(append(hits[:len(hits):len(hits)], each, 0), append(tries[:len(tries):len(tries)], each, each)).Err
	return e
}
