package method

import (
	"math"
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
)

// What a step says it costs, against counts by hand.
func TestCosts(t *testing.T) {
	c := tiny
	N, d, V, T, L := float64(size), float64(c.Dim), float64(c.Vocab), 10., float64(c.Layers)
	unembed := 2 * N * d * V
	// Per layer and token: Q, K, V, the output, two matrices of the MLP (d·3d + d·d + 2·d·4d),
	// and over the (T+1)/2 tokens that it sees on average the scores and their sums.
	forward := L*2*N*(12*d*d+2*d*(T+1)/2) + unembed
	sft := 3 * forward // a backward pass is two products for each of the forward's
	for _, x := range []struct {
		method            string
		s                 Settings
		flops             float64
		forward, backward int
	}{
		{"pt", Settings{}, sft, 1, 1},
		{"sft", Settings{}, sft, 1, 1},
		{"neftune", Settings{}, sft, 1, 1},
		{"hide", Settings{}, sft, 1, 1},
		{"ss", Settings{}, sft + forward, 2, 1},
		{"ift", Settings{}, sft + forward + 2*unembed, 2, 1}, // the mixing and its gradient
		{"ift", Settings{Passes: 3}, sft + 3*forward + 4*unembed, 4, 1},
		{"ift", Settings{Feedback: "sampled"}, sft + forward, 2, 1}, // a mixture of two rows is no product
		{"dpo", Settings{}, sft, 2, 2},                              // half as many pairs as sequences
		{"orpo", Settings{}, sft, 2, 2},
		{"reward", Settings{}, sft - 3*unembed + 3*2*N*d, 2, 2},
		{"ppo", Settings{}, sft + 2*2*N*d, 1, 1},
	} {
		_, st := fresh(t, cpu.Naive(), x.method, x.s)
		if got := st.FLOPs(); math.Abs(got-x.flops) > 1e-9*x.flops {
			t.Errorf("%s %+v: %g FLOPs, want %g", x.method, x.s, got, x.flops)
		}
		if f, b := st.Passes(); f != x.forward || b != x.backward {
			t.Errorf("%s %+v: %d forward and %d backward passes, want %d and %d", x.method, x.s, f, b, x.forward, x.backward)
		}
	}
	m, st := fresh(t, cpu.Naive(), "ppo", Settings{})
	head, _ := st.Head()
	s, err := NewScorer(m, head, rows, 10)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Free()
	if want := forward + 2*N*d; s.FLOPs() != want {
		t.Errorf("a scorer with a head: %g FLOPs, want %g", s.FLOPs(), want)
	}
	_, ift := fresh(t, cpu.Naive(), "ift", Settings{})
	if r := ift.FLOPs() / sft; r < 1.3 || r > 1.45 {
		t.Errorf("IFT costs %.3f times SFT, the paper's 4/3 plus the mixing", r)
	}
}

// Two layers; every dispatch costs a browser the same, however little it computes.
func TestDispatches(t *testing.T) {
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		_, base := fresh(t, dev, "sft", Settings{})
		one := len(base.Calls())
		if one > 42 {
			t.Errorf("an SFT step takes %d dispatches", one)
		}
		for method, most := range map[string]float64{"ift": 1.4, "ss": 1.4, "neftune": 1.1, "hide": 1, "dpo": 1, "orpo": 1, "reward": 1.15, "ppo": 1.15} {
			_, st := fresh(t, dev, method, Settings{})
			if n := len(st.Calls()); float64(n) > most*float64(one) {
				t.Errorf("a step of %s takes %d dispatches, SFT %d", method, n, one)
			}
		}
	})
}
