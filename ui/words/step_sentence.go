package words

import (
	"math"
	"strconv"

	"softmix/model/method"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// StepSentence says in plain words what the phase that is shown has just done to
// the token that is looked at, and what the other side does at the same place.
func StepSentence(s *state.Store) []Part {
	x := SceneOf(s)
	if x == nil {
		return nil
	}
	switch s.Settings.Phase {
	case "batch":
		return x.batch()
	case "guess":
		return x.guess()
	case "mix":
		return x.mix(s.Settings)
	case "train":
		return x.train()
	case "loss":
		return x.loss()
	case "weights":
		return x.weights()
	case "gradient":
		return x.gradient()
	case "update":
		return x.update()
	}
	return nil
}

func (x *Scene) batch() []Part {
	if !x.answer {
		if x.counts() {
			return append(words("This stands before the answer, but pre-training (PT) learns every token, so there it counts too."), x.absentee()...)
		}
		if x.alone {
			return append(words("This is given: ", x.me(), " reads it and does not learn to write it. Only the answer is learned."), x.absentee()...)
		}
		return words("This is given: both sides read it, and neither learns to write it. Only the answer is learned.")
	}
	if x.alone {
		p := words(capitalParts(x.says()), " here, and this step teaches ", x.me(), " to say so. Its batch has ", strconv.Itoa(x.A.Sequences), " sequences.")
		return append(p, x.absentee()...)
	}
	p := words(capitalParts(x.says()), " here, and this step teaches both models to say so. ")
	if x.place == 0 {
		p = append(p, words("It is the first of the answer: before it stands only what was given. ")...)
	}
	return append(p, words("Both sides get the same ", strconv.Itoa(x.A.Sequences), " sequences.")...)
}

// absentee says why the other side is not there.
func (x *Scene) absentee() []Part {
	if !x.alone {
		return nil
	}
	return words(" ", NotApart(x.other.Method, x.neighbor))
}

// lacks is what is said of a phase that neither side has, or the only one that
// is taken apart has not.
func (x *Scene) lacks(neither, one, why string) []Part {
	if x.alone {
		return words(x.me(), " ", one, ": ", why, ".")
	}
	return words("Neither side ", neither, ": ", why, ".")
}

func (x *Scene) guess() []Part {
	d := state.RowAt(x.Run.Guess, x.T)
	if len(x.Run.Guess) == 0 {
		return x.lacks("guesses", "makes no guess", "there is one pass, and it trains. This is where IFT would first ask the model what it expects")
	}
	rest := words(" ", x.them(), " makes no guess.")
	if x.alone || len(x.other.Guess) > 0 {
		rest = nil
	}
	if !x.answer || len(d) == 0 {
		return append(words("What is given is never guessed: it is read as it stands."), rest...)
	}
	top, _ := state.Likeliest(d)
	p := words("Before it learns, ", x.me(), " reads the ")
	if x.Run.Passes > 1 {
		p = append(p, words("sequence ", strconv.Itoa(x.Run.Passes), " times, feeding its guesses back. In the last of these passes it")...)
	} else {
		p = append(p, words("sequence once and notes what it expects. Here it")...)
	}
	if top.Token == x.Token {
		p = append(p, words(" expects ", x.belief(top.Token), " with ", loud(inPercent(top.P)), ", and ", x.says(), " too.")...)
	} else {
		p = append(p, words(" expects ", x.belief(top.Token), " with ", loud(inPercent(top.P)), "; ", x.says(), ", to which it gives ", loud(inPercent(chanceOf(d, x.Token))), ".")...)
	}
	if method.Of(x.Run.Method).Reads == method.Samples {
		p = append(p, words(" One is drawn by these chances, and a coin decides whether it is read.")...)
	} else if fed, ok := state.Likeliest(state.RowAt(x.Run.Fed, x.T)); ok && x.Run.Lambda > 0 {
		switch x.Run.Feedback {
		case "argmax":
			p = append(p, words(" Only the likeliest is fed back.")...)
		case "sampled":
			p = append(p, words(" One is drawn by these chances and fed back: ", x.belief(fed.Token), ".")...)
			if fed.Token == x.Token {
				p = append(p, words(" It happens to be right.")...)
			}
		}
	}
	return append(p, rest...)
}

func (x *Scene) mix(set wire.Settings) []Part {
	if !x.answer && state.Rank(x.Run) > 0 && method.Of(x.Run.Method).Reads != method.Noisy {
		reads := words(x.me(), " reads ")
		if !x.alone && method.Of(x.other.Method).Reads != method.Noisy {
			reads = words("both sides read ")
		}
		return words("What is given is never mixed: ", reads, loud(x.Called(x.Token)), " itself.")
	}
	if !x.Ift() {
		return x.otherInput()
	}
	lambda, sft := x.Run.Lambda, x.reads()
	var p []Part
	top, ok := state.Likeliest(state.RowAt(x.Run.Guess, x.T))
	fed, _ := state.Likeliest(state.RowAt(x.Run.Fed, x.T))
	truth := chanceOf(state.RowAt(x.Run.Mix, x.T), x.Token)
	switch {
	case lambda == 0:
		return words("λ is 0: nothing that the model believed goes into the input. It reads ", loud(x.Called(x.Token)), " itself, as SFT does.")
	case !ok:
		return words("The input is ", loud(x.Called(x.Token)), " itself.")
	case x.Run.Feedback == "sampled" && fed.Token == x.Token:
		p = words("The guess that was drawn is ", x.belief(fed.Token), ", and ", x.says(), " too: mixing the two changes nothing, the input is ", loud(x.Called(x.Token)), " itself.")
		return p
	case x.Run.Feedback != "soft" && lambda == 1:
		p = words("The model said ", x.belief(fed.Token), ", ", x.says(), ". λ is 1, so it reads ", x.belief(fed.Token), " and nothing of the truth.")
	case x.Run.Feedback != "soft":
		p = words("The model said ", x.belief(fed.Token), ", ", x.says(), ": the input becomes ", loud(inPercent(lambda)), " of its own ", x.belief(fed.Token), " and ", loud(inPercent(1-lambda)), " of the true ", loud(x.Called(x.Token)), ".")
	case lambda == 1 && top.Token == x.Token:
		p = words("λ is 1: the model reads only what it believed. That is ", loud(inPercent(truth)), " ", loud(x.Called(x.Token)), ", as ", x.says(), "; the rest is doubt.")
	case lambda == 1:
		p = words("The model gave ", x.belief(top.Token), " ", loud(inPercent(top.P)), ", ", x.says(), ". λ is 1: all of what it believed goes into the input and nothing of the truth; ", loud(x.Called(x.Token)), " is in it only for the ", loud(inPercent(truth)), " that the model gave it.")
	case top.Token == x.Token:
		p = words("The model gave ", x.belief(top.Token), " ", loud(inPercent(top.P)), ", and ", x.says(), " too: ", loud(inPercent(lambda)), " of what it believed goes into the input, which stays ", loud(inPercent(truth)), " ", loud(x.Called(x.Token)), ".")
	default:
		p = words("The model gave ", x.belief(top.Token), " ", loud(inPercent(top.P)), ", ", x.says(), ": ", loud(inPercent(lambda)), " of what it believed goes into the input, which is now ", loud(inPercent(truth)), " ", loud(x.Called(x.Token)), ".")
	}
	p = append(p, sft...)
	if set.Arms[0].Embed == "frozen" && x.Run == &x.A.Runs[0] || set.Arms[1].Embed == "frozen" && x.Run == &x.A.Runs[1] {
		p = append(p, words(" The embeddings that are mixed are frozen: they stay those of the model it started from.")...)
	}
	if x.T == len(x.A.Tokens)-1 {
		p = append(p, words(" Nothing follows, so no prediction depends on it.")...)
	}
	return p
}

func (x *Scene) train() []Part {
	d, o := state.RowAt(x.Run.Train, x.T), state.RowAt(x.other.Train, x.T)
	top, ok := state.Likeliest(d)
	if !ok {
		return words("Nothing is predicted at the first position.")
	}
	if !x.answer && !x.counts() {
		return words("The model also predicts what is given, but nothing is made of it: ", x.says(), ", and it is not learned.")
	}
	mine, theirs := chanceOf(d, x.Token), chanceOf(o, x.Token)
	p := words("This pass trains. Reading ")
	p = append(p, words(before(x.Run, x.place), ", ", x.me(), " gives the true ", loud(x.Called(x.Token)), " ", loud(inPercent(mine)))...)
	if top.Token != x.Token {
		p = append(p, words(" and prefers ", x.belief(top.Token), " (", loud(inPercent(top.P)), ")")...)
	}
	if x.alone {
		return append(p, words(".")...)
	}
	p = append(p, words(". ", x.them())...)
	if theirs := before(x.other, x.place); method.Of(x.other.Method).Reads != method.Mixed && x.place > 0 {
		p = append(p, words(", reading ", theirs, ",")...)
	}
	return append(p, words(" gives it ", loud(inPercent(theirs)), ".")...)
}

func (x *Scene) loss() []Part {
	if !x.counts() {
		return words("What is given has no loss: it is not learned.")
	}
	mine, theirs := numberAt(x.Run.Loss, x.T), numberAt(x.other.Loss, x.T)
	p := words("The less a model gave the right ", x.thing(), ", the larger its loss: ", loud(Figures(mine)), " for the ", loud(inPercent(math.Exp(-mine))), " of ", x.me())
	if !x.alone {
		p = append(p, words(", ", loud(Figures(theirs)), " for the ", loud(inPercent(math.Exp(-theirs))), " of ", x.them())...)
	}
	p = append(p, words(".")...)
	// The first guess pass reads the truth, so it tells what the mixing alone does.
	clean := chanceOf(state.RowAt(x.Run.Guess, x.T), x.Token)
	if x.Ift() && x.Run.Passes == 1 && x.Run.Tau == 1 && x.place > 0 && x.Run.Lambda > 0 && len(x.Run.Guess) > 0 {
		verdict := "the mixed inputs make it harder."
		switch d := math.Exp(-mine) - clean; {
		case d > .02:
			verdict = "the mixed inputs make it easier."
		case d > -.02:
			verdict = "mixing changes little here."
		}
		p = append(p, words(" From the true tokens ", x.me(), " would have given ", inPercent(clean), ": ", verdict)...)
	}
	return p
}

func (x *Scene) weights() []Part {
	w := numberAt(x.Run.Weight, x.T)
	if !x.Ift() {
		return x.lacks("weighs", "does not weigh", "every token of the answer counts once. IFT can let a token answer for the losses after it")
	}
	sft := words(" In ", x.them(), " every token counts once.")
	if x.alone || method.Of(x.other.Method).Reads == method.Mixed {
		sft = nil
	}
	if !x.answer {
		return append(words("What is given counts nothing."), sft...)
	}
	times := "×\u00a0" + Figures(w)
	switch {
	case x.Run.Gamma == 0 && !x.alone && method.Of(x.other.Method).Reads != method.Mixed:
		return words("γ is 0: no loss ahead is counted in, so the weight is ", loud(times), ", as in ", x.them(), ".")
	case x.Run.Gamma == 0:
		return words("γ is 0: no loss ahead is counted in, so every token of the answer counts once.")
	case x.place == x.n-1:
		return append(words("This is the last of the answer, so it answers for its own loss alone: its weight is ", loud(times), ". The weights of an answer average 1."), sft...)
	case x.Run.Gamma == 1:
		return append(words("This ", x.thing(), " answers for its own loss and for every loss after it: its weight is ", loud(times), "."), sft...)
	}
	return append(words("This ", x.thing(), " answers for its own loss and, discounted by ", loud(Percent(1-x.Run.Gamma)), " a position, for every loss after it: its weight is ", loud(times), "."), sft...)
}

func (x *Scene) gradient() []Part {
	if !x.counts() {
		return words("What is given has no loss, so nothing here asks the model to change.")
	}
	var up, down *wire.LogitGrad
	for i := range x.Run.Logits {
		p := &x.Run.Logits[i]
		if p.G < 0 && (up == nil || p.G < up.G) {
			up = p
		}
		if p.G > 0 && (down == nil || p.G > down.G) {
			down = p
		}
	}
	p := words("The loss ")
	switch {
	case up != nil && down != nil:
		p = append(p, words("pulls ", loud(x.Called(up.Token)), " up and presses ", x.belief(down.Token), " down most. ")...)
	case up != nil:
		p = append(p, words("pulls ", loud(x.Called(up.Token)), " up. ")...)
	default:
		p = append(p, words("changes little. ")...)
	}
	mine, theirs := numberAt(x.Run.LogitGradNorm, x.T), numberAt(x.other.LogitGradNorm, x.T)
	switch {
	case x.alone:
	case theirs > 0 && mine >= 1.05*theirs:
		p = append(p, words("It does so ", loud(strconv.FormatFloat(mine/theirs, 'f', 1, 64)+" times"), " as hard in ", x.me(), " as in ", x.them(), ".")...)
	case mine > 0 && theirs >= 1.05*mine:
		p = append(p, words("It does so ", loud(strconv.FormatFloat(theirs/mine, 'f', 1, 64)+" times"), " as hard in ", x.them(), " as in ", x.me(), ".")...)
	default:
		p = append(p, words("It does so about as hard in ", x.me(), " as in ", x.them(), ".")...)
	}
	if to, ok := x.sent(); ok {
		p = append(p, words(" Most of what it sends back reaches ", to, ".")...)
	}
	return p
}

func (x *Scene) update() []Part {
	before, after := chanceOf(state.RowAt(x.Run.Train, x.T), x.Token), chanceOf(state.RowAt(x.Run.After, x.T), x.Token)
	ob, oa := chanceOf(state.RowAt(x.other.Train, x.T), x.Token), chanceOf(state.RowAt(x.other.After, x.T), x.Token)
	p := words("AdamW has moved the weights. ")
	if x.counts() && len(state.RowAt(x.Run.After, x.T)) > 0 {
		p = append(p, words("Asked again, ", x.me(), " gives ", loud(x.Called(x.Token)), " ", loud(inPercent(after)), " instead of ", inPercent(before))...)
		if !x.alone && ((after > before+.005) != (oa > ob+.005) || after > before+.005 || after < before-.005) {
			p = append(p, words("; in ", x.them(), " it goes from ", inPercent(ob), " to ", loud(inPercent(oa)))...)
		}
		p = append(p, words(". ")...)
		if after < before-.005 {
			p = append(p, words("It fell: the same step serves all other tokens of the batch too. ")...)
		}
	}
	if name, rel := mostMoved(x.Run.Groups); name != "" {
		p = append(p, words("Of its parts, ", loud(groupName(name)), " moved most for its size: by ", loud(smallShare(rel)), ".")...)
	}
	return p
}
