package method

import (
	"math"

	"softmix/model/device"
)

// ppo is one epoch of Proximal Policy Optimization (Schulman et al.,
// arXiv:1707.06347) on sampled answers: the clipped surrogate of equation 7 over
// their tokens, plus Value times the mean squared error of a value head, which
// reads the hidden state before each token and sends no gradient into it. Its
// inputs [b,t] are what Rollout has and estimates: old, the tokens'
// log-probabilities when they were sampled, adv, their advantages, ret, what the
// head should have said. Several epochs are several Runs with the same inputs.
func ppo(s *Step) []device.Call {
	N, _, _ := s.dims()
	old, adv, ret := s.input("old", N), s.input("adv", N), s.input("ret", N)
	score, dscore := s.newHead(false)
	args := device.U(s.b, s.t, History)
	policy := device.New("loss_ppo", args, s.nll, s.mask, s.knobs, old, adv, s.w, s.coef, s.hist)
	return append(s.teacherForced(policy),
		s.readHead(score),
		device.New("loss_value", args, score, s.mask, s.knobs, ret, dscore, s.hist),
		s.dHead(dscore))
}

// Rollout is what is known of sampled answers before PPO learns from them.
type Rollout struct {
	T        int       // tokens a sequence
	Mask     []float32 // [b,T] 1 where a token was sampled: the answer
	Old, Ref []float32 // [b,T] log-probabilities under the policy that sampled, under the reference
	Scores   []float32 // [b,T] the value head's readings; that at t-1 is the value before token t
	Reward   []float32 // [b] of each answer as a whole
}

// Estimate returns each answer token's advantage, normalised over all of them, and
// the return its value should have been, [b,T] each: a token earns -KL (old - ref),
// the last one the reward too, and generalised advantage estimation (1707.06347,
// equation 11) with discount 1 and lambda = GAE runs over the answer from its end.
func (r Rollout) Estimate(k Knobs) (adv, ret []float32) {
	N := len(r.Mask)
	raw := make([]float64, N)
	adv, ret = make([]float32, N), make([]float32, N)
	var n, sum, square float64
	for b := range N / r.T {
		var run, next float64 // advantage and value of the token after
		last := true
		for t := r.T - 1; t > 0; t-- {
			i := b*r.T + t
			if r.Mask[i] == 0 {
				run, next = 0, 0
				continue
			}
			earned := -k.KL * float64(r.Old[i]-r.Ref[i])
			if last {
				earned += float64(r.Reward[b])
				last = false
			}
			value := float64(r.Scores[i-1])
			run = earned + next - value + k.GAE*run
			raw[i], ret[i], next = run, float32(run+value), value
			n++
			sum += run
		}
	}
	mean := sum / max(n, 1)
	for i, m := range r.Mask {
		if m != 0 && i%r.T > 0 {
			square += (raw[i] - mean) * (raw[i] - mean)
		}
	}
	sdev := math.Sqrt(square / max(n, 1))
	for i, m := range r.Mask {
		if m != 0 && i%r.T > 0 {
			adv[i] = float32((raw[i] - mean) / (sdev + 1e-6))
		}
	}
	return adv, ret
}
