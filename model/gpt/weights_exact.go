package gpt

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"

	"github.com/vugu/vjson"
)

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

// EncodeExact writes w, a flat padded parameter buffer of configuration c, as a
// safetensors file of 32-bit floats, which loses nothing; meta becomes the file's
// metadata, beside the model's sizes and the names of its tokens. The same input
// gives the same bytes. It is what a browser saves, and needs no more of a program
// than that.
func EncodeExact(w []float32, c Config, tokens []string, meta map[string]string) ([]byte, error) {
	layout := c.Layout()
	if len(w) != layout.Len {
		return nil, fmt.Errorf("weights: %d elements given, the layout has %d", len(w), layout.Len)
	}
	config, err := vjson.Marshal(description{architecture, c.Vocab, c.Dim, c.Layers, c.Heads, c.Ctx, c.MLP, c.Eps, tokens})
	if err != nil {
		return nil, fmt.Errorf("weights: describing the model: %w", err)
	}
	all := map[string]string{"format": "pt", "config": string(config)}
	maps.Copy(all, meta)
	header := map[string]any{"__metadata__": all}
	size := 0
	for _, t := range layout.Tensors {
		header[t.Name] = map[string]any{"dtype": "F32", "shape": t.Shape, "data_offsets": []int{size, size + 4*t.Len}}
		size += 4 * t.Len
	}
	head, err := vjson.Marshal(header)
	if err != nil {
		return nil, fmt.Errorf("weights: writing the header: %w", err)
	}
	for len(head)%8 != 0 { // so that the floats lie at a multiple of 8
		head = append(head, ' ')
	}
	b := make([]byte, 8, 8+len(head)+size)
	binary.LittleEndian.PutUint64(b, uint64(len(head)))
	b = append(b, head...)
	for _, t := range layout.Tensors {
		for _, v := range w[t.Off : t.Off+t.Len] {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
	}
	return b, nil
}
