package words

import (
	"softmix/model/method"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// NotApart says why a step of a method, which the page calls name, is not taken
// apart.
func NotApart(method, name string) string {
	if !wire.Judged(method) { // pre-training and demonstrations, side by side
		return "A step of " + name + " is not taken apart here: its batch is other text than that of the other side."
	}
	return "A step of " + name + " is not taken apart here: it learns from the model’s own answers and a judge’s opinion of them, not from one batch of demonstrations."
}

// Inputs says what the answer inputs of a run are, as a caption: what is read in
// the place of the right tokens.
func Inputs(key string) string {
	switch method.Of(key).Reads {
	case method.Noisy:
		return "reads the truth, with noise on it"
	case method.Blanks:
		return "reads blanks"
	}
	return "reads the truth"
}

// before says what a run reads before the token at a place of the answer.
func before(r *wire.RunTrace, place int) string {
	switch {
	case method.Of(r.Method).Reads == method.Noisy:
		return "the right tokens under noise"
	case place == 0 && method.Of(r.Method).Reads == method.Mixed:
		return "what was given, in which nothing is mixed"
	case place == 0 && (method.Of(r.Method).Reads == method.Samples || method.Of(r.Method).Reads == method.Blanks):
		return "what was given"
	case method.Of(r.Method).Reads == method.Mixed:
		return "the mixed inputs before it"
	case method.Of(r.Method).Reads == method.Samples:
		return "the inputs before it, its own draws among them"
	case method.Of(r.Method).Reads == method.Blanks:
		return "blanks in the place of the answer before it"
	}
	return "the right tokens"
}

// reads says what the other side reads at the place of the token; nothing where
// it mixes too, or is not taken apart.
func (x *Scene) reads() []Part {
	itself := words(" ", x.them(), " reads ", loud(x.Called(x.Token)), " itself.")
	switch {
	case x.alone || method.Of(x.other.Method).Reads == method.Mixed:
		return nil
	case method.Of(x.other.Method).Reads == method.Blanks:
		return words(" ", x.them(), " reads a blank.")
	case method.Of(x.other.Method).Reads == method.Noisy:
		return words(" ", x.them(), " reads ", loud(x.Called(x.Token)), " with noise on its embedding.")
	case method.Of(x.other.Method).Reads == method.Samples:
		if k, ok := state.Swapped(x.other, x.T); ok && k != x.Token {
			return words(" ", x.them(), " reads ", x.belief(k), ", which it drew itself.")
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
			return append(words("The coin kept the truth here: ", x.me(), " reads ", loud(x.Called(x.Token)), " itself."), x.reads()...)
		case k == x.Token:
			return append(words("The coin fell for the model’s own draw, and that is right: ", x.me(), " reads ", loud(x.Called(x.Token)), "."), x.reads()...)
		}
		return append(words("The coin fell for the model’s own draw: ", x.me(), " reads ", x.belief(k), " in the place of the true ", loud(x.Called(x.Token)), "."), x.reads()...)
	case method.Noisy:
		p := words(x.me(), " reads ", loud(x.Called(x.Token)), ", with noise on its embedding")
		if c := state.Cosine(x.Run.Mixed, x.Run.True); c == c {
			p = append(p, words(": its cosine with the clean one is ", loud(Figures(c)))...)
		}
		return append(append(p, words(".")...), x.reads()...)
	case method.Blanks:
		return append(words(x.me(), " reads a blank in the place of ", loud(x.Called(x.Token)), ": what was written before tells it nothing."), x.reads()...)
	}
	return x.lacks("mixes anything", "mixes nothing", "the input is the true token, whole. IFT would blend its own guess in here")
}
