package cpu

import (
	"maps"
	"math"

	"softmix/shaders"
)

// naive is the reference implementation of every kernel: loops that can be checked
// by eye against the line above its row of the shaders table. Operand names follow
// the row's Bind. What stands in FILE.wgsl is in naive_FILE.go, or else here.
var naive = func() map[string]kernel {
	all := map[string]kernel{}
	for _, file := range []map[string]kernel{
		naiveBasic, naiveLinear, naiveTRC, naiveAttention, naiveLoss, naiveGenerate, naivePerturb, naivePreference, naiveHead, naivePPO,
	} {
		maps.Copy(all, file)
	}
	return all
}()

var naiveBasic = map[string]kernel{
	"embed": func(v []operand, a []uint32) {
		N, d, T := int(a[0]), int(a[1]), int(a[3])
		tok, E, P, h := v[0].U, v[1].F, v[2].F, v[3].F
		for n := range N {
			for j := range d {
				h[n*d+j] = E[int(tok[n])*d+j] + P[n%T*d+j]
			}
		}
	},
	"embed_d": func(v []operand, a []uint32) {
		N, d, T := int(a[0]), int(a[1]), int(a[3])
		tok, dh, dE, dP := v[0].U, v[1].F, v[2].F, v[3].F
		clear(dP[:T*d])
		for n := range N {
			for j := range d {
				dE[int(tok[n])*d+j] += dh[n*d+j]
				dP[n%T*d+j] += dh[n*d+j]
			}
		}
	},
	"add_pos": func(v []operand, a []uint32) {
		N, d, T := int(a[0]), int(a[1]), int(a[2])
		e, P, h := v[0].F, v[1].F, v[2].F
		for n := range N {
			for j := range d {
				h[n*d+j] = e[n*d+j] + P[n%T*d+j]
			}
		}
	},
	"add_pos_d": func(v []operand, a []uint32) {
		N, d, T := int(a[0]), int(a[1]), int(a[2])
		dh, dP := v[0].F, v[1].F
		clear(dP[:T*d])
		for n := range N {
			for j := range d {
				dP[n%T*d+j] += dh[n*d+j]
			}
		}
	},

	"rmsnorm": func(v []operand, a []uint32) {
		N, d, eps := int(a[0]), int(a[1]), math.Float32frombits(a[2])
		x, g, y, r := v[0].F, v[1].F, v[2].F, v[3].F
		for n := range N {
			row := x[n*d : (n+1)*d]
			var sum float32
			for _, u := range row {
				sum += u * u
			}
			r[n] = 1 / sqrt(sum/float32(d)+eps)
			for j, u := range row {
				y[n*d+j] = g[j] * u * r[n]
			}
		}
	},
	"rmsnorm_d": func(v []operand, a []uint32) {
		N, d, acc := int(a[0]), int(a[1]), a[2] == 1
		dy, x, g, r, dx := v[0].F, v[1].F, v[2].F, v[3].F, v[4].F
		for n := range N {
			var dot float32
			for j := range d {
				dot += g[j] * dy[n*d+j] * x[n*d+j]
			}
			mean := dot / float32(d)
			for j := range d {
				i := n*d + j
				put(&dx[i], r[n]*(g[j]*dy[i]-x[i]*r[n]*r[n]*mean), acc)
			}
		}
	},
	"rmsnorm_dg": func(v []operand, a []uint32) {
		N, d := int(a[0]), int(a[1])
		dy, x, r, dg := v[0].F, v[1].F, v[2].F, v[3].F
		clear(dg[:d])
		for n := range N {
			for j := range d {
				dg[j] += dy[n*d+j] * x[n*d+j] * r[n]
			}
		}
	},

	"matmul_nt": func(v []operand, a []uint32) {
		M, N, K, acc := int(a[0]), int(a[1]), int(a[2]), a[3] == 1
		A, B, C := v[0].F, v[1].F, v[2].F
		for m := range M {
			for n := range N {
				var s float32
				for k := range K {
					s += A[m*K+k] * B[n*K+k]
				}
				put(&C[m*N+n], s, acc)
			}
		}
	},
	"matmul_nn": func(v []operand, a []uint32) {
		M, N, K, acc := int(a[0]), int(a[1]), int(a[2]), a[3] == 1
		A, B, C := v[0].F, v[1].F, v[2].F
		for m := range M {
			for n := range N {
				var s float32
				for k := range K {
					s += A[m*K+k] * B[k*N+n]
				}
				put(&C[m*N+n], s, acc)
			}
		}
	},
	"matmul_tn": func(v []operand, a []uint32) {
		M, N, K, acc := int(a[0]), int(a[1]), int(a[2]), a[3] == 1
		A, B, C := v[0].F, v[1].F, v[2].F
		for m := range M {
			for n := range N {
				var s float32
				for k := range K {
					s += A[k*M+m] * B[k*N+n]
				}
				put(&C[m*N+n], s, acc)
			}
		}
	},

	"gelu": func(v []operand, a []uint32) {
		u, y := v[0].F, v[1].F
		for i := range int(a[0]) {
			y[i] = gelu(u[i])
		}
	},
	"gelu_d": func(v []operand, a []uint32) {
		dy, u, du := v[0].F, v[1].F, v[2].F
		for i := range int(a[0]) {
			du[i] = dy[i] * geluGrad(u[i])
		}
	},
	"residual": func(v []operand, a []uint32) {
		x, y, out := v[0].F, v[1].F, v[2].F
		for i := range int(a[0]) {
			out[i] = x[i] + y[i]
		}
	},
	"copy": func(v []operand, a []uint32) { copy(v[1].F[:a[0]], v[0].F) },
	"zero": func(v []operand, a []uint32) { clear(v[0].F[:a[0]]) },

	"sumsq": func(v []operand, a []uint32) {
		n, parts := int(a[0]), int(a[1])
		x, part := v[0].F, v[1].F
		clear(part[:parts])
		for i := range n {
			part[i%parts] += x[i] * x[i]
		}
	},
	"grad_norm": func(v []operand, a []uint32) {
		var sum float32
		for _, p := range v[0].F[:a[0]] {
			sum += p
		}
		v[1].F[0] = sqrt(sum)
	},
	"adamw": func(v []operand, a []uint32) {
		g, norm, k, p, m, s := v[0].F, v[1].F[0], knobs(v[2].F), v[3].F, v[4].F, v[5].F
		scale := float32(1)
		if k.clip > 0 {
			scale = min(1, k.clip/(norm+1e-6))
		}
		for i := range int(a[0]) {
			gi := g[i] * scale
			m[i] = k.beta1*m[i] + (1-k.beta1)*gi
			s[i] = k.beta2*s[i] + (1-k.beta2)*gi*gi
			p[i] -= k.lr * k.wd * p[i]
			p[i] -= k.lr * (m[i] / k.bias1) / (sqrt(s[i]/k.bias2) + k.eps)
		}
		reportNotFinite(p[:a[0]], k, v[6].F, a[1])
	},
}

const geluScale = 0.7978845608028654 // sqrt(2/pi)

// gelu is 0.5 u (1 + tanh(sqrt(2/pi)(u + 0.044715 u³))), geluGrad its derivative.
func gelu(u float32) float32 { return 0.5 * u * (1 + geluTanh(u)) }

func geluGrad(u float32) float32 {
	t := geluTanh(u)
	inner := float32(geluScale) * (1 + 3*0.044715*u*u)
	return 0.5*(1+t) + 0.5*u*(1-t*t)*inner
}

func geluTanh(u float32) float32 {
	return float32(math.Tanh(geluScale * float64(u+0.044715*u*u*u)))
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
func exp(x float32) float32  { return float32(math.Exp(float64(x))) }

// finite reports whether all of x are numbers. (The difference of a number with
// itself is 0, that of an infinity or a NaN is not.)
func finite(x []float32) bool {
	var sum float32
	for _, u := range x {
		sum += u - u
	}
	return sum == 0
}

// reportNotFinite puts a weight that is not finite in the place of the step's loss.
func reportNotFinite(p []float32, k knobSet, hist []float32, capacity uint32) {
	if finite(p) {
		return
	}
	for _, w := range p {
		if w-w != 0 {
			hist[k.slot%int(capacity)] = w
			return
		}
	}
}

// put stores x, or adds it.
func put(dst *float32, x float32, add bool) {
	if add {
		*dst += x
	} else {
		*dst = x
	}
}

// softmax writes the softmax of x/tau to p; it may be done in place.
func softmax(p, x []float32, tau float32) {
	top := float32(math.Inf(-1))
	for _, u := range x {
		top = max(top, u)
	}
	var sum float32
	for i, u := range x {
		p[i] = exp((u - top) / tau)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}

// argmax returns the index of the first largest element.
func argmax(x []float32) int {
	best := 0
	for i, u := range x {
		if u > x[best] {
			best = i
		}
	}
	return best
}

// draw returns the first index whose cumulated probability exceeds u, the last
// one if rounding leaves none.
func draw(p []float32, u float32) int {
	var cum float32
	for i, q := range p {
		cum += q
		if cum > u {
			return i
		}
	}
	return len(p) - 1
}

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
