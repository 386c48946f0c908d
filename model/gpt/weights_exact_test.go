package gpt

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/nlpodyssey/safetensors"
)

// The exact file is one that the library reads, and loses nothing.
func TestEncodeExact(t *testing.T) {
	c := weightsConfig
	w := Init(c, rand.New(rand.NewPCG(3, 4)))
	b, err := EncodeExact(w, c, []string{"a"}, map[string]string{"step": "7", "settings": "a=1&b=<2>"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeWeights(b, c)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, w) {
		t.Error("the weights came back changed")
	}
	file, err := safetensors.Deserialize(b)
	if err != nil {
		t.Fatal(err)
	}
	if file.Len() != len(c.Layout().Tensors) {
		t.Errorf("%d tensors", file.Len())
	}
	if again, _ := EncodeExact(w, c, []string{"a"}, map[string]string{"settings": "a=1&b=<2>", "step": "7"}); !slices.Equal(again, b) {
		t.Error("the same weights give another file")
	}
	if _, err := EncodeExact(w[1:], c, nil, nil); err == nil {
		t.Error("weights of another size were written")
	}
}
