package train

import (
	"context"
	"fmt"

	"softmix/model/arch"
	"softmix/model/device"
)

// Footprint returns how many bytes of device memory a run of a configuration takes
// by itself: the model and its moments, the activations of a step, what batches of
// answers need, and what its evaluations need; and how many it shares with all other
// runs of a comparison, the weights that nobody trains. It is found by building all of
// it on a device that does nothing but count, so that it holds whatever a step is made
// of.
func Footprint(ctx context.Context, base []float32, c Config) (own, shared int, err error) {
	m := &counter{}
	c.Frozen = func(context.Context, arch.Parameter, func(int, []float32) error) error { return nil }
	frozen, err := c.frozen(ctx, m)
	if err != nil {
		return 0, 0, fmt.Errorf("counting the memory of %s: %w", c.Method, err)
	}
	shared = m.bytes
	r, err := runAround(m, base, frozen, c)
	if err != nil {
		return 0, 0, fmt.Errorf("counting the memory of %s: %w", c.Method, err)
	}
	if r.rl != nil {
		if err := r.rl.Build(); err != nil {
			return 0, 0, fmt.Errorf("counting the memory of %s: %w", c.Method, err)
		}
	}
	if _, err := r.Evaluate(ctx, true); err != nil {
		return 0, 0, fmt.Errorf("counting the memory of %s: %w", c.Method, err)
	}
	return m.most - shared, shared, nil
}

// counter is a device without memory: it counts what it is asked for, and answers 0.
type counter struct{ bytes, most int }

// empty is a buffer of a counter, counted a list of one, zeros a readback.
type (
	empty struct {
		label string
		of    device.Type
		n     int
	}
	counted []device.Call
	zeros   int
)

func (b *empty) Label() string                          { return b.label }
func (b *empty) Type() device.Type                      { return b.of }
func (b *empty) Len() int                               { return b.n }
func (l counted) Calls() []device.Call                  { return l }
func (l counted) Free()                                 {}
func (z zeros) Ready() bool                             { return true }
func (z zeros) Drop()                                   {}
func (z zeros) Wait(context.Context) ([]float32, error) { return make([]float32, z), nil }

// Kind, Name and the rest implement device.Device.
func (m *counter) Kind() string { return "cpu" }
func (m *counter) Name() string { return "none" }
func (m *counter) NewBuffer(label string, t device.Type, n int) (device.Buffer, error) {
	m.bytes += 4 * n
	m.most = max(m.most, m.bytes)
	return &empty{label, t, n}, nil
}
func (m *counter) Compile(_ string, calls []device.Call) (device.List, error) {
	return counted(calls), nil
}
func (m *counter) Run(...device.List) error                     { return nil }
func (m *counter) WriteF32(device.Buffer, int, []float32) error { return nil }
func (m *counter) WriteU32(device.Buffer, int, []uint32) error  { return nil }
func (m *counter) ReadF32(_ context.Context, _ device.Buffer, _ int, dst []float32) error {
	clear(dst)
	return nil
}
func (m *counter) ReadU32(_ context.Context, _ device.Buffer, _ int, dst []uint32) error {
	clear(dst)
	return nil
}
func (m *counter) ReadAsync(views ...device.View) (device.PendingRead, error) {
	n := 0
	for _, v := range views {
		n += v.Len
	}
	return zeros(n), nil
}
func (m *counter) Err() error           { return nil }
func (m *counter) Free(b device.Buffer) { m.bytes -= 4 * b.Len() }
func (m *counter) Close()               {}
