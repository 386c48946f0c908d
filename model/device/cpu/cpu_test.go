package cpu

import (
	"math/rand/v2"
	"testing"

	"softmix/model/device"
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
				t.Errorf("kernel %s (%s) has no naive judge", name, table.name)
			}
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

func random(r *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64())
	}
	return out
}
