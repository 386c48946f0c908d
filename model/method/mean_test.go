package method

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"softmix/model/device"
)

// The mean over tokens weighs every answer token of the batch alike: where answers
// are equally long it is the mean over sequences, and else long ones count for more.
func TestMeanOverTokens(t *testing.T) {
	equal := slices.Repeat([]int{6}, rows)
	unequal := []int{6, 1, 3, 0, 5, 2} // one has no answer
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		for _, name := range []string{"sft", "ift", "ss", "neftune", "hide"} {
			for _, live := range []bool{false, true} {
				if live && name != "ift" {
					continue
				}
				a, b := meanOf(t, dev, name, Settings{Live: live}, equal), meanOf(t, dev, name, Settings{Live: live, Tokens: true}, equal)
				near(t, name+": loss of equal answers", b.loss, wide(a.loss), 1e-6, 1e-5)
				near(t, name+": gradient of equal answers", b.coef, wide(a.coef), 1e-7, 1e-5)

				a, b = meanOf(t, dev, name, Settings{Live: live}, unequal), meanOf(t, dev, name, Settings{Live: live, Tokens: true}, unequal)
				all, sum := 0., 0.
				for i, w := range b.w {
					sum += float64(w * b.nll[i])
				}
				for _, n := range unequal {
					all += float64(n)
				}
				near(t, name+": loss", b.loss, []float64{sum / all}, 1e-6, 1e-5)
				if math.Abs(float64(a.loss[0]-b.loss[0])) < 1e-4 {
					t.Errorf("%s: answers of different length make no difference: %g and %g", name, a.loss[0], b.loss[0])
				}
				want := make([]float64, size)
				for i := range want { // the one gives 1/(n B) where the other gives 1/sum n
					want[i] = float64(a.coef[i]) * float64(unequal[i/10]) * rows / all
				}
				near(t, name+": gradient", b.coef, want, 1e-7, 1e-5)
			}
		}
	})
}

// meant is what a step leaves of its loss.
type meant struct{ loss, nll, w, coef []float32 }

// meanOf runs one step of a fresh model on answers of so many tokens.
func meanOf(t *testing.T, dev device.Device, name string, s Settings, answers []int) meant {
	t.Helper()
	_, st := fresh(t, dev, name, s)
	r := rand.New(rand.NewPCG(3, 4))
	tok, mask, draw := make([]uint32, size), make([]float32, size), make([]float32, st.Draws())
	for i := range tok {
		tok[i] = 1 + uint32(r.IntN(8))
		if at := i % 10; at >= 4 && at < 4+answers[i/10] {
			mask[i] = 1
		}
	}
	for i := range draw {
		draw[i] = r.Float32()
	}
	if err := st.Run(tok, mask, draw, Knobs{LR: 1e-3, Lambda: .5, Gamma: .8, Tau: 1, SamplingProb: .5, Alpha: 5}); err != nil {
		t.Fatal(err)
	}
	loss, err := st.Losses(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return meant{loss[:1], read(t, dev, st, "nll", size), read(t, dev, st, "w", size), read(t, dev, st, "coef", size)}
}

func wide(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}
