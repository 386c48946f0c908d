package method

import "softmix/model/device"

// scheduledSampling is Scheduled Sampling (Bengio et al., arXiv:1506.03099) in
// the parallel form of two passes: a first pass, without gradient, samples a
// guess of every token from the true prefix; each answer token's input is then
// that guess with probability P, the truth otherwise, each by a coin of its own.
// Targets and loss are those of SFT. A schedule of P is the caller's.
func scheduledSampling(s *Step) []device.Call {
	N, _, _ := s.dims()
	inputs := s.arena.U32("inputs", N)
	draw, coin := s.draw("draw0", N), s.draw("coin", N)

	calls := append(s.batch.EmbedTokens(s.tok), s.batch.ScheduledSample(s.tok, s.mask, s.knobs, draw, coin, inputs)...)
	s.forwards = 2
	return append(calls, s.reading(inputs, s.demonstrated("loss_sft"))...)
}
