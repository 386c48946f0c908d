// Package gpt is the transformer: its configuration, its parameters in one flat
// buffer, and the fixed list of kernel calls that runs it forwards and
// backwards. There is no autograd: every gradient stands beside its formula.
package gpt

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"softmix/model/device"
)

// Config is the size of a transformer: pre-norm RMSNorm, no biases, learned
// positions, tied unembedding, GELU MLP.
type Config struct {
	Vocab  int     // V, tokens 0..V-1; 0 is padding
	Dim    int     // d, width of the residual stream
	Layers int     // L
	Heads  int     // H, divides Dim
	Ctx    int     // longest sequence
	MLP    int     // hidden width of the MLP as a multiple of Dim
	Eps    float32 // of RMSNorm
}

// Defaults returns c with MLP 4 and Eps 1e-5 where they are zero.
func (c Config) Defaults() Config {
	if c.MLP == 0 {
		c.MLP = 4
	}
	if c.Eps == 0 {
		c.Eps = 1e-5
	}
	return c
}

// Validate reports the first size that no transformer can have.
func (c Config) Validate() error {
	for _, f := range []struct {
		name string
		n    int
	}{{"vocabulary", c.Vocab}, {"width", c.Dim}, {"layers", c.Layers}, {"heads", c.Heads}, {"context", c.Ctx}, {"MLP factor", c.MLP}} {
		if f.n < 1 {
			return fmt.Errorf("transformer: %s is %d", f.name, f.n)
		}
	}
	if c.Dim%c.Heads != 0 {
		return fmt.Errorf("transformer: width %d is no multiple of %d heads", c.Dim, c.Heads)
	}
	return nil
}

// Tensor is one parameter inside the flat parameter buffer.
type Tensor struct {
	Name  string
	Shape []int // [out,in] for matrices
	Off   int   // first element, a multiple of device.Align
	Len   int   // product of Shape
}

// Layout places all parameters in one buffer, each at an aligned offset, so
// that weights, gradients and moments share offsets and one kernel call can
// update everything.
type Layout struct {
	Tensors []Tensor
	Len     int // elements of the whole buffer, padding included
}

// Layout returns the parameters of c, in the order E, P, the layers, gf.
func (c Config) Layout() Layout {
	var l Layout
	add := func(name string, shape ...int) {
		n := 1
		for _, s := range shape {
			n *= s
		}
		l.Tensors = append(l.Tensors, Tensor{Name: name, Shape: shape, Off: l.Len, Len: n})
		l.Len += (n + device.Align - 1) / device.Align * device.Align
	}
	d := c.Dim
	add("E", c.Vocab, d)
	add("P", c.Ctx, d)
	for i := range c.Layers {
		p := strconv.Itoa(i)
		add(p+"_g1", d)
		add(p+"_qkv", 3*d, d)
		add(p+"_o", d, d)
		add(p+"_g2", d)
		add(p+"_up", c.MLP*d, d)
		add(p+"_down", d, c.MLP*d)
	}
	add("gf", d)
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

// Init draws the weights of a fresh model: norms 1, tables N(0, 0.05²), linear
// maps N(0, 1/fan-in), those that write into the residual stream scaled down
// by sqrt(2 L). The result has Layout().Len elements.
func Init(c Config, r *rand.Rand) []float32 {
	l := c.Layout()
	w := make([]float32, l.Len)
	in := 1 / math.Sqrt(float64(c.Dim))
	res := 1 / math.Sqrt(float64(2*c.Layers))
	for _, t := range l.Tensors {
		var std float64
		switch suffix(t.Name) {
		case "E", "P":
			std = 0.05
		case "qkv", "up":
			std = in
		case "o":
			std = in * res
		case "down":
			std = res / math.Sqrt(float64(c.MLP*c.Dim))
		}
		for i := range t.Len {
			if std == 0 {
				w[t.Off+i] = 1
			} else {
				w[t.Off+i] = float32(r.NormFloat64() * std)
			}
		}
	}
	return w
}

// suffix returns the name of a tensor without its layer number.
func suffix(name string) string {
	for i := range name {
		if name[i] == '_' {
			return name[i+1:]
		}
	}
	return name
}
