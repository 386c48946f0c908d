package words

import (
	"fmt"
	"slices"
	"strings"

	"softmix/model/method"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// PhaseNames are what the page calls the phases.
var PhaseNames = [state.Phases]string{"batch", "guess pass", "mixed input", "training pass", "loss", "weights", "gradient", "update"}

// place says which answer token position t is: "position 3, c".
func place(a *wire.Trace, t int) string {
	n := 0
	for i := range a.Answer {
		if i <= t && a.Answer[i] {
			n++
		}
	}
	if !state.Learned(a, t) {
		return fmt.Sprintf("prompt position %d, %s", t+1, state.NameOf(a, state.TokenOf(a, t)))
	}
	return fmt.Sprintf("position %d, %s", n, state.NameOf(a, state.TokenOf(a, t)))
}

// Spoken is a distribution in words: "80 % c, 14 % d".
func Spoken(a *wire.Trace, v []wire.Share, right, n int) string {
	var out []string
	for _, s := range state.Leading(v, right, n) {
		out = append(out, Percent(s.P)+" "+state.NameOf(a, s.Token))
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}

// LaneSide says whose lane of a step it is.
type LaneSide struct {
	Side   int
	Who    ArmName
	Phase  int
	Chosen int
	Method string // of the run, where it is not taken apart; else ""
}

// Label says in words what a lane shows of the current phase and token.
func (s LaneSide) Label(a *wire.Trace) string {
	if s.Method != "" {
		return s.Who.Name + ", one step taken apart: " + LowerFirst(NotApart(s.Method, s.Who.Name))
	}
	if a == nil || s.Side >= len(a.Runs) || !slices.Contains(a.Answer, true) || !state.Traced(&a.Runs[s.Side]) {
		return s.Who.Name + ", one step taken apart: nothing is trained yet. The next phase takes the first step."
	}
	phase := max(s.Phase, 0)
	return fmt.Sprintf("%s, step %d, %s: %s: %s", s.Who.Name, a.Step, PhaseNames[phase], place(a, s.Chosen), phaseWords(a, &a.Runs[s.Side], s.Chosen, phase))
}

// phaseWords are what token t of a run shows in a phase.
func phaseWords(a *wire.Trace, r *wire.RunTrace, t, phase int) string {
	right := state.TokenOf(a, t)
	switch phase {
	case state.PhaseBatch:
		return "given " + spell(a, false) + "; to be learned " + spell(a, true) + "."
	case state.PhaseGuess:
		if len(r.Guess) == 0 {
			return NoGuessPass() + "."
		}
		return "it expects " + Spoken(a, state.RowAt(r.Guess, t), right, 3) + "; the answer says " + state.NameOf(a, right) + "."
	case state.PhaseMix:
		if len(r.Guess) == 0 {
			return Inputs(r.Method) + ", for " + state.NameOf(a, right) + "."
		}
		if method.Of(r.Method).Reads == method.Samples {
			if k, ok := state.Swapped(r, t); ok {
				return "a coin puts its own draw " + state.NameOf(a, k) + " in the place of " + state.NameOf(a, right) + "."
			}
			return "reads the truth, " + state.NameOf(a, right) + "."
		}
		return Spoken(a, state.RowAt(r.Mix, t), right, 4) + "; " + Percent(1-state.OwnShare(a, r, t)) + " of it is " + fedWords(r) + "."
	case state.PhaseTrain:
		return "it predicts " + Spoken(a, state.RowAt(r.Train, t), right, 3) + "; the answer says " + state.NameOf(a, right) + "."
	case state.PhaseLoss:
		top := largest(a, r.Loss)
		return fmt.Sprintf("loss %s; the largest of the answer is %s, at %s.", Brief(state.ValueAt(r.Loss, t)), Brief(state.ValueAt(r.Loss, top)), place(a, top))
	case state.PhaseWeights:
		return weightWords(a, r, t)
	case state.PhaseGradient:
		s := fmt.Sprintf("it pulls at its prediction with %s; the largest pull of both sides is %s.", Brief(state.ValueAt(r.LogitGradNorm, t)), Brief(state.ScaleOf(a, t).Pull))
		if far := reachWords(a, r, t); far != "" {
			s += " Its loss reaches most the inputs " + far + "."
		}
		return s
	}
	var out []string
	for _, g := range r.Groups {
		out = append(out, g.Name+" "+Hundredths(state.Moved(g)))
	}
	return "the whole step moved, in percent of the size of each group: " + strings.Join(out, ", ") + "."
}

func weightWords(a *wire.Trace, r *wire.RunTrace, t int) string {
	switch {
	case state.Even(a, r) && method.Of(r.Method).Reads == method.Mixed:
		return "gamma is 0, every token counts the same."
	case state.Even(a, r):
		return EvenWords()[0] + "."
	}
	s := fmt.Sprintf("weight %s, from its own loss %s", Brief(state.ValueAt(r.Weight, t)), Brief(state.ValueAt(r.Loss, t)))
	var behind []string
	for _, k := range state.AnswerOf(a) {
		if k > t {
			behind = append(behind, state.NameOf(a, state.TokenOf(a, k))+" "+Brief(state.Discounted(r, t, k)))
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
		if state.Learned(a, t) == answer {
			out = append(out, state.NameOf(a, a.Tokens[t]))
		}
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, " ")
}

// largest is the answer position with the largest value.
func largest(a *wire.Trace, v []float64) int {
	answer := state.AnswerOf(a)
	best := answer[0]
	for _, t := range answer {
		if state.ValueAt(v, t) > state.ValueAt(v, best) {
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
		if state.ValueAt(r.From, t) > 0 {
			order = append(order, t)
		}
	}
	slices.SortStableFunc(order, func(i, k int) int {
		if state.ValueAt(r.From, i) > state.ValueAt(r.From, k) {
			return -1
		}
		return 1
	})
	var out []string
	for _, t := range order[:min(3, len(order))] {
		out = append(out, fmt.Sprintf("%s (%s)", state.NameOf(a, state.TokenOf(a, t)), Brief(state.ValueAt(r.From, t))))
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

func GivenAndLearned() []string { return []string{"grey: given", "boxed: to be learned"} }
func NoGuessPass() string       { return "no first pass" }
func NoPrediction() string      { return "no prediction" }
func NothingMoved() string      { return "nothing was moved" }
func NotLearned() []string      { return []string{"not learned", ""} }
func EvenWords() []string       { return []string{"every weight is 1"} }
func EvenGamma() []string {
	return []string{"γ = 0: every token counts the same", "γ = 0: all count 1"}
}
func LossOf(token string) string   { return "loss of " + token }
func WeightOf(token string) string { return "weight of " + token }
func CoinWords() []string {
	return []string{"a coin puts its own draws into the answer", "its own draws, by a coin", "own draws"}
}
func MixWords(share string, r *wire.RunTrace) []string {
	return []string{share + " of each answer input is " + fedWords(r), share + " is " + fedWords(r), share + " belief"}
}
func InputWords(method string) []string { return []string{Inputs(method), "truth and noise"} }
func ReachHead(token string) []string {
	return []string{"where the loss of " + token + " reaches the inputs", "loss of " + token + ", by input", "by input"}
}
func MoveHead() []string {
	return []string{"how far the step moved each group, in % of the group’s size", "how far it moved, in % of its size", "moved, of its size"}
}
func Untrained() []string {
	return []string{"Nothing is trained yet:", "next phase takes the first step."}
}

// NotApartBriefly is notApart for a narrow lane.
func NotApartBriefly(method, name string) string {
	if !wire.Judged(method) {
		return name + " is not taken apart: it reads other text."
	}
	return name + " is not taken apart: it learns from its own answers, not from a batch."
}

// SliderName is what the slider of a lane is called.
func SliderName(who ArmName) string { return "Token that is looked at, " + who.Name }
