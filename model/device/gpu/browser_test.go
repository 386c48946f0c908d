//go:build js

package gpu

import (
	"context"
	"errors"
	"slices"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"softmix/model/device"
)

// replace sets property name of object for the length of a test.
func replace(t *testing.T, object js.Value, name string, value any) {
	t.Helper()
	js.Global().Get("Object").Call("defineProperty", object, name, map[string]any{
		"value": value, "configurable": true, "writable": true,
	})
}

// function returns a JavaScript function with the given body.
func function(body string) js.Value { return js.Global().Get("Function").New(body) }

// Open names what is missing, instead of a device that computes nothing.
func TestNoGPU(t *testing.T) {
	gpu := js.Global().Get("navigator").Get("gpu")
	adapter := js.Global().Get("GPUAdapter").Get("prototype")
	requestDevice, shim := adapter.Get("requestDevice"), js.Global().Get("softmixGPU")
	for _, c := range []struct {
		want         string
		break_, mend func()
	}{
		{"no WebGPU",
			func() { replace(t, js.Global().Get("navigator"), "gpu", js.Undefined()) },
			func() { js.Global().Get("navigator").Delete("gpu") }}, // the prototype's is back
		{"no graphics adapter",
			func() { replace(t, gpu, "requestAdapter", function("return Promise.resolve(null)")) },
			func() { gpu.Delete("requestAdapter") }},
		{"refused to give a device: requestDevice: promise rejected: the driver is on a list",
			func() {
				adapter.Set("requestDevice", function("return Promise.reject(new Error('the driver is on a list'))"))
			},
			func() { adapter.Set("requestDevice", requestDevice) }},
		{"gpu-shim.js",
			func() { js.Global().Delete("softmixGPU") },
			func() { js.Global().Set("softmixGPU", shim) }},
	} {
		c.break_()
		d, err := Open(t.Context())
		c.mend()
		if err == nil {
			d.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v does not say %q", err, c.want)
		}
	}
	if d := openGPU(t); d.Err() != nil {
		t.Error("afterwards:", d.Err())
	}
}

// A lost device is reported by Err and by every read, and only by its own.
func TestLost(t *testing.T) {
	d := openGPU(t)
	b := f32(t, d, "b", 1, 2, 3)
	readF32(t, d, b)
	d.platform.shim.Get("device").Call("destroy")
	other := openGPU(t)
	err := d.ReadF32(t.Context(), b, 0, make([]float32, 3))
	if !errors.Is(err, device.ErrLost) {
		t.Error("reading:", err)
	}
	if err := d.Err(); !errors.Is(err, device.ErrLost) {
		t.Error("Err:", err)
	}
	if err := other.Err(); err != nil {
		t.Error("another device:", err)
	}
}

// A device lost while a read waits ends the wait.
func TestLostInFlight(t *testing.T) {
	d := openGPU(t)
	const n = 1 << 20
	b := must(d.NewBuffer("b", device.F32, n))(t)
	var calls []device.Call
	for range 40 {
		calls = append(calls, device.New("zero", device.U(n), device.All(b)))
	}
	ok(t, d.Run(compileList(t, d, calls...)))
	time.AfterFunc(time.Millisecond, func() { d.platform.shim.Get("device").Call("destroy") })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err := d.ReadF32(ctx, b, 0, make([]float32, n))
	if err == nil { // the work was faster than the timer
		time.Sleep(10 * time.Millisecond)
		err = d.Err()
	}
	if !errors.Is(err, device.ErrLost) {
		t.Error(err)
	}
}

// What the browser reports out of band is an error of Err and of the next read.
func TestOutOfBand(t *testing.T) {
	d := openGPU(t)
	b := f32(t, d, "b", 1)
	d.platform.shim.Get("device").Call("createBuffer", map[string]any{"size": 16, "usage": 0})
	if err := d.ReadF32(t.Context(), b, 0, make([]float32, 1)); err == nil || d.Err() == nil {
		t.Error("an invalid buffer went unnoticed:", err, d.Err())
	}
	if errors.Is(d.Err(), device.ErrLost) {
		t.Error("a validation error is not a loss:", d.Err())
	}
}

// A device lost while a read travels ends its Wait.
func TestLostWhileReadTravels(t *testing.T) {
	d := openGPU(t)
	const n = 1 << 20
	b := must(d.NewBuffer("b", device.F32, n))(t)
	ok(t, d.Run(compileList(t, d, slices.Repeat([]device.Call{device.New("zero", device.U(n), device.All(b))}, 40)...)))
	first, second := must(d.ReadAsync(device.All(b)))(t), must(d.ReadAsync(device.All(b)))(t)
	d.platform.shim.Get("device").Call("destroy")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for _, r := range []device.PendingRead{first, second} {
		if _, err := r.Wait(ctx); !errors.Is(err, device.ErrLost) {
			t.Error(err)
		}
	}
	if _, err := d.ReadAsync(device.All(b)); !errors.Is(err, device.ErrLost) {
		t.Error("a read of a lost device:", err)
	}
}

// count wraps a method of GPUDevice for the length of a test and returns how
// often it was called.
func count(t *testing.T, method string) func() int {
	t.Helper()
	proto := js.Global().Get("GPUDevice").Get("prototype")
	inner := proto.Get(method)
	wrap := function("return {calls: 0, of(inner) { const self = this; return function (...a) { self.calls++; return inner.apply(this, a); }; }}").Invoke()
	proto.Set(method, wrap.Call("of", inner))
	t.Cleanup(func() { proto.Set(method, inner) })
	return func() int { return wrap.Get("calls").Int() }
}

// Pipelines are compiled by the call that does not wait, and made only once.
func TestPrepared(t *testing.T) {
	async, sync := count(t, "createComputePipelineAsync"), count(t, "createComputePipeline")
	d := openGPU(t)
	x, y := f32(t, d, "x", 1, 2, 3), f32(t, d, "y", 0, 0, 0)
	calls := []device.Call{
		device.New("gelu", device.U(3), device.All(x), device.All(y)),
		device.New("copy", device.U(3), device.All(x), device.All(y)),
		device.New("gelu", device.U(2), device.All(x), device.All(y)),
	}
	ok(t, d.Run(compileList(t, d, calls...)))
	if got := readF32(t, d, y); got[2] != 3 {
		t.Error(got)
	}
	compileList(t, d, calls...)
	if async() != 2 || sync() != 0 {
		t.Errorf("%d pipelines made asynchronously, %d not; want 2 and 0", async(), sync())
	}
}

// Subgroups are asked for: SwiftShader has them.
func TestSubgroups(t *testing.T) {
	d := openGPU(t)
	if strings.Contains(d.Name(), "swiftshader") && !d.hasSubgroups() {
		t.Error("SwiftShader has subgroups, this device was not given them")
	}
}

// A choice outlives its device in the worker, and the visit in a cache; without
// storage, as in a sandboxed frame, a device works all the same.
func TestRemembered(t *testing.T) {
	d := openGPU(t)
	c := product(t, d, 52, 64, 64)
	compileList(t, d, c)
	k := must(find("linear_add"))(t)
	name := tuningKey(k, c.Args)
	if _, known := d.Remembered(name); !known { // a busy machine could not tell which is faster
		d.saveVariant(k, c.Args, d.variant(k, c.Args))
	}
	time.Sleep(time.Second) // the cache is written a little later
	said := make(chan string, 1)
	f := js.FuncOf(func(_ js.Value, args []js.Value) any { said <- args[0].String(); return nil })
	defer f.Release()
	function(`return (async () => {
		const cache = await caches.open('softmix-shapes');
		const texts = await Promise.all((await cache.keys()).map(async (k) => (await cache.match(k)).text()));
		return texts.join();
	})()`).Invoke().Call("then", f)
	if text := <-said; !strings.Contains(text, `"`+name+`":"`+d.tuning.chosen[name]+`"`) {
		t.Errorf("%s is not kept: %s", name, text)
	}
	storage := js.Global().Get("caches")
	replace(t, js.Global(), "caches", js.Undefined())
	defer replace(t, js.Global(), "caches", storage)
	other := openGPU(t)
	if got, known := other.Remembered(name); !known || got != d.tuning.chosen[name] {
		t.Errorf("another device remembers %q (%v), not %q", got, known, d.tuning.chosen[name])
	}
	compileList(t, other, product(t, other, 52, 64, 64))
	if other.tuning.chosen[name] != d.tuning.chosen[name] || other.tuning.spent != 0 {
		t.Error("chosen again:", other.tuning.chosen, other.tuning.spent)
	}
	compileList(t, other, product(t, other, 56, 64, 64))
}
