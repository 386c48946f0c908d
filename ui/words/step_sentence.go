package words

import (
	"math"
	"strconv"

	"softmix/i18n"
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
			return append(say(i18n.StepSentenceThisStandsBeforeThe), x.absentee()...)
		}
		if x.alone {
			return append(say(i18n.StepSentenceThisIsGivenReads, x.me()), x.absentee()...)
		}
		return say(i18n.StepSentenceThisIsGivenBoth)
	}
	if x.alone {
		p := say(i18n.StepSentenceHereAndThisStep, capitalParts(x.says()), x.me(), x.A.Sequences)
		return append(p, x.absentee()...)
	}
	p := say(i18n.StepSentenceHereAndThisStepTeaches, capitalParts(x.says()))
	if x.place == 0 {
		p = append(p, say(i18n.StepSentenceItIsTheFirst)...)
	}
	return append(p, say(i18n.StepSentenceBothSidesGetThe, x.A.Sequences)...)
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
func (x *Scene) lacks(neither, one i18n.Key) []Part {
	if x.alone {
		return say(one, x.me())
	}
	return say(neither)
}

func (x *Scene) guess() []Part {
	d := state.RowAt(x.Run.Guess, x.T)
	if len(x.Run.Guess) == 0 {
		return x.lacks(i18n.StepSentenceNeitherGuesses, i18n.StepSentenceMakesNoGuess)
	}
	rest := say(i18n.StepSentenceMakesNoGuess2, x.them())
	if x.alone || len(x.other.Guess) > 0 {
		rest = nil
	}
	if !x.answer || len(d) == 0 {
		return append(say(i18n.StepSentenceWhatIsGivenIs), rest...)
	}
	top, _ := state.Likeliest(d)
	p := say(i18n.StepSentenceBeforeItLearns, x.me(), max(x.Run.Passes, 1))
	if top.Token == x.Token {
		p = append(p, say(i18n.StepSentenceExpectsWithAndToo, x.belief(top.Token), loud(inPercent(top.P)), x.says())...)
	} else {
		p = append(p, say(i18n.StepSentenceExpectsWithToWhich, x.belief(top.Token), loud(inPercent(top.P)), x.says(), loud(inPercent(chanceOf(d, x.Token))))...)
	}
	if method.Of(x.Run.Method).Reads == method.Samples {
		p = append(p, say(i18n.StepSentenceOneIsDrawnBy)...)
	} else if fed, ok := state.Likeliest(state.RowAt(x.Run.Fed, x.T)); ok && x.Run.Lambda > 0 {
		switch x.Run.Feedback {
		case "argmax":
			p = append(p, say(i18n.StepSentenceOnlyTheLikeliestIs)...)
		case "sampled":
			p = append(p, say(i18n.StepSentenceOneIsDrawnByThese, x.belief(fed.Token))...)
			if fed.Token == x.Token {
				p = append(p, say(i18n.StepSentenceItHappensToBe)...)
			}
		}
	}
	return append(p, rest...)
}

func (x *Scene) mix(set wire.Settings) []Part {
	if !x.answer && state.Rank(x.Run) > 0 && method.Of(x.Run.Method).Reads != method.Noisy {
		if !x.alone && method.Of(x.other.Method).Reads != method.Noisy {
			return say(i18n.StepSentenceWhatIsGivenIsNeverBoth, loud(x.Called(x.Token)))
		}
		return say(i18n.StepSentenceWhatIsGivenIsNever, x.me(), loud(x.Called(x.Token)))
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
		return say(i18n.StepSentenceIsNothingThatThe, loud(x.Called(x.Token)))
	case !ok:
		return say(i18n.StepSentenceTheInputIsItself, loud(x.Called(x.Token)))
	case x.Run.Feedback == "sampled" && fed.Token == x.Token:
		p = say(i18n.StepSentenceTheGuessThatWas, x.belief(fed.Token), x.says(), loud(x.Called(x.Token)))
		return p
	case x.Run.Feedback != "soft" && lambda == 1:
		p = say(i18n.StepSentenceTheModelSaidIs, x.belief(fed.Token), x.says())
	case x.Run.Feedback != "soft":
		p = say(i18n.StepSentenceTheModelSaidThe, x.belief(fed.Token), x.says(), loud(inPercent(lambda)), loud(inPercent(1-lambda)), loud(x.Called(x.Token)))
	case lambda == 1 && top.Token == x.Token:
		p = say(i18n.StepSentenceIsTheModelReads, loud(inPercent(truth)), loud(x.Called(x.Token)), x.says())
	case lambda == 1:
		p = say(i18n.StepSentenceTheModelGaveIs, x.belief(top.Token), loud(inPercent(top.P)), x.says(), loud(x.Called(x.Token)), loud(inPercent(truth)))
	case top.Token == x.Token:
		p = say(i18n.StepSentenceTheModelGaveAnd, x.belief(top.Token), loud(inPercent(top.P)), x.says(), loud(inPercent(lambda)), loud(inPercent(truth)), loud(x.Called(x.Token)))
	default:
		p = say(i18n.StepSentenceTheModelGaveOf, x.belief(top.Token), loud(inPercent(top.P)), x.says(), loud(inPercent(lambda)), loud(inPercent(truth)), loud(x.Called(x.Token)))
	}
	p = append(p, sft...)
	if set.Arms[0].Embed == "frozen" && x.Run == &x.A.Runs[0] || set.Arms[1].Embed == "frozen" && x.Run == &x.A.Runs[1] {
		p = append(p, say(i18n.StepSentenceTheEmbeddingsThatAre)...)
	}
	if x.T == len(x.A.Tokens)-1 {
		p = append(p, say(i18n.StepSentenceNothingFollowsSoNo)...)
	}
	return p
}

func (x *Scene) train() []Part {
	d, o := state.RowAt(x.Run.Train, x.T), state.RowAt(x.other.Train, x.T)
	top, ok := state.Likeliest(d)
	if !ok {
		return say(i18n.StepSentenceNothingIsPredictedAt)
	}
	if !x.answer && !x.counts() {
		return say(i18n.StepSentenceTheModelAlsoPredicts, x.says())
	}
	mine, theirs := chanceOf(d, x.Token), chanceOf(o, x.Token)
	p := say(i18n.StepSentenceGivesTheTrue, before(x.Run, x.place), x.me(), loud(x.Called(x.Token)), loud(inPercent(mine)))
	if top.Token != x.Token {
		p = append(p, say(i18n.StepSentenceAndPrefers, x.belief(top.Token), loud(inPercent(top.P)))...)
	}
	if x.alone {
		return append(p, words(".")...)
	}
	if method.Of(x.other.Method).Reads != method.Mixed && x.place > 0 {
		return append(p, say(i18n.StepSentenceReadingGivesIt, x.them(), before(x.other, x.place), loud(inPercent(theirs)))...)
	}
	return append(p, say(i18n.StepSentenceGivesIt, x.them(), loud(inPercent(theirs)))...)
}

func (x *Scene) loss() []Part {
	if !x.counts() {
		return say(i18n.StepSentenceWhatIsGivenHas)
	}
	mine, theirs := numberAt(x.Run.Loss, x.T), numberAt(x.other.Loss, x.T)
	p := say(i18n.StepSentenceTheLessAModel, x.thing(), loud(Figures(mine)), loud(inPercent(math.Exp(-mine))), x.me())
	if !x.alone {
		p = append(p, say(i18n.StepSentenceForTheOf, loud(Figures(theirs)), loud(inPercent(math.Exp(-theirs))), x.them())...)
	}
	p = append(p, words(".")...)
	// The first guess pass reads the truth, so it tells what the mixing alone does.
	clean := chanceOf(state.RowAt(x.Run.Guess, x.T), x.Token)
	if x.Ift() && x.Run.Passes == 1 && x.Run.Tau == 1 && x.place > 0 && x.Run.Lambda > 0 && len(x.Run.Guess) > 0 {
		verdict := i18n.StepSentenceTheMixedInputsMake.String()
		switch d := math.Exp(-mine) - clean; {
		case d > .02:
			verdict = i18n.StepSentenceTheMixedInputsMakeIt.String()
		case d > -.02:
			verdict = i18n.StepSentenceMixingChangesLittleHere.String()
		}
		p = append(p, say(i18n.StepSentenceFromTheTrueTokens, x.me(), inPercent(clean), verdict)...)
	}
	return p
}

func (x *Scene) weights() []Part {
	w := numberAt(x.Run.Weight, x.T)
	if !x.Ift() {
		return x.lacks(i18n.StepSentenceNeitherWeighs, i18n.StepSentenceDoesNotWeigh)
	}
	sft := say(i18n.StepSentenceInEveryTokenCounts, x.them())
	if x.alone || method.Of(x.other.Method).Reads == method.Mixed {
		sft = nil
	}
	if !x.answer {
		return append(say(i18n.StepSentenceWhatIsGivenCounts), sft...)
	}
	times := "×\u00a0" + Figures(w)
	switch {
	case x.Run.Gamma == 0 && !x.alone && method.Of(x.other.Method).Reads != method.Mixed:
		return say(i18n.StepSentenceIsNoLossAhead, loud(times), x.them())
	case x.Run.Gamma == 0:
		return say(i18n.StepSentenceIsNoLossAheadIs)
	case x.place == x.n-1:
		return append(say(i18n.StepSentenceThisIsTheLast, loud(times)), sft...)
	case x.Run.Gamma == 1:
		return append(say(i18n.StepSentenceThisAnswersForIts, x.thing(), loud(times)), sft...)
	}
	return append(say(i18n.StepSentenceThisAnswersForItsOwn, x.thing(), loud(Percent(1-x.Run.Gamma)), loud(times)), sft...)
}

func (x *Scene) gradient() []Part {
	if !x.counts() {
		return say(i18n.StepSentenceWhatIsGivenHasNo)
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
	var p []Part
	switch {
	case up != nil && down != nil:
		p = append(p, say(i18n.StepSentencePullsUpAndPresses, loud(x.Called(up.Token)), x.belief(down.Token))...)
	case up != nil:
		p = append(p, say(i18n.StepSentencePullsUp, loud(x.Called(up.Token)))...)
	default:
		p = append(p, say(i18n.StepSentenceChangesLittle)...)
	}
	mine, theirs := numberAt(x.Run.LogitGradNorm, x.T), numberAt(x.other.LogitGradNorm, x.T)
	switch {
	case x.alone:
	case theirs > 0 && mine >= 1.05*theirs:
		p = append(p, say(i18n.StepSentenceItDoesSoAs, loud(i18n.Say(i18n.StepSentenceTimes, strconv.FormatFloat(mine/theirs, 'f', 1, 64))), x.me(), x.them())...)
	case mine > 0 && theirs >= 1.05*mine:
		p = append(p, say(i18n.StepSentenceItDoesSoAsHard, loud(i18n.Say(i18n.StepSentenceTimes, strconv.FormatFloat(theirs/mine, 'f', 1, 64))), x.them(), x.me())...)
	default:
		p = append(p, say(i18n.StepSentenceItDoesSoAbout, x.me(), x.them())...)
	}
	if to, ok := x.sent(); ok {
		p = append(p, say(i18n.StepSentenceMostOfWhatIt, to)...)
	}
	return p
}

func (x *Scene) update() []Part {
	before, after := chanceOf(state.RowAt(x.Run.Train, x.T), x.Token), chanceOf(state.RowAt(x.Run.After, x.T), x.Token)
	ob, oa := chanceOf(state.RowAt(x.other.Train, x.T), x.Token), chanceOf(state.RowAt(x.other.After, x.T), x.Token)
	p := say(i18n.StepSentenceAdamwHasMovedThe)
	if x.counts() && len(state.RowAt(x.Run.After, x.T)) > 0 {
		p = append(p, say(i18n.StepSentenceAskedAgainGivesInstead, x.me(), loud(x.Called(x.Token)), loud(inPercent(after)), inPercent(before))...)
		if !x.alone && ((after > before+.005) != (oa > ob+.005) || after > before+.005 || after < before-.005) {
			p = append(p, say(i18n.StepSentenceInItGoesFrom, x.them(), inPercent(ob), loud(inPercent(oa)))...)
		}
		p = append(p, words(". ")...)
		if after < before-.005 {
			p = append(p, say(i18n.StepSentenceItFellTheSame)...)
		}
	}
	if name, rel := mostMoved(x.Run.Groups); name != "" {
		p = append(p, say(i18n.StepSentenceOfItsPartsMoved, loud(groupName(name)), loud(smallShare(rel)))...)
	}
	return p
}
