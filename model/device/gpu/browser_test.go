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
	first, second := must(d.ReadLater(device.All(b)))(t), must(d.ReadLater(device.All(b)))(t)
	d.platform.shim.Get("device").Call("destroy")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for _, r := range []device.Read{first, second} {
		if _, err := r.Wait(ctx); !errors.Is(err, device.ErrLost) {
			t.Error(err)
		}
	}
	if _, err := d.ReadLater(device.All(b)); !errors.Is(err, device.ErrLost) {
		t.Error("a read of a lost device:", err)
	}
}
