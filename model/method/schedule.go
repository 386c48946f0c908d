package method

// LearningRate returns that of step (1, 2, …) of a run of steps steps: peak times a
// linear warm-up, times a linear decay to the share floor of peak where decay is
// set. The decay never goes below the share 1/steps, that of the last step, so that
// a run continued beyond its length trains on at that rate.
func LearningRate(peak float64, warmup int, decay bool, floor float64, step, steps int) float64 {
	r := peak
	if step < warmup {
		r *= float64(step) / float64(warmup)
	}
	if decay {
		left := 1 - float64(step-1)/float64(steps)
		r *= max(left, floor, 1/float64(steps))
	}
	return r
}

// SamplingProb returns p of step (1, 2, …) of a run of steps steps: p itself, or
// where rise is set its share of a line from 0 at the first step to p at the last,
// as the truth is withdrawn in scheduled sampling.
func SamplingProb(p float64, rise bool, step, steps int) float64 {
	if !rise || steps < 2 {
		return p
	}
	return p * min(1, float64(step-1)/float64(steps-1))
}
