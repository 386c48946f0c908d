package cpu

// matrix is a matrix in a slice: its element (i,j) stands at i·row + j·col.
type matrix struct {
	F        []float32
	row, col int
}

// at returns the matrix that begins at element i of m's slice.
func (m matrix) at(i int) matrix { return matrix{m.F[i:], m.row, m.col} }

// t is the transposed matrix.
func (m matrix) t() matrix { return matrix{m.F, m.col, m.row} }

// gemmFlags say what a product adds to and what it may leave out.
type gemmFlags uint32

// The flags. Attention's matrices are 0 above their diagonal.
const (
	accumulate gemmFlags = 1 << iota // add to C
	lowerOnly                        // of C only what touches the diagonal or stands below it is wanted
	aLower                           // A is 0 above its diagonal
	aUpper                           // A is 0 below its diagonal
)

// accumulateIf are the flags of a kernel with an acc argument.
func accumulateIf(acc uint32) gemmFlags {
	if acc == 1 {
		return accumulate
	}
	return 0
}

// gemmFunc computes C[M,N] (+)= alpha A[M,K] B[K,N]; C's columns are adjacent.
type gemmFunc func(A, B, C matrix, M, N, K int, alpha float32, f gemmFlags)

// matmulKernels are the kernels that are matrix products, over any gemmFunc.
func matmulKernels(mul gemmFunc) map[string]kernel {
	matmul := func(operands func(v []operand, M, N, K int) (A, B matrix)) kernel {
		return func(v []operand, a []uint32) {
			M, N, K := int(a[0]), int(a[1]), int(a[2])
			A, B := operands(v, M, N, K)
			mul(A, B, matrix{v[2].F, N, 1}, M, N, K, 1, accumulateIf(a[3]))
		}
	}
	return map[string]kernel{
		"matmul_nt": matmul(func(v []operand, M, N, K int) (A, B matrix) { return matrix{v[0].F, K, 1}, matrix{v[1].F, 1, K} }),
		"matmul_nn": matmul(func(v []operand, M, N, K int) (A, B matrix) { return matrix{v[0].F, K, 1}, matrix{v[1].F, N, 1} }),
		"matmul_tn": matmul(func(v []operand, M, N, K int) (A, B matrix) { return matrix{v[0].F, 1, M}, matrix{v[1].F, N, 1} }),
	}
}

// heads calls f for every sequence and head with the offsets of the head's
// columns in qkv [N,3d] and in y [N,d], and of its matrix in A [B,H,T,T].
func heads(N, T, d, H int, f func(qkv, y, A int)) {
	hd := d / H
	for b := range N / T {
		for h := range H {
			f(b*T*3*d+h*hd, b*T*d+h*hd, (b*H+h)*T*T)
		}
	}
}

// attentionKernels are attention's kernels as products of each head's matrices.
// softmax makes scores times s probabilities in every row of [rows,T],
// softmaxD gradients of probabilities D gradients of scores.
func attentionKernels(mul gemmFunc, softmax func(A []float32, rows, T int, s float32), softmaxD func(A, D []float32, rows, T int)) map[string]kernel {
	return map[string]kernel{
		"attention": func(v []operand, a []uint32) {
			N, T, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
			qkv, A, y, hd := matrix{v[0].F, 3 * d, 1}, v[1].F[:N*H*T], matrix{v[2].F, d, 1}, d/H
			heads(N, T, d, H, func(at, _, m int) {
				mul(qkv.at(at), qkv.at(at+d).t(), matrix{A[m:], T, 1}, T, T, hd, 1, lowerOnly)
			})
			softmax(A, N*H, T, 1/sqrt(float32(hd)))
			heads(N, T, d, H, func(at, out, m int) {
				mul(matrix{A[m:], T, 1}, qkv.at(at+2*d), y.at(out), T, hd, T, 1, aLower)
			})
		},
		"attn_dprobs": func(v []operand, a []uint32) {
			N, T, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
			dy, val, A, dS := matrix{v[0].F, d, 1}, matrix{v[1].F, 3 * d, 1}, v[2].F[:N*H*T], v[3].F[:N*H*T]
			heads(N, T, d, H, func(at, out, m int) {
				mul(dy.at(out), val.at(at+2*d).t(), matrix{dS[m:], T, 1}, T, T, d/H, 1, lowerOnly)
			})
			softmaxD(A, dS, N*H, T)
		},
		"attn_dqkv": func(v []operand, a []uint32) {
			N, T, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
			dy, qkv, A, dS, dqkv := matrix{v[0].F, d, 1}, matrix{v[1].F, 3 * d, 1}, matrix{v[2].F, T, 1}, matrix{v[3].F, T, 1}, matrix{v[4].F, 3 * d, 1}
			hd := d / H
			scale := 1 / sqrt(float32(hd))
			heads(N, T, d, H, func(at, out, m int) {
				mul(dS.at(m), qkv.at(at+d), dqkv.at(at), T, hd, T, scale, aLower)
				mul(dS.at(m).t(), qkv.at(at), dqkv.at(at+d), T, hd, T, scale, aUpper)
				mul(A.at(m).t(), dy.at(out), dqkv.at(at+2*d), T, hd, T, 1, aUpper)
			})
		},
	}
}
