package ui

import (
	"fmt"
	"slices"
	"strings"

	"softmix/model/method"
	"softmix/wasm/wire"
)

// railWords are what the page calls the phases.
var railWords = [phases]string{"batch", "guess pass", "mixed input", "training pass", "loss", "weights", "gradient", "update"}

// place says which answer token position t is: "position 3, c".
func place(a *wire.Trace, t int) string {
	n := 0
	for i := range a.Answer {
		if i <= t && a.Answer[i] {
			n++
		}
	}
	if !learned(a, t) {
		return fmt.Sprintf("prompt position %d, %s", t+1, nameOf(a, tokenOf(a, t)))
	}
	return fmt.Sprintf("position %d, %s", n, nameOf(a, tokenOf(a, t)))
}

// spoken is a distribution in words: "80 % c, 14 % d".
func spoken(a *wire.Trace, v []wire.Share, right, n int) string {
	var out []string
	for _, s := range leading(v, right, n) {
		out = append(out, percent(s.P)+" "+nameOf(a, s.Token))
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}

// laneSide says whose lane of a step it is.
type laneSide struct {
	side   int
	who    ArmName
	phase  int
	chosen int
	method string // of the run, where it is not taken apart; else ""
}

// Label says in words what a lane shows of the current phase and token.
func (s laneSide) Label(a *wire.Trace) string {
	if s.method != "" {
		return s.who.Name + ", one step taken apart: " + lowerFirst(notApart(s.method, s.who.Name))
	}
	if a == nil || s.side >= len(a.Runs) || !slices.Contains(a.Answer, true) || !traced(&a.Runs[s.side]) {
		return s.who.Name + ", one step taken apart: nothing is trained yet. The next phase takes the first step."
	}
	phase := max(s.phase, 0)
	return fmt.Sprintf("%s, step %d, %s: %s: %s", s.who.Name, a.Step, railWords[phase], place(a, s.chosen), phaseWords(a, &a.Runs[s.side], s.chosen, phase))
}

// phaseWords are what token t of a run shows in a phase.
func phaseWords(a *wire.Trace, r *wire.RunTrace, t, phase int) string {
	right := tokenOf(a, t)
	switch phase {
	case phaseBatch:
		return "given " + spell(a, false) + "; to be learned " + spell(a, true) + "."
	case phaseGuess:
		if len(r.Guess) == 0 {
			return noGuessPass() + "."
		}
		return "it expects " + spoken(a, rowAt(r.Guess, t), right, 3) + "; the answer says " + nameOf(a, right) + "."
	case phaseMix:
		if len(r.Guess) == 0 {
			return inputs(r.Method) + ", for " + nameOf(a, right) + "."
		}
		if method.Of(r.Method).Reads == method.Samples {
			if k, ok := swapped(r, t); ok {
				return "a coin puts its own draw " + nameOf(a, k) + " in the place of " + nameOf(a, right) + "."
			}
			return "reads the truth, " + nameOf(a, right) + "."
		}
		return spoken(a, rowAt(r.Mix, t), right, 4) + "; " + percent(1-ownShare(a, r, t)) + " of it is " + fedWords(r) + "."
	case phaseTrain:
		return "it predicts " + spoken(a, rowAt(r.Train, t), right, 3) + "; the answer says " + nameOf(a, right) + "."
	case phaseLoss:
		top := largest(a, r.Loss)
		return fmt.Sprintf("loss %s; the largest of the answer is %s, at %s.", brief(valueAt(r.Loss, t)), brief(valueAt(r.Loss, top)), place(a, top))
	case phaseWeights:
		return weightWords(a, r, t)
	case phaseGradient:
		s := fmt.Sprintf("it pulls at its prediction with %s; the largest pull of both sides is %s.", brief(valueAt(r.LogitGradNorm, t)), brief(scaleOf(a, t).pull))
		if far := reachWords(a, r, t); far != "" {
			s += " Its loss reaches most the inputs " + far + "."
		}
		return s
	}
	var out []string
	for _, g := range r.Groups {
		out = append(out, g.Name+" "+hundredths(moved(g)))
	}
	return "the whole step moved, in percent of the size of each group: " + strings.Join(out, ", ") + "."
}

func weightWords(a *wire.Trace, r *wire.RunTrace, t int) string {
	switch {
	case even(a, r) && method.Of(r.Method).Reads == method.Mixed:
		return "gamma is 0, every token counts the same."
	case even(a, r):
		return evenWords()[0] + "."
	}
	s := fmt.Sprintf("weight %s, from its own loss %s", brief(valueAt(r.Weight, t)), brief(valueAt(r.Loss, t)))
	var behind []string
	for _, k := range answerOf(a) {
		if k > t {
			behind = append(behind, nameOf(a, tokenOf(a, k))+" "+brief(discounted(r, t, k)))
		}
	}
	if len(behind) > 0 {
		s += " and, discounted, those behind it: " + strings.Join(behind, ", ")
	}
	return s + "."
}

// spell writes out the tokens on the answer mask, or off it.
func spell(a *wire.Trace, answer bool) string {
	var out []string
	for t := range a.Tokens {
		if learned(a, t) == answer {
			out = append(out, nameOf(a, a.Tokens[t]))
		}
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, " ")
}

// largest is the answer position with the largest value.
func largest(a *wire.Trace, v []float64) int {
	answer := answerOf(a)
	best := answer[0]
	for _, t := range answer {
		if valueAt(v, t) > valueAt(v, best) {
			best = t
		}
	}
	return best
}

// reachWords names the inputs that get most of the chosen token's gradient.
func reachWords(a *wire.Trace, r *wire.RunTrace, chosen int) string {
	if a.Look.Token != chosen {
		return ""
	}
	var order []int
	for t := range a.Tokens {
		if valueAt(r.From, t) > 0 {
			order = append(order, t)
		}
	}
	slices.SortStableFunc(order, func(i, k int) int {
		if valueAt(r.From, i) > valueAt(r.From, k) {
			return -1
		}
		return 1
	})
	var out []string
	for _, t := range order[:min(3, len(order))] {
		out = append(out, fmt.Sprintf("%s (%s)", nameOf(a, tokenOf(a, t)), brief(valueAt(r.From, t))))
	}
	return strings.Join(out, ", ")
}

// fedWords says what is fed back in the truth's place.
func fedWords(r *wire.RunTrace) string {
	switch r.Feedback {
	case "argmax":
		return "its first guess"
	case "sampled":
		return "a guess it drew"
	}
	return "what it believed"
}

// What a lane says in its rows, the longest wording first.

func givenAndLearned() []string { return []string{"grey: given", "boxed: to be learned"} }
func noGuessPass() string       { return "no first pass" }
func noPrediction() string      { return "no prediction" }
func nothingMoved() string      { return "nothing was moved" }
func notLearned() []string      { return []string{"not learned", ""} }
func evenWords() []string       { return []string{"every weight is 1"} }
func evenGamma() []string {
	return []string{"γ = 0: every token counts the same", "γ = 0: all count 1"}
}
func lossOf(token string) string   { return "loss of " + token }
func weightOf(token string) string { return "weight of " + token }
func coinWords() []string {
	return []string{"a coin puts its own draws into the answer", "its own draws, by a coin", "own draws"}
}
func mixWords(share string, r *wire.RunTrace) []string {
	return []string{share + " of each answer input is " + fedWords(r), share + " is " + fedWords(r), share + " belief"}
}
func inputWords(method string) []string { return []string{inputs(method), "truth and noise"} }
func reachHead(token string) []string {
	return []string{"where the loss of " + token + " reaches the inputs", "loss of " + token + ", by input", "by input"}
}
func moveHead() []string {
	return []string{"how far the step moved each group, in % of the group’s size", "how far it moved, in % of its size", "moved, of its size"}
}
func untrained() []string {
	return []string{"Nothing is trained yet:", "next phase takes the first step."}
}

// notApartBriefly is notApart for a narrow lane.
func notApartBriefly(method, name string) string {
	if !wire.Judged(method) {
		return name + " is not taken apart: it reads other text."
	}
	return name + " is not taken apart: it learns from its own answers, not from a batch."
}

// sliderName is what the slider of a lane is called.
func sliderName(who ArmName) string { return "Token that is looked at, " + who.Name }
