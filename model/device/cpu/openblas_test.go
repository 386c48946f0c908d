//go:build linux && amd64

package cpu

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"unsafe"

	"github.com/go-webgpu/goffi/ffi"
	"github.com/go-webgpu/goffi/types"
	"golang.org/x/sys/unix"
)

// BenchmarkBeside times the products of this platform and of OpenBLAS (Debian's
// libopenblas0-pthread) in turn, on one thread, by its processor time: the best of
// many turns of each. share is our rate by theirs. Which of its kernels OpenBLAS
// runs is part of the name; OPENBLAS_CORETYPE chooses one.
func BenchmarkBeside(b *testing.B) {
	other, core, err := openBLAS()
	if err != nil {
		b.Skip("NO OPENBLAS, NOTHING WAS COMPARED: ", err)
	}
	own, name := platform()
	for _, size := range []struct {
		what    string
		M, N, K int
	}{
		{"lake6", 256, 96, 32}, {"sort", 608, 192, 64}, {"sort", 608, 64, 256}, {"decoding", 150, 256, 64}, {"gradients", 256, 64, 608}, {"A", 1024, 512, 128}, {"Agradients", 512, 128, 1024},
	} {
		M, N, K := size.M, size.N, size.K
		r := rand.New(rand.NewPCG(1, 2))
		v := []operand{{F: random(r, M*K)}, {F: random(r, N*K)}, {F: make([]float32, M*N)}}
		args := []uint32{uint32(M), uint32(N), uint32(K), 0}
		for _, form := range []string{"nt", "nn", "tn"} {
			ours, theirs := func() { own["matmul_"+form](v, args) }, other(form, v, M, N, K)
			b.Run(fmt.Sprintf("%s-%s/%s/%dx%dx%d/%s", name, core, size.what, M, N, K, form), func(b *testing.B) {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				a, c := math.Inf(1), math.Inf(1)
				for b.Loop() {
					a, c = min(a, took(ours)), min(c, took(theirs))
				}
				flops := float64(2 * M * N * K)
				b.ReportMetric(0, "ns/op") // of both, and of a loaded machine
				b.ReportMetric(flops/a/1e9, "GFLOP/s")
				b.ReportMetric(flops/c/1e9, "OpenBLAS-GFLOP/s")
				b.ReportMetric(c/a, "share")
			})
		}
	}
}

// took returns the processor time, in seconds, that a call takes in a few.
func took(f func()) float64 {
	const calls = 10
	now := func() int64 {
		var t unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
			panic(err)
		}
		return t.Nano()
	}
	f() // once, so that its data are near
	begin := now()
	for range calls {
		f()
	}
	return float64(now()-begin) / 1e9 / calls
}

// openBLAS returns OpenBLAS's products, made ready for operands as ours have them,
// and the name of the processor whose kernels it runs.
func openBLAS() (product func(form string, v []operand, M, N, K int) func(), core string, err error) {
	lib, err := ffi.LoadLibrary("libopenblas.so.0")
	if err != nil {
		return nil, "", err
	}
	name, err := ffi.GetSymbol(lib, "openblas_get_corename")
	if err != nil {
		return nil, "", err
	}
	gemm, err := ffi.GetSymbol(lib, "sgemm_")
	if err != nil {
		return nil, "", err
	}
	var text, call types.CallInterface
	if err := ffi.PrepareCallInterface(&text, types.DefaultCall, types.PointerTypeDescriptor, nil); err != nil {
		return nil, "", err
	}
	var at *byte
	if _, err := ffi.CallFunction(&text, name, unsafe.Pointer(&at), nil); err != nil {
		return nil, "", err
	}
	// sgemm_ takes 13 addresses: transa transb m n k alpha A lda B ldb beta C ldc.
	pointers := make([]*types.TypeDescriptor, 13)
	for i := range pointers {
		pointers[i] = types.PointerTypeDescriptor
	}
	if err := ffi.PrepareCallInterface(&call, types.DefaultCall, types.VoidTypeDescriptor, pointers); err != nil {
		return nil, "", err
	}
	// Its matrices are column by column, ours row by row: it computes C^T = B^T A^T.
	product = func(form string, v []operand, M, N, K int) func() {
		m, n, k, one, none := int32(M), int32(N), int32(K), float32(1), float32(0)
		A, B, C := &v[0].F[0], &v[1].F[0], &v[2].F[0]
		trans := map[byte]*byte{'n': new(byte('N')), 't': new(byte('T'))}
		ta, tb, lda, ldb := trans['n'], trans['n'], &k, &n
		if form[0] == 't' {
			ta, lda = trans['t'], &m
		}
		if form[1] == 't' {
			tb, ldb = trans['t'], &k
		}
		values := []unsafe.Pointer{
			unsafe.Pointer(tb), unsafe.Pointer(ta), unsafe.Pointer(&n), unsafe.Pointer(&m), unsafe.Pointer(&k), unsafe.Pointer(&one),
			unsafe.Pointer(B), unsafe.Pointer(ldb), unsafe.Pointer(A), unsafe.Pointer(lda), unsafe.Pointer(&none), unsafe.Pointer(C), unsafe.Pointer(&n),
		}
		slots := make([]unsafe.Pointer, len(values)) // the library wants the addresses of its arguments
		for i := range values {
			slots[i] = unsafe.Pointer(&values[i])
		}
		return func() {
			if _, err := ffi.CallFunction(&call, gemm, nil, slots); err != nil {
				panic(err)
			}
		}
	}
	return product, unix.BytePtrToString(at), nil
}

// What the benchmark compares with computes the same products.
func TestOpenBLASComputesTheSame(t *testing.T) {
	other, _, err := openBLAS()
	if err != nil {
		t.Skip("NO OPENBLAS: ", err)
	}
	r := rand.New(rand.NewPCG(8, 9))
	for _, form := range []string{"nt", "nn", "tn"} {
		M, N, K := 7, 5, 3
		v := []operand{{F: random(r, M*K)}, {F: random(r, N*K)}, {F: make([]float32, M*N)}}
		want := []operand{v[0], v[1], {F: make([]float32, M*N)}}
		other(form, v, M, N, K)()
		naive["matmul_"+form](want, []uint32{uint32(M), uint32(N), uint32(K), 0})
		for i, x := range want[2].F {
			if math.Abs(float64(v[2].F[i]-x)) > 1e-5 {
				t.Fatalf("%s: C[%d] is %g, want %g", form, i, v[2].F[i], x)
			}
		}
	}
}
