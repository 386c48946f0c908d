package cpu

import (
	"math"

	"softmix/shaders"
)

// knobSet is the knob buffer by name.
type knobSet struct {
	lr, beta1, beta2, eps, wd, bias1, bias2, clip, lambda, gamma, tau float32
	samplingProb, alpha, beta, clipRange, valueCoef                   float32
	slot                                                              int
}

func knobs(f []float32) knobSet {
	return knobSet{
		lr: f[shaders.KnobLR], beta1: f[shaders.KnobBeta1], beta2: f[shaders.KnobBeta2], eps: f[shaders.KnobEps],
		wd: f[shaders.KnobWD], bias1: f[shaders.KnobBias1], bias2: f[shaders.KnobBias2], clip: f[shaders.KnobClip],
		lambda: f[shaders.KnobLambda], gamma: f[shaders.KnobGamma], tau: f[shaders.KnobTau],
		samplingProb: f[shaders.KnobSamplingProb], alpha: f[shaders.KnobAlpha], beta: f[shaders.KnobBeta], clipRange: f[shaders.KnobClipRange], valueCoef: f[shaders.KnobValueCoef],
		slot: int(f[shaders.KnobSlot]),
	}
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

// head returns the slices of q, k and v of position n and head h in qkv [N,3d].
func head(qkv []float32, n, d, hd, h int) (q, k, v []float32) {
	row := qkv[n*3*d : (n+1)*3*d]
	return row[h*hd : (h+1)*hd], row[d+h*hd : d+(h+1)*hd], row[2*d+h*hd : 2*d+(h+1)*hd]
}

func dot(a, b []float32) float32 {
	var s float32
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// eachRow calls f for every sequence b, head h and query position i with the
// row A[b,h,i,:] of an attention matrix [B,H,T,T].
func eachRow(A []float32, N, T, H int, f func(b, h, i int, row []float32)) {
	for b := range N / T {
		for h := range H {
			for i := range T {
				o := ((b*H+h)*T + i) * T
				f(b, h, i, A[o:o+T])
			}
		}
	}
}

func attention(v []operand, a []uint32) {
	N, T, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
	qkv, y, hd := v[0].F, v[2].F, d/H
	scale := 1 / sqrt(float32(hd))
	eachRow(v[1].F, N, T, H, func(b, h, i int, row []float32) {
		q, _, _ := head(qkv, b*T+i, d, hd, h)
		clear(row)
		for j := range i + 1 {
			_, k, _ := head(qkv, b*T+j, d, hd, h)
			row[j] = dot(q, k) * scale
		}
		softmax(row[:i+1], row[:i+1], 1)
		out := y[(b*T+i)*d+h*hd:][:hd]
		clear(out)
		for j := range i + 1 {
			_, _, val := head(qkv, b*T+j, d, hd, h)
			for c := range out {
				out[c] += row[j] * val[c]
			}
		}
	})
}

func attnDProbs(v []operand, a []uint32) {
	N, T, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
	dy, qkv, dS, hd := v[0].F, v[1].F, v[3].F, d/H
	eachRow(v[2].F, N, T, H, func(b, h, i int, row []float32) {
		g := dy[(b*T+i)*d+h*hd:][:hd]
		out := dS[((b*H+h)*T+i)*T:][:T]
		clear(out)
		var mean float32
		for j := range i + 1 {
			_, _, val := head(qkv, b*T+j, d, hd, h)
			out[j] = dot(g, val)
			mean += row[j] * out[j]
		}
		for j := range i + 1 {
			out[j] = row[j] * (out[j] - mean)
		}
	})
}

func attnDQKV(v []operand, a []uint32) {
	N, T, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
	dy, qkv, A, dqkv, hd := v[0].F, v[1].F, v[2].F, v[4].F, d/H
	scale := 1 / sqrt(float32(hd))
	clear(dqkv[:N*3*d])
	eachRow(v[3].F, N, T, H, func(b, h, i int, dS []float32) {
		q, _, _ := head(qkv, b*T+i, d, hd, h)
		dq, _, _ := head(dqkv, b*T+i, d, hd, h)
		g := dy[(b*T+i)*d+h*hd:][:hd]
		row := A[((b*H+h)*T+i)*T:][:T]
		for j := range i + 1 {
			_, k, _ := head(qkv, b*T+j, d, hd, h)
			_, dk, dv := head(dqkv, b*T+j, d, hd, h)
			for c := range hd {
				dq[c] += dS[j] * k[c] * scale
				dk[c] += dS[j] * q[c] * scale
				dv[c] += row[j] * g[c]
			}
		}
	})
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

func embedStep(v []operand, a []uint32) {
	R, C, d, V := int(a[0]), int(a[1]), int(a[2]), int(a[3])
	seq, E, P, pos, h := v[0].U, v[1].F, v[2].F, int(v[3].U[0]), v[4].F
	for r := range R {
		for j := range d {
			h[r*d+j] = P[pos*d+j]
			if k := int(seq[r*C+pos]); k < V {
				h[r*d+j] += E[k*d+j]
			}
		}
	}
}

func stepAttention(v []operand, a []uint32) {
	R, C, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
	qkv, pos, cache, A, y, hd := v[0].F, int(v[1].U[0]), v[2].F, v[3].F, v[4].F, d/H
	scale := 1 / sqrt(float32(hd))
	for r := range R {
		copy(cache[(r*C+pos)*2*d:][:2*d], qkv[r*3*d+d:])
		for h := range H {
			q, _, _ := head(qkv, r, d, hd, h)
			row := A[(r*H+h)*C:][:pos+1]
			for j := range row {
				row[j] = dot(q, cache[(r*C+j)*2*d+h*hd:][:hd]) * scale
			}
			softmax(row, row, 1)
			out := y[r*d+h*hd:][:hd]
			clear(out)
			for j := range row {
				val := cache[(r*C+j)*2*d+d+h*hd:]
				for c := range out {
					out[c] += row[j] * val[c]
				}
			}
		}
	}
}

func storeLogits(v []operand, a []uint32) {
	R, C, V := int(a[0]), int(a[1]), int(a[2])
	for r := range R {
		copy(v[2].F[(r*C+int(v[1].U[0]))*V:][:V], v[0].F[r*V:])
	}
}

// sampleToken returns the kernel of that name over a softmax of logits/temp.
func sampleToken(softmax func(p, x []float32, temp float32)) kernel {
	return func(v []operand, a []uint32) {
		R, C, V, eos := int(a[0]), int(a[1]), int(a[2]), a[3]
		logits, forced, draws, temp, pos, seq := v[0].F, v[1].U, v[2].F, v[3].F[0], int(v[4].U[0]), v[5].U
		p := make([]float32, V)
		for r := range R {
			row := logits[r*V : (r+1)*V]
			if pos+1 == C {
				continue
			}
			next := forced[r*C+pos+1]
			switch {
			case !finite(row):
				next = shaders.NoToken
			case next != shaders.NoToken:
			case temp == 0:
				next = uint32(argmax(row))
			default:
				softmax(p, row, temp)
				next = uint32(draw(p, draws[r*C+pos+1]))
			}
			for _, t := range seq[r*C : r*C+pos+1] {
				if t == eos && eos != shaders.NoToken {
					next = 0
				}
			}
			seq[r*C+pos+1] = next
		}
	}
}
