package cpu

import "golang.org/x/sys/cpu"

//go:generate go run ./asm -pkg cpu -out simd_amd64.s -stubs simd_stubs_amd64.go

// platform returns the kernels that only this platform has, and their name: those
// in AVX2 with fused multiply-adds where the processor has both.
func platform() (map[string]kernel, string) {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return plain()
	}
	return vectors(gemm()), "AVX2"
}

const (
	wide = 16  // columns of a panel
	deep = 256 // rows of a panel: 16 KiB, half of the smallest first cache
)

// gemm returns the product by panels of B of 16 columns, with room for one of them.
func gemm() block {
	room := make([]float32, deep*wide)
	return func(A, B, C matrix, M, N, K int, alpha float32, f form) {
		if M == 0 || N == 0 {
			return
		}
		high := deep
		if f&(aLow|aUp) != 0 { // a triangle is not cut
			high = K
		}
		for k := 0; k == 0 || k < K; k += high {
			count := min(high, K-k)
			for n := 0; n < N; n += wide {
				m, w := 0, min(wide, N-n)
				if f&lower != 0 {
					m = n
				}
				if m >= M {
					break
				}
				panel, row := B.at(k*B.row+n*B.col), B.row
				if B.col != 1 {
					if len(room) < count*wide {
						room = make([]float32, count*wide)
					}
					transpose(room, panel, count, w)
					panel, row = matrix{F: room}, wide
				}
				simdPanel(first(A.F[m*A.row+k*A.col:], A.span(M-m, count)), int32(A.row), int32(A.col), first(panel.F, (count-1)*row+w), int32(row),
					first(C.F[m*C.row+n:], C.span(M-m, w)), int32(C.row), int32(M-m), int32(count), int32(w), alpha, uint32(f))
			}
			f |= add
		}
	}
}

// transpose copies the columns of B [K,w], each of adjacent elements, into the
// panel to [K,16]; what follows the last of them is never used.
func transpose(to []float32, B matrix, K, w int) {
	if K < 8 {
		for k := range K {
			for n := range w {
				to[k*wide+n] = B.F[k+n*B.col]
			}
		}
		return
	}
	for n := 0; n < w; n += 8 {
		count := min(8, w-n)
		simdPack(first(B.F[n*B.col:], (count-1)*B.col+K), int32(B.col), first(to[n:], (K-1)*wide+8), int32(K), int32(count))
	}
}
