package words

import (
	"strconv"
	"strings"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// The pictures of a step below its lanes.

// AttentionLabel says in words what drawAttention shows.
func AttentionLabel(a *wire.Trace, who [2]ArmName) string {
	if a == nil || len(a.Tokens) == 0 {
		return i18n.PictureAttentionNothingToShow.String()
	}
	s := i18n.Say(i18n.PictureAttentionOfLayerHead, a.Focus.Layer+1, a.Focus.Head+1, place(a, a.Focus.Token))
	for side := range min(len(a.Runs), 2) {
		top := state.MostRead(a.Runs[side].Attends, a.Focus.Token-1)
		if len(top) == 0 {
			s += i18n.Say(i18n.PictureHasNone, who[side].Name)
			continue
		}
		var tokens []string
		for _, v := range top {
			tokens = append(tokens, i18n.Say(i18n.PictureAtPlaceWith, state.NameOf(a, state.TokenOf(a, v.Token)), v.Token+1, Percent(v.P)))
		}
		s += i18n.Say(i18n.PictureReadsMost, who[side].Name, strings.Join(tokens, ", "))
	}
	return s
}

// PhaseShares is the distribution that a phase is about: the guess, the mixture,
// or the prediction; and what the page calls it.
func PhaseShares(r *wire.RunTrace, phase int) (of [][]wire.Share, name string) {
	switch phase {
	case state.PhaseGuess:
		return r.Guess, PhaseNames[state.PhaseGuess].String()
	case state.PhaseMix:
		return r.Mix, PhaseNames[state.PhaseMix].String()
	}
	return r.Train, PhaseNames[state.PhaseTrain].String()
}

// MoveLabel says in words what DrawMove shows.
func MoveLabel(a *wire.Trace, lake *wire.Lake, who [2]ArmName, phase int) string {
	if a == nil || lake == nil || len(a.Tokens) == 0 {
		return i18n.PictureTheMoveOnThe.String()
	}
	s := i18n.Say(i18n.PictureOnTheLakeFrom, state.NameOf(a, state.TokenOf(a, a.Focus.Token-1)), state.NameOf(a, state.TokenOf(a, a.Focus.Token)))
	for side := range min(len(a.Runs), 2) {
		of, name := PhaseShares(&a.Runs[side], phase)
		s += " " + who[side].Name + ", " + name + ": "
		if len(of) == 0 {
			s += i18n.PictureNone.String()
			continue
		}
		s += Spoken(a, state.RowAt(of, a.Focus.Token), state.TokenOf(a, a.Focus.Token), 4) + "."
	}
	return s
}

// What the pictures say, the longest wording first.

func NoAttention() []string {
	return []string{i18n.PictureNoAttentionToShow.String(), i18n.PictureNothingYet.String()}
}
func NoStream() []string {
	return []string{i18n.PictureNoResidualStreamTo.String(), i18n.PictureNothingYet.String()}
}
func NoMove() []string {
	return []string{i18n.PictureNoMoveToLook.String(), i18n.PictureNoMoveYet.String()}
}
func NoError() []string {
	return []string{i18n.PictureNoErrorWasPut.String(), i18n.PictureNoErrorYet.String()}
}
func NoToken() []string {
	return []string{i18n.PictureNoTokenToLook.String(), i18n.PictureNoTokenYet.String()}
}
func NotApartHere() []string {
	return []string{i18n.PictureNotTakenApart.String(), i18n.PictureNotHere.String()}
}
func NoGuessHere() []string { return []string{NoGuessPass(), i18n.PictureNotHere.String()} }
func HeadName(l wire.Focus) []string {
	layer, head := strconv.Itoa(l.Layer+1), strconv.Itoa(l.Head+1)
	return []string{i18n.Say(i18n.PictureLayerHead, layer, head), layer + " · " + head, ""}
}
func Attended(of string, names []string) []string {
	one, all := names[0], strings.Join(names, ", ")
	return []string{i18n.Say(i18n.PictureToPredictItReads, of, all), i18n.Say(i18n.PictureForItReads, of, all), i18n.Say(i18n.PictureFor, of, one), one, ""}
}
func StreamHead(token string) []string {
	return []string{i18n.Say(i18n.PictureLengthOfTheResidual, token), i18n.Say(i18n.PictureResidualStreamAt, token), i18n.Say(i18n.PictureStreamAt, token)}
}
func StreamInput() string { return i18n.PictureInput.String() }
func StreamLayer(i int) []string {
	return []string{i18n.Say(i18n.PictureLayer, i), strconv.Itoa(i)}
}
func Given() []string { return []string{i18n.PictureGiven.String()} }
func RightAnswer() []string {
	return []string{i18n.PictureRightAnswer.String(), i18n.PictureRight.String()}
}
func Alone(who ArmName) []string { return []string{i18n.Say(i18n.PictureAlone, who.Name), who.Name} }
func AfterError() []string {
	return []string{i18n.PictureAfterTheError.String(), i18n.PictureWithError.String(), i18n.PictureError.String()}
}
func OutOf(n, of int) string { return i18n.Say(i18n.PictureOf, n, of) }
func PushedTo(cell, fate string) []string {
	return []string{i18n.Say(i18n.PicturePushedToIt, cell, fate), i18n.Say(i18n.PicturePushedIt, fate), fate}
}
func InputHead(who ArmName) []string {
	return []string{i18n.Say(i18n.PictureWhatReadsHereAs, who.Name), i18n.Say(i18n.PictureWhatReadsHere, who.Name), i18n.PictureInput2.String()}
}
func TrueName() string          { return i18n.PictureTrue.String() }
func BelievedName() string      { return i18n.PictureBelieved.String() }
func CosineOf(v float64) string { return i18n.Say(i18n.PictureCos, Decimal(v)) }
func EffectHead() []string {
	return []string{i18n.PictureWhatThisStepDoes.String(), i18n.PictureWhatItDoesTo.String(), i18n.PictureTheStepSEffect.String()}
}
func BeforeStep() string { return i18n.PictureBefore.String() }
func AfterStep() string  { return i18n.PictureAfter.String() }

// Unbelieved says that an input has no belief in it.
func Unbelieved(r *wire.RunTrace) []string {
	if state.Rank(r) == 1 || state.Rank(r) == 2 {
		return []string{i18n.PictureNoBelief.String()}
	}
	return []string{i18n.PictureReadsTheTruthAlone.String(), i18n.PictureTheTruthAlone.String(), i18n.PictureNone2.String()}
}

// Fate says where a way of tokens ends on the lake.
func Fate(lake *wire.Lake, tokens []int) string {
	end := -1
	for _, k := range tokens {
		if end = state.CellOf(k); state.OnLake(lake, end, 'G') || state.OnLake(lake, end, 'H') {
			break
		}
	}
	switch {
	case state.OnLake(lake, end, 'G'):
		return i18n.PictureReachesTheGoal.String()
	case state.OnLake(lake, end, 'H'):
		return i18n.PictureSinks.String()
	}
	return i18n.PictureHasNotArrived.String()
}

// InjectLabel says in words what drawInject shows.
func InjectLabel(in *wire.Injection, lake *wire.Lake, who [2]ArmName) string {
	if in == nil || len(in.Runs) == 0 {
		return i18n.PictureAnInjectedErrorNothing.String()
	}
	spell := func(v []int) string {
		s := ""
		for i, k := range v {
			if i > 0 {
				s += " "
			}
			s += state.NameIn(in.Names, k)
		}
		if s == "" {
			return i18n.PictureNothing.String()
		}
		return s
	}
	s := i18n.Say(i18n.PictureAtStepWasPut, in.Step, state.NameIn(in.Names, in.Inject.Token), in.Inject.At+1, spell(in.Prompt))
	if len(in.Right) > 0 {
		s += i18n.Say(i18n.PictureRightIs, spell(in.Right))
	}
	for side := range min(len(in.Runs), 2) {
		r := in.Runs[side]
		s += i18n.Say(i18n.PictureAloneAfterTheError, who[side].Name, spell(r.Free), spell(r.Pushed))
		if lake != nil {
			s += ", " + Fate(lake, r.Pushed)
		} else if n, of := state.Rights(in, r.Pushed, in.Inject.At+1); of > 0 {
			s += i18n.Say(i18n.PictureOfTheBehindIt, n, of)
		}
		s += "."
	}
	return s
}

// Input is what a run reads at the chosen token, and what the step does to the
// chances of a few tokens in both runs.
type Input struct {
	A      *wire.Trace
	T      int
	Run    *wire.RunTrace // whose embeddings are shown
	Arm    ArmName        // of that run
	Tokens []int          // whose chances are shown
}

// InputOf takes the right one of the runs that mix, or the left run if none does.
func InputOf(a *wire.Trace, who [2]ArmName) *Input {
	s := &Input{A: a}
	if a == nil || len(a.Runs) == 0 || state.TokenOf(a, a.Focus.Token) < 0 {
		return s
	}
	s.T = a.Focus.Token
	for i := range a.Runs[:min(len(a.Runs), 2)] {
		if state.Traced(&a.Runs[i]) && (s.Run == nil || len(a.Runs[i].Belief) > 0 || state.Rank(&a.Runs[i]) > state.Rank(s.Run)) {
			s.Run, s.Arm = &a.Runs[i], who[i]
		}
	}
	if s.Run == nil {
		return s
	}
	have := map[int]bool{}
	for i := len(a.Runs) - 1; i >= 0; i-- {
		for _, sh := range state.Leading(state.RowAt(a.Runs[i].Train, s.T), state.TokenOf(a, s.T), 3) {
			if !have[sh.Token] && len(s.Tokens) < 4 {
				have[sh.Token] = true
				s.Tokens = append(s.Tokens, sh.Token)
			}
		}
	}
	return s
}

// InputName is what is read: it is mixed, noisy, or another token's.
func InputName(r *wire.RunTrace) string {
	switch method.Of(r.Method).Reads {
	case method.Noisy:
		return i18n.PictureNoisy.String()
	case method.Blanks, method.Samples:
		return i18n.PictureRead.String()
	}
	return i18n.PictureMixed.String()
}

// StripsLabel says in words what drawStrips shows.
func StripsLabel(a *wire.Trace, who [2]ArmName) string {
	s := InputOf(a, who)
	if s.Run == nil {
		return i18n.PictureTheInputOfA.String()
	}
	at, cosine := place(a, s.T), Decimal(state.Cosine(s.Run.Mixed, s.Run.True))
	out := ""
	switch {
	case state.Rank(s.Run) == 1:
		out = i18n.Say(i18n.PictureReadsEmbedding, at, s.Arm.Name, cosine)
	case len(s.Run.Belief) == 0:
		out = i18n.Say(i18n.PictureReadsTrue, at, s.Arm.Name)
	default:
		out = i18n.Say(i18n.PictureReadsMixed, at, s.Arm.Name, cosine, Decimal(state.Cosine(s.Run.Belief, s.Run.True)))
	}
	out += i18n.PictureWhatThisStepDoesTo.String()
	for side := range min(len(a.Runs), 2) {
		r := &a.Runs[side]
		if !state.Traced(r) {
			continue
		}
		out += " " + who[side].Name + " "
		for i, k := range s.Tokens {
			if i > 0 {
				out += ", "
			}
			out += i18n.Say(i18n.PictureFromTo, state.NameOf(a, k), Percent(state.ShareOf(state.RowAt(r.Train, s.T), k)), Percent(state.ShareOf(state.RowAt(r.After, s.T), k)))
		}
		out += "."
	}
	return out
}

// StreamLabel says in words what drawStream shows.
func StreamLabel(a *wire.Trace, who [2]ArmName) string {
	if first := state.FirstTraced(a); first == nil || len(first.Stream) == 0 {
		return i18n.PictureResidualStreamNothingTo.String()
	}
	s := i18n.Say(i18n.PictureLengthOfTheResidualStream, place(a, a.Focus.Token))
	for i := range min(len(a.Runs), 2) {
		if !state.Traced(&a.Runs[i]) {
			continue
		}
		s += " " + who[i].Name
		for k, v := range a.Runs[i].Stream {
			if k > 0 {
				s += ","
			}
			s += " " + Brief(state.ValueAt(v, a.Focus.Token))
		}
		s += "."
	}
	return s
}
