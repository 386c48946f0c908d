package gpu

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/shaders"
)

// Writes and runs take effect in the order in which they were enqueued.
func TestOrder(t *testing.T) {
	d := openGPU(t)
	x, y, sum := f32(t, d, "x", 1, 2, 3), f32(t, d, "y", 10, 20, 30), f32(t, d, "sum", 0, 0, 0)
	double := compileList(t, d,
		device.New("residual", device.U(3), device.All(x), device.All(y), device.All(sum)), // sum = x + y
		device.New("residual", device.U(3), device.All(x), device.All(sum), device.All(y))) // y = x + sum
	ok(t, d.Run(double)) // y = 2x + y = 12 24 36
	ok(t, d.WriteF32(x, 0, []float32{100, 200, 300}))
	ok(t, d.WriteF32(x, 1, []float32{0})) // a second write before the run
	ok(t, d.Run(double))                  // 212 24 636
	if got := readF32(t, d, y); !slices.Equal(got, []float32{212, 24, 636}) {
		t.Error(got)
	}
	ok(t, d.WriteF32(y, 0, []float32{-1, -1, -1}))
	if got := readF32(t, d, y); !slices.Equal(got, []float32{-1, -1, -1}) {
		t.Error("a write without a run:", got)
	}
}

// One list may run often, several lists in one submission, none at all.
func TestReplay(t *testing.T) {
	d := openGPU(t)
	pos := u32(t, d, "pos", 5)
	one := compileList(t, d, device.New("advance", device.U(1), device.All(pos)))
	ten := compileList(t, d, device.New("advance", device.U(4), device.All(pos)), device.New("advance", device.U(6), device.All(pos)))
	for range 50 {
		ok(t, d.Run(one))
	}
	ok(t, d.Run(one, ten, one, ten))
	ok(t, d.Run())
	ok(t, d.Run(compileList(t, d)))
	got := []uint32{0}
	ok(t, d.ReadU32(t.Context(), pos, 0, got))
	if got[0] != 5+50+22 {
		t.Error(got)
	}
	if len(ten.Calls()) != 2 {
		t.Error(ten.Calls())
	}
}

// Ranges are read and written where they were asked for, in buffers of any
// length, and nothing beside them changes.
func TestRanges(t *testing.T) {
	d := openGPU(t)
	b := must(d.NewBuffer("b", device.F32, 1001))(t)
	if got := readF32(t, d, b); slices.ContainsFunc(got, func(v float32) bool { return v != 0 }) {
		t.Error("a new buffer is not zero")
	}
	ok(t, d.WriteF32(b, 7, []float32{1, 2, 3}))
	ok(t, d.WriteF32(b, 1000, []float32{9}))
	ok(t, d.WriteF32(b, 0, nil))
	part := make([]float32, 5)
	for off, want := range map[int][]float32{6: {0, 1, 2, 3, 0}, 996: {0, 0, 0, 0, 9}} {
		ok(t, d.ReadF32(t.Context(), b, off, part))
		if !slices.Equal(part, want) {
			t.Errorf("[%d:]: %v, want %v", off, part, want)
		}
	}
	ok(t, d.ReadF32(t.Context(), b, 1001, nil))
	// Readbacks of all sizes use the same few staging buffers.
	for n := 1; n < 1001; n *= 3 {
		ok(t, d.ReadF32(t.Context(), b, 0, make([]float32, n)))
	}
	if len(d.staging) == 0 || len(d.staging) > maxIdleStaging {
		t.Errorf("%d staging buffers", len(d.staging))
	}
}

// New buffers are zero even where the memory was used before.
func TestZeroed(t *testing.T) {
	d := openGPU(t)
	for range 20 {
		b := must(d.NewBuffer("dirty", device.F32, 4096))(t)
		if got := readF32(t, d, b); slices.ContainsFunc(got, func(v float32) bool { return v != 0 }) {
			t.Fatal("a new buffer is not zero")
		}
		ok(t, d.WriteF32(b, 0, filled(4096, 7)))
		readF32(t, d, b)
		d.Free(b)
	}
}

// What the browser would pass over in silence is an error before it is enqueued.
func TestRejected(t *testing.T) {
	d := openGPU(t)
	x, y := f32(t, d, "x", make([]float32, 128)...), f32(t, d, "y", make([]float32, 128)...)
	idx, freed := u32(t, d, "idx", 1, 2), f32(t, d, "freed", 1, 2)
	d.Free(freed)
	foreign := f32(t, cpu.Naive(), "foreign", 1, 2)
	all := device.All
	view := func(b device.Buffer, off, n int) device.View { return device.View{Buf: b, Off: off, Len: n} }
	compile := func(kernel string, args []uint32, views ...device.View) error {
		_, err := d.Compile("wrong", []device.Call{device.New(kernel, args, views...)})
		return err
	}
	other := must(cpu.Naive().Compile("other", nil))(t)
	freedList := compileList(t, d, device.New("zero", device.U(2), all(x)))
	freedList.Free()
	freedList.Free()
	gone := f32(t, d, "gone", 1, 2)
	usesGone := compileList(t, d, device.New("zero", device.U(2), all(gone)))
	d.Free(gone)
	huge := int(min(d.limits.MaxBufferSize, d.limits.MaxStorageBufferBindingSize)/word) + 1
	wide := int(d.limits.MaxComputeWorkgroupsPerDimension)*64 + 1
	for _, c := range []struct {
		want string
		err  error
	}{
		{"unknown kernel", compile("nothing", nil, all(x))},
		{"takes 1 arguments", compile("gelu", nil, all(x), all(y))},
		{"binds 2 buffers", compile("gelu", device.U(2), all(x))},
		{"is nil", compile("gelu", device.U(2), all(x), device.View{})},
		{"element type", compile("gelu", device.U(2), all(idx), all(y))},
		{"needs 129 elements", compile("gelu", device.U(129), all(x), all(y))},
		{"needs 2 elements", compile("gelu", device.U(2), view(x, 1, 2), all(y))},
		{"needs 2 elements", compile("gelu", device.U(2), view(x, 64, 65), all(y))},
		{"was freed", compile("gelu", device.U(2), all(freed), all(y))},
		{"another device", compile("gelu", device.U(2), all(foreign), all(y))},
		{"read and to be written", compile("gelu", device.U(2), view(x, 0, 64), view(x, 64, 64))},
		{"overlapping", compile("rmsnorm", device.U(1, 2, 0), all(x), all(x), all(y), view(y, 64, 64))},
		{"limit", func() error { _, err := d.NewBuffer("huge", device.F32, huge); return err }()},
		{"elements", func() error { _, err := d.NewBuffer("none", device.F32, 0); return err }()},
		{"lies outside", d.WriteF32(x, 127, []float32{1, 2})},
		{"lies outside", d.WriteF32(x, -1, []float32{1})},
		{"element type", d.WriteU32(x, 0, []uint32{1})},
		{"another device", d.WriteF32(foreign, 0, []float32{1})},
		{"lies outside", d.ReadF32(t.Context(), x, 127, make([]float32, 2))},
		{"was freed", d.ReadF32(t.Context(), freed, 0, make([]float32, 2))},
		{"another device", d.Run(other)},
		{"was freed", d.Run(freedList)},
		{"gone, which was freed", d.Run(usesGone)},
		{"workgroups", func() error { // more elements than one dimension of workgroups covers
			b, err := d.NewBuffer("wide", device.F32, wide)
			if err != nil {
				return err
			}
			defer d.Free(b)
			return compile("zero", device.U(wide), all(b))
		}()},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error %v does not say %q", c.err, c.want)
		}
	}
	if err := d.Err(); err != nil {
		t.Error("a rejected call reached the GPU:", err)
	}
	// Two parts of one buffer may both be written.
	ok(t, compile("rmsnorm", device.U(1, 2, 0), all(x), all(x), view(y, 0, 64), view(y, 64, 64)))
}

// Invalid WGSL is an error at once where the driver says so, and at the latest
// when something is read.
func TestInvalidWGSL(t *testing.T) {
	d := openGPU(t)
	b := f32(t, d, "b", 1, 2, 3)
	kernel, found := shaders.ByName("zero")
	if !found {
		t.Fatal("no kernel zero")
	}
	src := must(kernel.Source(shaders.Variant{}))(t)
	p, err := d.newPipeline(kernel, shaders.Variant{}, strings.Replace(src, "x[id.x] = 0.0;", "x[id.x] = nonsense;", 1))
	if err == nil {
		d.pipelines["zero"] = p
		l := compileList(t, d, device.New("zero", device.U(3), device.All(b)))
		ok(t, d.Run(l))
		err = d.ReadF32(t.Context(), b, 0, make([]float32, 3))
		if err != nil && d.Err() == nil {
			t.Error("Err forgot", err)
		}
	}
	if err == nil || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("error %v does not name the mistake", err)
	}
}

func TestCancelledRead(t *testing.T) {
	d := openGPU(t)
	b := f32(t, d, "b", 1, 2, 3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.ReadF32(ctx, b, 0, make([]float32, 3)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if got := readF32(t, d, b); got[2] != 3 {
		t.Error("after a cancelled read:", got)
	}
	if _, err := Open(ctx); !errors.Is(err, context.Canceled) {
		t.Error("opening with a cancelled context:", err)
	}
}

// A read whose context ends while it waits returns, and harms nothing.
func TestReadTimesOut(t *testing.T) {
	d := openGPU(t)
	const n = 1 << 20
	x := must(d.NewBuffer("x", device.F32, n))(t)
	busy := compileList(t, d, slices.Repeat([]device.Call{device.New("zero", device.U(n), device.All(x))}, 60)...)
	ok(t, d.Run(busy))
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := d.ReadF32(ctx, x, 0, make([]float32, 1)); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	ok(t, d.WriteF32(x, 0, []float32{4}))
	got := []float32{0}
	ok(t, d.ReadF32(t.Context(), x, 0, got))
	if got[0] != 4 || d.Err() != nil {
		t.Error(got, d.Err())
	}
}

func TestClosed(t *testing.T) {
	d := openGPU(t)
	b := f32(t, d, "b", 1)
	l := compileList(t, d, device.New("zero", device.U(1), device.All(b)))
	if d.Kind() != "webgpu" || d.Name() == "" {
		t.Errorf("kind %q, name %q", d.Kind(), d.Name())
	}
	d.Close()
	d.Close()
	d.Free(b)
	l.Free()
	_, newErr := d.NewBuffer("b", device.F32, 1)
	_, compileErr := d.Compile("l", nil)
	for _, err := range []error{
		newErr, compileErr, d.Err(), d.Run(l), d.WriteF32(b, 0, []float32{1}), d.ReadF32(t.Context(), b, 0, []float32{1}),
	} {
		if !errors.Is(err, errClosed) {
			t.Error("after Close:", err)
		}
	}
}
