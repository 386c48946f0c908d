package cpu

import "math"

var naiveLoss = map[string]kernel{
	"token_loss": tokenLoss,
	"loss_pt":    lossPT,
	"loss_sft":   lossSFT,
	"loss_drp":   lossDRP,
	"token_mean": tokenMean,
	"dlogits":    dlogits,
}

// logSumExp returns log sum exp of x.
func logSumExp(x []float32) float32 {
	top := x[argmax(x)]
	var sum float32
	for _, u := range x {
		sum += exp(u - top)
	}
	return top + float32(math.Log(float64(sum)))
}

func tokenLoss(v []operand, a []uint32) {
	N, T, V := int(a[0]), int(a[1]), int(a[2])
	logits, tok, nll := v[0].F, v[1].U, v[2].F
	for n := range N {
		nll[n] = 0
		if n%T > 0 {
			row := logits[(n-1)*V : n*V]
			nll[n] = max(0, logSumExp(row)-row[tok[n]])
		}
	}
}

func lossPT(v []operand, a []uint32) {
	N, T := int(a[0]), int(a[1])
	tok, w, share, coef := v[1].U, v[3].F, v[4].F, v[5].F
	var count float32
	for n := range N {
		w[n] = 0
		if n%T > 0 && tok[n] != 0 {
			w[n] = 1
			count++
		}
	}
	for n := range N {
		share[n] = w[n] / max(count, 1)
		coef[n] = share[n]
	}
	storeLoss(v, N, a[2])
}

// answers copies the mask without position 0, which nothing predicts, to m and
// returns the number of answer tokens.
func answers(m, mask []float32) float32 {
	var n float32
	for t := range m {
		m[t] = mask[t]
		if t == 0 {
			m[t] = 0
		}
		n += m[t]
	}
	return n
}

func lossSFT(v []operand, a []uint32) {
	B, T := int(a[0]), int(a[1])
	for b := range B {
		lo, hi := b*T, (b+1)*T
		w, share, coef := v[3].F[lo:hi], v[4].F[lo:hi], v[5].F[lo:hi]
		n := answers(w, v[1].F[lo:hi])
		for t := range T {
			share[t] = w[t] / max(n*float32(B), 1)
			coef[t] = share[t]
		}
	}
	storeLoss(v, B*T, a[2])
}

func lossDRP(v []operand, a []uint32) {
	B, T, live := int(a[0]), int(a[1]), a[2] == 1
	gamma := knobs(v[2].F).gamma
	m, c := make([]float32, T), make([]float32, T)
	for b := range B {
		lo, hi := b*T, (b+1)*T
		nll, w, share, coef := v[0].F[lo:hi], v[3].F[lo:hi], v[4].F[lo:hi], v[5].F[lo:hi]
		n := answers(m, v[1].F[lo:hi])
		if n == 0 {
			clear(w)
			clear(share)
			clear(coef)
			continue
		}
		// c_t: the discounted tail of the losses from t on; S its sum.
		var tail, S, lc float32
		for t := T - 1; t >= 0; t-- {
			tail = m[t]*nll[t]/n + gamma*tail
			c[t] = m[t] * tail
			S += c[t]
			lc += c[t] * nll[t]
		}
		flat := gamma == 0 || S < 1e-30
		for t := range T {
			w[t] = m[t]
			if !flat {
				w[t] = n * c[t] / S
			}
			share[t] = w[t] * m[t] / (n * float32(B))
			coef[t] = share[t]
		}
		if flat || !live {
			continue
		}
		// L = sum_t c_t l_t / S, so dL/dc_t = (l_t - lc/S)/S; a loss l_k enters
		// every c_t with t <= k, discounted: a forward scan collects them.
		var head float32
		for k := range T {
			head = m[k]*(nll[k]-lc/S)/S + gamma*head
			coef[k] += m[k] * head / (n * float32(B))
		}
	}
	storeLoss(v, B*T, a[3])
}

func tokenMean(v []operand, a []uint32) {
	B, T := int(a[0]), int(a[1])
	nll, share, coef, hist := v[0].F, v[3].F, v[4].F, v[5].F
	n, m := make([]float32, B), make([]float32, T)
	var all, loss float32
	for b := range B {
		n[b] = answers(m, v[1].F[b*T:(b+1)*T])
		all += n[b]
	}
	for i := range B * T {
		by := n[i/T] * float32(B) / max(all, 1)
		share[i] *= by
		coef[i] *= by
		loss += share[i] * nll[i]
	}
	hist[knobs(v[2].F).slot%int(a[2])] = loss
}

// storeLoss puts the batch loss into the history: the bindings of every method's
// loss begin with nll and end with knobs, w, share, coef, hist.
func storeLoss(v []operand, N int, capacity uint32) {
	nll, share, hist := v[0].F, v[4].F, v[6].F
	var sum float32
	for n := range N {
		sum += nll[n] * share[n]
	}
	hist[knobs(v[2].F).slot%int(capacity)] = sum
}

func dlogits(v []operand, a []uint32) {
	N, T, V := int(a[0]), int(a[1]), int(a[2])
	logits, tok, coef, out := v[0].F, v[1].U, v[2].F, v[3].F
	for n := range N {
		row := out[n*V : (n+1)*V]
		if n%T == T-1 || coef[n+1] == 0 {
			clear(row)
			continue
		}
		softmax(row, logits[n*V:(n+1)*V], 1)
		row[tok[n+1]]--
		for i := range row {
			row[i] *= coef[n+1]
		}
	}
}
