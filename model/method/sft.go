package method

import "softmix/model/device"

// sft is supervised fine-tuning: the mean over sequences of the mean loss of
// their answer tokens (or, by Settings.Tokens, of all answer tokens), each predicted from the true prefix. Its gradient on a
// token's logits is coef (softmax - onehot).
func sft(s *Step) []device.Call {
	return s.teacherForced(s.demonstrated("loss_sft")...)
}
