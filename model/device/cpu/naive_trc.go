package cpu

var naiveTRC = map[string]kernel{
	"feedback_soft":    feedbackSoft(softmax),
	"feedback_argmax":  feedbackArgmax,
	"feedback_sampled": feedbackSampled(softmax),
	"mix":              mix,
	"mix_d":            mixD,
}

// feedbackSoft returns the kernel of that name over a softmax of logits/tau.
func feedbackSoft(softmax func(p, x []float32, tau float32)) kernel {
	return func(v []operand, a []uint32) {
		N, T, V := int(a[0]), int(a[1]), int(a[2])
		logits, tok, mask, k, pred, M := v[0].F, v[1].U, v[2].F, knobs(v[3].F), v[4].F, v[5].F
		for n := range N {
			row, mixed := pred[n*V:(n+1)*V], M[n*V:(n+1)*V]
			clear(row)
			clear(mixed)
			if n%T == 0 {
				mixed[tok[n]] = 1
				continue
			}
			softmax(row, logits[(n-1)*V:n*V], k.tau)
			share := k.lambda * mask[n]
			for i, p := range row {
				mixed[i] = share * p
			}
			mixed[tok[n]] += 1 - share
		}
	}
}

func feedbackArgmax(v []operand, a []uint32) {
	N, T, V := int(a[0]), int(a[1]), int(a[2])
	logits, tok, to := v[0].F, v[1].U, v[2].U
	for n := range N {
		to[n] = tok[n]
		if n%T > 0 {
			to[n] = uint32(argmax(logits[(n-1)*V : n*V]))
		}
	}
}

// feedbackSampled returns the kernel of that name over a softmax of logits/tau.
func feedbackSampled(softmax func(p, x []float32, tau float32)) kernel {
	return func(v []operand, a []uint32) {
		N, T, V := int(a[0]), int(a[1]), int(a[2])
		logits, tok, k, u, to := v[0].F, v[1].U, knobs(v[2].F), v[3].F, v[4].U
		p := make([]float32, V)
		for n := range N {
			to[n] = tok[n]
			if n%T > 0 {
				softmax(p, logits[(n-1)*V:n*V], k.tau)
				to[n] = uint32(draw(p, u[n]))
			}
		}
	}
}

// mixShare is the prediction's share in the input of position n.
func mixShare(lambda float32, mask []float32, n, T int) float32 {
	if n%T == 0 {
		return 0
	}
	return lambda * mask[n]
}

func mix(v []operand, a []uint32) {
	N, T, d := int(a[0]), int(a[1]), int(a[2])
	tok, to, mask, k, E := v[0].U, v[1].U, v[2].F, knobs(v[3].F), v[4].F
	for n := range N {
		share := mixShare(k.lambda, mask, n, T)
		given, own, e := E[int(tok[n])*d:][:d], E[int(to[n])*d:][:d], v[5].F[n*d:][:d]
		for j := range e {
			e[j] = (1-share)*given[j] + share*own[j]
		}
	}
}

func mixD(v []operand, a []uint32) {
	N, T, d := int(a[0]), int(a[1]), int(a[2])
	tok, to, mask, k, dE := v[0].U, v[1].U, v[2].F, knobs(v[3].F), v[5].F
	for n := range N {
		share := mixShare(k.lambda, mask, n, T)
		given, own := dE[int(tok[n])*d:][:d], dE[int(to[n])*d:][:d]
		for j, g := range v[4].F[n*d:][:d] {
			given[j] += (1 - share) * g
			own[j] += share * g
		}
	}
}
