package method

import "softmix/model/device"

// pt is pre-training: the mean of -log p(x_t | x_<t) over all positions t >= 1
// that are not padding, over the whole batch.
func pt(s *Step) []device.Call {
	return s.teacherForced(s.loss("loss_pt", s.tok, s.b*s.t, s.t))
}
