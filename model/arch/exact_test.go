package arch_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/nlpodyssey/safetensors"

	"softmix/model/arch"
)

// The exact file is one that the library reads, and loses nothing.
func TestEncodeExact(t *testing.T) {
	c := weightsConfig
	w := arch.Init(c, rand.New(rand.NewPCG(3, 4)))
	b, err := arch.EncodeExact(w, c, []string{"a"}, map[string]string{"step": "7", "settings": "a=1&b=<2>"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := arch.DecodeWeights(b, c)
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
	if file.Len() != len(arch.LayoutOf(c).Tensors) {
		t.Errorf("%d tensors", file.Len())
	}
	if again, _ := arch.EncodeExact(w, c, []string{"a"}, map[string]string{"settings": "a=1&b=<2>", "step": "7"}); !slices.Equal(again, b) {
		t.Error("the same weights give another file")
	}
	if _, err := arch.EncodeExact(w[1:], c, nil, nil); err == nil {
		t.Error("weights of another size were written")
	}
}
