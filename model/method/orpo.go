package method

import "softmix/model/device"

// orpo is Odds Ratio Preference Optimization (Hong et al., arXiv:2403.07691,
// equations 6 and 7), which needs no reference: with a = the mean of an answer's
// log p and its log-odds g(a) = a - log(1 - e^a), the mean over pairs of
//
//	-a_c - Beta log sigmoid(g(a_c) - g(a_r)),
//
// the first term being SFT on the chosen answer. It leaves a in logp [2B].
func orpo(s *Step) []device.Call { return s.preference("loss_orpo") }
