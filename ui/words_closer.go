package ui

import (
	"fmt"
	"strconv"
	"strings"

	"softmix/model/method"
	"softmix/wasm/wire"
)

// The pictures of a step below its lanes.

// attentionLabel says in words what drawAttention shows.
func attentionLabel(a *wire.Trace, who [2]ArmName) string {
	if a == nil || len(a.Tokens) == 0 {
		return "Attention: nothing to show yet."
	}
	s := fmt.Sprintf("Attention of layer %d, head %d, where %s is predicted.", a.Look.Layer+1, a.Look.Head+1, place(a, a.Look.Token))
	for side := range min(len(a.Runs), 2) {
		top := mostRead(a.Runs[side].Attends, a.Look.Token-1)
		s += " " + who[side].Name
		if len(top) == 0 {
			s += " has none."
			continue
		}
		s += " reads most"
		for i, v := range top {
			if i > 0 {
				s += ","
			}
			s += fmt.Sprintf(" %s at place %d with %s", nameOf(a, tokenOf(a, v.Token)), v.Token+1, percent(v.P))
		}
		s += "."
	}
	return s
}

// phaseShares is the distribution that a phase is about: the guess, the mixture,
// or the prediction; and what the page calls it.
func phaseShares(r *wire.RunTrace, phase int) (of [][]wire.Share, name string) {
	switch phase {
	case phaseGuess:
		return r.Guess, railWords[phaseGuess]
	case phaseMix:
		return r.Mix, railWords[phaseMix]
	}
	return r.Train, railWords[phaseTrain]
}

// lookBoardLabel says in words what drawLookBoard shows.
func moveLabel(a *wire.Trace, lake *wire.Lake, who [2]ArmName, phase int) string {
	if a == nil || lake == nil || len(a.Tokens) == 0 {
		return "The move on the lake: nothing to show yet."
	}
	s := fmt.Sprintf("On the lake, from cell %s; the demonstration goes to %s.", nameOf(a, tokenOf(a, a.Look.Token-1)), nameOf(a, tokenOf(a, a.Look.Token)))
	for side := range min(len(a.Runs), 2) {
		of, name := phaseShares(&a.Runs[side], phase)
		s += " " + who[side].Name + ", " + name + ": "
		if len(of) == 0 {
			s += "none."
			continue
		}
		s += spoken(a, rowAt(of, a.Look.Token), tokenOf(a, a.Look.Token), 4) + "."
	}
	return s
}

// What the pictures say, the longest wording first.

func noAttention() []string  { return []string{"No attention to show yet.", "Nothing yet."} }
func noStream() []string     { return []string{"No residual stream to show yet.", "Nothing yet."} }
func noMove() []string       { return []string{"No move to look at yet.", "No move yet."} }
func noError() []string      { return []string{"No error was put in yet.", "No error yet."} }
func noToken() []string      { return []string{"No token to look at yet.", "No token yet."} }
func notApartHere() []string { return []string{"not taken apart", "not here"} }
func noGuessHere() []string  { return []string{noGuessPass(), "not here"} }
func headName(l wire.Look) []string {
	layer, head := strconv.Itoa(l.Layer+1), strconv.Itoa(l.Head+1)
	return []string{"layer " + layer + ", head " + head, layer + " · " + head, ""}
}
func attended(of string, names []string) []string {
	one, all := names[0], strings.Join(names, ", ")
	return []string{"to predict " + of + " it reads " + all, "for " + of + " it reads " + all, "for " + of + ": " + one, one, ""}
}
func streamHead(token string) []string {
	return []string{"Length of the residual stream at " + token, "Residual stream at " + token, "Stream at " + token}
}
func streamInput() string        { return "input" }
func streamLayer(i int) []string { return []string{"layer " + strconv.Itoa(i), strconv.Itoa(i)} }
func given() []string            { return []string{"given"} }
func rightAnswer() []string      { return []string{"right answer", "right"} }
func alone(who ArmName) []string { return []string{who.Name + " alone", who.Name} }
func afterError() []string       { return []string{"after the error", "with error", "error"} }
func outOf(n, of int) string     { return strconv.Itoa(n) + " of " + strconv.Itoa(of) }
func pushedTo(cell, fate string) []string {
	return []string{"pushed to " + cell + ", it " + fate, "pushed, it " + fate, fate}
}
func inputHead(who ArmName) []string {
	return []string{"What " + who.Name + " reads here, as an embedding", "What " + who.Name + " reads here", "Input"}
}
func trueName() string          { return "true" }
func believedName() string      { return "believed" }
func cosineOf(v float64) string { return "cos " + decimal(v) }
func effectHead() []string {
	return []string{"What this step does to the guess", "What it does to the guess", "The step’s effect"}
}
func beforeStep() string { return "before" }
func afterStep() string  { return "after" }

// unbelieved says that an input has no belief in it.
func unbelieved(r *wire.RunTrace) []string {
	if rank(r) == 1 || rank(r) == 2 {
		return []string{"no belief"}
	}
	return []string{"reads the truth alone", "the truth alone", "none"}
}

// fate says where a way of tokens ends on the lake.
func fate(lake *wire.Lake, tokens []int) string {
	end := -1
	for _, k := range tokens {
		if end = cellOf(k); onLake(lake, end, 'G') || onLake(lake, end, 'H') {
			break
		}
	}
	switch {
	case onLake(lake, end, 'G'):
		return "reaches the goal"
	case onLake(lake, end, 'H'):
		return "sinks"
	}
	return "has not arrived"
}

// injectLabel says in words what drawInject shows.
func injectLabel(in *wire.Injection, lake *wire.Lake, who [2]ArmName) string {
	if in == nil || len(in.Runs) == 0 {
		return "An injected error: nothing to show yet."
	}
	spell := func(v []int) string {
		s := ""
		for i, k := range v {
			if i > 0 {
				s += " "
			}
			s += nameIn(in.Names, k)
		}
		if s == "" {
			return "nothing"
		}
		return s
	}
	s := fmt.Sprintf("At step %d, %s was put in at place %d. Given: %s.", in.Step, nameIn(in.Names, in.Inject.Token), in.Inject.At+1, spell(in.Prompt))
	if len(in.Right) > 0 {
		s += " Right is " + spell(in.Right) + "."
	}
	for side := range min(len(in.Runs), 2) {
		r := in.Runs[side]
		s += fmt.Sprintf(" %s alone: %s; after the error: %s", who[side].Name, spell(r.Free), spell(r.Pushed))
		if lake != nil {
			s += ", " + fate(lake, r.Pushed)
		} else if n, of := rights(in, r.Pushed, in.Inject.At+1); of > 0 {
			s += fmt.Sprintf(", %d of the %d behind it right", n, of)
		}
		s += "."
	}
	return s
}

// input is what a run reads at the chosen token, and what the step does to the
// chances of a few tokens in both runs.
type input struct {
	a      *wire.Trace
	t      int
	run    *wire.RunTrace // whose embeddings are shown
	arm    ArmName        // of that run
	tokens []int          // whose chances are shown
}

// inputOf takes the right one of the runs that mix, or the left run if none does.
func inputOf(a *wire.Trace, who [2]ArmName) *input {
	s := &input{a: a}
	if a == nil || len(a.Runs) == 0 || tokenOf(a, a.Look.Token) < 0 {
		return s
	}
	s.t = a.Look.Token
	for i := range a.Runs[:min(len(a.Runs), 2)] {
		if traced(&a.Runs[i]) && (s.run == nil || len(a.Runs[i].Belief) > 0 || rank(&a.Runs[i]) > rank(s.run)) {
			s.run, s.arm = &a.Runs[i], who[i]
		}
	}
	if s.run == nil {
		return s
	}
	have := map[int]bool{}
	for i := len(a.Runs) - 1; i >= 0; i-- {
		for _, sh := range leading(rowAt(a.Runs[i].Train, s.t), tokenOf(a, s.t), 3) {
			if !have[sh.Token] && len(s.tokens) < 4 {
				have[sh.Token] = true
				s.tokens = append(s.tokens, sh.Token)
			}
		}
	}
	return s
}

// inputName is what is read: it is mixed, noisy, or another token's.
func inputName(r *wire.RunTrace) string {
	switch method.Of(r.Method).Reads {
	case method.Noisy:
		return "noisy"
	case method.Blanks, method.Samples:
		return "read"
	}
	return "mixed"
}

// stripsLabel says in words what drawStrips shows.
func stripsLabel(a *wire.Trace, who [2]ArmName) string {
	s := inputOf(a, who)
	if s.run == nil {
		return "The input of a token: nothing to show yet."
	}
	out := fmt.Sprintf("At %s, %s reads an embedding", place(a, s.t), s.arm.Name)
	if rank(s.run) == 1 {
		out += fmt.Sprintf(" whose cosine with the true token’s is %s.", decimal(cosine(s.run.Mixed, s.run.True)))
	} else if len(s.run.Belief) == 0 {
		out += " that is the true token’s."
	} else {
		out += fmt.Sprintf(" whose cosine with the true token’s is %s; that of what it believed is %s.",
			decimal(cosine(s.run.Mixed, s.run.True)), decimal(cosine(s.run.Belief, s.run.True)))
	}
	out += " What this step does to the guess:"
	for side := range min(len(a.Runs), 2) {
		r := &a.Runs[side]
		if !traced(r) {
			continue
		}
		out += " " + who[side].Name + " "
		for i, k := range s.tokens {
			if i > 0 {
				out += ", "
			}
			out += fmt.Sprintf("%s from %s to %s", nameOf(a, k), percent(shareOf(rowAt(r.Train, s.t), k)), percent(shareOf(rowAt(r.After, s.t), k)))
		}
		out += "."
	}
	return out
}

// streamLabel says in words what drawStream shows.
func streamLabel(a *wire.Trace, who [2]ArmName) string {
	if first := firstTraced(a); first == nil || len(first.Stream) == 0 {
		return "Residual stream: nothing to show yet."
	}
	s := fmt.Sprintf("Length of the residual stream at %s, from the input through the layers.", place(a, a.Look.Token))
	for i := range min(len(a.Runs), 2) {
		if !traced(&a.Runs[i]) {
			continue
		}
		s += " " + who[i].Name
		for k, v := range a.Runs[i].Stream {
			if k > 0 {
				s += ","
			}
			s += " " + brief(valueAt(v, a.Look.Token))
		}
		s += "."
	}
	return s
}
