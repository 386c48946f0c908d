package method

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
)

// noiseOf returns the noise of one step on dev, drawn by the given seeds.
func noiseOf(t *testing.T, dev device.Device, seeds []float32) []float32 {
	t.Helper()
	_, st := fresh(t, dev, "neftune", Settings{})
	if err := st.Run(make([]uint32, size), make([]float32, size), seeds, Knobs{Tau: 1}); err != nil {
		t.Fatal(err)
	}
	return read(t, dev, st, "z", size*tiny.Dim)
}

// NEFTune's noise is uniform in [-1,1), of steps and neighbours independent, and
// the same bit for bit on every device.
func TestNoise(t *testing.T) {
	seeds := []float32{0.25, 0.75}
	judge := noiseOf(t, cpu.Naive(), seeds)
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		if !slices.Equal(noiseOf(t, dev, seeds), judge) {
			t.Error("not the noise of the reference kernels")
		}
	})
	var all []float64
	r := rand.New(rand.NewPCG(3, 3))
	for range 50 {
		for _, x := range noiseOf(t, cpu.Naive(), []float32{r.Float32(), r.Float32()}) {
			all = append(all, float64(x))
		}
	}
	// Moments of n independent numbers, within 4 standard errors.
	n := float64(len(all))
	var mean, square, next, step float64
	width := size * tiny.Dim
	for i, x := range all {
		if x < -1 || x >= 1 {
			t.Fatalf("noise of %g", x)
		}
		mean += x / n
		square += x * x / n
		next += x * all[(i+1)%len(all)] / n
		step += x * all[(i+width)%len(all)] / n
	}
	for _, m := range []struct {
		what            string
		got, want, sdev float64
	}{{"mean", mean, 0, math.Sqrt(1. / 3)}, {"mean square", square, 1. / 3, math.Sqrt(4. / 45)}, {"correlation of neighbours", next, 0, 1. / 3}, {"correlation of steps", step, 0, 1. / 3}} {
		if math.Abs(m.got-m.want) > 4*m.sdev/math.Sqrt(n) {
			t.Errorf("%s is %g, want %g ± %g", m.what, m.got, m.want, m.sdev/math.Sqrt(n))
		}
	}
}

// Scheduled sampling replaces the share P of the answers' inputs: none at 0, at 1
// every one by its sample; never a prompt's, nor a target.
func TestReplacedInputs(t *testing.T) {
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		_, st := fresh(t, dev, "ss", Settings{})
		r := rand.New(rand.NewPCG(4, 4))
		tok, mask, draw := make([]uint32, size), make([]float32, size), make([]float32, st.Draws())
		for i := range tok {
			mask[i] = float32(i % 2)
		}
		for i := range draw {
			draw[i] = r.Float32()
		}
		b, _ := st.Buffer("inputs")
		got := make([]uint32, size)
		for _, p := range []float64{0, 0.5, 1} {
			if err := st.Run(tok, mask, draw, Knobs{Tau: 1, SamplingProb: p}); err != nil {
				t.Fatal(err)
			}
			if err := dev.ReadU32(t.Context(), b, 0, got); err != nil {
				t.Fatal(err)
			}
			for i, x := range got {
				hit := mask[i] == 1 && i%10 > 0 && float64(draw[size+i]) < p
				// A fresh model's guesses are near uniform: only a small draw means token 0, the truth here.
				if !hit && x != 0 || hit && draw[i] > 0.2 && x == 0 {
					t.Errorf("p = %g: input %d became %d (coin %g)", p, i, x, draw[size+i])
				}
			}
		}
	})
}
