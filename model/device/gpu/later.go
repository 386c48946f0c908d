package gpu

import (
	"context"
	"errors"
	"fmt"

	"github.com/gogpu/wgpu"

	"softmix/model/device"
)

// berth is a staging buffer of the ring. It is busy from the copy into it until
// its mapping is undone.
type berth struct {
	raw     *wgpu.Buffer
	pending *wgpu.MapPending // nil = idle
	left    bool             // nobody waits for what arrives here
}

// errDropped is what a read that was given up has to say.
var errDropped = errors.New("the read was dropped")

// read is a readback on its way through a berth.
type read struct {
	dev   *Device
	berth *berth // nil once it is over
	size  uint64 // bytes
	data  []float32
	err   error
}

// ReadLater copies the views into a berth and asks for its mapping, behind all
// that was enqueued before.
func (d *Device) ReadLater(views ...device.View) (device.Read, error) {
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
		return &read{dev: d}, nil
	}
	if err := d.Err(); err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	b, err := d.idleBerth(size)
	if err == nil {
		err = d.load(b, size, views)
	}
	if err != nil {
		if gone := d.Err(); gone != nil {
			err = gone // says more
		}
		return nil, d.fail("enqueuing a read", err)
	}
	return &read{dev: d, berth: b, size: size}, nil
}

// load enqueues the copies into b and its mapping.
func (d *Device) load(b *berth, size uint64, views []device.View) error {
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
	b.pending, err = d.mapLater(b.raw, size)
	return err
}

// idleBerth returns the smallest idle berth that holds size bytes, or a new one
// of the next power of two. There are as many as reads were ever under way.
func (d *Device) idleBerth(size uint64) (*berth, error) {
	var best *berth
	for _, b := range d.ring {
		if d.idle(b) && b.raw.Size() >= size && (best == nil || b.raw.Size() < best.raw.Size()) {
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
	b := &berth{raw: raw}
	d.ring = append(d.ring, b)
	return b, nil
}

// idle reports whether b is free, and frees it if what nobody waited for has
// arrived. (In browsers an unmap before that would be lost.)
func (d *Device) idle(b *berth) bool {
	if b.pending == nil {
		return true
	}
	if !b.left {
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
	return d.vacate(b, err)
}

// vacate ends b's use. A berth whose mapping failed is not used again. It
// reports whether b is idle now.
func (d *Device) vacate(b *berth, err error) bool {
	b.pending.Release()
	b.pending, b.left = nil, false
	if err != nil {
		for i, other := range d.ring {
			if other == b {
				d.ring = append(d.ring[:i:i], d.ring[i+1:]...)
			}
		}
		b.raw.Release()
	}
	return err == nil
}

// Ready implements device.Read.
func (r *read) Ready() bool {
	if r.berth == nil || r.dev.closed {
		return true
	}
	r.dev.poll()
	ready, _ := r.berth.pending.Status()
	return ready
}

// Wait implements device.Read.
func (r *read) Wait(ctx context.Context) ([]float32, error) {
	d := r.dev
	switch {
	case r.berth == nil:
		return r.data, r.err
	case d.closed:
		return nil, errClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := d.arrived(ctx, r.berth.pending); err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	r.data, r.err = r.unload()
	return r.data, r.err
}

// unload takes what has arrived, and frees the berth.
func (r *read) unload() ([]float32, error) {
	d, b := r.dev, r.berth
	r.berth = nil
	data := make([]float32, r.size/word)
	_, err := b.pending.Status()
	if err == nil {
		err = copyMapped(b.raw, bytes(data))
	}
	gone := d.Err()
	if d.vacate(b, err); err != nil {
		gone = d.aftermath()
	}
	if gone != nil { // says more than a failed copy
		return nil, fmt.Errorf("reading: %w", gone)
	}
	if err != nil {
		return nil, d.fail("reading", err)
	}
	return data, nil
}

// Drop implements device.Read.
func (r *read) Drop() {
	if r.berth == nil {
		return
	}
	r.berth.left = true
	r.berth, r.err = nil, errDropped
}
