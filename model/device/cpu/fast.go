package cpu

import "maps"

// blocked returns the kernels that are products over a block, the rest in Go.
func blocked(mul block) map[string]kernel {
	k := products(mul)
	maps.Copy(k, perHead(mul, softmaxRows, softmaxRowsD))
	return k
}

// softmaxRows turns row i of every matrix [T,T], rows of them in all, into the
// softmax of s times its first i+1 elements and zeros.
func softmaxRows(A []float32, rows, T int, s float32) {
	for r := range rows {
		row, n := A[r*T:(r+1)*T], r%T+1
		softmax(row[:n], row[:n], 1/s)
		clear(row[n:])
	}
}

// softmaxRowsD turns gradients D of the probabilities A into gradients of the scores.
func softmaxRowsD(A, D []float32, rows, T int) {
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

// product is the block in Go. Panels of A and B are copied side by side so that
// the inner loop reads two short contiguous runs and keeps a 2×4 block of C in
// registers: more would spill, in wasm as on amd64.
func product(A, B, C matrix, M, N, K int, alpha float32, f form) {
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
		if f&lower != 0 {
			last = min(N, m+rows)
		}
		if f&aLow != 0 {
			to = min(K, m+rows)
		}
		if f&aUp != 0 {
			from = m
		}
		for n := 0; n < last; n += cols {
			micro(&tile, pa[from*rows:to*rows], pb[(n*K/cols+from)*cols:(n*K/cols+to)*cols])
			for r := range height {
				out := C.F[(m+r)*C.row+n:][:min(cols, N-n)]
				for c := range out {
					if f&add != 0 {
						out[c] += alpha * tile[r*cols+c]
					} else {
						out[c] = alpha * tile[r*cols+c]
					}
				}
			}
		}
	}
}

// micro computes the 2×4 block of a panel of A [K,2] and one of B [K,4].
func micro(tile *[8]float32, a, b []float32) {
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
