package method

import "fmt"

// Settings are the structure of a method: a change needs a new Step.
type Settings struct {
	Feedback string // IFT: how a guess becomes an input: soft, argmax, sampled
	Passes   int    // IFT: feedback passes K; 1 is the paper, more is our extension
	Frozen   bool   // IFT: input embeddings come from a constant copy of the table, as in the paper's code
	Live     bool   // IFT: gradient flows through DRP's weights, as in the paper's code
	// Tokens: what learns from demonstrations takes the mean over all answer tokens of
	// the batch, so that long answers weigh more; otherwise that over sequences of
	// their own means. The two differ where answers are of different length.
	Tokens bool
}

// Knobs may change at every step.
type Knobs struct {
	LR           float64 // learning rate, schedule applied
	Lambda       float64 // TRC: share of the guess in an input, 0..1
	Gamma        float64 // DRP: discount of later losses, 0..1; 0 = every token counts the same
	Tau          float64 // TRC and scheduled sampling: temperature of the guess, > 0
	SamplingProb float64 // scheduled sampling: how likely an answer's input is a sample, 0..1; 1 - epsilon of 1506.03099, section 2.4
	Alpha        float64 // NEFTune: size of the noise, 2310.05914, algorithm 1
	Beta         float64 // DPO: 2305.18290, equation 7; ORPO: lambda of 2403.07691, equation 6
	ClipRange    float64 // PPO: epsilon of the clipped ratio, 1707.06347, equation 7
	ValueCoef    float64 // PPO: c1, weight of the value loss, 1707.06347, equation 9
	KL           float64 // PPO, by Rollout.Estimate: price of leaving the reference, beta of 2203.02155, equation 2
	GAE          float64 // PPO, by Rollout.Estimate: lambda of 1707.06347, equation 11
}

// Optim are AdamW's constants (Loshchilov & Hutter, 1711.05101).
type Optim struct {
	Beta1, Beta2, Eps float64
	WeightDecay       float64 // decoupled, on every tensor
	Clip              float64 // bound on the global gradient norm; 0 = none
}

// withDefaults fills what is unset with the paper's choice (soft, one pass) and
// reports a setting that no method knows.
func (s Settings) withDefaults() (Settings, error) {
	switch s.Feedback {
	case "":
		s.Feedback = "soft"
	case "soft", "argmax", "sampled":
	default:
		return s, fmt.Errorf("unknown feedback %q (there are soft, argmax, sampled)", s.Feedback)
	}
	if s.Passes == 0 {
		s.Passes = 1
	}
	if s.Passes < 1 || s.Passes > MaxPasses {
		return s, fmt.Errorf("%d feedback passes (1 to %d are possible)", s.Passes, MaxPasses)
	}
	return s, nil
}

// MaxPasses bounds the feedback passes of a step.
const MaxPasses = 8

// DefaultOptim are the constants of the reference runs.
func DefaultOptim() Optim { return Optim{Beta1: 0.9, Beta2: 0.99, Eps: 1e-8, Clip: 1} }
