package cpu

// The functions of the SIMD module (folder simd), which work on this program's
// memory. The script public/js/simd.js binds them, to stubs where the browser
// lacks SIMD or where nothing is computed: then version is 0.

//go:wasmimport softmix_simd version
func simdVersion() int32

//go:wasmimport softmix_simd gemm
//go:noescape
func simdGemm(A *float32, am, ak int32, B *float32, bk, bn int32, C *float32, cm, M, N, K int32, alpha float32, f uint32, scratch *float32)

//go:wasmimport softmix_simd top
//go:noescape
func simdTop(x *float32, n int32) float32

//go:wasmimport softmix_simd expsum
//go:noescape
func simdExpSum(p, x *float32, n int32, top, s float32) float32

//go:wasmimport softmix_simd scale
//go:noescape
func simdScale(y, x *float32, n int32, c float32)

//go:wasmimport softmix_simd softmax
//go:noescape
func simdSoftmax(p, x *float32, n int32, s, alpha float32)

//go:wasmimport softmix_simd softmax_causal
//go:noescape
func simdSoftmaxCausal(A *float32, rows, T int32, s float32)

//go:wasmimport softmix_simd softmax_causal_d
//go:noescape
func simdSoftmaxCausalD(A, D *float32, rows, T int32)

//go:wasmimport softmix_simd step_probs
//go:noescape
func simdStepProbs(q, cache, A *float32, R, C, H, hd, n int32, s float32)

//go:wasmimport softmix_simd step_mix
//go:noescape
func simdStepMix(cache, A, y *float32, R, C, H, hd, n int32)

//go:wasmimport softmix_simd gelu
//go:noescape
func simdGELU(u, y *float32, n int32)

//go:wasmimport softmix_simd gelu_d
//go:noescape
func simdGELUD(dy, u, du *float32, n int32)

//go:wasmimport softmix_simd add
//go:noescape
func simdAdd(x, y, out *float32, n int32)

//go:wasmimport softmix_simd sumsq
//go:noescape
func simdSumSq(x *float32, n int32, part *float32, parts int32)

//go:wasmimport softmix_simd adamw
//go:noescape
func simdAdamW(g, p, m, v *float32, n int32, s, beta1, beta2, keep, rate, root, eps float32)

//go:wasmimport softmix_simd rmsnorm
//go:noescape
func simdRMSNorm(x, g, y, r *float32, N, d int32, eps float32)

//go:wasmimport softmix_simd rmsnorm_d
//go:noescape
func simdRMSNormD(dy, x, g, r, dx *float32, N, d, acc int32)

//go:wasmimport softmix_simd rmsnorm_dg
//go:noescape
func simdRMSNormDG(dy, x, r, dg *float32, N, d int32)

// simdModuleVersion is that of the SIMD module that this file was written for.
const simdModuleVersion = 2

// platform returns the kernels that only this platform has, and their name: in
// the browser those of the SIMD module, none where it is missing.
func platform() (map[string]kernel, string) {
	if simdVersion() != simdModuleVersion {
		return nil, ""
	}
	return simdKernels(gemm()), "SIMD"
}

// gemm returns the product of the SIMD module with room for its packed copies.
func gemm() gemmFunc {
	var room []float32
	return func(A, B, C matrix, M, N, K int, alpha float32, f gemmFlags) {
		if M == 0 || N == 0 || K == 0 {
			panic("cpu: an empty product")
		}
		padded := (K + 3) &^ 3
		if need := (N+7)/8*8*padded + 4*padded + 32; len(room) < need {
			room = make([]float32, need)
		}
		simdGemm(addr(A.F, A.span(M, K)), int32(A.row), int32(A.col), addr(B.F, B.span(K, N)), int32(B.row), int32(B.col),
			addr(C.F, C.span(M, N)), int32(C.row), int32(M), int32(N), int32(K), alpha, uint32(f), addr(room, len(room)))
	}
}
