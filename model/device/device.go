// Package device is the narrow driver interface between the transformer and
// what computes it: buffers, prebuilt lists of kernel calls, submission and
// readback. device/cpu runs the kernels in Go, device/gpu runs their WGSL.
package device

import (
	"context"
	"errors"
	"fmt"
	"math"

	"softmix/shaders"
)

// Type is the element type of a buffer.
type Type uint8

// The element types; both are four bytes wide.
const (
	F32 Type = iota
	U32
)

// Align is the granularity, in elements, at which a View may start: WebGPU's
// default storage-buffer offset alignment of 256 bytes.
const Align = 64

// Buffer is device memory of Len elements. Only the device that made it may use it.
type Buffer interface {
	Label() string
	Type() Type
	Len() int
}

// View is the part [Off, Off+Len) of a buffer; Off is a multiple of Align.
type View struct {
	_   [0]func() // nobody compares two: the code that could would weigh 4 kB
	Buf Buffer
	Off int
	Len int
}

// All views the whole of b.
func All(b Buffer) View { return View{Buf: b, Len: b.Len()} }

// Call is one kernel dispatch: a kernel of the shaders table, the views it
// binds and the words of its uniform, in the table's order.
type Call struct {
	Kernel string
	Views  []View
	Args   []uint32
}

// Bits returns f as a uniform word.
func Bits(f float32) uint32 { return math.Float32bits(f) }

// New builds a Call from a kernel name, integer arguments and views, which it
// copies: so they need not lie on the heap where they are listed, which would weigh
// 10 kB of program. Float arguments are passed through Bits.
func New(kernel string, args []uint32, views ...View) Call {
	return Call{Kernel: kernel, Views: append([]View(nil), views...), Args: args}
}

// U returns its arguments as uniform words.
func U(v ...int) []uint32 {
	out := make([]uint32, len(v))
	for i, x := range v {
		out[i] = uint32(x)
	}
	return out
}

// ErrLost reports that the device is gone (driver reset, GPU removed, tab
// discarded): every buffer's content is lost.
var ErrLost = errors.New("the device was lost")

// ErrNotFinite reports that a number which a device computed is none: NaN, or
// infinite.
var ErrNotFinite = errors.New("a number that was computed is not finite")

// CheckFinite returns ErrNotFinite where one of x is not finite, nil otherwise.
func CheckFinite(x []float32) error {
	for _, v := range x {
		if v-v != 0 { // of an infinity and of a NaN it is a NaN
			return ErrNotFinite
		}
	}
	return nil
}

// ReadOnce waits for all enqueued work and returns the views' elements, one after
// the other, with a single wait: see ReadAsync.
func ReadOnce(ctx context.Context, dev Device, views ...View) ([]float32, error) {
	r, err := dev.ReadAsync(views...)
	if err != nil {
		return nil, err
	}
	data, err := r.Wait(ctx)
	if err != nil {
		r.Drop()
	}
	return data, err
}

// Words returns the elements of a U32 view that were read beside others.
func Words(x []float32) []uint32 {
	out := make([]uint32, len(x))
	for i, v := range x {
		out[i] = math.Float32bits(v)
	}
	return out
}

// Read is a readback on its way. It is used from the goroutine of its device,
// and ends with Wait or Drop.
type PendingRead interface {
	// Ready reports, without waiting, whether Wait would return at once.
	Ready() bool
	// Wait waits for the values and returns them, view after view, as they were
	// when the read was enqueued. An error is ErrLost or one that Err knows too.
	// If ctx ends first the read goes on and can be waited for again.
	Wait(ctx context.Context) ([]float32, error)
	// Drop gives up a read that nobody will wait for.
	Drop()
}

// Device computes. Work is executed in the order it was enqueued; nothing but
// ReadF32, ReadU32 and Read.Wait waits. A Device is used from one goroutine.
type Device interface {
	// Kind is "cpu" or "webgpu".
	Kind() string
	// Name says what computes, for people: the adapter's or the processor's name.
	Name() string
	// NewBuffer returns a zeroed buffer of n elements.
	NewBuffer(label string, t Type, n int) (Buffer, error)
	// Compile checks the calls and prepares them for replay: pipelines, bind
	// groups and uniforms are made here and never again.
	Compile(label string, calls []Call) (List, error)
	// Run enqueues the lists in order, in one submission.
	Run(lists ...List) error
	// WriteF32 and WriteU32 enqueue an upload of data to b from element off on.
	WriteF32(b Buffer, off int, data []float32) error
	WriteU32(b Buffer, off int, data []uint32) error
	// ReadF32 and ReadU32 wait for all enqueued work, then copy len(dst)
	// elements of b from element off on. They return ErrLost or ctx's error.
	ReadF32(ctx context.Context, b Buffer, off int, dst []float32) error
	ReadU32(ctx context.Context, b Buffer, off int, dst []uint32) error
	// ReadAsync enqueues a copy of the views, which may start at any element; those of
	// a U32 buffer come as the bits of floats, see Words. What is enqueued after it
	// does not wait for it.
	ReadAsync(views ...View) (PendingRead, error)
	// Err returns the first error that the device reported out of band
	// (validation, out of memory, loss), or nil.
	Err() error
	// Free returns the buffer's memory; FreeList that of a compiled list.
	Free(b Buffer)
	// Close releases everything.
	Close()
}

// List is a compiled sequence of calls.
type List interface {
	// Calls are the calls it was compiled from.
	Calls() []Call
	// Free releases bind groups and uniforms; the list is unusable afterwards.
	Free()
}

// Check reports the first thing wrong with a call: an unknown kernel, a wrong
// number of views or arguments, a wrong type, a view too short or misplaced.
// The browser reports none of these by itself, so every Compile begins here.
func Check(c Call) error {
	k, ok := shaders.ByName(c.Kernel)
	if !ok {
		return fmt.Errorf("unknown kernel %q", c.Kernel)
	}
	if want := len(k.ArgNames()); len(c.Args) != want {
		return fmt.Errorf("kernel %s takes %d arguments (%s), not %d", k.Name, want, k.Args, len(c.Args))
	}
	bindings := k.Bindings()
	if len(c.Views) != len(bindings) {
		return fmt.Errorf("kernel %s binds %d buffers (%s), not %d", k.Name, len(bindings), k.Bind, len(c.Views))
	}
	for i, b := range bindings {
		v := c.Views[i]
		if v.Buf == nil {
			return fmt.Errorf("kernel %s: %s is nil", k.Name, b.Name)
		}
		if (v.Buf.Type() == U32) != b.U32 {
			return fmt.Errorf("kernel %s: %s (%s) has the wrong element type", k.Name, b.Name, v.Buf.Label())
		}
		need, err := k.Elements(b, c.Args)
		if err != nil {
			return err
		}
		if v.Off%Align != 0 || v.Off < 0 || v.Len < need || v.Off+v.Len > v.Buf.Len() {
			return fmt.Errorf("kernel %s: %s needs %d elements, got [%d:%d] of %s with %d", k.Name, b.Name, need, v.Off, v.Off+v.Len, v.Buf.Label(), v.Buf.Len())
		}
	}
	return nil
}

// Outputs returns the views that a call writes.
func Outputs(c Call) []View {
	k, ok := shaders.ByName(c.Kernel)
	if !ok {
		return nil
	}
	var out []View
	for i, b := range k.Bindings() {
		if b.Write && i < len(c.Views) {
			out = append(out, c.Views[i])
		}
	}
	return out
}
