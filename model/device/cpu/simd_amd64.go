package cpu

import "golang.org/x/sys/cpu"

//go:generate go run ./asm -pkg cpu -out simd_amd64.s -stubs simd_stubs_amd64.go

// platform returns the kernels that only this platform has, and their name: those
// in AVX2 with fused multiply-adds where the processor has both, with products in
// AVX-512 where it has that.
func platform() (map[string]kernel, string) {
	x := &cpu.X86
	switch {
	case !x.HasAVX2 || !x.HasFMA:
		return blasKernels()
	case x.HasAVX512F && x.HasAVX512DQ && x.HasBMI2:
		return simdKernels(gemm(simdPanel512)), "AVX-512"
	default:
		return simdKernels(gemm(simdPanel)), "AVX2"
	}
}

const (
	panelCols  = 16  // columns of a panel of B
	panelRows  = 256 // its rows: 16 KiB, half of the smallest first cache
	packRows   = 96  // rows of A that are copied together where they lie far apart
	packStride = 256 // elements: so far apart, caches of lines and of pages hold few of them
)

// panel is the assembler's product: simdPanel or simdPanel512.
type panel func(A *float32, am, ak int32, B *float32, bk int32, C *float32, cm, M, K, w int32, alpha float32, form uint32)

// gemm returns the product by panels of B of 16 columns. What is not contiguous
// as the panel reads it is copied first, into room for one block of each matrix.
func gemm(multiply panel) gemmFunc {
	roomA, roomB := make([]float32, packRows*panelRows), make([]float32, panelRows*panelCols)
	return func(A, B, C matrix, M, N, K int, alpha float32, f gemmFlags) {
		if M == 0 || N == 0 || K == 0 {
			for m := range M {
				if f&accumulate == 0 {
					clear(C.F[m*C.row:][:N])
				}
			}
			return
		}
		triangle := f&(aLower|aUpper|lowerOnly) != 0 // is not cut
		apart := !triangle && A.row == 1 && A.col >= packStride && N > panelCols
		high, rows := panelRows, M
		if triangle {
			high = K
		}
		if apart {
			rows = packRows
		}
		for k := 0; k < K; k += high {
			count := min(high, K-k)
			for m := 0; m < M; m += rows {
				height, a := min(rows, M-m), A.at(m*A.row+k*A.col)
				if apart {
					for i := range count {
						copy(roomA[i*packRows:][:height], a.F[i*a.col:])
					}
					a = matrix{roomA, 1, packRows}
				}
				for n := 0; n < N; n += panelCols {
					above, w := 0, min(panelCols, N-n) // rows that nobody wants
					if f&lowerOnly != 0 {
						above = n
					}
					if above >= height {
						break
					}
					b := B.at(k*B.row + n*B.col)
					if B.col != 1 {
						if len(roomB) < count*panelCols {
							roomB = make([]float32, count*panelCols)
						}
						transpose(roomB, b, count, w)
						b = matrix{roomB, panelCols, 1}
					}
					multiply(addr(a.F[above*a.row:], a.span(height-above, count)), int32(a.row), int32(a.col), addr(b.F, b.span(count, w)), int32(b.row),
						addr(C.F[(m+above)*C.row+n:], C.span(height-above, w)), int32(C.row), int32(height-above), int32(count), int32(w), alpha, uint32(f))
				}
			}
			f |= accumulate
		}
	}
}

// transpose copies the columns of B [K,w], each of adjacent elements, into the
// panel to [K,16]; what follows the last of them is never used.
func transpose(to []float32, B matrix, K, w int) {
	if K < 8 {
		for k := range K {
			for n := range w {
				to[k*panelCols+n] = B.F[k+n*B.col]
			}
		}
		return
	}
	for n := 0; n < w; n += 8 {
		count := min(8, w-n)
		simdPack(addr(B.F[n*B.col:], (count-1)*B.col+K), int32(B.col), addr(to[n:], (K-1)*panelCols+8), int32(K), int32(count))
	}
}
