package method

import (
	"math"
	"math/rand/v2"
	"testing"

	"softmix/model/device"
)

// A reward model's head is clipped together with the model, the value head not.
func TestClippingOfHeads(t *testing.T) {
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		for method, shared := range map[string]bool{"reward": true, "ppo": false} {
			m, st := fresh(t, dev, method, Settings{})
			k := Knobs{LR: 1e-2, Tau: 1, ClipRange: 0.2, ValueCoef: 0.5}
			advance(t, st, rand.New(rand.NewPCG(2, 2)), 3, k)
			var square float64
			for _, x := range read(t, dev, st, "grads", m.Layout.Len) {
				square += float64(x) * float64(x)
			}
			head := 0.
			for _, x := range read(t, dev, st, "dhead", tiny.Dim) {
				head += float64(x) * float64(x)
			}
			if head == 0 {
				t.Errorf("%s: the head has no gradient", method)
			}
			if shared {
				square += head
			}
			near(t, method+": norm", read(t, dev, st, "norm", 1), []float64{math.Sqrt(square)}, 1e-5, 1e-4)
		}
	})
}

// Generalised advantage estimation by hand: an answer of two tokens, one of one,
// and none at all.
func TestEstimate(t *testing.T) {
	r := Rollout{T: 4,
		Mask:   []float32{0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0},
		Old:    []float32{9, -1, -2, 9, 9, 9, 9, -3, 9, 9, 9, 9},
		Ref:    []float32{0, -2, -1, 0, 0, 0, 0, -3, 0, 0, 0, 0},
		Scores: []float32{.5, .25, 7, 7, 7, 7, 1, 7, 7, 7, 7, 7},
		Reward: []float32{2, -1, 100},
	}
	adv, ret := r.Estimate(Knobs{KL: .1, GAE: .5})
	// Token 2 earns .1 + 2 and was thought worth .25; token 1 earns -.1, was thought
	// worth .5 and led to .25; the second answer's only token earns -1, was thought 1.
	a2 := 2.1 - .25
	a1 := -.1 + .25 - .5 + .5*a2
	b3 := -1. - 1
	mean := (a1 + a2 + b3) / 3
	sdev := math.Sqrt(((a1-mean)*(a1-mean) + (a2-mean)*(a2-mean) + (b3-mean)*(b3-mean)) / 3)
	near(t, "returns", ret, tensor{0, a1 + .5, a2 + .25, 0, 0, 0, 0, b3 + 1, 0, 0, 0, 0}, 1e-6, 0)
	near(t, "advantages", adv, tensor{0, (a1 - mean) / sdev, (a2 - mean) / sdev, 0, 0, 0, 0, (b3 - mean) / sdev, 0, 0, 0, 0}, 1e-5, 0)
	adv, _ = Rollout{T: 4, Mask: make([]float32, 4), Old: make([]float32, 4), Ref: make([]float32, 4), Scores: make([]float32, 4), Reward: []float32{1}}.Estimate(Knobs{})
	near(t, "advantages of nothing", adv, make(tensor, 4), 0, 0)
}

// A head is part of a snapshot; a step without one starts it anew.
func TestHeadInState(t *testing.T) {
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		_, ppo := fresh(t, dev, "ppo", Settings{})
		advance(t, ppo, rand.New(rand.NewPCG(2, 2)), 2, Knobs{LR: 1e-2, Tau: 1, ClipRange: 0.2, ValueCoef: 0.5})
		_, sft := fresh(t, dev, "sft", Settings{})
		state, err := sft.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := sft.Head(); ok || state.Head != nil {
			t.Error("SFT has a head")
		}
		if err := ppo.SetState(state); err != nil {
			t.Fatal(err)
		}
		if again, err := ppo.State(t.Context()); err != nil || again.Head[0] != 0 {
			t.Errorf("the head begins at %v, %v", again.Head, err)
		}
		state.Head = make([]float32, 1)
		if err := ppo.SetState(state); err == nil {
			t.Error("a head of another size went through")
		}
	})
}
