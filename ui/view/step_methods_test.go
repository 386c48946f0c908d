package view

import (
	"fmt"
	"strings"
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/canvas/canvastest"
	"softmix/ui/draw"
	"softmix/ui/draw/trace"
	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
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
				a := statetest.FakeTrace(statetest.FakeStep{Scenario: scenario, Arms: [2]wire.Arm{statetest.ArmOf(left, .3, .9), statetest.ArmOf(right, .3, .9)}, Token: token})
				for _, phase := range wire.Phases() {
					d := openDesk(scenario, phase, a)
					d.Store.Settings.Arms[0].Method, d.Store.Settings.Arms[1].Method = left, right
					d.Store.Runs[0].Method, d.Store.Runs[1].Method = left, right
					f := StepTexts(d.Control, d.formulas)
					say := words.Plain(words.StepSentence(d.Store))
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
						name := words.MethodName(judged)
						check(phase == "batch" && !strings.Contains(say, words.NotApart(judged, name)), "does not say why "+name+" is absent")
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
		a := statetest.FakeTrace(statetest.FakeStep{Scenario: "sort", Arms: [2]wire.Arm{statetest.ArmOf(x.left, .3, .9), statetest.ArmOf(x.right, .3, .9)}, Token: x.token})
		d := openDesk("sort", x.phase, a)
		say := words.Plain(words.StepSentence(d.Store))
		for _, m := range []string{x.left, x.right} { // whatever the page calls them
			say = strings.ReplaceAll(say, words.MethodName(m), strings.ToUpper(m))
		}
		if !strings.Contains(say, x.want) {
			t.Errorf("%s beside %s, %s: %q lacks %q", x.left, x.right, x.phase, say, x.want)
		}
	}
	// Pre-training reads other text than what stands beside it.
	a := statetest.FakeTrace(statetest.FakeStep{Scenario: "sort", Arms: [2]wire.Arm{statetest.ArmOf("pt", 0, 0), statetest.ArmOf("ift", .3, .9)}, Token: 12})
	a.Runs[0] = wire.RunTrace{Method: "pt"}
	for _, phase := range wire.Phases() {
		d := openDesk("sort", phase, a)
		d.Store.Settings.Arms[0].Method = "pt"
		say := words.Plain(words.StepSentence(d.Store))
		if got := strings.Contains(say, "PT is not taken apart here: its batch is other text than that of the other side."); got != (phase == "batch") || phase != "batch" && strings.Contains(say, "PT") {
			t.Errorf("%s: %q", phase, say)
		}
		if m := state.UntracedMethod(d.Store, 0); m != "pt" || state.UntracedMethod(d.Store, 1) != "" {
			t.Errorf("absent is %q", m)
		}
	}
	// A draw that the coin took, right and wrong.
	seen := map[bool]bool{}
	for _, token := range []int{12, 14, 16, 18} {
		a := statetest.FakeTrace(statetest.FakeStep{Scenario: "sort", Arms: [2]wire.Arm{statetest.ArmOf("sft", 0, 0), statetest.ArmOf("ss", 0, 0)}, Token: token})
		k, ok := state.Swapped(&a.Runs[1], token)
		if !ok {
			t.Fatalf("nothing was drawn at %d", token)
		}
		right := k == a.Tokens[token]
		seen[right] = true
		say := words.Plain(words.StepSentence(openDesk("sort", "mix", a).Store))
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
		for _, f := range []statetest.FakeStep{{Scenario: "sort", Token: 12}, {Scenario: "lake6", Token: 4}} {
			f.Arms = [2]wire.Arm{statetest.ArmOf(left, .3, .9), statetest.ArmOf(right, .3, .9)}
			a, who := statetest.FakeTrace(f), draw.ArmPair(left, right)
			both := [2]draw.Arm{who[0], who[1]}
			for _, w := range []float64{148, 318} {
				for phase := range state.Phases {
					for i, m := range []string{left, right} {
						s := words.LaneSide{Side: i, Who: who[i].ArmName, Phase: phase, Chosen: f.Token}
						if wire.Judged(m) {
							s.Method = m
						}
						r := &canvastest.Recorder{W: w, H: trace.LayLane(w, a, phase).H}
						trace.DrawLane(r, a, s, who[i])
						what := fmt.Sprintf("%s beside %s, side %d, phase %d at %g px", left, right, i, phase, w)
						r.Inside(t, what)
						r.Apart(t, what)
						label := s.Label(a)
						if (s.Method != "") != strings.Contains(label, "not taken apart here") || !strings.HasSuffix(label, ".") {
							t.Errorf("%s: label %q", what, label)
						}
						if m != "ift" && strings.Contains(label, "gamma") {
							t.Errorf("%s: label %q", what, label)
						}
					}
				}
				for name, draw := range map[string]func(c canvas.Canvas) string{
					"strips": func(c canvas.Canvas) string {
						trace.DrawStrips(c, a, both)
						return words.StripsLabel(a, draw.NamesOf(both))
					},
					"attention": func(c canvas.Canvas) string {
						trace.DrawAttention(c, a, both)
						return words.AttentionLabel(a, draw.NamesOf(both))
					},
					"stream": func(c canvas.Canvas) string {
						trace.DrawStream(c, a, both)
						return words.StreamLabel(a, draw.NamesOf(both))
					},
				} {
					r := &canvastest.Recorder{W: w, H: 700}
					if label := draw(r); len(r.Marks) == 0 || strings.Contains(label, "NaN") {
						t.Errorf("%s of %s and %s: %q", name, left, right, label)
					}
				}
				if f.Scenario == "lake6" {
					r := &canvastest.Recorder{W: w, H: trace.LayPair(w).H}
					trace.DrawMove(r, a, statetest.OpenLake(), both, state.PhaseMix)
					words.MoveLabel(a, statetest.OpenLake(), draw.NamesOf(both), state.PhaseMix)
					r.Inside(t, "look board")
				}
			}
		}
	})
}

// Steps pressed in a row add up from the last wanted one, whatever is under way.
func TestStepsAddUp(t *testing.T) {
	d := openDesk("sort", "batch", statetest.Trace())
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
