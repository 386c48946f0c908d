package method

import (
	"testing"

	"softmix/model/device"
)

// pairStep returns a step over the fixture's pairs.
func (g golden) pairStep(t *testing.T, dev device.Device, name string) *Step {
	t.Helper()
	st, err := New(g.model(t, dev), name, Settings{}, plain, 2*g.B, g.T)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Free)
	return st
}

// runPairs runs one step on the fixture's pairs and compares loss and gradients.
func (g golden) runPairs(t *testing.T, dev device.Device, st *Step, fixture string, k Knobs) {
	t.Helper()
	if err := st.Run(g.pairTokens, g.pairMask, nil, k); err != nil {
		t.Fatal(err)
	}
	g.compareStep(t, dev, st, fixture)
}

// testDPO takes the reference's log-probabilities from a scorer of its weights.
func (g golden) testDPO(t *testing.T, dev device.Device) {
	want := load[struct {
		Beta           float64
		PolicyChosen   tensor `json:"policy_chosen"`
		PolicyRejected tensor `json:"policy_rejected"`
		RefChosen      tensor `json:"ref_chosen"`
		RefRejected    tensor `json:"ref_rejected"`
	}](t, g.folder, "dpo")
	ref := load[struct{ Params map[string]tensor }](t, g.folder, "ref_params")
	s, err := NewScorer(g.modelOf(t, dev, flat(t, g.config, ref.Params)), device.View{}, 2*g.B, g.T)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Free()
	logp, scores, err := s.Score(t.Context(), g.pairTokens)
	if err != nil || scores != nil {
		t.Fatal(scores, err)
	}
	refs := OfAnswers(logp, g.pairMask, g.T)
	near(t, "reference", refs, append(want.RefChosen, want.RefRejected...), 1e-4, 0)

	st := g.pairStep(t, dev, "dpo")
	if err := st.Give("ref", refs); err != nil {
		t.Fatal(err)
	}
	g.runPairs(t, dev, st, "dpo", Knobs{Beta: want.Beta, Tau: 1})
	near(t, "policy", read(t, dev, st, "logp", 2*g.B), append(want.PolicyChosen, want.PolicyRejected...), 1e-4, 0)
}

func (g golden) testORPO(t *testing.T, dev device.Device) {
	want := load[struct{ Beta float64 }](t, g.folder, "orpo")
	g.runPairs(t, dev, g.pairStep(t, dev, "orpo"), "orpo", Knobs{Beta: want.Beta, Tau: 1})
}
