package method

import (
	"math"
	"math/rand/v2"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
)

// The training pass of masked inputs is that of the same tokens with blank answers; its
// losses are about the true ones.
func TestHide(t *testing.T) {
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		m, st := fresh(t, dev, "hide", Settings{})
		r := rand.New(rand.NewPCG(4, 4))
		tok, blank, mask := make([]uint32, size), make([]uint32, size), make([]float32, size)
		for i := range tok {
			tok[i] = 1 + uint32(r.IntN(8))
			if i%10 > 3 {
				mask[i] = 1
			} else {
				blank[i] = tok[i]
			}
		}
		f, err := arch.NewForward(m, rows, 10)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Free()
		logits, err := f.Logits(t.Context(), blank)
		if err == nil {
			err = st.Run(tok, mask, nil, Knobs{LR: 1e-3, Tau: 1})
		}
		if err != nil {
			t.Fatal(err)
		}
		b, _ := st.Buffer("nll")
		got := make([]float32, size)
		if err := dev.ReadF32(t.Context(), b, 0, got); err != nil {
			t.Fatal(err)
		}
		for i, x := range got {
			if mask[i] == 0 {
				continue
			}
			row, sum := logits[(i-1)*tiny.Vocab:i*tiny.Vocab], 0.
			for _, l := range row {
				sum += math.Exp(float64(l))
			}
			if want := math.Log(sum) - float64(row[tok[i]]); math.Abs(float64(x)-want) > 1e-4 {
				t.Errorf("token %d loses %g, with blank answers before it %g", i, x, want)
			}
		}
	})
}
