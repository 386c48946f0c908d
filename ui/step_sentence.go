package ui

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
	x := sceneOf(s)
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

func (x *scene) batch() []Part {
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
		p := words(capitalParts(x.says()), " here, and this step teaches ", x.me(), " to say so. Its batch has ", strconv.Itoa(x.a.Sequences), " sequences.")
		return append(p, x.absentee()...)
	}
	p := words(capitalParts(x.says()), " here, and this step teaches both models to say so. ")
	if x.place == 0 {
		p = append(p, words("It is the first of the answer: before it stands only what was given. ")...)
	}
	return append(p, words("Both sides get the same ", strconv.Itoa(x.a.Sequences), " sequences.")...)
}

// absentee says why the other side is not there.
func (x *scene) absentee() []Part {
	if !x.alone {
		return nil
	}
	return words(" ", notApart(x.other.Method, x.neighbor))
}

// lacks is what is said of a phase that neither side has, or the only one that
// is taken apart has not.
func (x *scene) lacks(neither, one, why string) []Part {
	if x.alone {
		return words(x.me(), " ", one, ": ", why, ".")
	}
	return words("Neither side ", neither, ": ", why, ".")
}

func (x *scene) guess() []Part {
	d := rowAt(x.run.Guess, x.t)
	if len(x.run.Guess) == 0 {
		return x.lacks("guesses", "makes no guess", "there is one pass, and it trains. This is where IFT would first ask the model what it expects")
	}
	rest := words(" ", x.them(), " makes no guess.")
	if x.alone || len(x.other.Guess) > 0 {
		rest = nil
	}
	if !x.answer || len(d) == 0 {
		return append(words("What is given is never guessed: it is read as it stands."), rest...)
	}
	top, _ := likeliest(d)
	p := words("Before it learns, ", x.me(), " reads the ")
	if x.run.Passes > 1 {
		p = append(p, words("sequence ", strconv.Itoa(x.run.Passes), " times, feeding its guesses back. In the last of these passes it")...)
	} else {
		p = append(p, words("sequence once and notes what it expects. Here it")...)
	}
	if top.Token == x.token {
		p = append(p, words(" expects ", x.belief(top.Token), " with ", loud(inPercent(top.P)), ", and ", x.says(), " too.")...)
	} else {
		p = append(p, words(" expects ", x.belief(top.Token), " with ", loud(inPercent(top.P)), "; ", x.says(), ", to which it gives ", loud(inPercent(chanceOf(d, x.token))), ".")...)
	}
	if method.Of(x.run.Method).Reads == method.Samples {
		p = append(p, words(" One is drawn by these chances, and a coin decides whether it is read.")...)
	} else if fed, ok := likeliest(rowAt(x.run.Fed, x.t)); ok && x.run.Lambda > 0 {
		switch x.run.Feedback {
		case "argmax":
			p = append(p, words(" Only the likeliest is fed back.")...)
		case "sampled":
			p = append(p, words(" One is drawn by these chances and fed back: ", x.belief(fed.Token), ".")...)
			if fed.Token == x.token {
				p = append(p, words(" It happens to be right.")...)
			}
		}
	}
	return append(p, rest...)
}

func (x *scene) mix(set wire.Settings) []Part {
	if !x.answer && rank(x.run) > 0 && method.Of(x.run.Method).Reads != method.Noisy {
		reads := words(x.me(), " reads ")
		if !x.alone && method.Of(x.other.Method).Reads != method.Noisy {
			reads = words("both sides read ")
		}
		return words("What is given is never mixed: ", reads, loud(x.called(x.token)), " itself.")
	}
	if !x.ift() {
		return x.otherInput()
	}
	lambda, sft := x.run.Lambda, x.reads()
	var p []Part
	top, ok := likeliest(rowAt(x.run.Guess, x.t))
	fed, _ := likeliest(rowAt(x.run.Fed, x.t))
	truth := chanceOf(rowAt(x.run.Mix, x.t), x.token)
	switch {
	case lambda == 0:
		return words("λ is 0: nothing that the model believed goes into the input. It reads ", loud(x.called(x.token)), " itself, as SFT does.")
	case !ok:
		return words("The input is ", loud(x.called(x.token)), " itself.")
	case x.run.Feedback == "sampled" && fed.Token == x.token:
		p = words("The guess that was drawn is ", x.belief(fed.Token), ", and ", x.says(), " too: mixing the two changes nothing, the input is ", loud(x.called(x.token)), " itself.")
		return p
	case x.run.Feedback != "soft" && lambda == 1:
		p = words("The model said ", x.belief(fed.Token), ", ", x.says(), ". λ is 1, so it reads ", x.belief(fed.Token), " and nothing of the truth.")
	case x.run.Feedback != "soft":
		p = words("The model said ", x.belief(fed.Token), ", ", x.says(), ": the input becomes ", loud(inPercent(lambda)), " of its own ", x.belief(fed.Token), " and ", loud(inPercent(1-lambda)), " of the true ", loud(x.called(x.token)), ".")
	case lambda == 1 && top.Token == x.token:
		p = words("λ is 1: the model reads only what it believed. That is ", loud(inPercent(truth)), " ", loud(x.called(x.token)), ", as ", x.says(), "; the rest is doubt.")
	case lambda == 1:
		p = words("The model gave ", x.belief(top.Token), " ", loud(inPercent(top.P)), ", ", x.says(), ". λ is 1: all of what it believed goes into the input and nothing of the truth; ", loud(x.called(x.token)), " is in it only for the ", loud(inPercent(truth)), " that the model gave it.")
	case top.Token == x.token:
		p = words("The model gave ", x.belief(top.Token), " ", loud(inPercent(top.P)), ", and ", x.says(), " too: ", loud(inPercent(lambda)), " of what it believed goes into the input, which stays ", loud(inPercent(truth)), " ", loud(x.called(x.token)), ".")
	default:
		p = words("The model gave ", x.belief(top.Token), " ", loud(inPercent(top.P)), ", ", x.says(), ": ", loud(inPercent(lambda)), " of what it believed goes into the input, which is now ", loud(inPercent(truth)), " ", loud(x.called(x.token)), ".")
	}
	p = append(p, sft...)
	if set.Arms[0].Embed == "frozen" && x.run == &x.a.Runs[0] || set.Arms[1].Embed == "frozen" && x.run == &x.a.Runs[1] {
		p = append(p, words(" The embeddings that are mixed are frozen: they stay those of the model it started from.")...)
	}
	if x.t == len(x.a.Tokens)-1 {
		p = append(p, words(" Nothing follows, so no prediction depends on it.")...)
	}
	return p
}

func (x *scene) train() []Part {
	d, o := rowAt(x.run.Train, x.t), rowAt(x.other.Train, x.t)
	top, ok := likeliest(d)
	if !ok {
		return words("Nothing is predicted at the first position.")
	}
	if !x.answer && !x.counts() {
		return words("The model also predicts what is given, but nothing is made of it: ", x.says(), ", and it is not learned.")
	}
	mine, theirs := chanceOf(d, x.token), chanceOf(o, x.token)
	p := words("This pass trains. Reading ")
	p = append(p, words(before(x.run, x.place), ", ", x.me(), " gives the true ", loud(x.called(x.token)), " ", loud(inPercent(mine)))...)
	if top.Token != x.token {
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

func (x *scene) loss() []Part {
	if !x.counts() {
		return words("What is given has no loss: it is not learned.")
	}
	mine, theirs := numberAt(x.run.Loss, x.t), numberAt(x.other.Loss, x.t)
	p := words("The less a model gave the right ", x.thing(), ", the larger its loss: ", loud(figures(mine)), " for the ", loud(inPercent(math.Exp(-mine))), " of ", x.me())
	if !x.alone {
		p = append(p, words(", ", loud(figures(theirs)), " for the ", loud(inPercent(math.Exp(-theirs))), " of ", x.them())...)
	}
	p = append(p, words(".")...)
	// The first guess pass reads the truth, so it tells what the mixing alone does.
	clean := chanceOf(rowAt(x.run.Guess, x.t), x.token)
	if x.ift() && x.run.Passes == 1 && x.run.Tau == 1 && x.place > 0 && x.run.Lambda > 0 && len(x.run.Guess) > 0 {
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

func (x *scene) weights() []Part {
	w := numberAt(x.run.Weight, x.t)
	if !x.ift() {
		return x.lacks("weighs", "does not weigh", "every token of the answer counts once. IFT can let a token answer for the losses after it")
	}
	sft := words(" In ", x.them(), " every token counts once.")
	if x.alone || method.Of(x.other.Method).Reads == method.Mixed {
		sft = nil
	}
	if !x.answer {
		return append(words("What is given counts nothing."), sft...)
	}
	times := "×\u00a0" + figures(w)
	switch {
	case x.run.Gamma == 0 && !x.alone && method.Of(x.other.Method).Reads != method.Mixed:
		return words("γ is 0: no loss ahead is counted in, so the weight is ", loud(times), ", as in ", x.them(), ".")
	case x.run.Gamma == 0:
		return words("γ is 0: no loss ahead is counted in, so every token of the answer counts once.")
	case x.place == x.n-1:
		return append(words("This is the last of the answer, so it answers for its own loss alone: its weight is ", loud(times), ". The weights of an answer average 1."), sft...)
	case x.run.Gamma == 1:
		return append(words("This ", x.thing(), " answers for its own loss and for every loss after it: its weight is ", loud(times), "."), sft...)
	}
	return append(words("This ", x.thing(), " answers for its own loss and, discounted by ", loud(percent(1-x.run.Gamma)), " a position, for every loss after it: its weight is ", loud(times), "."), sft...)
}

func (x *scene) gradient() []Part {
	if !x.counts() {
		return words("What is given has no loss, so nothing here asks the model to change.")
	}
	var up, down *wire.LogitGrad
	for i := range x.run.Logits {
		p := &x.run.Logits[i]
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
		p = append(p, words("pulls ", loud(x.called(up.Token)), " up and presses ", x.belief(down.Token), " down most. ")...)
	case up != nil:
		p = append(p, words("pulls ", loud(x.called(up.Token)), " up. ")...)
	default:
		p = append(p, words("changes little. ")...)
	}
	mine, theirs := numberAt(x.run.LogitGradNorm, x.t), numberAt(x.other.LogitGradNorm, x.t)
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

func (x *scene) update() []Part {
	before, after := chanceOf(rowAt(x.run.Train, x.t), x.token), chanceOf(rowAt(x.run.After, x.t), x.token)
	ob, oa := chanceOf(rowAt(x.other.Train, x.t), x.token), chanceOf(rowAt(x.other.After, x.t), x.token)
	p := words("AdamW has moved the weights. ")
	if x.counts() && len(rowAt(x.run.After, x.t)) > 0 {
		p = append(p, words("Asked again, ", x.me(), " gives ", loud(x.called(x.token)), " ", loud(inPercent(after)), " instead of ", inPercent(before))...)
		if !x.alone && ((after > before+.005) != (oa > ob+.005) || after > before+.005 || after < before-.005) {
			p = append(p, words("; in ", x.them(), " it goes from ", inPercent(ob), " to ", loud(inPercent(oa)))...)
		}
		p = append(p, words(". ")...)
		if after < before-.005 {
			p = append(p, words("It fell: the same step serves all other tokens of the batch too. ")...)
		}
	}
	if name, rel := mostMoved(x.run.Groups); name != "" {
		p = append(p, words("Of its parts, ", loud(groupName(name)), " moved most for its size: by ", loud(smallShare(rel)), ".")...)
	}
	return p
}
