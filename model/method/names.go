package method

import "softmix/model/device"

// recipe states a method: the calls from the batch to the gradients. It may
// use everything that the Step has made.
type recipe func(s *Step) []device.Call

// recipeOf returns the recipe of the named method, nil for a name that is none.
func recipeOf(name string) recipe {
	switch name {
	case "pt":
		return pt
	case "sft":
		return sft
	case "ift":
		return ift
	case "ss":
		return scheduledSampling
	case "neftune":
		return neftune
	case "hide":
		return hide
	case "dpo":
		return dpo
	case "orpo":
		return orpo
	case "reward":
		return reward
	case "ppo":
		return ppo
	}
	return nil
}

// Names lists the methods.
func Names() []string { return append(Demonstrated(), "dpo", "orpo", "reward", "ppo") }

// Demonstrated lists the methods that learn from demonstrations alone: a batch
// and its draws are all that their steps need.
func Demonstrated() []string { return []string{"pt", "sft", "ift", "ss", "neftune", "hide"} }

// Paired reports whether a method learns from preference pairs: its batches have
// an even number of sequences, first the chosen answers, then the rejected ones
// in the same order. A pair in which either has an empty mask does not count, so
// that a batch need not be full.
func Paired(name string) bool { return name == "dpo" || name == "orpo" || name == "reward" }
