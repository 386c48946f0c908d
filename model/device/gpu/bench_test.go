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

// BenchmarkProduct times the kernels that hold a matrix product, each in every
// variant, at sizes of transformers with d = 64 and 128. Beside the rate it reports
// which share that is of the peak that a kernel of
// multiply-adds alone reaches.
func BenchmarkProduct(b *testing.B) {
	d := openGPU(b)
	most := peak(b, d)
	fmt.Printf("adapter: %s, measured peak %.1f GFLOP/s\n", d.Name(), most)
	for _, k := range shaders.Kernels {
		if k.Products == nil {
			continue
		}
		for _, size := range [][]uint32{device.U(512, 192, 64), device.U(1024, 512, 128)} {
			args := append(size, make([]uint32, len(k.ArgNames())-3)...) // not added, or epsilon
			for _, s := range d.candidates(k, args) {
				b.Run(fmt.Sprintf("%s/%dx%dx%d/%s", k.Name, size[0], size[1], size[2], s), func(b *testing.B) { benchmarkProduct(b, d, k, s, args, most) })
			}
		}
	}
}

// benchmarkProduct reports the best of all submissions: others may use this
// machine.
func benchmarkProduct(b *testing.B, d *Device, k shaders.Kernel, s shaders.Variant, args []uint32, most float64) {
	work := must(d.newWorkload(k, args))(b)
	defer work.free()
	batch := 1
	for must(work.time(s, batch))(b) < 20*time.Millisecond && batch < 1024 {
		batch *= 4
	}
	best := must(work.time(s, batch))(b)
	for b.Loop() {
		best = min(best, must(work.time(s, batch))(b))
	}
	rate := 2 * k.Work(args) * float64(batch) / best.Seconds() / 1e9
	b.ReportMetric(rate, "GFLOP/s")
	b.ReportMetric(100*rate/most, "%peak")
}

// fmas keeps sixteen independent sums in registers and does nothing but add
// products to them: 1024 rounds of 16 vec4, 2 operations an element.
const fmas = `
struct Args { n: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(64)
fn zero(@builtin(global_invocation_id) id: vec3<u32>) {
  let f = vec4<f32>(0.999, 0.998, 0.997, 0.996);
  let g = vec4<f32>(f32(id.x));
  DECLARE
  for (var i = 0u; i < 1024u; i++) {
    ROUND
  }
  let all = SUM;
  x[id.x] = all.x + all.y + all.z + all.w;
}`

// peak returns the GFLOP/s of multiply-adds alone, as a*b+c or as fma, whichever
// is faster here.
func peak(b *testing.B, d *Device) float64 {
	const threads, rounds, sums = 1 << 14, 1024, 16
	k := must(find("zero"))(b)
	best := 0.0
	for _, add := range []string{"c = c * f + g;", "c = fma(c, f, g);"} {
		var declare, round, sum []string
		for i := range sums {
			c := fmt.Sprint("c", i)
			declare = append(declare, fmt.Sprintf("var %s = g + %d.0;", c, i))
			round = append(round, strings.NewReplacer("c ", c+" ", "(c,", "("+c+",").Replace(add))
			sum = append(sum, c)
		}
		src := strings.NewReplacer("DECLARE", strings.Join(declare, " "), "ROUND", strings.Join(round, " "), "SUM", strings.Join(sum, " + ")).Replace(fmas)
		d.pipelines[k.Name] = must(d.newPipeline(k, shaders.Variant{}, src))(b)
		work := must(d.newWorkload(k, device.U(threads)))(b)
		for range 3 {
			took := must(work.time(shaders.Variant{}, 1))(b)
			best = max(best, threads*rounds*sums*4*2/took.Seconds()/1e9)
		}
		work.free()
		d.pipelines[k.Name].release()
		delete(d.pipelines, k.Name)
	}
	return best
}
