package gpu

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"softmix/model/device"
	"softmix/shaders"
)

// BenchmarkDispatch measures what a dispatch costs beside its arithmetic: lists
// of 85 tiny calls, one submission each. ns/enqueued is the time Run takes,
// ns/dispatch the time until the GPU is done.
func BenchmarkDispatch(b *testing.B) {
	d := openGPU(b)
	x := f32(b, d, "x", make([]float32, 64)...)
	l := compileList(b, d, slices.Repeat([]device.Call{device.New("zero", device.U(64), device.All(x))}, 85)...)
	readF32(b, d, x)
	b.ResetTimer()
	var script time.Duration
	for i := range b.N {
		start := time.Now()
		ok(b, d.Run(l))
		script += time.Since(start)
		if i%20 == 19 {
			readF32(b, d, x) // bounds what is in flight
		}
	}
	readF32(b, d, x)
	n := float64(b.N * len(l.Calls()))
	b.ReportMetric(float64(script.Nanoseconds())/n, "ns/enqueued")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/n, "ns/dispatch")
}

// BenchmarkRead measures the wait for one number.
func BenchmarkRead(b *testing.B) {
	d := openGPU(b)
	x := f32(b, d, "x", 1)
	for b.Loop() {
		readF32(b, d, x)
	}
}

// BenchmarkMatmul times the products of a transformer with d = 64 and 128: each
// kernel that holds one, on 512 and 1024 token positions.
func BenchmarkMatmul(b *testing.B) {
	for _, kernel := range []string{"matmul_nt", "matmul_nn", "matmul_tn", "linear_add", "norm_linear", "norm_linear_gelu", "linear_d", "linear_d_gelu"} {
		for _, s := range [][3]int{{512, 192, 64}, {512, 256, 64}, {512, 64, 256}, {1024, 512, 128}} {
			b.Run(fmt.Sprintf("%s/%dx%dx%d", kernel, s[0], s[1], s[2]), func(b *testing.B) { benchmarkMatmul(b, kernel, s[0], s[1], s[2]) })
		}
	}
}

func benchmarkMatmul(b *testing.B, kernel string, M, N, K int) {
	d := openGPU(b)
	const batch = 10
	k, _ := shaders.ByName(kernel)
	args := device.U(M, N, K)
	if len(k.ArgNames()) == 4 {
		args = append(args, 0) // not added, or epsilon
	}
	var views []device.View
	for _, binding := range k.Bindings() {
		n, err := k.Elements(binding, args)
		ok(b, err)
		views = append(views, device.All(f32(b, d, binding.Name, random(n, 1)...)))
	}
	l := compileList(b, d, slices.Repeat([]device.Call{device.New(kernel, args, views...)}, batch)...)
	ok(b, d.Run(l))
	out, one := views[len(views)-1].Buf, make([]float32, 1)
	ok(b, d.ReadF32(b.Context(), out, 0, one))
	b.ResetTimer()
	for range b.N {
		ok(b, d.Run(l))
		ok(b, d.ReadF32(b.Context(), out, 0, one))
	}
	products := 1
	if strings.HasPrefix(kernel, "linear_d") {
		products = 2
	}
	b.ReportMetric(2*float64(M*N*K*batch*products)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}
