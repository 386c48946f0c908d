package cpu

import (
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/sys/cpu"
)

// others are the sets of kernels that Open would take on another processor: those
// without AVX-512, and without AVX2.
func others() []table {
	k, name := blasKernels()
	all := []table{{name, k}}
	if _, best := platform(); best == "AVX-512" {
		all = append(all, table{"AVX2", simdKernels(gemm(simdPanel))})
	}
	return all
}

// Where the processor has AVX2, its kernels are taken and compared.
func TestAVX2IsTaken(t *testing.T) {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		t.Skip("NO AVX2, ITS KERNELS WERE NOT TESTED")
	}
	if name := Open().Name(); name != "amd64, AVX2" && name != "amd64, AVX-512" {
		t.Errorf("the device is %q", name)
	}
	if !slices.ContainsFunc(tables(), func(t table) bool { return t.name == "AVX2" }) {
		t.Error("its kernels are compared with none")
	}
}

// A processor with AVX-512 and one without compute the same bits.
func TestAVX512IsAVX2(t *testing.T) {
	if _, best := platform(); best != "AVX-512" {
		t.Skip("NO AVX-512, ITS PRODUCTS WERE NOT TESTED")
	}
	a, b := gemm(simdPanel), gemm(simdPanel512)
	r := rand.New(rand.NewPCG(11, 12))
	for range 300 {
		M, N, K, f := 1+r.IntN(40), 1+r.IntN(40), 1+r.IntN(300), gemmFlags(r.IntN(2))
		if r.IntN(2) == 0 { // a triangle
			M, K = N, N
			f = []gemmFlags{lowerOnly, aLower, aUpper}[r.IntN(3)]
		}
		A, B, C := matrix{random(r, M*K), K, 1}, matrix{random(r, K*N), N, 1}, random(r, M*N)
		if r.IntN(2) == 0 {
			A.row, A.col = 1, M
		}
		if r.IntN(2) == 0 {
			B.row, B.col = 1, K
		}
		for i := range M {
			for k := range K {
				if f&aLower != 0 && k > i || f&aUpper != 0 && k < i {
					A.F[i*A.row+k*A.col] = 0
				}
			}
		}
		D := slices.Clone(C)
		a(A, B, matrix{C, N, 1}, M, N, K, .3, f)
		b(A, B, matrix{D, N, 1}, M, N, K, .3, f)
		for i := range C {
			if C[i] != D[i] && (f&lowerOnly == 0 || i%N <= i/N) {
				t.Fatalf("%d×%d×%d, form %d: element %d is %g, and %g", M, N, K, f, i, C[i], D[i])
			}
		}
	}
}
