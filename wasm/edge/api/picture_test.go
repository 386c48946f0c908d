package api

import (
	"slices"
	"testing"
)

// A method keeps its colour on any side, and no two sides share one.
func TestColours(t *testing.T) {
	blue, orange, third, fourth := colours[0], colours[1], colours[2], colours[3]
	for _, c := range []struct{ methods, want []string }{
		{[]string{"sft", "ift"}, []string{blue, orange}},
		{[]string{"ift", "sft"}, []string{orange, blue}},
		{[]string{"dpo", "sft", "ppo"}, []string{orange, blue, third}},
		{[]string{"ift", "ift", "ift", "ift"}, []string{orange, blue, third, fourth}},
	} {
		var sides []Side
		for _, m := range c.methods {
			sides = append(sides, Side{Method: m})
		}
		if got := coloursOf(sides); !slices.Equal(got, c.want) {
			t.Errorf("%v have the colours %v, want %v", c.methods, got, c.want)
		}
	}
}
