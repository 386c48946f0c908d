package arch

import (
	"context"
	"fmt"

	"softmix/model/device"
)

// Model is an architecture whose weights live on a device: the trained ones, which
// are its own, and the frozen ones, which it shares.
type Model struct {
	Arch   Architecture
	Shape  Shape  // Arch's
	Layout Layout // of the trained weights
	Dev    device.Device
	W      device.Buffer // [Layout.Len]
	Frozen *Frozen       // nil where all is trained
}

// New returns a model of a on dev with zero weights, around the frozen parameters
// that a has, which are nil where it has none.
func New(dev device.Device, a Architecture, frozen *Frozen) (*Model, error) {
	for _, p := range a.Parameters() {
		if p.Frozen && (frozen == nil || frozen.bufs[p.Name] == nil || frozen.dev != dev) {
			return nil, fmt.Errorf("making a model: its frozen parameter %s is not on this device", p.Name)
		}
	}
	m := &Model{Arch: a, Shape: a.Shape(), Layout: LayoutOf(a), Dev: dev, Frozen: frozen}
	var err error
	if m.W, err = dev.NewBuffer("weights", device.F32, m.Layout.Len); err != nil {
		return nil, fmt.Errorf("making a model: %w", err)
	}
	return m, nil
}

// Load uploads the flat trained weights [Layout.Len].
func (m *Model) Load(w []float32) error {
	if len(w) != m.Layout.Len {
		return fmt.Errorf("loading weights: %d elements, the model has %d", len(w), m.Layout.Len)
	}
	return m.Dev.WriteF32(m.W, 0, w)
}

// Read waits for all enqueued work and returns the flat trained weights, which may
// be no numbers: see device.CheckFinite.
func (m *Model) Read(ctx context.Context) ([]float32, error) {
	w := make([]float32, m.Layout.Len)
	return w, m.Dev.ReadF32(ctx, m.W, 0, w)
}

// Free releases the trained weights. The frozen ones are others' too.
func (m *Model) Free() { m.Dev.Free(m.W) }

// Param views the trained parameter called name inside buf, which is laid out like
// the weights: the weights themselves, their gradients or moments. The name comes
// from the architecture or a fixture, so an unknown one is a programming error.
func (m *Model) Param(buf device.Buffer, name string) device.View {
	t, ok := m.Layout.Find(name)
	if !ok {
		panic("arch: no trained parameter " + name)
	}
	return device.View{Buf: buf, Off: t.Off, Len: t.Len}
}

// Weight views the parameter called name, trained or frozen.
func (m *Model) Weight(name string) device.View {
	if m.Frozen != nil {
		if b, ok := m.Frozen.bufs[name]; ok {
			return device.All(b)
		}
	}
	return m.Param(m.W, name)
}

// Trains reports whether the parameter called name is trained.
func (m *Model) Trains(name string) bool {
	_, ok := m.Layout.Find(name)
	return ok
}

// Table views the embeddings of all tokens [V,d].
func (m *Model) Table() device.View { return m.Weight(m.Arch.Table()) }

// TableIn returns the part of flat trained weights that is the table; ok is false
// where the table is frozen.
func (m *Model) TableIn(w []float32) (table []float32, ok bool) {
	t, ok := m.Layout.Find(m.Arch.Table())
	if !ok {
		return nil, false
	}
	return w[t.Off : t.Off+t.Len], true
}
