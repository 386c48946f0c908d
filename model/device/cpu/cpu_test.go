package cpu

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"softmix/model/device"
	"softmix/shaders"
)

func TestEveryKernelOfTheTableExists(t *testing.T) {
	for _, d := range []*Device{Open(), Naive()} {
		if m := d.missing(); len(m) > 0 {
			t.Errorf("%s lacks %v", d.Name(), m)
		}
	}
	for _, table := range tables() {
		for name := range table.kernels {
			if naive[name] == nil {
				t.Errorf("kernel %s (%s) has no naive reference", name, table.name)
			}
		}
	}
}

// The fused maps, made of the fast products, agree with the naive ones.
func TestFusedAgreesWithNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	for name, run := range Open().kernels {
		k, _ := shaders.ByName(name)
		if !strings.HasPrefix(k.File, "linear") {
			continue
		}
		for _, size := range [][3]int{{1, 1, 1}, {2, 4, 3}, {3, 5, 7}, {13, 20, 9}, {64, 33, 17}} {
			args := device.U(size[:]...)
			if len(k.ArgNames()) == 4 {
				args = append(args, device.Bits(1e-5))
			}
			var got, want []operand
			for _, b := range k.Bindings() {
				n, err := k.Elements(b, args)
				if err != nil {
					t.Fatal(err)
				}
				x := random(r, n+5) // longer than needed
				got = append(got, operand{F: x})
				want = append(want, operand{F: slices.Clone(x)})
			}
			run(got, args)
			naive[name](want, args)
			for i, b := range k.Bindings() {
				for j, x := range want[i].F {
					if math.Abs(float64(got[i].F[j]-x)) > 1e-5*(1+math.Abs(float64(x))) {
						t.Fatalf("%s %v: %s[%d] = %g, want %g", name, size, b.Name, j, got[i].F[j], x)
					}
				}
			}
		}
	}
	for name := range fusedKernels(naive) {
		if k, ok := shaders.ByName(name); !ok || !strings.HasPrefix(k.File, "linear") {
			t.Errorf("fused kernel %s was not compared", name)
		}
	}
}

func TestDeviceRefusesWrongUse(t *testing.T) {
	d := Open()
	f, _ := d.NewBuffer("f", device.F32, 10)
	u, _ := d.NewBuffer("u", device.U32, 10)
	bad := map[string]device.Call{
		"unknown kernel": device.New("nothing", nil),
		"short view":     device.New("zero", device.U(11), device.All(f)),
		"wrong type":     device.New("zero", device.U(4), device.All(u)),
		"too few views":  device.New("residual", device.U(4), device.All(f)),
		"misplaced":      device.New("zero", device.U(4), device.View{Buf: f, Off: 3, Len: 4}),
		"too few args":   device.New("embed", device.U(4), device.All(u), device.All(f), device.All(f)),
	}
	for name, c := range bad {
		if _, err := d.Compile("test", []device.Call{c}); err == nil {
			t.Errorf("%s: compiled without an error", name)
		}
	}
	if err := d.WriteF32(f, 5, make([]float32, 6)); err == nil {
		t.Error("a write past the end went through")
	}
	if err := d.ReadU32(t.Context(), f, 0, make([]uint32, 1)); err == nil {
		t.Error("a read with the wrong type went through")
	}
	if _, err := d.NewBuffer("none", device.F32, 0); err == nil {
		t.Error("an empty buffer was made")
	}
}

func BenchmarkProduct(b *testing.B) {
	M, N, K := 512, 256, 64
	r := rand.New(rand.NewPCG(1, 2))
	A, B, C := random(r, M*K), random(r, N*K), make([]float32, M*N)
	for _, table := range append(tables(), table{"naive", naive}) {
		for _, name := range []string{"matmul_nt", "matmul_nn", "matmul_tn"} {
			b.Run(table.name+"/"+name, func(b *testing.B) {
				run, args := table.kernels[name], []uint32{uint32(M), uint32(N), uint32(K), 0}
				v := []operand{{F: A}, {F: B}, {F: C}}
				for b.Loop() {
					run(v, args)
				}
				b.ReportMetric(float64(2*M*N*K)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}

// Whatever the sizes, each element of a product is that of its own row and column:
// what is not a number or infinite in A or B shows in C where it belongs and nowhere
// else, rows and columns of nothing change nothing, and a sum of nothing is 0.
func TestProductsAtTheirEdges(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, table := range tables() {
		run := table.kernels["matmul_nn"]
		for _, size := range [][3]int{{1, 1, 1}, {7, 17, 9}, {13, 15, 3}, {20, 33, 300}} {
			M, N, K := size[0], size[1], size[2]
			for _, bad := range []float32{nan, inf} {
				A, B, C := ones(M*K), ones(K*N), make([]float32, M*N)
				row, column := M-1, N-1
				A[row*K+K-1], B[column] = bad, bad
				run([]operand{{F: A}, {F: B}, {F: C}}, device.U(M, N, K, 0))
				for i, x := range C {
					touched := i/N == row || i%N == column
					if fine := x == float32(K); fine == touched || (bad == inf && touched && x != inf) {
						t.Fatalf("%s %v with %g in row %d and column %d: C[%d,%d] is %g", table.name, size, bad, row, column, i/N, i%N, x)
					}
				}
			}
		}
		if !strings.HasPrefix(table.name, "AVX") {
			continue // the others are never given an empty product
		}
		for _, size := range [][3]int{{0, 3, 4}, {3, 0, 4}, {3, 4, 0}} {
			C := ones(12)
			run([]operand{{F: ones(12)}, {F: ones(12)}, {F: C}}, device.U(size[0], size[1], size[2], 0))
			if n := size[0] * size[1]; slices.ContainsFunc(C[:n], func(x float32) bool { return x != 0 }) || slices.Contains(C[n:], 0) {
				t.Errorf("%s: the product of sizes %v left %v", table.name, size, C)
			}
		}
	}
}

// Products deeper than any block, of whole numbers, whose sums are exact.
func TestDeepProducts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	whole := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(r.IntN(9) - 4)
		}
		return x
	}
	for _, table := range tables() {
		for _, name := range []string{"matmul_nt", "matmul_nn", "matmul_tn"} {
			for _, size := range [][3]int{{19, 37, 257}, {16, 16, 256}, {31, 50, 600}} {
				M, N, K := size[0], size[1], size[2]
				for acc := range 2 {
					A, B, got := whole(M*K), whole(K*N), whole(M*N)
					want := slices.Clone(got)
					args := device.U(M, N, K, acc)
					table.kernels[name]([]operand{{F: A}, {F: B}, {F: got}}, args)
					naive[name]([]operand{{F: A}, {F: B}, {F: want}}, args)
					if !slices.Equal(got, want) {
						t.Errorf("%s %s %v differs from the naive kernel", table.name, name, args)
					}
				}
			}
		}
	}
}

func ones(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

func random(r *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64())
	}
	return out
}

// What is read later is what was there when the read was enqueued.
func TestReadAsync(t *testing.T) {
	d := Open()
	b, _ := d.NewBuffer("b", device.F32, 4)
	u, _ := d.NewBuffer("u", device.U32, 4)
	if err := d.WriteF32(b, 0, []float32{1, 2, 3, 4}); err != nil {
		t.Fatal(err)
	}
	r, err := d.ReadAsync(device.View{Buf: b, Off: 2, Len: 2}, device.View{Buf: b, Off: 0, Len: 1})
	if err != nil || !r.Ready() {
		t.Fatalf("%v, ready %v", err, r.Ready())
	}
	if err := d.WriteF32(b, 0, []float32{9, 9, 9, 9}); err != nil {
		t.Fatal(err)
	}
	if got, err := r.Wait(t.Context()); err != nil || !slices.Equal(got, []float32{3, 4, 1}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, v := range []device.View{{Buf: b, Off: 3, Len: 2}, {}} {
		if _, err := d.ReadAsync(v); err == nil {
			t.Errorf("a read of %+v went through", v)
		}
	}
	if err := d.WriteU32(u, 0, []uint32{7, shaders.NoToken}); err != nil {
		t.Fatal(err)
	}
	both, err := device.ReadOnce(t.Context(), d, device.All(b), device.View{Buf: u, Len: 2})
	if err != nil || both[0] != 9 || !slices.Equal(device.Words(both[4:]), []uint32{7, shaders.NoToken}) {
		t.Errorf("of both types: %v, %v", both, err)
	}
}
