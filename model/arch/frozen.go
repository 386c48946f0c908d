package arch

import (
	"context"
	"fmt"
	"math/rand/v2"

	"softmix/model/device"
)

// Frozen are the weights of an architecture that nobody trains, on one device: made
// once, and used by any number of models there. Who made them frees them, after the
// models.
type Frozen struct {
	dev  device.Device
	bufs map[string]device.Buffer
}

// Source brings the values of a frozen parameter: it calls write for one piece
// after another, off counting elements, so that they need never lie in memory
// together. A network may stand behind it, and it may be asked again, for another
// device.
type Source func(ctx context.Context, p Parameter, write func(off int, values []float32) error) error

// NewFrozen makes the frozen parameters of a on dev and fills them from source. It
// returns nil, and asks nobody, where a has none.
func NewFrozen(ctx context.Context, dev device.Device, a Architecture, source Source) (*Frozen, error) {
	var f *Frozen
	for _, p := range a.Parameters() {
		if !p.Frozen {
			continue
		}
		if f == nil {
			f = &Frozen{dev, map[string]device.Buffer{}}
		}
		if err := f.add(ctx, p, source); err != nil {
			f.Free()
			return nil, fmt.Errorf("loading the frozen parameter %s: %w", p.Name, err)
		}
	}
	return f, nil
}

func (f *Frozen) add(ctx context.Context, p Parameter, source Source) error {
	if source == nil {
		return fmt.Errorf("nothing says where its values are")
	}
	b, err := f.dev.NewBuffer(p.Name, device.F32, p.Len())
	if err != nil {
		return err
	}
	f.bufs[p.Name] = b
	return source(ctx, p, func(off int, values []float32) error {
		if off < 0 || off+len(values) > b.Len() {
			return fmt.Errorf("elements %d to %d of %d", off, off+len(values), b.Len())
		}
		return f.dev.WriteF32(b, off, values)
	})
}

// Free releases them. A nil Frozen holds nothing.
func (f *Frozen) Free() {
	if f == nil {
		return
	}
	for _, b := range f.bufs {
		f.dev.Free(b)
	}
	clear(f.bufs)
}

// Fresh is a Source of values as Init draws them.
func Fresh(r *rand.Rand) Source {
	return func(_ context.Context, p Parameter, write func(int, []float32) error) error {
		w := make([]float32, p.Len())
		p.draw(r, w)
		return write(0, w)
	}
}
