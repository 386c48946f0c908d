package words

import (
	"strings"
	"testing"

	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/wasm/wire"
)

func TestSentence(t *testing.T) {
	game := func(s *state.Store, said ...int) *state.Store {
		truth := make([]int, len(said))
		for i := range truth {
			truth[i] = 2
		}
		s.Treasure = &wire.Treasure{Truth: truth}
		s.Runs[0].Treasure = &wire.TreasureRun{Said: said}
		return s
	}
	loading := state.NewStore(wire.Defaults("sort"))
	broken := statetest.At("sort", 5, .5, .5, .5)
	broken.Fault = &wire.Fault{Code: "nan", Text: "A loss is no number", Kernel: "attention"}
	same := statetest.At("sort", 50, .5, .8, .9)
	same.Runs[0].Method = "ift"
	level := statetest.At("lake6", 50, .2, .91, .92)
	level.Lake = &wire.Lake{Best: .98}
	for i := range level.Runs[:2] {
		e := &level.Runs[i].Evals[1]
		e.Errs, e.Prompts = map[string]float64{"success_random": .029}, map[string]int{"success_random": 100}
	}
	for name, c := range map[string]struct {
		s    *state.Store
		want []string
		not  string
	}{
		"loading":       {loading, []string{"same small model"}, "%"},
		"step 0":        {statetest.At("treasure", 0, .586, .586, .586), []string{"Step 0.", "59\u00a0%", "Press Play"}, "ahead"},
		"ift wins":      {statetest.At("treasure", 62, .5, .48, .69), []string{"Step 62.", "SFT names the right box 48\u00a0%", "IFT 69\u00a0%", "IFT is higher by 21\u00a0points in this run; one run is no verdict."}, "ahead"},
		"ift loses":     {statetest.At("chain", 62, .5, .86, .21), []string{"SFT is higher by 65\u00a0points in this run", "hides the one letter"}, "ahead"},
		"level":         {level, []string{"1\u00a0point apart in this run, within the ±\u00a08 of 100 test walks.", "98\u00a0%"}, "ahead"},
		"hallucinates":  {game(statetest.At("treasure", 62, .586, .45, .69), 2, 0, 0, 0, 0, 0, 0, 2), []string{"SFT says A 6 times in a row", "loss keeps falling"}, ""},
		"two of a kind": {same, []string{"IFT left", "IFT right 90\u00a0%", "IFT right is higher by 10\u00a0points in this run"}, "loses"},
		"broken":        {broken, []string{"Stopped.", "A loss is no number. The first kernel with a bad number is attention.", "Press Reset"}, "Step"},
	} {
		got := Plain(Sentence(c.s, false))
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q lacks %q", name, got, w)
			}
		}
		if c.not != "" && strings.Contains(got, c.not) {
			t.Errorf("%s: %q has %q", name, got, c.not)
		}
	}
	if got := Plain(Sentence(statetest.At("sort", 3, .5, .5, .5), true)); !strings.HasPrefix(got, "Paused: not in view.") {
		t.Errorf("held: %q", got)
	}
}

// An older evaluation is not passed off as one of this step.
func TestSentenceNamesTheStepOfItsNumbers(t *testing.T) {
	s := statetest.At("lake6", 60, .2, .7, .9)
	s.Step = 64
	if got := Plain(Sentence(s, false)); !strings.Contains(got, "At step 60, dropped") {
		t.Error(got)
	}
}

func TestMarkupEscapes(t *testing.T) {
	m := Markup{{Text: "a < b "}, {Text: "SFT", Method: "sft", Bold: true}, {Text: "IFT", Method: "ift"}}
	if got, want := m.HTML(), `a &lt; b <b class="sft">SFT</b><span class="ift">IFT</span>`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
