package gpt

import (
	"context"
	"fmt"
	"strconv"

	"softmix/model/device"
)

// Model is a transformer whose weights live on a device.
type Model struct {
	Config Config
	Layout Layout
	Dev    device.Device
	W      device.Buffer // [Layout.Len]
}

// New returns a model with zero weights.
func New(dev device.Device, c Config) (*Model, error) {
	c = c.Defaults()
	if err := c.Validate(); err != nil {
		return nil, err
	}
	m := &Model{Config: c, Layout: c.Layout(), Dev: dev}
	var err error
	if m.W, err = dev.NewBuffer("weights", device.F32, m.Layout.Len); err != nil {
		return nil, fmt.Errorf("making a model: %w", err)
	}
	return m, nil
}

// Load uploads the flat weights [Layout.Len].
func (m *Model) Load(w []float32) error {
	if len(w) != m.Layout.Len {
		return fmt.Errorf("loading weights: %d elements, the model has %d", len(w), m.Layout.Len)
	}
	return m.Dev.WriteF32(m.W, 0, w)
}

// Read waits for all enqueued work and returns the flat weights, which may be no
// numbers: see device.CheckFinite.
func (m *Model) Read(ctx context.Context) ([]float32, error) {
	w := make([]float32, m.Layout.Len)
	return w, m.Dev.ReadF32(ctx, m.W, 0, w)
}

// Free releases the weights.
func (m *Model) Free() { m.Dev.Free(m.W) }

// Param views the parameter called name inside buf, which is laid out like the
// weights: the weights themselves, their gradients or moments. The name comes
// from this package or a fixture, so an unknown one is a programming error.
func (m *Model) Param(buf device.Buffer, name string) device.View {
	t, ok := m.Layout.Find(name)
	if !ok {
		panic("gpt: no parameter " + name)
	}
	return device.View{Buf: buf, Off: t.Off, Len: t.Len}
}

// layer views the parameter name of layer l inside buf.
func (m *Model) layer(buf device.Buffer, l int, name string) device.View {
	return m.Param(buf, strconv.Itoa(l)+"_"+name)
}

// Arena makes buffers on one device, remembers them by name and frees them
// together. After the first error it makes nothing more; Err tells.
type Arena struct {
	dev   device.Device
	named map[string]device.Buffer
	err   error
}

// NewArena returns an empty arena on dev.
func NewArena(dev device.Device) *Arena {
	return &Arena{dev: dev, named: map[string]device.Buffer{}}
}

// F32 returns a new f32 buffer of n elements, U32 one of u32 elements.
func (a *Arena) F32(name string, n int) device.View { return a.make(name, device.F32, n) }

// U32 returns a new u32 buffer of n elements.
func (a *Arena) U32(name string, n int) device.View { return a.make(name, device.U32, n) }

func (a *Arena) make(name string, t device.Type, n int) device.View {
	if a.err != nil {
		return device.View{}
	}
	b, err := a.dev.NewBuffer(name, t, n)
	if err != nil {
		a.err = err
		return device.View{}
	}
	a.named[name] = b
	return device.All(b)
}

// Find returns the buffer called name.
func (a *Arena) Find(name string) (device.Buffer, bool) {
	b, ok := a.named[name]
	return b, ok
}

// Err returns the first error of making a buffer.
func (a *Arena) Err() error { return a.err }

// Free releases all buffers.
func (a *Arena) Free() {
	for _, b := range a.named {
		a.dev.Free(b)
	}
	clear(a.named)
}

// Fail records an error that stands between the arena's buffers and their use.
func (a *Arena) Fail(err error) {
	if a.err == nil {
		a.err = err
	}
}
