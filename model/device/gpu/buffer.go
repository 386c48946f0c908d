package gpu

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/gogpu/wgpu"

	"softmix/model/device"
)

const word = 4 // bytes of an element

// buffer is a storage buffer; raw is nil once it is freed.
type buffer struct {
	dev   *Device
	label string
	typ   device.Type
	n     int
	raw   *wgpu.Buffer
}

func (b *buffer) Label() string     { return b.label }
func (b *buffer) Type() device.Type { return b.typ }
func (b *buffer) Len() int          { return b.n }

// NewBuffer returns a zeroed buffer of n elements. In the browser a lack of
// memory shows later, in Err.
func (d *Device) NewBuffer(label string, t device.Type, n int) (device.Buffer, error) {
	if d.closed {
		return nil, errClosed
	}
	size := uint64(n) * word
	if n <= 0 {
		return nil, fmt.Errorf("buffer %s: %d elements", label, n)
	}
	if limit := min(d.limits.MaxBufferSize, d.limits.MaxStorageBufferBindingSize); size > limit {
		return nil, fmt.Errorf("buffer %s: %d bytes, but this adapter's limit is %d", label, size, limit)
	}
	raw, err := d.gpu.CreateBuffer(&wgpu.BufferDescriptor{
		Label: label, Size: size,
		Usage: wgpu.BufferUsageStorage | wgpu.BufferUsageCopySrc | wgpu.BufferUsageCopyDst,
	})
	if err != nil {
		return nil, d.fail("creating buffer "+label, err)
	}
	b := &buffer{dev: d, label: label, typ: t, n: n, raw: raw}
	if err := d.zero(b); err != nil {
		d.release(raw)
		return nil, d.fail("zeroing buffer "+label, err)
	}
	d.buffers[b] = true
	return b, nil
}

// Free returns the buffer's memory. Work that was enqueued before still runs.
func (d *Device) Free(b device.Buffer) {
	own, ok := b.(*buffer)
	if !ok || own.dev != d || own.raw == nil || d.closed {
		return
	}
	d.release(own.raw)
	own.raw = nil
	delete(d.buffers, own)
}

// own returns b as a live buffer of d.
func (d *Device) own(b device.Buffer) (*buffer, error) {
	own, ok := b.(*buffer)
	switch {
	case d.closed:
		return nil, errClosed
	case !ok || own.dev != d:
		return nil, fmt.Errorf("a buffer of another device")
	case own.raw == nil:
		return nil, fmt.Errorf("buffer %s was freed", own.label)
	}
	return own, nil
}

// span checks that [off, off+n) of b exists and is of type t.
func (d *Device) span(b device.Buffer, t device.Type, off, n int) (*buffer, error) {
	own, err := d.own(b)
	switch {
	case err != nil:
		return nil, err
	case own.typ != t:
		return nil, fmt.Errorf("buffer %s has another element type", own.label)
	case off < 0 || off+n > own.n:
		return nil, fmt.Errorf("buffer %s: [%d:%d] lies outside its %d elements", own.label, off, off+n, own.n)
	}
	return own, nil
}

// bytes returns the memory of s, whose elements are four bytes wide; GPU and
// Go agree on little-endian wherever both run.
func bytes[E float32 | uint32](s []E) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*word)
}

// WriteF32 enqueues an upload of data to b from element off on.
func (d *Device) WriteF32(b device.Buffer, off int, data []float32) error {
	return d.write(b, device.F32, off, bytes(data))
}

// WriteU32 enqueues an upload of data to b from element off on.
func (d *Device) WriteU32(b device.Buffer, off int, data []uint32) error {
	return d.write(b, device.U32, off, bytes(data))
}

func (d *Device) write(b device.Buffer, t device.Type, off int, data []byte) error {
	own, err := d.span(b, t, off, len(data)/word)
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	if len(data) == 0 {
		return nil
	}
	if err := d.upload(own.raw, uint64(off)*word, data); err != nil {
		return d.fail("writing to buffer "+own.label, err)
	}
	return nil
}

// ReadF32 waits for all enqueued work, then copies len(dst) elements of b from
// element off on.
func (d *Device) ReadF32(ctx context.Context, b device.Buffer, off int, dst []float32) error {
	return d.read(ctx, b, device.F32, off, bytes(dst))
}

// ReadU32 waits for all enqueued work, then copies len(dst) elements of b from
// element off on.
func (d *Device) ReadU32(ctx context.Context, b device.Buffer, off int, dst []uint32) error {
	return d.read(ctx, b, device.U32, off, bytes(dst))
}

// read asks Err before and after: what the browser found wrong with the work
// that filled b would otherwise look like zeros.
func (d *Device) read(ctx context.Context, b device.Buffer, t device.Type, off int, dst []byte) error {
	own, err := d.span(b, t, off, len(dst)/word)
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	if err := d.Err(); err != nil {
		return fmt.Errorf("reading buffer %s: %w", own.label, err)
	}
	if err := ctx.Err(); err != nil || len(dst) == 0 {
		return err
	}
	if err := d.readback(ctx, own, uint64(off)*word, dst); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if gone := d.errorAfterRead(); gone != nil {
			err = gone // says more than the failed copy
		}
		return d.fail("reading buffer "+own.label, err)
	}
	if err := d.Err(); err != nil {
		return fmt.Errorf("reading buffer %s: %w", own.label, err)
	}
	return nil
}

// readback copies dst's length of b from byte off on through a staging buffer.
func (d *Device) readback(ctx context.Context, b *buffer, off uint64, dst []byte) error {
	size := uint64(len(dst))
	staging, err := d.takeStaging(size)
	if err != nil {
		return err
	}
	if err := d.flush(); err != nil {
		return err
	}
	encoder, err := d.gpu.CreateCommandEncoder(nil)
	if err != nil {
		return err
	}
	encoder.CopyBufferToBuffer(b.raw, off, staging, 0, size)
	commands, err := encoder.Finish()
	if err != nil {
		return err
	}
	if _, err := d.queue.Submit(commands); err != nil {
		return err
	}
	// A staging buffer whose mapping failed or is still under way is not used again.
	if err := d.mapAndWait(ctx, staging, size); err != nil {
		staging.Release()
		return err
	}
	if err := copyMapped(staging, dst); err != nil {
		staging.Release()
		return err
	}
	d.returnStaging(staging)
	return nil
}

// copyMapped copies the first bytes of a mapped staging buffer, and unmaps it. The
// loss of a device undoes a mapping that was granted before; Firefox then throws,
// which the library passes on as a panic.
func copyMapped(staging *wgpu.Buffer, dst []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the mapping is gone: %v", r)
		}
	}()
	mapped, err := staging.MappedRange(0, uint64(len(dst)))
	if err != nil {
		return err
	}
	copied := copy(dst, mapped.Bytes())
	mapped.Release()
	if err := staging.Unmap(); err != nil {
		return err
	}
	if copied != len(dst) {
		return fmt.Errorf("%d of %d bytes arrived", copied, len(dst))
	}
	return nil
}

// maxIdleStaging bounds the pool of idle staging buffers.
const maxIdleStaging = 4

// takeStaging returns the smallest idle staging buffer that holds size bytes,
// or a new one of the next power of two.
func (d *Device) takeStaging(size uint64) (*wgpu.Buffer, error) {
	for i, b := range d.staging {
		if b.Size() >= size {
			d.staging = slices.Delete(d.staging, i, i+1)
			return b, nil
		}
	}
	return d.newStaging(size)
}

// newStaging makes a staging buffer of the next power of two from size bytes on.
func (d *Device) newStaging(size uint64) (*wgpu.Buffer, error) {
	room := uint64(256)
	for room < size {
		room *= 2
	}
	return d.gpu.CreateBuffer(&wgpu.BufferDescriptor{
		Label: "readback", Size: min(room, d.limits.MaxBufferSize),
		Usage: wgpu.BufferUsageMapRead | wgpu.BufferUsageCopyDst,
	})
}

// returnStaging puts b back, in order of size; of too many the smallest goes.
func (d *Device) returnStaging(b *wgpu.Buffer) {
	i, _ := slices.BinarySearchFunc(d.staging, b.Size(), func(x *wgpu.Buffer, size uint64) int {
		return int(int64(x.Size()) - int64(size))
	})
	d.staging = slices.Insert(d.staging, i, b)
	if len(d.staging) > maxIdleStaging {
		d.staging[0].Release()
		d.staging = slices.Delete(d.staging, 0, 1)
	}
}
