package method

import (
	"fmt"

	"softmix/model/device"
)

// ift is Intuitive Fine-Tuning (arXiv:2405.11870).
//
// TRC: a first pass, without gradient, predicts every token; the input of an
// answer position becomes e_t = (1-lambda) E[x_t] + lambda sum_v pred_tv E[v].
// With K > 1 passes, pass j predicts from the mixed input of pass j-1. Soft
// feedback is a distribution over the vocabulary, so its mixing is a matrix M [N,V]
// of weights on the table, e = M E, and its gradient is dE += M^T de. The argmax or a sample is one token, so e gathers two
// rows of the table, and dE takes in de at the same two.
//
// DRP: the loss of the training pass is weighted by the discounted tail of the
// losses that follow (loss_drp).
func ift(s *Step) []device.Call {
	N, d, V := s.dims()
	feedback, passes := s.settings.Feedback, s.settings.Passes
	table := s.m.Table()
	if s.settings.Frozen && s.m.Trains(s.m.Arch.Table()) {
		table = s.frozenTable()
	}
	mixed := s.batch.NewMixture(feedback, table, s.tok, s.mask, s.knobs)
	calls := s.batch.Embed(s.tok, table)
	for k := range passes {
		var draw device.View
		if feedback == "sampled" {
			draw = s.draw(fmt.Sprintf("draw%d", k), N)
		}
		calls = append(calls, mixed.MixEmbeddings(draw)...)
	}
	s.forwards = passes + 1
	if feedback == "soft" {
		s.more = float64(passes+1) * 2 * float64(N*d*V) // each mixing, and the last one's gradient
	}
	live := 0
	if s.settings.Live {
		live = 1
	}
	through, dIn := s.lossAndBackward(s.demonstrated("loss_drp", live)...)
	return append(append(calls, through...), mixed.DMixEmbeddings(dIn, s.grads.Buf)...)
}

// frozenTable makes E0, the constant copy of the table as it was when
// fine-tuning began, and the list that fills it.
func (s *Step) frozenTable() device.View {
	_, d, V := s.dims()
	s.e0 = s.arena.F32("e0", V*d)
	if s.arena.Err() != nil {
		return s.e0
	}
	var err error
	s.freeze, err = s.m.Dev.Compile("freeze", []device.Call{device.New("copy", device.U(V*d), s.m.Table(), s.e0)})
	if err != nil {
		s.arena.Fail(fmt.Errorf("freezing the table: %w", err))
	}
	return s.e0
}
