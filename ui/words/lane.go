package words

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// PhaseNames are what the page calls the phases.
var PhaseNames = [state.Phases]i18n.Key{i18n.PhaseBatch, i18n.PhaseGuess, i18n.PhaseMixed, i18n.PhaseTraining, i18n.PhaseLoss, i18n.PhaseWeights, i18n.PhaseGradient, i18n.PhaseUpdate}

// place says which answer token position t is: "position 3, c".
func place(a *wire.Trace, t int) string {
	n := 0
	for i := range a.Answer {
		if i <= t && a.Answer[i] {
			n++
		}
	}
	if !state.Learned(a, t) {
		return i18n.Say(i18n.LanePromptPosition, t+1, state.NameOf(a, state.TokenOf(a, t)))
	}
	return i18n.Say(i18n.LanePosition, n, state.NameOf(a, state.TokenOf(a, t)))
}

// Spoken is a distribution in words: "80 % c, 14 % d".
func Spoken(a *wire.Trace, v []wire.Share, right, n int) string {
	var out []string
	for _, s := range state.Leading(v, right, n) {
		out = append(out, Percent(s.P)+" "+state.NameOf(a, s.Token))
	}
	if len(out) == 0 {
		return i18n.LaneNothing.String()
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
		return i18n.Say(i18n.LaneOneStepTakenApart, s.Who.Name, LowerFirst(NotApart(s.Method, s.Who.Name)))
	}
	if a == nil || s.Side >= len(a.Runs) || !slices.Contains(a.Answer, true) || !state.Traced(&a.Runs[s.Side]) {
		return i18n.Say(i18n.LaneOneStepTakenApartNothing, s.Who.Name)
	}
	phase := max(s.Phase, 0)
	return i18n.Say(i18n.LaneStep, s.Who.Name, a.Step, PhaseNames[phase], place(a, s.Chosen), phaseWords(a, &a.Runs[s.Side], s.Chosen, phase))
}

// phaseWords are what token t of a run shows in a phase.
func phaseWords(a *wire.Trace, r *wire.RunTrace, t, phase int) string {
	right := state.TokenOf(a, t)
	switch phase {
	case state.PhaseBatch:
		return i18n.Say(i18n.LaneGivenToBeLearned, spell(a, false), spell(a, true))
	case state.PhaseGuess:
		if len(r.Guess) == 0 {
			return NoGuessPass() + "."
		}
		return i18n.Say(i18n.LaneItExpectsTheAnswer, Spoken(a, state.RowAt(r.Guess, t), right, 3), state.NameOf(a, right))
	case state.PhaseMix:
		if len(r.Guess) == 0 {
			return i18n.Say(i18n.LaneFor, Inputs(r.Method), state.NameOf(a, right))
		}
		if method.Of(r.Method).Reads == method.Samples {
			if k, ok := state.Swapped(r, t); ok {
				return i18n.Say(i18n.LaneACoinPutsIts, state.NameOf(a, k), state.NameOf(a, right))
			}
			return i18n.Say(i18n.LaneReadsTheTruth, state.NameOf(a, right))
		}
		return i18n.Say(i18n.LaneOfItIs, Spoken(a, state.RowAt(r.Mix, t), right, 4), Percent(1-state.OwnShare(a, r, t)), fedWords(r))
	case state.PhaseTrain:
		return i18n.Say(i18n.LaneItPredictsTheAnswer, Spoken(a, state.RowAt(r.Train, t), right, 3), state.NameOf(a, right))
	case state.PhaseLoss:
		top := largest(a, r.Loss)
		return i18n.Say(i18n.LaneLossTheLargestOf, Brief(state.ValueAt(r.Loss, t)), Brief(state.ValueAt(r.Loss, top)), place(a, top))
	case state.PhaseWeights:
		return weightWords(a, r, t)
	case state.PhaseGradient:
		s := i18n.Say(i18n.LaneItPullsAtIts, Brief(state.ValueAt(r.LogitGradNorm, t)), Brief(state.ScaleOf(a, t).Pull))
		if far := reachWords(a, r, t); far != "" {
			s += i18n.Say(i18n.LaneItsLossReachesMost, far)
		}
		return s
	}
	var out []string
	for _, g := range r.Groups {
		out = append(out, g.Name+" "+Hundredths(state.Moved(g)))
	}
	return i18n.Say(i18n.LaneTheWholeStepMoved, strings.Join(out, ", "))
}

func weightWords(a *wire.Trace, r *wire.RunTrace, t int) string {
	switch {
	case state.Even(a, r) && method.Of(r.Method).Reads == method.Mixed:
		return i18n.LaneGammaIsEveryToken.String()
	case state.Even(a, r):
		return EvenWords()[0] + "."
	}
	s := i18n.Say(i18n.LaneWeightFromItsOwn, Brief(state.ValueAt(r.Weight, t)), Brief(state.ValueAt(r.Loss, t)))
	var behind []string
	for _, k := range state.AnswerOf(a) {
		if k > t {
			behind = append(behind, state.NameOf(a, state.TokenOf(a, k))+" "+Brief(state.Discounted(r, t, k)))
		}
	}
	if len(behind) > 0 {
		s += i18n.Say(i18n.LaneAndDiscountedThoseBehind, strings.Join(behind, ", "))
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
		return i18n.LaneNothing.String()
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
	if a.Focus.Token != chosen {
		return ""
	}
	var order []int
	for t := range a.Tokens {
		if state.ValueAt(r.From, t) > 0 {
			order = append(order, t)
		}
	}
	sort.SliceStable(order, func(i, k int) bool { return state.ValueAt(r.From, order[i]) > state.ValueAt(r.From, order[k]) })
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
		return i18n.LaneItsFirstGuess.String()
	case "sampled":
		return i18n.LaneAGuessItDrew.String()
	}
	return i18n.LaneWhatItBelieved.String()
}

// What a lane says in its rows, the longest wording first.

func GivenAndLearned() []string {
	return []string{i18n.LaneGreyGiven.String(), i18n.LaneBoxedToBeLearned.String()}
}
func NoGuessPass() string  { return i18n.LaneNoFirstPass.String() }
func NoPrediction() string { return i18n.LaneNoPrediction.String() }
func NothingMoved() string { return i18n.LaneNothingWasMoved.String() }
func NotLearned() []string { return []string{i18n.LaneNotLearned.String(), ""} }
func EvenWords() []string  { return []string{i18n.LaneEveryWeightIs.String()} }
func EvenGamma() []string {
	return []string{i18n.LaneEveryTokenCountsThe.String(), i18n.LaneAllCount.String()}
}
func LossOf(token string) string   { return i18n.Say(i18n.LaneLossOf, token) }
func WeightOf(token string) string { return i18n.Say(i18n.LaneWeightOf, token) }
func CoinWords() []string {
	return []string{i18n.LaneACoinPutsItsOwn.String(), i18n.LaneItsOwnDrawsBy.String(), i18n.LaneOwnDraws.String()}
}
func MixWords(share string, r *wire.RunTrace) []string {
	return []string{i18n.Say(i18n.LaneOfEachAnswerInput, share, fedWords(r)), i18n.Say(i18n.LaneIs, share, fedWords(r)), i18n.Say(i18n.LaneBelief, share)}
}
func InputWords(method string) []string {
	return []string{Inputs(method), i18n.LaneTruthAndNoise.String()}
}
func ReachHead(token string) []string {
	return []string{i18n.Say(i18n.LaneWhereTheLossOf, token), i18n.Say(i18n.LaneLossOfByInput, token), i18n.LaneByInput.String()}
}
func MoveHead() []string {
	return []string{i18n.LaneHowFarTheStep.String(), i18n.LaneHowFarItMoved.String(), i18n.LaneMovedOfItsSize.String()}
}
func Untrained() []string {
	return []string{i18n.LaneNothingIsTrainedYet.String(), i18n.LaneNextPhaseTakesThe.String()}
}

// NotApartBriefly is notApart for a narrow lane.
func NotApartBriefly(method, name string) string {
	if !wire.Judged(method) {
		return i18n.Say(i18n.LaneIsNotTakenApart, name)
	}
	return i18n.Say(i18n.LaneIsNotTakenApartIt, name)
}

// SliderName is what the slider of a lane is called.
func SliderName(who ArmName) string { return i18n.Say(i18n.LaneTokenThatIsLooked, who.Name) }
