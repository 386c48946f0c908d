package cpu

// fast holds the kernels that replace naive ones where speed counts.
var fast = map[string]kernel{
	"matmul_nt": func(v []operand, a []uint32) {
		M, N, K := int(a[0]), int(a[1]), int(a[2])
		product(v[0].F, K, 1, v[1].F, 1, K, v[2].F, M, N, K, a[3] == 1)
	},
	"matmul_nn": func(v []operand, a []uint32) {
		M, N, K := int(a[0]), int(a[1]), int(a[2])
		product(v[0].F, K, 1, v[1].F, N, 1, v[2].F, M, N, K, a[3] == 1)
	},
	"matmul_tn": func(v []operand, a []uint32) {
		M, N, K := int(a[0]), int(a[1]), int(a[2])
		product(v[0].F, 1, M, v[1].F, N, 1, v[2].F, M, N, K, a[3] == 1)
	},
}

// product computes C[M,N] (+)= A B, where A's element (m,k) stands at m·am+k·ak
// and B's element (k,n) at k·bk+n·bn. Panels of A and B are copied side by side
// so that the inner loop reads two short contiguous runs and keeps a 2×4 block
// of C in registers: more would spill, in wasm as on amd64.
func product(A []float32, am, ak int, B []float32, bk, bn int, C []float32, M, N, K int, acc bool) {
	const rows, cols = 2, 4
	panelsB := (N + cols - 1) / cols
	buf := make([]float32, panelsB*cols*K+rows*K)
	pb, pa := buf[:panelsB*cols*K], buf[panelsB*cols*K:]
	for p := range panelsB {
		for k := range K {
			for c := range min(cols, N-p*cols) {
				pb[(p*K+k)*cols+c] = B[k*bk+(p*cols+c)*bn]
			}
		}
	}
	var tile [rows * cols]float32
	for m := 0; m < M; m += rows {
		height := min(rows, M-m)
		for k := range K {
			pa[k*rows] = A[m*am+k*ak]
			if height == rows {
				pa[k*rows+1] = A[(m+1)*am+k*ak]
			}
		}
		for p := range panelsB {
			micro(&tile, pa, pb[p*K*cols:(p+1)*K*cols])
			for r := range height {
				out := C[(m+r)*N+p*cols:][:min(cols, N-p*cols)]
				for c := range out {
					if acc {
						out[c] += tile[r*cols+c]
					} else {
						out[c] = tile[r*cols+c]
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
