package arch_test

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/nlpodyssey/safetensors"

	"softmix/model/arch"
	"softmix/model/gpt"
)

var weightsConfig = gpt.Config{Vocab: 11, Dim: 8, Layers: 1, Heads: 2, Ctx: 6, MLP: 4, Eps: 1e-5}

// encoded returns an initialised model's weights and their file.
func encoded(t testing.TB, f16 bool) ([]float32, []byte) {
	t.Helper()
	w := arch.Init(weightsConfig, rand.New(rand.NewPCG(1, 6)))
	b, err := arch.EncodeWeights(w, weightsConfig, f16, map[string]string{"task": "test"})
	if err != nil {
		t.Fatal(err)
	}
	return w, b
}

func TestWeightsF32RoundTripExactly(t *testing.T) {
	w, b := encoded(t, false)
	got, err := arch.DecodeWeights(b, weightsConfig)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, w) {
		t.Error("f32 weights differ after encoding and decoding")
	}
}

func TestWeightsF16RoundTripKeepsEightBits(t *testing.T) {
	w, b := encoded(t, true)
	got, err := arch.DecodeWeights(b, weightsConfig)
	if err != nil {
		t.Fatal(err)
	}
	for i := range w {
		// Half an ulp of an 8-bit significand, or of the subnormals; and what f16 had
		// rounded away before.
		if d := math.Abs(float64(got[i] - w[i])); d > math.Max(math.Abs(float64(w[i]))*(1./256+1./2048), 1.0/(1<<21)) {
			t.Fatalf("element %d: %g came back as %g", i, w[i], got[i])
		}
	}
	again, err := arch.EncodeWeights(got, weightsConfig, true, map[string]string{"task": "test"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(again, b) {
		t.Error("encoding decoded f16 weights gave another file")
	}
}

func TestWeightsTruncatedAnywhereIsAnError(t *testing.T) {
	_, b := encoded(t, true)
	for n := 0; n < len(b); n += 100 {
		if _, err := arch.DecodeWeights(b[:n], weightsConfig); err == nil {
			t.Errorf("%d of %d bytes were accepted", n, len(b))
		} else if !strings.HasPrefix(err.Error(), "weights: ") {
			t.Errorf("%d bytes: error without context: %v", n, err)
		}
	}
	if _, err := arch.DecodeWeights(b[:len(b)-1], weightsConfig); err == nil {
		t.Error("a file without its last byte was accepted")
	}
}

func TestWeightsOfAnotherModelNameTheTensor(t *testing.T) {
	_, b := encoded(t, true)
	wider, deeper := weightsConfig, weightsConfig
	wider.Vocab, deeper.Layers = 13, 2
	for _, c := range []struct {
		config gpt.Config
		want   []string
	}{
		{wider, []string{`"E"`, "[11 8]", "[13 8]"}},
		{deeper, []string{"1_", "missing"}},
	} {
		_, err := arch.DecodeWeights(b, c.config)
		if err == nil {
			t.Fatalf("weights of %+v were accepted for %+v", weightsConfig, c.config)
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("error %q does not say %s", err, want)
			}
		}
	}
	_, b2 := func() ([]float32, []byte) {
		w := arch.Init(deeper, rand.New(rand.NewPCG(1, 6)))
		b, err := arch.EncodeWeights(w, deeper, true, nil)
		if err != nil {
			t.Fatal(err)
		}
		return w, b
	}()
	if _, err := arch.DecodeWeights(b2, weightsConfig); err == nil || !strings.Contains(err.Error(), "1_") {
		t.Errorf("a deeper model's file: %v", err)
	}
}

func TestWeightsRejectOtherTypesAndNaN(t *testing.T) {
	w, _ := encoded(t, false)
	e, _ := arch.LayoutOf(weightsConfig).Find("E")
	w[e.Off+3] = float32(math.NaN())
	if _, err := arch.EncodeWeights(w, weightsConfig, true, nil); err == nil || !strings.Contains(err.Error(), `"E": element 3 is NaN`) {
		t.Errorf("encoding a NaN: %v", err)
	}
	w[e.Off+3] = 1e6
	if _, err := arch.EncodeWeights(w, weightsConfig, true, nil); err == nil {
		t.Error("a value beyond f16 was encoded")
	}
	if _, err := arch.EncodeWeights(w[1:], weightsConfig, true, nil); err == nil {
		t.Error("a buffer of the wrong length was encoded")
	}

	// The same in a file that somebody else made.
	w[e.Off+3] = 0
	b, err := arch.EncodeWeights(w, weightsConfig, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	binary.LittleEndian.PutUint32(b[len(b)-4:], math.Float32bits(float32(math.Inf(1))))
	if _, err := arch.DecodeWeights(b, weightsConfig); err == nil || !strings.Contains(err.Error(), "finite") {
		t.Errorf("decoding an infinity: %v", err)
	}
	views := map[string]safetensors.TensorView{}
	for _, ten := range arch.LayoutOf(weightsConfig).Tensors {
		shape := make([]uint64, len(ten.Shape))
		for i, n := range ten.Shape {
			shape[i] = uint64(n)
		}
		if views[ten.Name], err = safetensors.NewTensorView(safetensors.I32, shape, make([]byte, 4*ten.Len)); err != nil {
			t.Fatal(err)
		}
	}
	if b, err = safetensors.Serialize(views, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := arch.DecodeWeights(b, weightsConfig); err == nil || !strings.Contains(err.Error(), "I32") {
		t.Errorf("decoding integers: %v", err)
	}
}

func FuzzDecodeWeights(f *testing.F) {
	_, half := encoded(f, true)
	_, single := encoded(f, false)
	f.Add(half)
	f.Add(single)
	f.Add(half[:200])
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := arch.DecodeWeights(b, weightsConfig)
		if err == nil && len(w) != arch.LayoutOf(weightsConfig).Len {
			t.Errorf("accepted, with %d elements", len(w))
		}
	})
}
