//go:build !js

package cpu

import (
	gonum "gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// blasKernels returns the kernels of processors for which there is no assembler here,
// and their name: the products by gonum's BLAS.
func blasKernels() (map[string]kernel, string) { return portableKernels(blas), "BLAS" }

// blas is the product by gonum, whose inner loops are assembler on amd64. It
// shares a large product out among cores by blocks of C, each summed by one of
// them, so that the result does not depend on how many there are.
func blas(A, B, C matrix, M, N, K int, alpha float32, f gemmFlags) {
	a, transA := A.general(M, K)
	b, transB := B.general(K, N)
	beta := float32(0)
	if f&accumulate != 0 {
		beta = 1
	}
	blas32.Gemm(transA, transB, alpha, a, b, beta, blas32.General{Rows: M, Cols: N, Stride: C.row, Data: C.F})
}

// general is the r×c block of m in the terms of BLAS: rows of adjacent elements,
// perhaps those of the transposed block.
func (m matrix) general(r, c int) (blas32.General, gonum.Transpose) {
	if m.col == 1 && m.row >= c {
		return blas32.General{Rows: r, Cols: c, Stride: m.row, Data: m.F}, gonum.NoTrans
	}
	return blas32.General{Rows: c, Cols: r, Stride: m.col, Data: m.F}, gonum.Trans
}
