package method

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/gpt"
)

var tiny = gpt.Config{Vocab: 9, Dim: 12, Layers: 2, Heads: 3, Ctx: 10}.Defaults()

// rows is an even number of sequences, as preference pairs need; size is that of
// a batch.
const rows, size = 6, rows * 10

func fresh(t *testing.T, dev device.Device, name string, s Settings) (*arch.Model, *Step) {
	t.Helper()
	m, err := gpt.New(dev, tiny)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Free)
	if err := m.Load(arch.Init(tiny, rand.New(rand.NewPCG(1, 1)))); err != nil {
		t.Fatal(err)
	}
	st, err := New(m, name, s, DefaultOptim(), rows, 10)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Free)
	return m, st
}

// advance runs n steps on batches drawn from r.
func advance(t *testing.T, s *Step, r *rand.Rand, n int, k Knobs) {
	t.Helper()
	for range n {
		tok, mask, draw := make([]uint32, size), make([]float32, size), make([]float32, s.Draws())
		for i := range tok {
			tok[i] = 1 + uint32(r.IntN(8))
			if i%10 > 3 {
				mask[i] = 1
			}
		}
		for i := range draw {
			draw[i] = r.Float32()
		}
		for _, in := range s.Inputs() {
			x := make([]float32, in.Len)
			for i := range x {
				x[i] = float32(r.NormFloat64())
			}
			if err := s.Give(in.Name, x); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Run(tok, mask, draw, k); err != nil {
			t.Fatal(err)
		}
	}
}

// A restored state repeats the losses bit for bit, for every method and for a
// frozen table, which is part of the state.
func TestStateRestoresExactly(t *testing.T) {
	k := Knobs{LR: 1e-2, Lambda: 0.5, Gamma: 0.9, Tau: 1, SamplingProb: 0.5, Alpha: 5, Beta: 0.2, ClipRange: 0.2, ValueCoef: 0.5}
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		for name, s := range map[string]Settings{"pt": {}, "sft": {}, "ift": {Feedback: "sampled", Passes: 2}, "ift frozen": {Frozen: true}, "ss": {}, "neftune": {}, "hide": {}, "dpo": {}, "reward": {}, "ppo": {}} {
			method, _, _ := strings.Cut(name, " ")
			_, st := fresh(t, dev, method, s)
			r := rand.NewPCG(5, 5)
			advance(t, st, rand.New(r), 4, k)
			state, err := st.State(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			stream, _ := r.MarshalBinary()
			advance(t, st, rand.New(r), 5, k)
			want, err := st.Losses(t.Context(), 4)
			if err != nil {
				t.Fatal(err)
			}
			// Into another step, that has gone elsewhere.
			_, other := fresh(t, dev, method, s)
			advance(t, other, rand.New(rand.NewPCG(9, 9)), 7, k)
			if err := other.SetState(state); err != nil {
				t.Fatal(err)
			}
			if err := r.UnmarshalBinary(stream); err != nil {
				t.Fatal(err)
			}
			advance(t, other, rand.New(r), 5, k)
			got, err := other.Losses(t.Context(), 4)
			if err != nil {
				t.Fatal(err)
			}
			for i := range want {
				if got[i] != want[i] || math.IsNaN(float64(want[i])) {
					t.Errorf("%s: loss %d after restoring is %g, was %g", name, i, got[i], want[i])
				}
			}
		}
	})
}

// Training on the same few batches makes the loss fall, for every method.
func TestLossFalls(t *testing.T) {
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		for _, method := range Names() {
			_, st := fresh(t, dev, method, Settings{})
			k := Knobs{LR: 1e-2, Lambda: 0.2, Gamma: 0.95, Tau: 1, SamplingProb: 0.2, Alpha: 5, Beta: 0.2, ClipRange: 0.2, ValueCoef: 0.5}
			for range 15 {
				advance(t, st, rand.New(rand.NewPCG(2, 2)), 1, k)
			}
			l, err := st.Losses(t.Context(), 0)
			if err != nil {
				t.Fatal(err)
			}
			if l[14] > l[0]-0.1*float32(math.Abs(float64(l[0]))) {
				t.Errorf("%s: the loss went from %g to %g", method, l[0], l[14])
			}
		}
	})
}

func TestFirstBadNamesTheKernel(t *testing.T) {
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		m, st := fresh(t, dev, "ift", Settings{})
		k := Knobs{LR: 1e-2, Lambda: 0.2, Gamma: 0.95, Tau: 1}
		advance(t, st, rand.New(rand.NewPCG(2, 2)), 1, k)
		if bad, err := st.FirstBad(t.Context()); bad != "" || err != nil {
			t.Errorf("a healthy step: %q, %v", bad, err)
		}
		// A gain so large that squares of what it scales overflow.
		g := m.Param(m.W, "0_g1")
		huge := make([]float32, tiny.Dim)
		for i := range huge {
			huge[i] = 3e38
		}
		if err := dev.WriteF32(m.W, g.Off, huge); err != nil {
			t.Fatal(err)
		}
		if bad, err := st.FirstBad(t.Context()); err != nil || bad != "norm_linear" {
			t.Errorf("with an overflowing gain: %q, %v", bad, err)
		}
		if err := dev.WriteF32(m.W, g.Off, []float32{float32(math.NaN())}); err != nil {
			t.Fatal(err)
		}
		if bad, err := st.FirstBad(t.Context()); bad != "weights" || err != nil {
			t.Errorf("with a broken weight: %q, %v", bad, err)
		}
	})
}

func TestRefusals(t *testing.T) {
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		m, st := fresh(t, dev, "sft", Settings{})
		_, pairs := fresh(t, dev, "dpo", Settings{})
		for what, err := range map[string]error{
			"unknown method":    second(New(m, "magic", Settings{}, DefaultOptim(), 1, 4)),
			"unknown feedback":  second(New(m, "ift", Settings{Feedback: "loud"}, DefaultOptim(), 1, 4)),
			"too many passes":   second(New(m, "ift", Settings{Passes: 99}, DefaultOptim(), 1, 4)),
			"too long":          second(New(m, "sft", Settings{}, DefaultOptim(), 1, 11)),
			"empty batch":       second(New(m, "sft", Settings{}, DefaultOptim(), 0, 4)),
			"short batch":       st.Run(make([]uint32, 3), make([]float32, 3), nil, Knobs{Tau: 1}),
			"bad token":         st.Run(append(make([]uint32, size-1), 9), make([]float32, size), nil, Knobs{Tau: 1}),
			"zero temperature":  st.Run(make([]uint32, size), make([]float32, size), nil, Knobs{}),
			"foreign snapshot":  st.SetState(State{W: make([]float32, 5)}),
			"losses not so far": second(st.Losses(t.Context(), 1)),
			"unpaired":          second(New(m, "dpo", Settings{}, DefaultOptim(), 3, 4)),
			"foreign input":     st.Give("ref", make([]float32, rows)),
			"short input":       pairs.Give("ref", make([]float32, rows-1)),
			"missing input":     pairs.Run(make([]uint32, size), make([]float32, size), nil, Knobs{Tau: 1}),
		} {
			if err == nil {
				t.Errorf("%s: no error", what)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
