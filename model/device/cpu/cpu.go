// Package cpu computes the kernels in Go. The naive kernels are the reference of
// every other implementation and are kept forever; faster ones replace them one
// by one in the table that Open uses, each with the naive one as its test: those
// of portable.go everywhere, those of the SIMD module (folder simd) in browsers, the
// same in AVX2 (folder asm) on amd64, products by gonum's BLAS on other processors.
package cpu

import (
	"context"
	"fmt"
	"maps"
	"runtime"

	"softmix/model/device"
	"softmix/shaders"
)

// operand is the memory of one binding: F for f32 buffers, U for u32 ones.
type operand struct {
	F []float32
	U []uint32
}

// kernel computes one call: v holds the bindings in the table's order, a the
// words of the uniform.
type kernel func(v []operand, a []uint32)

// Device runs kernels in order, at once, on the calling goroutine.
type Device struct {
	name    string
	kernels map[string]kernel
}

var _ device.Device = (*Device)(nil)

// Open returns the CPU device with the fastest kernels there are.
func Open() *Device {
	k, name := maps.Clone(naive), runtime.GOARCH
	maps.Copy(k, portableKernels(goGEMM))
	if own, what := platform(); own != nil {
		maps.Copy(k, own)
		name += ", " + what
	}
	maps.Copy(k, fusedKernels(k))
	return &Device{name: name, kernels: k}
}

// Naive returns the CPU device with the reference kernels only.
func Naive() *Device {
	return &Device{name: runtime.GOARCH + ", reference kernels", kernels: naive}
}

type buffer struct {
	label string
	typ   device.Type
	operand
}

func (b *buffer) Label() string     { return b.label }
func (b *buffer) Type() device.Type { return b.typ }
func (b *buffer) Len() int          { return max(len(b.F), len(b.U)) }

// list is a compiled sequence: kernels and operands are resolved beforehand.
type list struct {
	calls []device.Call
	steps []step
}

type step struct {
	run kernel
	v   []operand
	a   []uint32
}

func (l *list) Calls() []device.Call { return l.calls }
func (l *list) Free()                { l.steps = nil }

// Kind is "cpu".
func (d *Device) Kind() string { return "cpu" }

// Name is the architecture the kernels run on and what helps there
// ("amd64, AVX2"; "wasm, SIMD", or "wasm" without the module).
func (d *Device) Name() string { return d.name }

// NewBuffer returns a zeroed buffer of n elements.
func (d *Device) NewBuffer(label string, t device.Type, n int) (device.Buffer, error) {
	if n <= 0 {
		return nil, fmt.Errorf("buffer %s: %d elements", label, n)
	}
	b := &buffer{label: label, typ: t}
	if t == device.U32 {
		b.U = make([]uint32, n)
	} else {
		b.F = make([]float32, n)
	}
	return b, nil
}

// Compile checks the calls and resolves their kernels and memory.
func (d *Device) Compile(label string, calls []device.Call) (device.List, error) {
	l := &list{calls: calls}
	for i, c := range calls {
		if err := device.Check(c); err != nil {
			return nil, fmt.Errorf("compiling %s, call %d: %w", label, i, err)
		}
		run, ok := d.kernels[c.Kernel]
		if !ok {
			return nil, fmt.Errorf("compiling %s: the CPU has no kernel %s", label, c.Kernel)
		}
		s := step{run: run, a: c.Args}
		for _, v := range c.Views {
			b, ok := v.Buf.(*buffer)
			if !ok {
				return nil, fmt.Errorf("compiling %s, kernel %s: buffer %s belongs to another device", label, c.Kernel, v.Buf.Label())
			}
			o := operand{}
			if b.typ == device.U32 {
				o.U = b.U[v.Off : v.Off+v.Len : v.Off+v.Len]
			} else {
				o.F = b.F[v.Off : v.Off+v.Len : v.Off+v.Len]
			}
			s.v = append(s.v, o)
		}
		l.steps = append(l.steps, s)
	}
	return l, nil
}

// Run computes the lists before it returns.
func (d *Device) Run(lists ...device.List) error {
	for _, l := range lists {
		own, ok := l.(*list)
		if !ok {
			return fmt.Errorf("running a list of another device")
		}
		for _, s := range own.steps {
			s.run(s.v, s.a)
		}
	}
	return nil
}

func span(b device.Buffer, t device.Type, off, n int) (*buffer, error) {
	own, ok := b.(*buffer)
	switch {
	case !ok:
		return nil, fmt.Errorf("buffer belongs to another device")
	case own.typ != t:
		return nil, fmt.Errorf("buffer %s has another element type", own.label)
	case off < 0 || off+n > own.Len():
		return nil, fmt.Errorf("buffer %s: [%d:%d] lies outside its %d elements", own.label, off, off+n, own.Len())
	}
	return own, nil
}

// WriteF32 copies data into b from element off on.
func (d *Device) WriteF32(b device.Buffer, off int, data []float32) error {
	own, err := span(b, device.F32, off, len(data))
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	copy(own.F[off:], data)
	return nil
}

// WriteU32 copies data into b from element off on.
func (d *Device) WriteU32(b device.Buffer, off int, data []uint32) error {
	own, err := span(b, device.U32, off, len(data))
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	copy(own.U[off:], data)
	return nil
}

// ReadF32 copies len(dst) elements of b from element off on.
func (d *Device) ReadF32(ctx context.Context, b device.Buffer, off int, dst []float32) error {
	own, err := span(b, device.F32, off, len(dst))
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	copy(dst, own.F[off:])
	return ctx.Err()
}

// ReadU32 copies len(dst) elements of b from element off on.
func (d *Device) ReadU32(ctx context.Context, b device.Buffer, off int, dst []uint32) error {
	own, err := span(b, device.U32, off, len(dst))
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	copy(dst, own.U[off:])
	return ctx.Err()
}

// Err is always nil: the CPU reports its errors where they happen.
func (d *Device) Err() error { return nil }

// Free does nothing: Go's collector frees the memory.
func (d *Device) Free(device.Buffer) {}

// Close does nothing.
func (d *Device) Close() {}

// missing reports the kernels of the shaders table that d lacks.
func (d *Device) missing() []string {
	var out []string
	for _, k := range shaders.Kernels {
		if d.kernels[k.Name] == nil {
			out = append(out, k.Name)
		}
	}
	return out
}
