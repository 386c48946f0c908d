package view

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// Every slot of the formulas is filled, and every phase has its formula.
func TestFormulaSlots(t *testing.T) {
	text, err := os.ReadFile("../formulas/formulas.tex")
	if err != nil {
		t.Fatal(err)
	}
	f := &words.Formulas{Formulas: map[string]string{}}
	slot := regexp.MustCompile(`\\text\{(@\w+@)\}`)
	for _, line := range strings.Split(string(text), "\n") {
		name, latex, ok := strings.Cut(line, ": ")
		if ok && !strings.HasPrefix(name, "%") && !strings.HasPrefix(name, "symbol") {
			f.Formulas[name] = slot.ReplaceAllString(latex, "<mtext>$1</mtext>")
		}
	}
	for _, feedback := range []string{"soft", "sampled", "argmax"} {
		for _, phase := range wire.Phases() {
			a := statetest.Trace()
			a.Runs[1].Feedback = feedback
			d := openDesk("sort", phase, a)
			d.formulas = f
			got := StepTexts(d.Control, d.formulas).Formula
			if f.Formulas[phase] == "" || f.Formulas[phase+".now"] == "" {
				t.Errorf("%s has no formula", phase)
			}
			if got == "" || strings.Contains(got, "@") || strings.Contains(got, "NaN") || strings.Contains(got, "–") {
				t.Errorf("%s: %q", phase, got)
			}
		}
	}
	d := openDesk("sort", "mix", statetest.Trace())
	d.formulas = f
	if got := StepTexts(d.Control, d.formulas).Formula; !strings.Contains(got, `<mn>.83</mn>`) || !strings.Contains(got, `<mtext class="g">d</mtext>`) {
		t.Errorf("the mixture's numbers are missing: %q", got)
	}
	d.formulas = nil
	if got := StepTexts(d.Control, d.formulas).Formula; !strings.Contains(got, "Loading") {
		t.Error(got)
	}
	d.Formulas.Fault = "the server answered 404"
	if got := StepTexts(d.Control, d.formulas).Formula; !strings.Contains(got, "404") {
		t.Error(got)
	}
}

func TestInspectReport(t *testing.T) {
	s := state.NewStore(wire.Defaults("sort"))
	if _, err := state.InspectOf(s, 1, ""); err == nil {
		t.Error("a step that was never trained is taken apart")
	}
	s.Trace = statetest.Trace()
	m, err := state.InspectOf(s, 1, "weights")
	if err != nil {
		t.Fatal(err)
	}
	if m["step"] != 41 || m["token"] != 6 || m["gamma"] != .95 || m["guess"] != nil || m["method"] != "ift" {
		t.Errorf("%v", m)
	}
	all, err := state.InspectOf(s, 1, "")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for phase, names := range state.FieldsOf {
		for _, n := range names {
			shown[n] = true
			if _, ok := all[n]; !ok && n != "attends" && n != "stream" && n != "belief" && n != "input" {
				t.Errorf("%s: a Dissection has no field %q", phase, n)
			}
		}
	}
	for _, name := range []string{"guess", "mix", "true", "mixed", "loss", "weight", "pull", "groups"} {
		if !shown[name] {
			t.Errorf("no phase shows %q", name)
		}
	}
}
