package cpu

import "math"

var naivePreference = map[string]kernel{
	"loss_dpo":  preferenceLoss(wholeLogProb, pairDPO),
	"loss_orpo": preferenceLoss(meanLogProb, pairORPO),
}

// softplus is log(1 + e^x), so that softplus(-z) = -log sigmoid(z), whose derivative
// is -sigmoidNeg(z).
func softplus(x float32) float32 {
	return max(x, 0) + float32(math.Log1p(math.Exp(-math.Abs(float64(x)))))
}

// sigmoidNeg is sigmoid(-z).
func sigmoidNeg(z float32) float32 { return 1 / (1 + exp(min(z, 80))) }

// preferenceLoss returns the kernel of a loss of preference pairs. read turns a
// sequence's log-probability s over n > 0 answer tokens into what the loss is
// about, x, and the derivative of x by s; pair turns the x of pair b into its
// loss and the loss's derivatives by each.
func preferenceLoss(
	read func(s, n float32) (x, dx float32),
	pair func(k knobSet, ref []float32, b, B int, xc, xr float32) (loss, dc, dr float32),
) kernel {
	return func(v []operand, a []uint32) {
		B, T := int(a[0]), int(a[1])
		nll, mask, k, w, coef, logp := v[0].F, v[1].F, knobs(v[2].F), v[3].F, v[4].F, v[5].F
		var ref []float32
		if len(v) > 7 {
			ref = v[7].F
		}
		n, grad := make([]float32, 2*B), make([]float32, 2*B)
		for b := range 2 * B {
			lo, hi := b*T, (b+1)*T
			n[b] = answers(w[lo:hi], mask[lo:hi])
			var s float32
			for i := lo; i < hi; i++ {
				s -= w[i] * nll[i]
			}
			logp[b], grad[b] = read(s, n[b])
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
			loss, dc, dr := pair(k, ref, b, B, logp[b], logp[B+b])
			sum += loss / pairs
			for t := range T {
				// s = -sum m nll
				coef[b*T+t] = -dc * grad[b] / pairs * w[b*T+t]
				coef[(B+b)*T+t] = -dr * grad[B+b] / pairs * w[(B+b)*T+t]
			}
		}
		v[6].F[k.slot%int(a[2])] = sum
	}
}

func wholeLogProb(s, _ float32) (x, dx float32) { return s, 1 }

func pairDPO(k knobSet, ref []float32, b, B int, sc, sr float32) (loss, dc, dr float32) {
	z := k.beta * ((sc - ref[b]) - (sr - ref[B+b]))
	grad := k.beta * sigmoidNeg(z)
	return softplus(-z), -grad, grad
}

// orpoCut keeps a mean log-probability away from 0, where its odds are infinite.
const orpoCut = -1e-6

func meanLogProb(s, n float32) (x, dx float32) {
	if n == 0 || s/n >= orpoCut {
		return orpoCut, 0
	}
	return s / n, 1 / n
}

func pairORPO(k knobSet, _ []float32, _, _ int, ac, ar float32) (loss, dc, dr float32) {
	oneMinusExp := func(x float32) float32 { return -float32(math.Expm1(float64(x))) }
	odds := func(x float32) float32 { return x - float32(math.Log(float64(oneMinusExp(x)))) }
	z := odds(ac) - odds(ar)
	grad := k.beta * sigmoidNeg(z)
	return k.beta*softplus(-z) - ac, -1 - grad/oneMinusExp(ac), grad / oneMinusExp(ar)
}
