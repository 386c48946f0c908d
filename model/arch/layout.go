package arch

import (
	"math/rand/v2"

	"softmix/model/device"
)

// Tensor is a trained parameter inside the flat parameter buffer.
type Tensor struct {
	Parameter
	Off int // first element, a multiple of device.Align
	Len int // product of Shape
}

// Layout places the trained parameters in one buffer, each at an aligned offset,
// so that weights, gradients and moments share offsets and one kernel call can
// update everything.
type Layout struct {
	Tensors []Tensor
	Len     int // elements of the whole buffer, padding included
}

// LayoutOf returns the layout of a's trained parameters, in a's order.
func LayoutOf(a Architecture) Layout {
	var l Layout
	for _, p := range a.Parameters() {
		if p.Frozen {
			continue
		}
		n := p.Len()
		l.Tensors = append(l.Tensors, Tensor{Parameter: p, Off: l.Len, Len: n})
		l.Len += (n + device.Align - 1) / device.Align * device.Align
	}
	return l
}

// Find returns the tensor called name.
func (l Layout) Find(name string) (Tensor, bool) {
	for _, t := range l.Tensors {
		if t.Name == name {
			return t, true
		}
	}
	return Tensor{}, false
}

// Count returns the number of parameters, padding excluded.
func (l Layout) Count() int {
	n := 0
	for _, t := range l.Tensors {
		n += t.Len
	}
	return n
}

// Init draws the trained weights of a fresh model, as its parameters say. The
// result has LayoutOf(a).Len elements.
func Init(a Architecture, r *rand.Rand) []float32 {
	l := LayoutOf(a)
	w := make([]float32, l.Len)
	for _, t := range l.Tensors {
		t.draw(r, w[t.Off:t.Off+t.Len])
	}
	return w
}

// draw fills w with fresh values of p.
func (p Parameter) draw(r *rand.Rand, w []float32) {
	for i := range w {
		x := p.Mean
		if p.Std != 0 {
			x += r.NormFloat64() * p.Std
		}
		w[i] = float32(x)
	}
}
