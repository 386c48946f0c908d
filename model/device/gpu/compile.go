package gpu

import (
	"fmt"

	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"

	"softmix/model/device"
	"softmix/shaders"
)

// pipeline is a kernel compiled in one variant, with its bind-group layout.
type pipeline struct {
	kernel  shaders.Kernel
	variant shaders.Variant
	module  *wgpu.ShaderModule
	group   *wgpu.BindGroupLayout
	layout  *wgpu.PipelineLayout
	compute *wgpu.ComputePipeline
}

func (p *pipeline) release() {
	p.compute.Release()
	p.layout.Release()
	p.group.Release()
	p.module.Release()
}

// job is a kernel to compile, and its variant.
type job struct {
	kernel  shaders.Kernel
	variant shaders.Variant
}

// pipeline returns a kernel's pipeline, which is compiled once. gogpu/wgpu knows
// only the call that waits; in the browser prepare went before it, and
// gpu-shim.js hands out what is ready.
func (d *Device) pipeline(kernel shaders.Kernel, variant shaders.Variant) (*pipeline, error) {
	name := label(kernel, variant)
	if p := d.pipelines[name]; p != nil {
		return p, nil
	}
	src, err := d.tuning.source(kernel, variant)
	if err != nil {
		return nil, err
	}
	p, err := d.newPipeline(kernel, variant, src)
	if err != nil {
		return nil, fmt.Errorf("compiling kernel %s: %w", name, err)
	}
	d.pipelines[name] = p
	return p, nil
}

func (d *Device) newPipeline(kernel shaders.Kernel, variant shaders.Variant, src string) (*pipeline, error) {
	p, name := &pipeline{kernel: kernel, variant: variant}, label(kernel, variant)
	var err error
	if p.module, err = d.gpu.CreateShaderModule(&wgpu.ShaderModuleDescriptor{Label: name, WGSL: src}); err != nil {
		return nil, err
	}
	entries := layout(kernel, variant)
	if p.group, err = d.gpu.CreateBindGroupLayout(&wgpu.BindGroupLayoutDescriptor{Label: name, Entries: entries}); err != nil {
		return nil, err
	}
	p.layout, err = d.gpu.CreatePipelineLayout(&wgpu.PipelineLayoutDescriptor{
		Label: name, BindGroupLayouts: []*wgpu.BindGroupLayout{p.group},
	})
	if err != nil {
		return nil, err
	}
	p.compute, err = d.gpu.CreateComputePipeline(&wgpu.ComputePipelineDescriptor{
		Label: name, Layout: p.layout, Module: p.module, EntryPoint: kernel.Entry(variant),
	})
	return p, err
}

// layout states what a kernel binds: the uniform, then its buffers.
func layout(kernel shaders.Kernel, variant shaders.Variant) []wgpu.BindGroupLayoutEntry {
	element := uint64(word)
	if variant.Vec4 {
		element *= 4
	}
	entries := []wgpu.BindGroupLayoutEntry{
		bufferEntry(0, gputypes.BufferBindingTypeUniform, uint64(len(kernel.ArgNames()))*word),
	}
	for i, b := range kernel.Bindings() {
		typ := gputypes.BufferBindingTypeReadOnlyStorage
		if b.Write {
			typ = gputypes.BufferBindingTypeStorage
		}
		entries = append(entries, bufferEntry(uint32(i)+1, typ, element))
	}
	return entries
}

// bufferEntry is a binding of at least size bytes. The size is stated so that
// it is checked once, at the bind group, and not again at every dispatch.
func bufferEntry(binding uint32, typ gputypes.BufferBindingType, size uint64) wgpu.BindGroupLayoutEntry {
	return wgpu.BindGroupLayoutEntry{
		Binding: binding, Visibility: wgpu.ShaderStageCompute,
		Buffer: &gputypes.BufferBindingLayout{Type: typ, MinBindingSize: size},
	}
}

// list is a compiled sequence of calls.
type list struct {
	dev        *Device
	label      string
	calls      []device.Call
	buffers    []*buffer
	uniforms   *wgpu.Buffer
	dispatches []dispatch
	freed      bool
}

// dispatch is one of x by y workgroups.
type dispatch struct {
	pipeline *pipeline
	bind     *wgpu.BindGroup
	x, y     uint32
}

func (l *list) Calls() []device.Call { return l.calls }

// Free releases bind groups and uniforms.
func (l *list) Free() {
	if l.freed || l.dev.closed {
		return
	}
	l.freed = true
	for _, s := range l.dispatches {
		s.bind.Release()
	}
	if l.uniforms != nil {
		l.dev.release(l.uniforms)
	}
	l.dispatches, l.buffers = nil, nil
	delete(l.dev.lists, l)
}

// uniformStride is the distance in bytes of two uniforms in a list's buffer: WebGPU's
// largest offset alignment.
const uniformStride = 256

// Compile checks the calls and makes their pipelines, bind groups and uniforms.
// In the browser an invalid pipeline shows later, in Err.
func (d *Device) Compile(label string, calls []device.Call) (device.List, error) {
	if d.closed {
		return nil, errClosed
	}
	l := &list{dev: d, label: label, calls: calls}
	err := d.checkAll(calls)
	if err == nil {
		err = d.autotune(calls)
	}
	if err == nil {
		err = d.prepareAll(calls)
	}
	if err == nil {
		err = d.compile(l, d.variant)
	}
	if err != nil {
		l.Free()
		return nil, fmt.Errorf("compiling %s: %w", label, err)
	}
	d.lists[l] = true
	return l, nil
}

func (d *Device) checkAll(calls []device.Call) error {
	for i, c := range calls {
		if err := d.check(c); err != nil {
			return fmt.Errorf("call %d: %w", i, err)
		}
	}
	return nil
}

// prepareAll compiles what the calls need, all of it at once where that goes.
func (d *Device) prepareAll(calls []device.Call) error {
	var jobs []job
	seen := map[string]bool{}
	for _, c := range calls {
		k, _ := shaders.ByName(c.Kernel)
		s := d.variant(k, c.Args)
		if name := label(k, s); !seen[name] && d.pipelines[name] == nil {
			seen[name] = true
			jobs = append(jobs, job{k, s})
		}
	}
	err := d.prepare(jobs)
	if err == nil {
		return nil
	}
	if gone := d.Err(); gone != nil {
		err = gone
	}
	return d.fail("preparing kernels", err)
}

// compile makes l's bind groups and uniforms; choose gives each call its variant.
func (d *Device) compile(l *list, choose func(shaders.Kernel, []uint32) shaders.Variant) error {
	seen := map[*buffer]bool{}
	words := make([]uint32, len(l.calls)*uniformStride/word)
	for i, c := range l.calls {
		copy(words[i*uniformStride/word:], c.Args)
		for _, v := range c.Views {
			if b := v.Buf.(*buffer); !seen[b] {
				seen[b] = true
				l.buffers = append(l.buffers, b)
			}
		}
	}
	if len(l.calls) == 0 {
		return nil
	}
	var err error
	l.uniforms, err = d.gpu.CreateBuffer(&wgpu.BufferDescriptor{
		Label: l.label + " uniforms", Size: uint64(len(words)) * word,
		Usage: wgpu.BufferUsageUniform | wgpu.BufferUsageCopyDst,
	})
	if err != nil {
		return d.fail("creating uniforms", err)
	}
	if err := d.upload(l.uniforms, 0, bytes(words)); err != nil {
		return d.fail("writing uniforms", err)
	}
	for i, c := range l.calls {
		kernel, _ := shaders.ByName(c.Kernel)
		s, err := d.newDispatch(c, kernel, choose(kernel, c.Args), l.uniforms, uint64(i)*uniformStride)
		if err != nil {
			return fmt.Errorf("call %d: %w", i, err)
		}
		l.dispatches = append(l.dispatches, s)
	}
	return nil
}

// newDispatch binds call c, whose uniform stands at byte off of uniforms.
func (d *Device) newDispatch(c device.Call, kernel shaders.Kernel, variant shaders.Variant, uniforms *wgpu.Buffer, off uint64) (dispatch, error) {
	p, err := d.pipeline(kernel, variant)
	if err != nil {
		return dispatch{}, d.fail("preparing a call", err)
	}
	entries := []wgpu.BindGroupEntry{{Binding: 0, Buffer: uniforms, Offset: off, Size: uniformStride}}
	for i, v := range c.Views {
		entries = append(entries, wgpu.BindGroupEntry{
			Binding: uint32(i) + 1, Buffer: v.Buf.(*buffer).raw,
			Offset: uint64(v.Off) * word, Size: uint64(v.Len) * word,
		})
	}
	bind, err := d.gpu.CreateBindGroup(&wgpu.BindGroupDescriptor{Label: c.Kernel, Layout: p.group, Entries: entries})
	if err != nil {
		return dispatch{}, d.fail("binding kernel "+c.Kernel, err)
	}
	x, y := kernel.Workgroups(variant, c.Args)
	return dispatch{pipeline: p, bind: bind, x: x, y: y}, nil
}

// check finds everything about a call that WebGPU would reject, most of it
// silently: what device.Check knows, foreign and freed buffers, one buffer
// bound in conflicting ways, and too many workgroups (the reference variant has
// the most).
func (d *Device) check(c device.Call) error {
	if err := device.Check(c); err != nil {
		return err
	}
	kernel, _ := shaders.ByName(c.Kernel)
	bindings := kernel.Bindings()
	for i, v := range c.Views {
		if _, err := d.own(v.Buf); err != nil {
			return fmt.Errorf("kernel %s: %s: %w", c.Kernel, bindings[i].Name, err)
		}
		for j, u := range c.Views[:i] {
			if u.Buf != v.Buf || !bindings[i].Write && !bindings[j].Write {
				continue
			}
			if bindings[i].Write != bindings[j].Write {
				return fmt.Errorf("kernel %s: buffer %s is bound to be read and to be written (%s and %s), which WebGPU forbids even for separate parts",
					c.Kernel, v.Buf.Label(), bindings[j].Name, bindings[i].Name)
			}
			if u.Off < v.Off+v.Len && v.Off < u.Off+u.Len {
				return fmt.Errorf("kernel %s: %s and %s write overlapping parts of buffer %s",
					c.Kernel, bindings[j].Name, bindings[i].Name, v.Buf.Label())
			}
		}
	}
	x, y := kernel.Workgroups(shaders.Variant{}, c.Args)
	if limit := d.limits.MaxComputeWorkgroupsPerDimension; x > limit || y > limit {
		return fmt.Errorf("kernel %s: needs %d by %d workgroups, but this adapter's limit is %d in a dimension", c.Kernel, x, y, limit)
	}
	return nil
}
