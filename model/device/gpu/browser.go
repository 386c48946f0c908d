//go:build js

package gpu

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"syscall/js"
	"time"

	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"

	"softmix/model/device"
	"softmix/shaders"
)

// collectAfter is how many uploaded bytes may wait for Go's collector: every
// upload holds a JavaScript copy of its data until then.
const collectAfter = 32 << 20

// platform holds what gpu-shim.js knows about the device: {device, adapter,
// errors: [message], lost: null or message, runningVariants: {key: name},
// savedVariants(version), saveVariants(), prepare(jobs)}.
type platform struct {
	shim     js.Value
	uploaded int
	saved    js.Value // {key: name}: variants of this version of the kernels
}

// available explains the absence of WebGPU before anything else can fail.
func available() error {
	nav := js.Global().Get("navigator")
	if nav.IsUndefined() || nav.Get("gpu").IsUndefined() {
		if secure := js.Global().Get("isSecureContext"); secure.Type() == js.TypeBoolean && !secure.Bool() {
			return errors.New("this page has no WebGPU because it, or the page around it, is not served over https")
		}
		return errors.New("this browser has no WebGPU (navigator.gpu is missing)")
	}
	if js.Global().Get("softmixGPU").IsUndefined() {
		return errors.New("gpu-shim.js was not loaded before the program")
	}
	return nil
}

// preference is none: browsers ignore or warn about one.
func preference() *wgpu.RequestAdapterOptions { return nil }

// attach takes over the shim's record of the device that was just given.
func (d *Device) attach() error {
	d.platform.shim = js.Global().Get("softmixGPU")
	if d.platform.shim.Get("device").IsNull() {
		return errors.New("gpu-shim.js did not see the device; was it loaded in time?")
	}
	d.name = d.platform.shim.Get("adapter").String()
	version, err := shaders.Version()
	if err != nil {
		return err
	}
	d.platform.saved = d.platform.shim.Call("savedVariants", version)
	return nil
}

// bindingType spells buffer types as WebGPU does.
var bindingType = map[gputypes.BufferBindingType]string{
	gputypes.BufferBindingTypeUniform:         "uniform",
	gputypes.BufferBindingTypeStorage:         "storage",
	gputypes.BufferBindingTypeReadOnlyStorage: "read-only-storage",
}

// hasSubgroups reports whether the device was given subgroups.
func (d *Device) hasSubgroups() bool {
	return d.platform.shim.Get("device").Get("features").Call("has", "subgroups").Bool()
}

// Remembered returns what an earlier device or visit kept for this adapter and
// version of the kernels.
func (d *Device) Remembered(key string) (name string, known bool) {
	v := d.platform.saved.Get(key)
	if v.Type() != js.TypeString {
		return "", false
	}
	return v.String(), true
}

// cachedVariant returns the choice of an earlier device of this worker, or else visit.
func (d *Device) cachedVariant(key string) (name string, known bool) {
	if v := d.platform.shim.Get("runningVariants").Get(key); v.Type() == js.TypeString {
		return v.String(), true
	}
	return d.Remembered(key)
}

// cacheVariant keeps a choice for this worker's later devices.
func (d *Device) cacheVariant(key, name string) {
	d.platform.shim.Get("runningVariants").Set(key, name)
}

// Remember keeps something for later devices and visits.
func (d *Device) Remember(key, name string) {
	d.platform.saved.Set(key, name)
	d.platform.shim.Call("saveVariants")
}

// prepare has the browser compile the jobs, all at once and beside what else
// runs here; only this goroutine waits. newPipeline then finds them ready.
func (d *Device) prepare(jobs []job) error {
	var list []any
	for _, j := range jobs {
		name := label(j.kernel, j.variant)
		if d.pipelines[name] != nil {
			continue
		}
		src, err := d.tuning.source(j.kernel, j.variant)
		if err != nil {
			return err
		}
		var bindings []any
		for _, e := range layout(j.kernel, j.variant) {
			bindings = append(bindings, map[string]any{"type": bindingType[e.Buffer.Type], "minBindingSize": e.Buffer.MinBindingSize})
		}
		list = append(list, map[string]any{"label": name, "code": src, "entryPoint": j.kernel.Entry(j.variant), "bindings": bindings})
	}
	if len(list) == 0 {
		return nil
	}
	said := make(chan string, 1)
	done := js.FuncOf(func(_ js.Value, args []js.Value) any {
		said <- args[0].String()
		return nil
	})
	defer done.Release()
	d.platform.shim.Call("prepare", list).Call("then", done)
	if wrong := <-said; wrong != "" {
		return errors.New(wrong)
	}
	return nil
}

// reported returns what the browser said out of band: the loss of the device,
// or the first validation or memory error.
func (d *Device) reported() error {
	if lost := d.platform.shim.Get("lost"); !lost.IsNull() {
		return fmt.Errorf("%w: %s", device.ErrLost, lost.String())
	}
	if errs := d.platform.shim.Get("errors"); errs.Length() > 0 {
		return fmt.Errorf("the browser's WebGPU reports: %s", errs.Index(0).String())
	}
	return nil
}

// errorAfterRead returns what the browser says about a readback that failed. The loss
// of a device can be told a little later than the failure that it caused.
func (d *Device) errorAfterRead() error {
	for range 100 {
		if err := d.Err(); err != nil {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
}

// upload enqueues a copy of data to raw from byte off on.
func (d *Device) upload(raw *wgpu.Buffer, off uint64, data []byte) error {
	if d.platform.uploaded += len(data); d.platform.uploaded > collectAfter {
		d.platform.uploaded = 0
		runtime.GC()
	}
	return d.queue.WriteBuffer(raw, off, data)
}

// flush has nothing to do: the browser orders writes and submissions.
func (d *Device) flush() error { return nil }

// release frees raw; what was enqueued before still runs.
func (d *Device) release(raw *wgpu.Buffer) { raw.Release() }

// mapAndWait waits until raw's first size bytes are mapped; it blocks the goroutine,
// not the worker.
func (d *Device) mapAndWait(ctx context.Context, raw *wgpu.Buffer, size uint64) error {
	return raw.Map(ctx, wgpu.MapModeRead, 0, size)
}

// zero has nothing to do: WebGPU gives zeroed memory.
func (d *Device) zero(*buffer) error { return nil }

// startMapping asks for the mapping of raw's first size bytes. The library asks from
// a goroutine of its own, which gets its turn here, before more is enqueued.
func (d *Device) startMapping(raw *wgpu.Buffer, size uint64) (*wgpu.MapPending, error) {
	pending, err := raw.MapAsync(wgpu.MapModeRead, 0, size)
	runtime.Gosched()
	return pending, err
}

// poll has nothing to do: mappings arrive by the event loop.
func (d *Device) poll() {}

// awaitMapping waits until a mapping succeeded or failed; it blocks the goroutine, not
// the worker.
func (d *Device) awaitMapping(ctx context.Context, pending *wgpu.MapPending) error {
	return pending.Wait(ctx)
}
