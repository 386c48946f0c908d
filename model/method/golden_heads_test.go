package method

import (
	"math"
	"testing"

	"softmix/model/device"
)

// setHead gives st the fixture's head.
func setHead(t *testing.T, dev device.Device, st *Step, w tensor) device.View {
	t.Helper()
	h, ok := st.Head()
	if !ok || h.Len != len(w) {
		t.Fatalf("the step has a head of %d elements, the fixture one of %d", h.Len, len(w))
	}
	if err := dev.WriteF32(h.Buf, h.Off, w.f32()); err != nil {
		t.Fatal(err)
	}
	return h
}

func (g golden) testReward(t *testing.T, dev device.Device) {
	want := load[struct {
		Head     tensor
		Chosen   tensor `json:"rewards_chosen"`
		Rejected tensor `json:"rewards_rejected"`
		HeadGrad tensor `json:"head_grad"`
	}](t, g.folder, "reward_model")
	st := g.pairStep(t, dev, "reward")
	head := setHead(t, dev, st, want.Head)
	g.runPairs(t, dev, st, "reward_model", Knobs{Tau: 1})
	rewards := append(want.Chosen, want.Rejected...)
	near(t, "rewards", read(t, dev, st, "reward", 2*g.B), rewards, 1e-4, 0)
	near(t, "gradient of the head", read(t, dev, st, "dhead", g.config.Dim), want.HeadGrad, 1e-5, 1e-3)

	// A scorer with the trained model and its head says the same.
	s, err := NewScorer(st.m, head, 2*g.B, g.T)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Free()
	_, scores, err := s.Score(t.Context(), g.pairTokens)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "scored rewards", AtLast(scores, g.pairMask, g.T), rewards, 1e-4, 0)
}

func (g golden) testPPO(t *testing.T, dev device.Device) {
	want := load[struct {
		KL            float64 `json:"kl_coef"`
		Clip          float64
		GAE           float64 `json:"gae_lambda"`
		Value         float64 `json:"value_coef"`
		Head          tensor  `json:"value_head"`
		Reward        tensor
		Old           tensor `json:"old_logp"`
		Ref           tensor `json:"ref_logp"`
		Values        tensor
		Advantages    tensor `json:"normalised_advantages"`
		Returns       tensor
		PolicyLoss    float64 `json:"policy_loss"`
		ValueLoss     float64 `json:"value_loss"`
		ValueHeadGrad tensor  `json:"value_head_grad"`
	}](t, g.folder, "ppo")
	st := g.step(t, dev, g.model(t, dev), "ppo", Settings{}, plain)
	head := setHead(t, dev, st, want.Head)
	k := Knobs{Tau: 1, ClipRange: want.Clip, ValueCoef: want.Value, KL: want.KL, GAE: want.GAE}

	critic, err := NewScorer(st.m, head, g.B, g.T)
	if err != nil {
		t.Fatal(err)
	}
	defer critic.Free()
	_, scores, err := critic.Score(t.Context(), g.tokens)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range want.Values {
		if g.mask[i] == 1 {
			near(t, "value", scores[i-1:i], []float64{v}, 1e-4, 0)
		}
	}
	adv, ret := Rollout{T: g.T, Mask: g.mask, Old: want.Old.f32(), Ref: want.Ref.f32(), Scores: scores, Reward: want.Reward.f32()}.Estimate(k)
	near(t, "advantages", adv, want.Advantages, 1e-4, 0)
	near(t, "returns", ret, want.Returns, 1e-4, 0)

	give := func() {
		t.Helper()
		for name, x := range map[string][]float32{"old": want.Old.f32(), "adv": adv, "ret": ret} {
			if err := st.Give(name, x); err != nil {
				t.Fatal(err)
			}
		}
	}
	give()
	g.runStep(t, dev, st, "ppo", k, nil)
	near(t, "gradient of the value head", read(t, dev, st, "dhead", g.config.Dim), want.ValueHeadGrad, 1e-5, 1e-3)

	// Without the value's weight the loss is the policy's, and the head has no gradient.
	give()
	k.ValueCoef = 0
	if err := st.Run(g.tokens, g.mask, nil, k); err != nil {
		t.Fatal(err)
	}
	loss, err := st.Losses(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "policy loss", loss[1:], []float64{want.PolicyLoss}, 1e-5, 0)
	value := (float64(loss[0]) - float64(loss[1])) / want.Value
	near(t, "value loss", []float32{float32(value)}, []float64{want.ValueLoss}, 2e-5*math.Max(1, want.ValueLoss), 0)
	near(t, "gradient of the head", read(t, dev, st, "dhead", g.config.Dim), make(tensor, g.config.Dim), 0, 0)
}
