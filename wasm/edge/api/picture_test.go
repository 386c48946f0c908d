package api

import (
	"slices"
	"testing"

	"softmix/model/method"
	"softmix/wasm/wire"
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

// What the server, which carries no tables, knows of them is what they say: the
// methods with a hue of their own, and the scenario that the page opens with.
func TestRowsOfServer(t *testing.T) {
	for _, m := range method.Methods {
		if _, own := ownColours[m.Key]; own != (m.Hue != "") {
			t.Errorf("%s has a colour of its own here: %v, and the hue %q there", m.Key, own, m.Hue)
		}
	}
	if got, want := scenario(&Run{}), wire.Scenarios()[0]; got != want {
		t.Errorf("the page opens with %s, not with %s", want, got)
	}
}
