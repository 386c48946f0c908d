// Package arch is the seam between what trains and what is trained. An
// Architecture states its parameters and the kernel calls of a pass over a batch
// and of one position of a decoder; methods, trainer and trace know of it only
// what stands here, and no parameter or activation by name. What has the width of
// the vocabulary (losses, guesses, mixed inputs) is made once, for all, by Batch.
package arch

import "softmix/model/device"

// Shape are the sizes that others ask of a model.
type Shape struct {
	Vocab  int // V, tokens 0..V-1; 0 is padding
	Dim    int // d, width of embeddings and of the final hidden state
	Layers int // L
	Heads  int // H; 0 where nothing attends
	Ctx    int // longest sequence
}

// Parameter is one tensor of a model.
type Parameter struct {
	Name  string
	Shape []int // [out,in] for matrices
	// Frozen: nobody trains it. It has no gradient and no moments, stands in no
	// snapshot and no checkpoint, and models share it: see type Frozen.
	Frozen bool
	// Group is the line of a trace's table that it is summed up in: "E", "attn 1".
	Group string
	// A fresh one is drawn from N(Mean, Std²).
	Mean, Std float64
}

// Len returns the number of elements of p.
func (p Parameter) Len() int {
	n := 1
	for _, s := range p.Shape {
		n *= s
	}
	return n
}

// Architecture is a family of models at one size. It holds neither weights nor
// memory, and two that are equal (==) are the same model.
type Architecture interface {
	Shape() Shape
	// Small is the same at the size at which a device is verified: a millisecond a
	// step, and no multiple of 4, so that the reference shape of every kernel is asked
	// (others are proven on their own).
	Small() Architecture
	// Parameters lists all of them, always in the same order.
	Parameters() []Parameter
	// Table and Unembedding name the parameters [V,d] whose rows embed a token and
	// score it: the same where the two are tied.
	Table() string
	Unembedding() string
	// NewPass makes the activations of b sequences of t tokens in arena a, and what
	// gradients need where backward is set.
	NewPass(m *Model, a *Arena, b, t int, backward bool) (Pass, error)
	// Decode makes the caches of a decoder in arena a.
	Decode(m *Model, a *Arena, p Position) (Decoding, error)
	// Describe says, as JSON, what somebody needs to rebuild the model around a
	// checkpoint's tensors; tokens are the names of its vocabulary.
	Describe(tokens []string) (string, error)
}

// Pass states the calls that compute one batch of B sequences of T tokens, N =
// B·T, forwards and backwards. Several forward passes may share a Pass; a backward
// pass reads what the last one left. Gradients of parameters are stored in grads, a
// buffer laid out like the trained weights; frozen parameters get none.
type Pass interface {
	// Embed states the input of the first layer: the rows of table [V,d] at tok [N],
	// and what the architecture adds to an embedding, as positions.
	Embed(tok, table device.View) []device.Call
	// DEmbed states the gradients of Embed, dIn [N,d] being that of the input. It
	// adds to that of the table, dTable.
	DEmbed(tok, dIn, dTable device.View, grads device.Buffer) []device.Call
	// Input states the input of embeddings e [N,d] of any making; DInput its
	// gradients but that of e, which is dIn itself.
	Input(e device.View) []device.Call
	DInput(dIn device.View, grads device.Buffer) []device.Call
	// Forward states the calls from the input to the final hidden states, and on to
	// logits [N,V] where there is a view for them.
	Forward(logits device.View) []device.Call
	// Backward states the calls from the gradient of the final hidden states [N,d]
	// to those of all parameters but the two tables, and returns with them that of
	// the input [N,d].
	Backward(dHidden device.View, grads device.Buffer) (calls []device.Call, dIn device.View)
	// Hidden is where Forward leaves the final hidden states [N,d]; DHidden, a place
	// for their gradient that Backward may be given.
	Hidden() device.View
	DHidden() device.View
	// Trace says where the rest lies that is looked at when a step is taken apart.
	Trace() Trace
	// FLOPs are the floating-point operations of the matrix products and of attention
	// in one pass forwards, logits included, and in one backwards.
	FLOPs() (forward, backward float64)
}

// Trace are the views that tell what a pass computed.
type Trace struct {
	Input, DInput device.View   // [N,d] of the first layer, and its gradient
	Stream        []device.View // [N,d] the residual stream after each layer
	Attention     []device.View // [B,H,T,T] of each layer; none where nothing attends
}

// Position is the position at which R sequences of up to C tokens are decoded.
type Position struct {
	R, C   int
	Seq    device.View // [R,C] their tokens
	Pos    device.View // [1] the position now
	Logits device.View // [R,V] of the token after it
}

// Decoding is one position of a decoder with a KV cache.
type Decoding struct {
	Calls []device.Call // from Seq at Pos to Logits
	FLOPs float64       // of the matrix products and attention at C-1 positions
}
