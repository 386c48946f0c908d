package ui

import (
	"fmt"
	"strings"
	"testing"

	"softmix/ui/canvas"
	"softmix/wasm/wire"
)

// pairsOf are all pairs of methods that two sides can have.
func pairsOf(t *testing.T, see func(left, right string)) {
	t.Helper()
	all := wire.Methods("perm5")
	for _, l := range all {
		for _, r := range all {
			see(l, r)
			if t.Failed() {
				return
			}
		}
	}
}

// Whatever the two methods are, each phase says something true of them: nothing
// of IFT where there is none, nothing of numbers that are not there.
func TestSentencesOfAllMethods(t *testing.T) {
	tokens := map[string][]int{"sort": {3, 11, 12, 18}, "treasure": {4}, "lake6": {4}}
	pairsOf(t, func(left, right string) {
		for scenario, at := range tokens {
			for _, token := range at {
				a := FakeTrace(FakeStep{scenario, [2]wire.Arm{ArmOf(left, .3, .9), ArmOf(right, .3, .9)}, token})
				for _, phase := range wire.Phases() {
					d := openDesk(scenario, phase, a)
					d.Store.Settings.Arms[0].Method, d.Store.Settings.Arms[1].Method = left, right
					d.Store.Runs[0].Method, d.Store.Runs[1].Method = left, right
					f := StepTexts(d.Control, d.formulas)
					say := Plain(StepSentence(d.Store))
					what := fmt.Sprintf("%s beside %s, %s of %s, token %d: %q", left, right, phase, scenario, token, say)
					if wire.Judged(left) && wire.Judged(right) {
						if !strings.Contains(f.Say, "not taken apart here") || strings.Contains(f.Say, "next phase") {
							t.Errorf("%s; it says %q", what, f.Say)
						}
						continue
					}
					check := func(wrong bool, why string) {
						if wrong {
							t.Errorf("%s: %s", what, why)
						}
					}
					ift := left == "ift" || right == "ift"
					check(say == "" || !strings.HasSuffix(say, "."), "no sentence")
					check(strings.Contains(say+f.Formula, "NaN") || strings.Contains(say, "–"), "a number that is none")
					check(!ift && strings.ContainsAny(say, "λγ"), "a knob of IFT")
					check(!ift && strings.Contains(strings.NewReplacer("IFT would", "", "IFT can", "").Replace(say), "IFT"), "speaks of IFT")
					check(!ift && (strings.Contains(say, "mixed inputs") || strings.Contains(say, "of what it believed")), "speaks of mixing")
					one := wire.Judged(left) || wire.Judged(right)
					check(one && (strings.Contains(say, "both") || strings.Contains(say, "Neither")), "speaks of two sides")
					if one {
						judged := right
						if wire.Judged(left) {
							judged = left
						}
						name := MethodName(judged)
						check(phase == "batch" && !strings.Contains(say, notApart(judged, name)), "does not say why "+name+" is absent")
						check(phase != "batch" && strings.Contains(say, name), "compares with "+name)
					}
					check(strings.Contains(f.Where, "λ") != ift, "the line above says "+f.Where)
				}
			}
		}
	})
}

func TestWhatOtherMethodsRead(t *testing.T) {
	for _, x := range []struct {
		left, right, phase string
		token              int
		want               string
	}{
		{"sft", "ss", "guess", 12, "One is drawn by these chances, and a coin decides whether it is read. SFT makes no guess."},
		{"sft", "ss", "mix", 13, "The coin kept the truth here: SS reads c itself. SFT reads c itself."},
		{"sft", "hide", "mix", 12, "HIDE reads a blank in the place of b: what was written before tells it nothing. SFT reads b itself."},
		{"sft", "neftune", "mix", 12, "NEFTUNE reads b, with noise on its embedding: its cosine with the clean one is ."},
		{"sft", "hide", "train", 14, "Reading blanks in the place of the answer before it, HIDE gives"},
		{"ift", "hide", "mix", 12, "HIDE reads a blank."},
		{"ift", "neftune", "mix", 12, "NEFTUNE reads b with noise on its embedding."},
		{"sft", "pt", "mix", 12, "Neither side mixes anything: the input is the true token, whole."},
		{"ppo", "sft", "mix", 12, "SFT mixes nothing: the input is the true token, whole."},
		{"ppo", "sft", "batch", 12, "this step teaches SFT to say so. Its batch has 16 sequences. A step of PPO is not taken apart here: it learns from the model’s own answers"},
	} {
		a := FakeTrace(FakeStep{"sort", [2]wire.Arm{ArmOf(x.left, .3, .9), ArmOf(x.right, .3, .9)}, x.token})
		d := openDesk("sort", x.phase, a)
		say := Plain(StepSentence(d.Store))
		for _, m := range []string{x.left, x.right} { // whatever the page calls them
			say = strings.ReplaceAll(say, MethodName(m), strings.ToUpper(m))
		}
		if !strings.Contains(say, x.want) {
			t.Errorf("%s beside %s, %s: %q lacks %q", x.left, x.right, x.phase, say, x.want)
		}
	}
	// Pre-training reads other text than what stands beside it.
	a := FakeTrace(FakeStep{"sort", [2]wire.Arm{ArmOf("pt", 0, 0), ArmOf("ift", .3, .9)}, 12})
	a.Runs[0] = wire.RunTrace{Method: "pt"}
	for _, phase := range wire.Phases() {
		d := openDesk("sort", phase, a)
		d.Store.Settings.Arms[0].Method = "pt"
		say := Plain(StepSentence(d.Store))
		if got := strings.Contains(say, "PT is not taken apart here: its batch is other text than that of the other side."); got != (phase == "batch") || phase != "batch" && strings.Contains(say, "PT") {
			t.Errorf("%s: %q", phase, say)
		}
		if m := untracedMethod(d.Store, 0); m != "pt" || untracedMethod(d.Store, 1) != "" {
			t.Errorf("absent is %q", m)
		}
	}
	// A draw that the coin took, right and wrong.
	seen := map[bool]bool{}
	for _, token := range []int{12, 14, 16, 18} {
		a := FakeTrace(FakeStep{"sort", [2]wire.Arm{ArmOf("sft", 0, 0), ArmOf("ss", 0, 0)}, token})
		k, ok := swapped(&a.Runs[1], token)
		if !ok {
			t.Fatalf("nothing was drawn at %d", token)
		}
		right := k == a.Tokens[token]
		seen[right] = true
		say := Plain(StepSentence(openDesk("sort", "mix", a).Store))
		if want := "in the place of the true"; strings.Contains(say, want) == right {
			t.Errorf("a draw that is right (%t): %q", right, say)
		}
	}
	if len(seen) != 2 {
		t.Errorf("draws that are right: %v; want some of each", seen)
	}
}

// All drawings of a step, for all pairs of methods: they stay inside, nothing lies
// over another, and what is absent is said.
func TestDrawingsOfAllMethods(t *testing.T) {
	pairsOf(t, func(left, right string) {
		if left != "sft" && left != "ift" && left != "ppo" {
			return
		}
		for _, f := range []FakeStep{{"sort", [2]wire.Arm{}, 12}, {"lake6", [2]wire.Arm{}, 4}} {
			f.Arms = [2]wire.Arm{ArmOf(left, .3, .9), ArmOf(right, .3, .9)}
			a, who := FakeTrace(f), ArmPair(left, right)
			both := [2]Arm{who[0], who[1]}
			for _, w := range []float64{148, 318} {
				for phase := range phases {
					for i, m := range []string{left, right} {
						s := laneSide{side: i, who: who[i].ArmName, phase: phase, chosen: f.Token}
						if wire.Judged(m) {
							s.method = m
						}
						r := &Recorder{W: w, H: layLane(w, a, phase).h}
						drawLane(r, a, s, who[i])
						what := fmt.Sprintf("%s beside %s, side %d, phase %d at %g px", left, right, i, phase, w)
						r.Inside(t, what)
						r.Apart(t, what)
						label := s.Label(a)
						if (s.method != "") != strings.Contains(label, "not taken apart here") || !strings.HasSuffix(label, ".") {
							t.Errorf("%s: label %q", what, label)
						}
						if m != "ift" && strings.Contains(label, "gamma") {
							t.Errorf("%s: label %q", what, label)
						}
					}
				}
				for name, draw := range map[string]func(c canvas.Canvas) string{
					"strips":    func(c canvas.Canvas) string { drawStrips(c, a, both); return stripsLabel(a, namesOf(both)) },
					"attention": func(c canvas.Canvas) string { drawAttention(c, a, both); return attentionLabel(a, namesOf(both)) },
					"stream":    func(c canvas.Canvas) string { drawStream(c, a, both); return streamLabel(a, namesOf(both)) },
				} {
					r := &Recorder{W: w, H: 700}
					if label := draw(r); len(r.Marks) == 0 || strings.Contains(label, "NaN") {
						t.Errorf("%s of %s and %s: %q", name, left, right, label)
					}
				}
				if f.Scenario == "lake6" {
					r := &Recorder{W: w, H: layPair(w).h}
					drawMove(r, a, OpenLake(), both, phaseMix)
					moveLabel(a, OpenLake(), namesOf(both), phaseMix)
					r.Inside(t, "look board")
				}
			}
		}
	})
}

// Steps pressed in a row add up from the last wanted one, whatever is under way.
func TestStepsAddUp(t *testing.T) {
	d := openDesk("sort", "batch", Trace())
	d.MoveStep(1)
	if len(d.sent) != 1 || d.sent[0].Do != "step" || d.sent[0].N != 1 {
		t.Fatalf("sent %+v", d.sent)
	}
	d.MoveStep(-1) // while step 42 is still computed: back to 41
	if n := len(d.sent); n != 2 || d.sent[1].Do != "seek" || d.sent[1].N != 41 {
		t.Fatalf("sent %+v, want a seek to 41", d.sent)
	}
	d.MoveStep(-1)
	d.MoveStep(-1)
	d.MoveStep(1)
	d.answer(t, "step", stepped(42))
	d.answer(t, "seek", stepped(41))
	d.answer(t, "seek", stepped(40))
	if len(d.sent) != 0 || d.Store.Step != 40 {
		t.Fatalf("at %d, sent %+v; want 40", d.Store.Step, d.sent)
	}
	d.MoveStep(1)
	d.MoveStep(1)
	d.MoveStep(1)
	d.answer(t, "step", stepped(41))
	d.answer(t, "seek", stepped(42))
	d.answer(t, "seek", stepped(43))
	if len(d.sent) != 0 || d.Store.Step != 43 {
		t.Fatalf("at %d, sent %+v; want 43", d.Store.Step, d.sent)
	}
	d.MoveStep(-1) // nothing is under way any more
	d.answer(t, "seek", stepped(42))
	d.Event(stepped(d.Store.Settings.Steps))
	d.MoveStep(1)
	d.expect(t, "")
}
