package gpt

import "github.com/vugu/vjson"

// description is what somebody else needs to rebuild a model around its tensors:
// with public/rebuild.py it is all. It stands in a file's metadata as "config".
type description struct {
	Architecture string   `json:"architecture"`
	Vocab        int      `json:"vocab"`
	Width        int      `json:"width"`
	Layers       int      `json:"layers"`
	Heads        int      `json:"heads"`
	Context      int      `json:"context"`
	MLP          int      `json:"mlp"` // hidden width as a multiple of width
	Eps          float32  `json:"eps"` // of RMSNorm
	Tokens       []string `json:"tokens"`
}

const architecture = "decoder: h = E[token] + P[position]; each layer h += o attention(rms(h, g1)), h += down gelu(up rms(h, g2)); logits = E rms(h, gf). " +
	"Causal attention, q, k and v in the rows of qkv, the heads one after the other in each; GELU by tanh; matrices are [out, in], no biases"

// Describe returns the description of a model whose tokens have the given names.
func (c Config) Describe(tokens []string) (string, error) {
	b, err := vjson.Marshal(description{architecture, c.Vocab, c.Dim, c.Layers, c.Heads, c.Ctx, c.MLP, c.Eps, tokens})
	return string(b), err
}
