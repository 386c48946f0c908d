//go:build !js

package method

import (
	"math/rand/v2"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/gpt"
)

// judged is a world in which answers are judged and not demonstrated: a prompt of
// one token, then nine tokens of which the judge likes every 3.
type judged struct {
	t       *testing.T
	r       *rand.Rand
	policy  *arch.Model
	ref     *Scorer // of the model as it was at the start
	sampler *arch.Decoder
	mask    []float32
}

const answersAt = 1 // the first answer token

func newJudged(t *testing.T, sequences int) *judged {
	t.Helper()
	dev := cpu.Open()
	model := func() *arch.Model {
		m, err := gpt.New(dev, tiny)
		if err == nil {
			err = m.Load(arch.Init(tiny, rand.New(rand.NewPCG(1, 1))))
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(m.Free)
		return m
	}
	w := &judged{t: t, r: rand.New(rand.NewPCG(8, 8)), policy: model(), mask: make([]float32, sequences*10)}
	for i := range w.mask {
		if i%10 >= answersAt {
			w.mask[i] = 1
		}
	}
	w.ref = must(NewScorer(model(), device.View{}, sequences, 10))(t)
	t.Cleanup(w.ref.Free)
	w.sampler = must(arch.NewDecoder(w.policy, sequences, 10))(t)
	t.Cleanup(w.sampler.Free)
	return w
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// step returns a step of the policy, over all sequences.
func (w *judged) step(name string) *Step {
	w.t.Helper()
	st := must(New(w.policy, name, Settings{}, DefaultOptim(), len(w.mask)/10, 10))(w.t)
	w.t.Cleanup(st.Free)
	return st
}

// sample lets the policy answer, and returns the tokens and the judge's rewards.
// Where pairs is set, the second half answers the first one's prompts once more.
func (w *judged) sample(pairs bool) (tokens []uint32, rewards []float32) {
	w.t.Helper()
	forced, draw := make([]uint32, len(w.mask)), make([]float32, len(w.mask))
	for i := range forced {
		forced[i], draw[i] = device.NoToken, w.r.Float32()
		if i%10 < answersAt {
			forced[i] = 1 + w.r.Uint32N(8)
			if half := len(forced) / 2; pairs && i >= half {
				forced[i] = forced[i-half]
			}
		}
	}
	tokens, _, err := w.sampler.Generate(w.t.Context(), forced, draw, 1, arch.NoEOS, false)
	if err != nil {
		w.t.Fatal(err)
	}
	rewards = make([]float32, len(tokens)/10)
	for i, x := range tokens {
		if i%10 >= answersAt && x == 3 {
			rewards[i/10] += 1. / 9
		}
	}
	return tokens, rewards
}

// rank returns a batch of pairs, the better answer first, and its mask; a tie's
// masks are empty.
func (w *judged) rank() (tokens []uint32, mask []float32) {
	w.t.Helper()
	tokens, rewards := w.sample(true)
	mask = append(mask, w.mask...)
	half := len(tokens) / 2
	for b := range half / 10 {
		first, second := tokens[b*10:(b+1)*10], tokens[half+b*10:half+(b+1)*10]
		switch x, y := rewards[b], rewards[half/10+b]; {
		case x < y:
			for i := range first {
				first[i], second[i] = second[i], first[i]
			}
		case x == y:
			clear(mask[b*10 : (b+1)*10])
			clear(mask[half+b*10 : half+(b+1)*10])
		}
	}
	return tokens, mask
}

// reward is the mean reward of fresh samples.
func (w *judged) reward() float64 {
	w.t.Helper()
	_, rewards := w.sample(false)
	sum := 0.
	for _, x := range rewards {
		sum += float64(x) / float64(len(rewards))
	}
	return sum
}

func (w *judged) score(s *Scorer, tokens []uint32) (logp, scores []float32) {
	w.t.Helper()
	logp, scores, err := s.Score(w.t.Context(), tokens)
	if err != nil {
		w.t.Fatal(err)
	}
	return logp, scores
}

func (w *judged) run(st *Step, tokens []uint32, mask []float32, k Knobs, inputs map[string][]float32) {
	w.t.Helper()
	for name, x := range inputs {
		if err := st.Give(name, x); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := st.Run(tokens, mask, nil, k); err != nil {
		w.t.Fatal(err)
	}
}

// ppo trains the policy for some rollouts of two epochs; judge says what an
// answer is worth.
func (w *judged) ppo(rollouts int, judge func(tokens []uint32, truth []float32) []float32) {
	w.t.Helper()
	st, k := w.step("ppo"), Knobs{LR: 5e-3, Tau: 1, ClipRange: .2, ValueCoef: .5, KL: .02, GAE: .95}
	head, _ := st.Head()
	critic := must(NewScorer(w.policy, head, len(w.mask)/10, 10))(w.t)
	defer critic.Free()
	for range rollouts {
		tokens, truth := w.sample(false)
		old, scores := w.score(critic, tokens)
		ref, _ := w.score(w.ref, tokens)
		adv, ret := Rollout{T: 10, Mask: w.mask, Old: old, Ref: ref, Scores: scores, Reward: judge(tokens, truth)}.Estimate(k)
		for range 2 {
			w.run(st, tokens, w.mask, k, map[string][]float32{"old": old, "adv": adv, "ret": ret})
		}
	}
}

// Each way to learn from a judge makes it like the policy's answers better.
func TestLearningFromAJudge(t *testing.T) {
	for name, train := range map[string]func(w *judged){
		"online dpo": func(w *judged) {
			st := w.step("dpo")
			for range 30 {
				tokens, mask := w.rank()
				logp, _ := w.score(w.ref, tokens)
				w.run(st, tokens, mask, Knobs{LR: 5e-3, Tau: 1, Beta: .1}, map[string][]float32{"ref": OfAnswers(logp, mask, 10)})
			}
		},
		"orpo": func(w *judged) {
			st := w.step("orpo")
			for range 30 {
				tokens, mask := w.rank()
				w.run(st, tokens, mask, Knobs{LR: 5e-3, Tau: 1, Beta: 1}, nil)
			}
		},
		"ppo with the true reward": func(w *judged) {
			w.ppo(30, func(_ []uint32, truth []float32) []float32 { return truth })
		},
		"ppo with a reward model": func(w *judged) {
			// The reward model begins as a copy of the policy and never changes again.
			m := must(gpt.New(w.policy.Dev, tiny))(w.t)
			w.t.Cleanup(m.Free)
			if err := m.Load(must(w.policy.Read(w.t.Context()))(w.t)); err != nil {
				w.t.Fatal(err)
			}
			n := len(w.mask) / 10
			rm := must(New(m, "reward", Settings{}, DefaultOptim(), n, 10))(w.t)
			w.t.Cleanup(rm.Free)
			for range 60 {
				tokens, mask := w.rank()
				w.run(rm, tokens, mask, Knobs{LR: 5e-3, Tau: 1}, nil)
			}
			head, _ := rm.Head()
			eyes := must(NewScorer(m, head, n, 10))(w.t)
			w.t.Cleanup(eyes.Free)
			w.ppo(30, func(tokens []uint32, _ []float32) []float32 {
				_, scores := w.score(eyes, tokens)
				return AtLast(scores, w.mask, 10)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newJudged(t, 32)
			before := w.reward()
			train(w)
			after := w.reward()
			t.Logf("the judge's reward went from %.3f to %.3f", before, after)
			if after < before+.2 {
				t.Errorf("the judge's reward went from %.3f to %.3f", before, after)
			}
		})
	}
}
