package stats

import "math"

// twoSided returns the chance that Student's t with df degrees of freedom lies
// further from 0 than t: the finite sums that Abramowitz and Stegun give for whole
// df (Handbook of Mathematical Functions, 26.7.3 and 26.7.4). It is off by the
// last bits of 1, whatever its size.
//
// gonum's distuv, its judge in the tests, would add 123 KB of brotli to the page,
// and the incomplete beta function of gonum's mathext 11.
func twoSided(t float64, df int) float64 {
	tan := math.Abs(t) / math.Sqrt(float64(df))
	cos := 1 / math.Sqrt(1+tan*tan)
	term, sum, odd := 1.0, 0.0, df%2 == 1
	if odd {
		term = cos
	}
	for k := 2 + df%2; k <= df; k += 2 {
		sum += term
		term *= cos * cos * float64(k-1) / float64(k)
	}
	inside := tan * cos * sum
	if odd {
		inside = 2 / math.Pi * (math.Atan(tan) + inside)
	}
	return 1 - inside
}

// quantile returns the t that Student's t with df degrees of freedom lies further
// from 0 than with chance p, 1e-12 < p < 1: the inverse of twoSided, by bisection.
func quantile(p float64, df int) float64 {
	lo, hi := 0.0, 1.0
	for twoSided(hi, df) > p {
		hi *= 2
	}
	for range 60 {
		if mid := (lo + hi) / 2; twoSided(mid, df) > p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}
