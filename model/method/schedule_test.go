package method

import (
	"math"
	"testing"
)

func TestLearningRate(t *testing.T) {
	for _, c := range []struct {
		warmup      int
		decay       bool
		floor       float64
		step, steps int
		want        float64
	}{
		{0, false, 0, 1, 10, 2},
		{5, false, 0, 1, 10, .4},
		{5, false, 0, 5, 10, 2},
		{5, false, 0, 99, 10, 2},
		{0, true, 0, 1, 10, 2},
		{0, true, 0, 6, 10, 1},
		{0, true, 0, 10, 10, .2},
		{0, true, 0, 50, 10, .2}, // beyond the end: the last step's rate
		{2, true, 0, 1, 10, 1},
		{0, true, .5, 9, 10, 1},
	} {
		if got := LearningRate(2, c.warmup, c.decay, c.floor, c.step, c.steps); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("LearningRate(2, %d, %v, %g, step %d of %d) = %g, expected %g", c.warmup, c.decay, c.floor, c.step, c.steps, got, c.want)
		}
	}
}

func TestSamplingProb(t *testing.T) {
	for _, c := range []struct {
		rise        bool
		step, steps int
		want        float64
	}{
		{false, 1, 11, .8}, {false, 99, 11, .8},
		{true, 1, 11, 0}, {true, 6, 11, .4}, {true, 11, 11, .8}, {true, 99, 11, .8},
		{true, 1, 1, .8},
	} {
		if got := SamplingProb(.8, c.rise, c.step, c.steps); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("SamplingProb(.8, %v, step %d of %d) = %g, expected %g", c.rise, c.step, c.steps, got, c.want)
		}
	}
}
