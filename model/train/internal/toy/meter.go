package toy

import (
	"context"

	"softmix/model/device"
)

// Meter is a device that counts what is asked of it.
type Meter struct {
	device.Device
	Counts
}

// Counts are what was asked of a Meter.
type Counts struct {
	Buffers, Freed int
	Bytes, Most    int // that buffers take, and have taken at most
	Compiled       int // lists
	Runs, Lists    int // submissions, and lists in them
	Reads          int // of floats
}

// NewBuffer and the rest implement device.Device.
func (m *Meter) NewBuffer(label string, t device.Type, n int) (device.Buffer, error) {
	m.Buffers++
	m.Bytes += 4 * n
	m.Most = max(m.Most, m.Bytes)
	return m.Device.NewBuffer(label, t, n)
}
func (m *Meter) Free(b device.Buffer) {
	m.Freed++
	m.Bytes -= 4 * b.Len()
	m.Device.Free(b)
}
func (m *Meter) Compile(label string, calls []device.Call) (device.List, error) {
	m.Compiled++
	return m.Device.Compile(label, calls)
}
func (m *Meter) Run(l ...device.List) error {
	m.Runs++
	m.Lists += len(l)
	return m.Device.Run(l...)
}
func (m *Meter) ReadF32(ctx context.Context, b device.Buffer, off int, dst []float32) error {
	m.Reads++
	return m.Device.ReadF32(ctx, b, off, dst)
}
