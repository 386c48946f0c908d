// Package gpu runs the WGSL kernels through github.com/gogpu/wgpu: on Vulkan
// natively, on navigator.gpu in a browser's worker. What differs between the
// two stands in native.go and browser.go, everything else is one code path.
//
// In the browser WebGPU reports mistakes out of band only, and gogpu/wgpu drops
// those reports. So every call is checked in Go before it is made, and
// public/js/gpu-shim.js, loaded before the program, collects what is left.
package gpu

import (
	"context"
	"errors"
	"fmt"

	"github.com/gogpu/wgpu"

	"softmix/model/device"
)

var errClosed = errors.New("the device is closed")

// Device computes on a GPU. It is used from one goroutine.
type Device struct {
	name        string
	platform    platform
	instance    *wgpu.Instance
	adapter     *wgpu.Adapter
	gpu         *wgpu.Device
	queue       *wgpu.Queue
	limits      wgpu.Limits
	pipelines   map[string]*pipeline // by variant, made on first use
	tuning      tuning
	staging     []*wgpu.Buffer   // idle staging buffers of reads that wait, smallest first
	stagingRing []*stagingBuffer // of reads that nobody waits for yet
	buffers     map[*buffer]bool // live ones, for Close
	lists       map[*list]bool   // live ones, for Close
	failed      error            // the first error of a GPU call
	closed      bool
}

var _ device.Device = (*Device)(nil)

// Open returns the GPU, or an error that says in plain words why there is none.
func Open(ctx context.Context) (device.Device, error) {
	type outcome struct {
		d   *Device
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		d, err := open()
		if err == nil && ctx.Err() != nil {
			d.Close()
		}
		done <- outcome{d, err}
	}()
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("opening the GPU: %w", ctx.Err())
	case o := <-done:
		if o.err != nil {
			return nil, fmt.Errorf("opening the GPU: %w", o.err)
		}
		return o.d, nil
	}
}

func open() (*Device, error) {
	if err := available(); err != nil {
		return nil, err
	}
	instance, err := wgpu.CreateInstance(&wgpu.InstanceDescriptor{Backends: wgpu.BackendsVulkan})
	if err != nil {
		return nil, fmt.Errorf("WebGPU does not start: %w", err)
	}
	adapter, err := instance.RequestAdapter(preference())
	if err != nil {
		instance.Release()
		return nil, fmt.Errorf("there is no graphics adapter that could compute: %w", err)
	}
	gpu, err := adapter.RequestDevice(&wgpu.DeviceDescriptor{Label: "softmix", RequiredLimits: adapter.Limits()})
	if err != nil {
		instance.Release()
		return nil, fmt.Errorf("the graphics adapter refused to give a device: %w", err)
	}
	d := &Device{
		instance: instance, adapter: adapter, gpu: gpu, queue: gpu.Queue(),
		limits: gpu.Limits(), pipelines: map[string]*pipeline{}, tuning: newTuning(), buffers: map[*buffer]bool{}, lists: map[*list]bool{},
	}
	if err := d.attach(); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// Kind is "webgpu".
func (d *Device) Kind() string { return "webgpu" }

// Name is the adapter's name as far as the driver or the browser tells it.
func (d *Device) Name() string { return d.name }

// Err returns the first error of any GPU call, those that the browser reported
// out of band included, and wraps device.ErrLost once the device is gone.
func (d *Device) Err() error {
	if d.closed {
		return errClosed
	}
	if err := d.reported(); err != nil {
		return err
	}
	return d.failed
}

// fail remembers err as the device's first, and returns it.
func (d *Device) fail(doing string, err error) error {
	if errors.Is(err, wgpu.ErrDeviceLost) || errors.Is(err, wgpu.ErrMapDeviceLost) {
		err = fmt.Errorf("%w: %w", device.ErrLost, err)
	}
	err = fmt.Errorf("%s: %w", doing, err)
	if d.failed == nil {
		d.failed = err
	}
	return err
}

// Close releases the device and with it all of its buffers and lists.
func (d *Device) Close() {
	if d.closed {
		return
	}
	for l := range d.lists {
		l.Free()
	}
	for b := range d.buffers {
		d.Free(b)
	}
	d.closed = true
	for _, b := range d.staging {
		b.Release()
	}
	for _, b := range d.stagingRing {
		d.release(b.raw)
	}
	for _, p := range d.pipelines {
		p.release()
	}
	d.staging, d.stagingRing, d.pipelines = nil, nil, nil
	d.gpu.Release()
	d.adapter.Release()
	d.instance.Release()
}
