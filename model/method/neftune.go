package method

import "softmix/model/device"

// neftune is NEFTune (Jain et al., arXiv:2310.05914, algorithm 1): SFT whose
// input embeddings carry uniform noise, e + Alpha/sqrt(T d) U(-1,1), at every
// position. The noise comes from a counter and two seeds a step, so that it is
// the same on every device and repeats in a replay.
func neftune(s *Step) []device.Call {
	N, d, _ := s.dims()
	z := s.arena.F32("z", N*d)
	return s.reading(s.tok, s.demonstrated("loss_sft"),
		device.New("noise", device.U(N*d), s.draw("seed", 2), z),
		device.New("add_noise", device.U(N, d, s.t), z, s.knobs, s.batch.Trace().Input))
}
