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
// of weights on the table, e = M E, and its gradient is dE += M^T de, de being the
// gradient of In = e + P. The argmax or a sample is one token, so e gathers two
// rows of the table, and dE takes in de at the same two.
//
// DRP: the loss of the training pass is weighted by the discounted tail of the
// losses that follow (loss_drp).
func ift(s *Step) []device.Call {
	N, d, V := s.dims()
	feedback, passes := s.settings.Feedback, s.settings.Passes
	soft := feedback == "soft"
	table := s.m.Param(s.m.W, "E")
	if s.settings.Frozen {
		table = s.frozenTable()
	}
	e := s.arena.F32("e", N*d) // input embeddings, before positions
	logits0 := s.arena.F32("logits0", N*V)
	var pred, mix, to device.View
	if soft {
		pred, mix = s.arena.F32("pred", N*V), s.arena.F32("mix", N*V)
	} else {
		to = s.arena.U32("guess", N)
	}

	calls := []device.Call{s.pass.Embed(s.tok, table)}
	for k := range passes {
		calls = append(calls, s.pass.Forward(logits0)...)
		views := []device.View{logits0, s.tok}
		switch feedback {
		case "soft":
			views = append(views, s.mask, s.knobs, pred, mix)
		case "sampled":
			views = append(views, s.knobs, s.draw(fmt.Sprintf("draw%d", k), N), to)
		case "argmax":
			views = append(views, to)
		}
		mixing := device.New("mix", device.U(N, s.t, d, V), s.tok, to, s.mask, s.knobs, table, e)
		if soft {
			mixing = device.New("matmul_nn", device.U(N, d, V, 0), mix, table, e)
		}
		calls = append(calls, device.New("feedback_"+feedback, device.U(N, s.t, V), views...), mixing, s.pass.AddPositions(e))
	}
	s.forwards = passes + 1
	if soft {
		s.more = float64(passes+1) * 2 * float64(N*d*V) // each mixing, and the last one's gradient
	}
	calls = append(calls, s.pass.Forward(s.logits)...)
	live := 0
	if s.settings.Live {
		live = 1
	}
	back, dIn := s.lossAndBackward(s.demonstrated("loss_drp", live)...)
	calls = append(append(calls, back...), s.pass.DAddPositions(dIn, s.grads.Buf))
	switch dE := s.m.Param(s.grads.Buf, "E"); {
	case s.settings.Frozen:
	case soft:
		calls = append(calls, device.New("matmul_tn", device.U(V, d, N, 1), mix, dIn, dE))
	default:
		calls = append(calls, device.New("mix_d", device.U(N, s.t, d, V), s.tok, to, s.mask, s.knobs, dIn, dE))
	}
	return calls
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
	s.freeze, err = s.m.Dev.Compile("freeze", []device.Call{device.New("copy", device.U(V*d), s.m.Param(s.m.W, "E"), s.e0)})
	if err != nil {
		s.arena.Fail(fmt.Errorf("freezing the table: %w", err))
	}
	return s.e0
}
