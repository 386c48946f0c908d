package method

import "softmix/model/device"

// head is a vector on the hidden state that a method trains beside the model,
// with AdamW's moments. It begins at 0.
type head struct {
	all     device.View // [3,A]: the vector, its moments; A = d rounded up to device.Align
	w, m, v device.View // [d] each
	d       device.View // gradient [d]
	norm    device.View // [1]: the norm that its gradient is clipped by
}

// newHead makes the head, its score of every hidden state [N] and the gradient of
// that. A shared head is clipped together with the model; a head of its own is not
// clipped.
func (s *Step) newHead(shared bool) (score, dscore device.View) {
	N, d, _ := s.dims()
	A := (d + device.Align - 1) / device.Align * device.Align
	all := s.arena.F32("head", 3*A)
	at := func(i int) device.View { return device.View{Buf: all.Buf, Off: i * A, Len: d} }
	s.head = &head{all: all, w: at(0), m: at(1), v: at(2), d: s.arena.F32("dhead", d), norm: s.norm}
	if !shared {
		s.head.norm = s.arena.F32("no norm", 1) // stays 0, which clips nothing
	}
	s.more += 4 * float64(N*d) // the scores and dhead
	return s.arena.F32("score", N), s.arena.F32("dscore", N)
}

// readHead states score [N], and dHead its gradient to the vector.
func (s *Step) readHead(score device.View) device.Call {
	N, d, _ := s.dims()
	return device.New("head", device.U(N, d), s.batch.Hidden(), s.head.w, score)
}

func (s *Step) dHead(dscore device.View) device.Call {
	N, d, _ := s.dims()
	return device.New("head_d", device.U(N, d), dscore, s.batch.Hidden(), s.head.d)
}

// Head returns the vector [d] that the method trains on the hidden state, for a
// Scorer: a reward model's, or PPO's value function. Other methods have none.
func (s *Step) Head() (w device.View, ok bool) {
	if s.head == nil {
		return device.View{}, false
	}
	return s.head.w, true
}

// optimiser states AdamW on the model, and on the head where there is one.
func (s *Step) optimiser() []device.Call {
	n, parts := s.m.Layout.Len, normParts
	calls := []device.Call{device.New("sumsq", device.U(n, normParts), s.grads, s.part)}
	if h := s.head; h != nil && h.norm.Buf == s.norm.Buf {
		calls = append(calls, device.New("sumsq", device.U(h.d.Len, normParts), h.d, device.View{Buf: s.part.Buf, Off: normParts, Len: normParts}))
		parts *= 2
	}
	calls = append(calls,
		device.New("grad_norm", device.U(parts), s.part, s.norm),
		device.New("adamw", device.U(n, History), s.grads, s.norm, s.knobs, device.All(s.m.W), s.m1, s.m2, s.hist))
	if h := s.head; h != nil {
		calls = append(calls, device.New("adamw", device.U(h.d.Len, History), h.d, h.norm, s.knobs, h.w, h.m, h.v, s.hist))
	}
	return calls
}
