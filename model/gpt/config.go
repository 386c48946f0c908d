// Package gpt is the small transformer of the games, an arch.Architecture: its
// configuration, its parameters, and the fixed list of kernel calls that runs it
// forwards and backwards. There is no autograd: every gradient stands beside its
// formula.
package gpt

import (
	"fmt"
	"math"
	"strconv"

	"softmix/model/arch"
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

// New returns a model of configuration c, with its defaults, and zero weights.
func New(dev device.Device, c Config) (*arch.Model, error) {
	c = c.Defaults()
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return arch.New(dev, c, nil)
}

// Shape implements arch.Architecture, as do the methods below.
func (c Config) Shape() arch.Shape {
	return arch.Shape{Vocab: c.Vocab, Dim: c.Dim, Layers: c.Layers, Heads: c.Heads, Ctx: c.Ctx}
}

// Small is verified by.
func (c Config) Small() arch.Architecture {
	return Config{Vocab: 11, Dim: 10, Layers: 1, Heads: 2, Ctx: 9}.Defaults()
}

// Table is E, tokens by embeddings; Unembedding is the same: they are tied.
func (c Config) Table() string { return "E" }

// Unembedding is E.
func (c Config) Unembedding() string { return "E" }

// Parameters lists E, P, the layers, gf. Fresh ones: norms 1, tables N(0, 0.05²),
// linear maps N(0, 1/fan-in), those that write into the residual stream scaled down
// by sqrt(2 L).
func (c Config) Parameters() []arch.Parameter {
	d, wide := c.Dim, c.MLP*c.Dim
	in, res := 1/math.Sqrt(float64(d)), 1/math.Sqrt(float64(2*c.Layers))
	linear := func(group, name string, std float64, shape ...int) arch.Parameter {
		return arch.Parameter{Name: name, Shape: shape, Group: group, Std: std}
	}
	gain := func(name string) arch.Parameter {
		return arch.Parameter{Name: name, Shape: []int{d}, Group: "norms", Mean: 1}
	}
	all := []arch.Parameter{linear("E", "E", .05, c.Vocab, d), linear("P", "P", .05, c.Ctx, d)}
	for l := range c.Layers {
		attn, mlp := "attn "+strconv.Itoa(l+1), "mlp "+strconv.Itoa(l+1)
		all = append(all, gain(name(l, "g1")),
			linear(attn, name(l, "qkv"), in, 3*d, d), linear(attn, name(l, "o"), in*res, d, d), gain(name(l, "g2")),
			linear(mlp, name(l, "up"), in, wide, d), linear(mlp, name(l, "down"), res/math.Sqrt(float64(wide)), d, wide))
	}
	return append(all, gain("gf"))
}

// name is that of a parameter or an activation of a layer.
func name(layer int, s string) string { return strconv.Itoa(layer) + "_" + s }
