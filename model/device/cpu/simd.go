//go:build js || amd64

package cpu

import (
	"maps"
	"math"
	"unsafe"
)

// simdKernels are those that are made of the simd functions, which browsers
// have from the SIMD module (simd_js.go) and amd64 in assembler (simd_amd64.go),
// and of mul.
func simdKernels(mul gemmFunc) map[string]kernel {
	k := map[string]kernel{}
	for _, part := range []map[string]kernel{matmulKernels(mul), attentionKernels(mul, softmaxCausal, softmaxCausalD), rowKernels(), decodeKernels(), normKernels(), pointwiseKernels()} {
		maps.Copy(k, part)
	}
	return k
}

// addr returns the address of s, which must have n elements or more: what it
// is given to checks no bound.
func addr(s []float32, n int) *float32 { return unsafe.SliceData(s[:n]) }

// span is the number of elements that an r×c block of m reaches over.
func (m matrix) span(r, c int) int { return (r-1)*m.row + (c-1)*m.col + 1 }

func softmaxCausal(A []float32, rows, T int, s float32) {
	simdSoftmaxCausal(addr(A, rows*T), int32(rows), int32(T), s)
}

func softmaxCausalD(A, D []float32, rows, T int) {
	simdSoftmaxCausalD(addr(A, rows*T), addr(D, rows*T), int32(rows), int32(T))
}

// rowKernels are those that work on rows of logits.
func rowKernels() map[string]kernel {
	soften := func(p, x []float32, s, alpha float32) {
		simdSoftmax(addr(p, len(x)), addr(x, len(x)), int32(len(x)), s, alpha)
	}
	over := func(p, x []float32, tau float32) { soften(p, x, 1/tau, 1) }
	return map[string]kernel{
		"feedback_soft":    feedbackSoft(over),
		"feedback_sampled": feedbackSampled(over),
		"sample_token":     sampleToken(over),
		"token_loss": func(v []operand, a []uint32) {
			N, T, V := int(a[0]), int(a[1]), int(a[2])
			logits, tok, nll := v[0].F, v[1].U, v[2].F
			for n := range N {
				nll[n] = 0
				if n%T > 0 {
					row := logits[(n-1)*V : n*V]
					top := simdTop(addr(row, V), int32(V))
					sum := simdExpSum(nil, addr(row, V), int32(V), top, 1)
					nll[n] = max(0, top+float32(math.Log(float64(sum)))-row[tok[n]])
				}
			}
		},
		"dlogits": func(v []operand, a []uint32) {
			N, T, V := int(a[0]), int(a[1]), int(a[2])
			logits, tok, coef, out := v[0].F, v[1].U, v[2].F, v[3].F
			for n := range N {
				row := out[n*V : (n+1)*V]
				if n%T == T-1 || coef[n+1] == 0 {
					clear(row)
					continue
				}
				soften(row, logits[n*V:(n+1)*V], 1, coef[n+1])
				row[tok[n+1]] -= coef[n+1]
			}
		},
	}
}

// decodeKernels is the attention kernel of the generator. Heads whose width is no
// multiple of 4 stay in Go, as does a position outside the cache.
func decodeKernels() map[string]kernel {
	return map[string]kernel{"step_attention": func(v []operand, a []uint32) {
		R, C, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
		hd, pos := d/H, int(v[1].U[0])
		if R == 0 || hd == 0 || hd%4 != 0 || pos >= C {
			naive["step_attention"](v, a)
			return
		}
		qkv, cache := v[0].F, v[2].F
		for r := range R {
			copy(cache[(r*C+pos)*2*d:][:2*d], qkv[r*3*d+d:])
		}
		simdStepProbs(addr(qkv, R*3*d), addr(cache, R*C*2*d), addr(v[3].F, R*H*C),
			int32(R), int32(C), int32(H), int32(hd), int32(pos+1), 1/sqrt(float32(hd)))
		simdStepMix(addr(cache, R*C*2*d), addr(v[3].F, R*H*C), addr(v[4].F, R*d),
			int32(R), int32(C), int32(H), int32(hd), int32(pos+1))
	}}
}

// normKernels are RMSNorm's; widths that are no multiple of 4 stay in Go.
func normKernels() map[string]kernel {
	even := func(name string, run kernel) kernel {
		return func(v []operand, a []uint32) {
			if N, d := a[0], a[1]; N == 0 || d == 0 || d%4 != 0 {
				naive[name](v, a)
				return
			}
			run(v, a)
		}
	}
	return map[string]kernel{
		"rmsnorm": even("rmsnorm", func(v []operand, a []uint32) {
			N, d, eps := int(a[0]), int(a[1]), math.Float32frombits(a[2])
			simdRMSNorm(addr(v[0].F, N*d), addr(v[1].F, d), addr(v[2].F, N*d), addr(v[3].F, N), int32(N), int32(d), eps)
		}),
		"rmsnorm_d": even("rmsnorm_d", func(v []operand, a []uint32) {
			N, d := int(a[0]), int(a[1])
			simdRMSNormD(addr(v[0].F, N*d), addr(v[1].F, N*d), addr(v[2].F, d), addr(v[3].F, N), addr(v[4].F, N*d), int32(N), int32(d), int32(accumulateIf(a[2])))
		}),
		"rmsnorm_dg": even("rmsnorm_dg", func(v []operand, a []uint32) {
			N, d := int(a[0]), int(a[1])
			clear(v[3].F[:d])
			simdRMSNormDG(addr(v[0].F, N*d), addr(v[1].F, N*d), addr(v[2].F, N), addr(v[3].F, d), int32(N), int32(d))
		}),
	}
}

// multiplesOfFour runs a kernel on the largest multiple of 4 elements and gives the last
// few to the naive one. All operands have n elements.
func multiplesOfFour(name string, run func(v []operand, n int)) kernel {
	return func(v []operand, a []uint32) {
		n := int(a[0])
		even := n &^ 3
		if even > 0 {
			run(v, even)
		}
		if even == n {
			return
		}
		tail := make([]operand, len(v))
		for i, o := range v {
			tail[i].F = o.F[even:n]
		}
		naive[name](tail, []uint32{uint32(n - even)})
	}
}

// pointwiseKernels are those that work element by element.
func pointwiseKernels() map[string]kernel {
	sum := func(out, x, y []float32) {
		n := len(out) &^ 3
		if n > 0 {
			simdAdd(addr(x, n), addr(y, n), addr(out, n), int32(n))
		}
		for i := n; i < len(out); i++ {
			out[i] = x[i] + y[i]
		}
	}
	return map[string]kernel{
		"gelu": multiplesOfFour("gelu", func(v []operand, n int) { simdGELU(addr(v[0].F, n), addr(v[1].F, n), int32(n)) }),
		"gelu_d": multiplesOfFour("gelu_d", func(v []operand, n int) {
			simdGELUD(addr(v[0].F, n), addr(v[1].F, n), addr(v[2].F, n), int32(n))
		}),
		"residual": multiplesOfFour("residual", func(v []operand, n int) {
			simdAdd(addr(v[0].F, n), addr(v[1].F, n), addr(v[2].F, n), int32(n))
		}),
		"add_pos": func(v []operand, a []uint32) {
			N, d, T := int(a[0]), int(a[1]), int(a[2])
			for n := 0; n < N; n += T {
				size := min(T, N-n) * d
				sum(v[2].F[n*d:][:size], v[0].F[n*d:], v[1].F)
			}
		},
		"add_pos_d": func(v []operand, a []uint32) {
			N, d, T := int(a[0]), int(a[1]), int(a[2])
			clear(v[1].F[:T*d])
			for n := 0; n < N; n += T {
				size := min(T, N-n) * d
				sum(v[1].F[:size], v[1].F, v[0].F[n*d:])
			}
		},
		"embed_d": func(v []operand, a []uint32) {
			N, d, T := int(a[0]), int(a[1]), int(a[3])
			dh, dE, dP := v[1].F, v[2].F, v[3].F
			clear(dP[:T*d])
			for n := range N {
				row, at := dE[int(v[0].U[n])*d:][:d], dP[n%T*d:][:d]
				sum(row, row, dh[n*d:])
				sum(at, at, dh[n*d:])
			}
		},
		"sumsq": func(v []operand, a []uint32) {
			n, parts := int(a[0]), int(a[1])
			x, part := v[0].F[:n], v[1].F[:parts]
			clear(part)
			whole := n - n%parts
			if parts%4 != 0 {
				whole = 0
			}
			if whole > 0 {
				simdSumSq(addr(x, whole), int32(whole), addr(part, parts), int32(parts))
			}
			for i, u := range x[whole:] {
				part[i%parts] += u * u
			}
		},
		"adamw": func(v []operand, a []uint32) {
			n := int(a[0])
			if n == 0 || n%4 != 0 {
				naive["adamw"](v, a)
				return
			}
			k, scale := knobs(v[2].F), float32(1)
			if k.clip > 0 {
				scale = min(1, k.clip/(v[1].F[0]+1e-6))
			}
			simdAdamW(addr(v[0].F, n), addr(v[3].F, n), addr(v[4].F, n), addr(v[5].F, n), int32(n), scale,
				k.beta1, k.beta2, 1-k.lr*k.wd, k.lr/k.bias1, 1/k.bias2, k.eps)
			if p := v[3].F[:n]; !surelyFinite(p) {
				reportNotFinite(p, k, v[6].F, a[1])
			}
		},
	}
}

// surelyFinite reports that all of x are finite, and their squares; it may be wrong
// about numbers whose squares are not.
func surelyFinite(x []float32) bool {
	var squares [64]float32
	whole := len(x) - len(x)%len(squares)
	if whole > 0 {
		simdSumSq(addr(x, whole), int32(whole), addr(squares[:], len(squares)), int32(len(squares)))
	}
	return finite(squares[:]) && finite(x[whole:])
}
