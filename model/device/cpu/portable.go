package cpu

import "maps"

// portableKernels are those that are matrix products, the rest of them in Go.
func portableKernels(mul gemmFunc) map[string]kernel {
	k := matmulKernels(mul)
	maps.Copy(k, attentionKernels(mul, causalSoftmax, causalSoftmaxD))
	return k
}

// causalSoftmax turns row i of every matrix [T,T], rows of them in all, into the
// softmax of s times its first i+1 elements and zeros.
func causalSoftmax(A []float32, rows, T int, s float32) {
	for r := range rows {
		row, n := A[r*T:(r+1)*T], r%T+1
		softmax(row[:n], row[:n], 1/s)
		clear(row[n:])
	}
}

// causalSoftmaxD turns gradients D of the probabilities A into gradients of the scores.
func causalSoftmaxD(A, D []float32, rows, T int) {
	for r := range rows {
		n := r%T + 1
		a, g := A[r*T:][:n], D[r*T:(r+1)*T]
		mean := dot(a, g)
		for j, p := range a {
			g[j] = p * (g[j] - mean)
		}
		clear(g[n:])
	}
}

// goGEMM is the product in Go. Panels of A and B are copied side by side so that
// the inner loop reads two short contiguous runs and keeps a 2×4 block of C in
// registers: more would spill, in wasm as on amd64.
func goGEMM(A, B, C matrix, M, N, K int, alpha float32, f gemmFlags) {
	const rows, cols = 2, 4
	panelsB := (N + cols - 1) / cols
	buf := make([]float32, panelsB*cols*K+rows*K)
	pb, pa := buf[:panelsB*cols*K], buf[panelsB*cols*K:]
	for p := range panelsB {
		for k := range K {
			for c := range min(cols, N-p*cols) {
				pb[(p*K+k)*cols+c] = B.F[k*B.row+(p*cols+c)*B.col]
			}
		}
	}
	var tile [rows * cols]float32
	for m := 0; m < M; m += rows {
		height := min(rows, M-m)
		for k := range K {
			pa[k*rows] = A.F[m*A.row+k*A.col]
			if height == rows {
				pa[k*rows+1] = A.F[(m+1)*A.row+k*A.col]
			}
		}
		// Which n and which k count in these rows.
		last, from, to := N, 0, K
		if f&lowerOnly != 0 {
			last = min(N, m+rows)
		}
		if f&aLower != 0 {
			to = min(K, m+rows)
		}
		if f&aUpper != 0 {
			from = m
		}
		for n := 0; n < last; n += cols {
			microkernel(&tile, pa[from*rows:to*rows], pb[(n*K/cols+from)*cols:(n*K/cols+to)*cols])
			for r := range height {
				out := C.F[(m+r)*C.row+n:][:min(cols, N-n)]
				for c := range out {
					if f&accumulate != 0 {
						out[c] += alpha * tile[r*cols+c]
					} else {
						out[c] = alpha * tile[r*cols+c]
					}
				}
			}
		}
	}
}

// microkernel computes the 2×4 block of a panel of A [K,2] and one of B [K,4].
func microkernel(tile *[8]float32, a, b []float32) {
	var c00, c01, c02, c03, c10, c11, c12, c13 float32
	for len(a) >= 2 && len(b) >= 4 {
		a0, a1 := a[0], a[1]
		b0, b1, b2, b3 := b[0], b[1], b[2], b[3]
		c00 += a0 * b0
		c01 += a0 * b1
		c02 += a0 * b2
		c03 += a0 * b3
		c10 += a1 * b0
		c11 += a1 * b1
		c12 += a1 * b2
		c13 += a1 * b3
		a, b = a[2:], b[4:]
	}
	*tile = [8]float32{c00, c01, c02, c03, c10, c11, c12, c13}
}
