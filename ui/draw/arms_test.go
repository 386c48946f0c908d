package draw

import (
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

func TestArms(t *testing.T) {
	a := ArmPair("ift", "ift")
	if a[0].Name != "IFT left" || a[1].Name != "IFT right" || a[0].Dash != nil || a[1].Dash == nil || a[0].Line != a[1].Line {
		t.Errorf("twins: %+v", a)
	}
	if a := ArmPair("pt", "ift"); a[0].Line != canvas.Ink2 || a[1].Line != "ift" {
		t.Errorf("pt beside ift: %+v", a)
	}
}

func TestArmsDiffer(t *testing.T) {
	all := wire.Methods("lake6")
	for _, four := range [][]string{all[:4], all[4:8], all[7:], {"ift", "ift", "ift", "ift"}, {"ppo", "ppo", "ppo", "sft"}, {"ss", "ss", "dpo", "dpo"}} {
		seen := map[string]bool{}
		for _, a := range ArmsOf(four...) {
			look := string(a.Line)
			for _, d := range a.Dash {
				look += " " + words.Decimal(d)
			}
			if seen[look] || seen[a.Name] || seen[a.Short] {
				t.Errorf("%v: %s looks or reads like another", four, a.Name)
			}
			seen[look], seen[a.Name], seen[a.Short] = true, true, true
		}
	}
}
