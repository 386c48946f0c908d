package method

import (
	"fmt"

	"softmix/model/device"
)

// dpo is Direct Preference Optimization (Rafailov et al., arXiv:2305.18290,
// equation 7): with s = sum of an answer's log p, the mean over pairs of
//
//	-log sigmoid(Beta ((s_c - ref_c) - (s_r - ref_r)))
//
// for a chosen answer c and a rejected one r to the same prompt. Its only input,
// ref [2B], are the answers' log-probabilities under the reference, which a
// Scorer of that model gives: offline they are taken once, online for every
// batch, whose pairs are then samples of the current policy. It leaves s in
// logp [2B], from which margins and accuracy follow.
func dpo(s *Step) []device.Call { return s.preference("loss_dpo", s.input("ref", s.b)) }

// preference is a method over pairs whose loss is a function of the sequences'
// log-probabilities: one pass over the 2B sequences, forwards and backwards.
func (s *Step) preference(kernel string, more ...device.View) []device.Call {
	views := []device.View{s.nll, s.mask, s.knobs, s.w, s.coef, s.arena.F32("logp", s.b), s.hist}
	return s.teacherForced(device.New(kernel, s.pairArgs(), append(views, more...)...))
}

// pairArgs makes the step one over pairs and returns the uniform words of their
// losses.
func (s *Step) pairArgs() []uint32 {
	if s.b%2 != 0 {
		s.arena.Fail(fmt.Errorf("a batch of %d sequences holds no pairs", s.b))
	}
	s.pairs = true
	return device.U(s.b/2, s.t, History)
}
