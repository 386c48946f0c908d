package cpu

import "math"

// surprise is -log sigmoid(z), doubt its derivative with the sign turned:
// sigmoid(-z).
func surprise(z float32) float32 {
	return max(-z, 0) + float32(math.Log1p(math.Exp(-math.Abs(float64(z)))))
}

func doubt(z float32) float32 { return 1 / (1 + exp(min(z, 80))) }

// preferences returns the kernel of a loss of preference pairs. read turns a
// sequence's log-probability s over n > 0 answer tokens into what the loss is
// about, x, and the derivative of x by s; judge turns the x of pair b into its
// loss and the loss's derivatives by each.
func preferences(
	read func(s, n float32) (x, dx float32),
	judge func(k knobSet, ref []float32, b, B int, xc, xr float32) (loss, dc, dr float32),
) kernel {
	return func(v []operand, a []uint32) {
		B, T := int(a[0]), int(a[1])
		nll, mask, k, w, coef, logp := v[0].F, v[1].F, knobs(v[2].F), v[3].F, v[4].F, v[5].F
		var ref []float32
		if len(v) > 7 {
			ref = v[7].F
		}
		n, slope := make([]float32, 2*B), make([]float32, 2*B)
		for b := range 2 * B {
			lo, hi := b*T, (b+1)*T
			n[b] = answers(w[lo:hi], mask[lo:hi])
			var s float32
			for i := lo; i < hi; i++ {
				s -= w[i] * nll[i]
			}
			logp[b], slope[b] = read(s, n[b])
		}
		var pairs, sum float32
		for b := range B {
			if n[b] > 0 && n[B+b] > 0 {
				pairs++
			}
		}
		clear(coef[:2*B*T])
		for b := range B {
			if n[b] == 0 || n[B+b] == 0 {
				continue
			}
			loss, dc, dr := judge(k, ref, b, B, logp[b], logp[B+b])
			sum += loss / pairs
			for t := range T {
				// s = -sum m nll
				coef[b*T+t] = -dc * slope[b] / pairs * w[b*T+t]
				coef[(B+b)*T+t] = -dr * slope[B+b] / pairs * w[(B+b)*T+t]
			}
		}
		v[6].F[k.slot%int(a[2])] = sum
	}
}

func wholeLogProb(s, _ float32) (x, dx float32) { return s, 1 }

func judgeDPO(k knobSet, ref []float32, b, B int, sc, sr float32) (loss, dc, dr float32) {
	z := k.beta * ((sc - ref[b]) - (sr - ref[B+b]))
	slope := k.beta * doubt(z)
	return surprise(z), -slope, slope
}

// orpoCut keeps a mean log-probability away from 0, where its odds are infinite.
const orpoCut = -1e-6

func meanLogProb(s, n float32) (x, dx float32) {
	if n == 0 || s/n >= orpoCut {
		return orpoCut, 0
	}
	return s / n, 1 / n
}

func judgeORPO(k knobSet, _ []float32, _, _ int, ac, ar float32) (loss, dc, dr float32) {
	rest := func(x float32) float32 { return -float32(math.Expm1(float64(x))) } // 1 - e^x
	odds := func(x float32) float32 { return x - float32(math.Log(float64(rest(x)))) }
	z := odds(ac) - odds(ar)
	slope := k.beta * doubt(z)
	return k.beta*surprise(z) - ac, -1 - slope/rest(ac), slope / rest(ar)
}
