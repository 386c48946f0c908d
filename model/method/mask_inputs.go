package method

import "softmix/model/device"

// maskInputs is a control, no method to learn with ("hide" in URLs): SFT whose answer
// inputs are all blank (token 0), so that what a model wrote never tells it anything.
// IFT with lambda 1 hides the demonstrator's answers too, but puts the model's own
// predictions in their place; the difference is what they are worth. Targets and loss
// are those of SFT.
func maskInputs(s *Step) []device.Call {
	N, _, _ := s.dims()
	s.masked = s.arena.U32("inputs", N)
	return s.reading(s.masked, s.demonstrated("loss_sft"))
}

// uploadMasked writes the tokens with the answers blank, where the method reads
// those.
func (s *Step) uploadMasked(tokens []uint32, mask []float32) error {
	if s.masked.Len == 0 {
		return nil
	}
	shown := make([]uint32, len(tokens))
	for i, k := range tokens {
		if mask[i] == 0 {
			shown[i] = k
		}
	}
	return s.m.Dev.WriteU32(s.masked.Buf, 0, shown)
}
