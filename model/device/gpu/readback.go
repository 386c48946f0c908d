package gpu

import (
	"context"
	"errors"
	"fmt"

	"github.com/gogpu/wgpu"

	"softmix/model/device"
)

// stagingBuffer is one of the ring of staging buffers. It is busy from the copy into it until
// its mapping is undone.
type stagingBuffer struct {
	raw       *wgpu.Buffer
	pending   *wgpu.MapPending // nil = idle
	abandoned bool             // nobody waits for what arrives here
}

// errDropped is what a read that was given up has to say.
var errDropped = errors.New("the read was dropped")

// pendingRead is a readback on its way through a staging buffer.
type pendingRead struct {
	dev     *Device
	staging *stagingBuffer // nil once it is over
	size    uint64         // bytes
	data    []float32
	err     error
}

// ReadAsync copies the views into a staging buffer and asks for its mapping, behind all
// that was enqueued before.
func (d *Device) ReadAsync(views ...device.View) (device.PendingRead, error) {
	size := uint64(0)
	for _, v := range views {
		if v.Buf == nil {
			return nil, errors.New("reading: no buffer")
		}
		if _, err := d.span(v.Buf, v.Buf.Type(), v.Off, v.Len); err != nil {
			return nil, fmt.Errorf("reading: %w", err)
		}
		size += uint64(v.Len) * word
	}
	if size == 0 {
		return &pendingRead{dev: d}, nil
	}
	if err := d.Err(); err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	b, err := d.acquireStaging(size)
	if err == nil {
		err = d.enqueueCopy(b, size, views)
	}
	if err != nil {
		if gone := d.Err(); gone != nil {
			err = gone // says more
		}
		return nil, d.fail("enqueuing a read", err)
	}
	return &pendingRead{dev: d, staging: b, size: size}, nil
}

// enqueueCopy enqueues the copies into b and its mapping.
func (d *Device) enqueueCopy(b *stagingBuffer, size uint64, views []device.View) error {
	if err := d.flush(); err != nil {
		return err
	}
	encoder, err := d.gpu.CreateCommandEncoder(nil)
	if err != nil {
		return err
	}
	at := uint64(0)
	for _, v := range views {
		n := uint64(v.Len) * word
		encoder.CopyBufferToBuffer(v.Buf.(*buffer).raw, uint64(v.Off)*word, b.raw, at, n)
		at += n
	}
	commands, err := encoder.Finish()
	if err != nil {
		return err
	}
	if _, err := d.queue.Submit(commands); err != nil {
		return err
	}
	b.pending, err = d.startMapping(b.raw, size)
	return err
}

// acquireStaging returns the smallest idle buffer of the ring that holds size bytes, or a new one
// of the next power of two. There are as many as reads were ever under way.
func (d *Device) acquireStaging(size uint64) (*stagingBuffer, error) {
	var best *stagingBuffer
	for _, b := range d.stagingRing {
		if d.reclaim(b) && b.raw.Size() >= size && (best == nil || b.raw.Size() < best.raw.Size()) {
			best = b
		}
	}
	if best != nil {
		return best, nil
	}
	raw, err := d.newStaging(size)
	if err != nil {
		return nil, err
	}
	b := &stagingBuffer{raw: raw}
	d.stagingRing = append(d.stagingRing, b)
	return b, nil
}

// reclaim reports whether b is free, and frees it if what nobody waited for has
// arrived. (In browsers an unmap before that would be lost.)
func (d *Device) reclaim(b *stagingBuffer) bool {
	if b.pending == nil {
		return true
	}
	if !b.abandoned {
		return false
	}
	d.poll()
	ready, err := b.pending.Status()
	if !ready {
		return false
	}
	if err == nil {
		err = b.raw.Unmap()
	}
	return d.releaseStaging(b, err)
}

// releaseStaging ends b's use. A buffer whose mapping failed is not used again. It
// reports whether b is idle now.
func (d *Device) releaseStaging(b *stagingBuffer, err error) bool {
	b.pending.Release()
	b.pending, b.abandoned = nil, false
	if err != nil {
		for i, other := range d.stagingRing {
			if other == b {
				d.stagingRing = append(d.stagingRing[:i:i], d.stagingRing[i+1:]...)
			}
		}
		b.raw.Release()
	}
	return err == nil
}

// Ready implements device.PendingRead.
func (r *pendingRead) Ready() bool {
	if r.staging == nil || r.dev.closed {
		return true
	}
	r.dev.poll()
	ready, _ := r.staging.pending.Status()
	return ready
}

// Wait implements device.PendingRead.
func (r *pendingRead) Wait(ctx context.Context) ([]float32, error) {
	d := r.dev
	switch {
	case r.staging == nil:
		return r.data, r.err
	case d.closed:
		return nil, errClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := d.awaitMapping(ctx, r.staging.pending); err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	r.data, r.err = r.collect()
	return r.data, r.err
}

// collect takes what has arrived, and frees the staging buffer.
func (r *pendingRead) collect() ([]float32, error) {
	d, b := r.dev, r.staging
	r.staging = nil
	data := make([]float32, r.size/word)
	_, err := b.pending.Status()
	if err == nil {
		err = copyMapped(b.raw, bytes(data))
	}
	gone := d.Err()
	if d.releaseStaging(b, err); err != nil {
		gone = d.errorAfterRead()
	}
	if gone != nil { // says more than a failed copy
		return nil, fmt.Errorf("reading: %w", gone)
	}
	if err != nil {
		return nil, d.fail("reading", err)
	}
	return data, nil
}

// Drop implements device.PendingRead.
func (r *pendingRead) Drop() {
	if r.staging == nil {
		return
	}
	r.staging.abandoned = true
	r.staging, r.err = nil, errDropped
}
