package words

import (
	"softmix/i18n"
	"softmix/model/method"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// NotApart says why a step of a method, which the page calls name, is not taken
// apart.
func NotApart(method, name string) string {
	if !wire.Judged(method) { // pre-training and demonstrations, side by side
		return i18n.Say(i18n.StepSentenceAStepOfIs, name)
	}
	return i18n.Say(i18n.StepSentenceAStepOfIsNot, name)
}

// Inputs says what the answer inputs of a run are, as a caption: what is read in
// the place of the right tokens.
func Inputs(key string) string {
	switch method.Of(key).Reads {
	case method.Noisy:
		return i18n.StepSentenceReadsTheTruthWith.String()
	case method.Blanks:
		return i18n.StepSentenceReadsBlanks.String()
	}
	return i18n.StepSentenceReadsTheTruth.String()
}

// before says what a run reads before the token at a place of the answer.
func before(r *wire.RunTrace, place int) string {
	switch {
	case method.Of(r.Method).Reads == method.Noisy:
		return i18n.StepSentenceTheRightTokensUnder.String()
	case place == 0 && method.Of(r.Method).Reads == method.Mixed:
		return i18n.StepSentenceWhatWasGivenIn.String()
	case place == 0 && (method.Of(r.Method).Reads == method.Samples || method.Of(r.Method).Reads == method.Blanks):
		return i18n.StepSentenceWhatWasGiven.String()
	case method.Of(r.Method).Reads == method.Mixed:
		return i18n.StepSentenceTheMixedInputsBefore.String()
	case method.Of(r.Method).Reads == method.Samples:
		return i18n.StepSentenceTheInputsBeforeIt.String()
	case method.Of(r.Method).Reads == method.Blanks:
		return i18n.StepSentenceBlanksInThePlace.String()
	}
	return i18n.StepSentenceTheRightTokens.String()
}

// reads says what the other side reads at the place of the token; nothing where
// it mixes too, or is not taken apart.
func (x *Scene) reads() []Part {
	itself := say(i18n.StepSentenceReadsItself, x.them(), loud(x.Called(x.Token)))
	switch {
	case x.alone || method.Of(x.other.Method).Reads == method.Mixed:
		return nil
	case method.Of(x.other.Method).Reads == method.Blanks:
		return say(i18n.StepSentenceReadsABlank, x.them())
	case method.Of(x.other.Method).Reads == method.Noisy:
		return say(i18n.StepSentenceReadsWithNoiseOn, x.them(), loud(x.Called(x.Token)))
	case method.Of(x.other.Method).Reads == method.Samples:
		if k, ok := state.Swapped(x.other, x.T); ok && k != x.Token {
			return say(i18n.StepSentenceReadsWhichItDrew, x.them(), x.belief(k))
		}
	}
	return itself
}

// otherInput says of methods that do not mix what they read here.
func (x *Scene) otherInput() []Part {
	switch method.Of(x.Run.Method).Reads {
	case method.Samples:
		k, ok := state.Swapped(x.Run, x.T)
		switch {
		case !ok:
			return append(say(i18n.StepSentenceTheCoinKeptThe, x.me(), loud(x.Called(x.Token))), x.reads()...)
		case k == x.Token:
			return append(say(i18n.StepSentenceTheCoinFellFor, x.me(), loud(x.Called(x.Token))), x.reads()...)
		}
		return append(say(i18n.StepSentenceTheCoinFellForThe, x.me(), x.belief(k), loud(x.Called(x.Token))), x.reads()...)
	case method.Noisy:
		p := say(i18n.StepSentenceReadsWithNoiseOnIts, x.me(), loud(x.Called(x.Token)))
		if c := state.Cosine(x.Run.Mixed, x.Run.True); c == c {
			p = append(p, say(i18n.StepSentenceItsCosineWithThe, loud(Figures(c)))...)
		}
		return append(append(p, words(".")...), x.reads()...)
	case method.Blanks:
		return append(say(i18n.StepSentenceReadsABlankIn, x.me(), loud(x.Called(x.Token))), x.reads()...)
	}
	return x.lacks(i18n.StepSentenceNeitherMixes, i18n.StepSentenceMixesNothing)
}
