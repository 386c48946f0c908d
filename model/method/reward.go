package method

import "softmix/model/device"

// reward trains a reward model (Ouyang et al., arXiv:2203.02155, equation 1;
// Bradley-Terry): a head reads the hidden state of each answer's last token, and
// the loss is the mean over pairs of -log sigmoid(r_c - r_r). Model and head are
// trained together; the logits play no part. It leaves r in reward [2B].
func reward(s *Step) []device.Call {
	args := s.pairArgs()
	N, d, V := s.dims()
	score, dscore := s.newHead(true)
	dHidden := s.batch.DHidden()

	calls := append(s.batch.EmbedTokens(s.tok), s.batch.Forward(device.View{})...)
	calls = append(calls,
		s.readHead(score),
		device.New("loss_reward", args, score, s.mask, s.knobs, dscore, s.arena.F32("reward", s.b), s.hist),
		s.dHead(dscore),
		device.New("head_dx", device.U(N, d), dscore, s.head.w, dHidden))
	back, dIn := s.batch.DHiddenStates(dHidden, s.grads.Buf)
	s.more += 2*float64(N*d) - 3*2*float64(N*d*V) // head_dx, and the logits that are not taken
	return append(append(calls, back...), s.batch.DEmbedTokens(s.tok, dIn, s.grads.Buf)...)
}
