package ui

import (
	"fmt"
	"slices"
	"strings"

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

// laneLabel says in words what a lane shows of the current phase and token.
func laneLabel(a *wire.Trace, s laneSide) string {
	if s.method != "" {
		return s.who.Name + ", one step taken apart: " + lowerFirst(notApart(s.method, s.who.Name))
	}
	if a == nil || s.side >= len(a.Runs) || !slices.Contains(a.Answer, true) || !taken(&a.Runs[s.side]) {
		return s.who.Name + ", one step taken apart: nothing is trained yet. The next phase takes the first step."
	}
	l := newLane(laneNarrow, a, s)
	phase := max(s.phase, 0)
	return fmt.Sprintf("%s, step %d, %s: %s: %s", s.who.Name, a.Step, railWords[phase], place(a, s.chosen), l.words(phase))
}

// words are what the chosen token shows in a phase.
func (l *lane) words(phase int) string {
	a, r, t := l.a, l.run, l.chosen
	right := tokenOf(a, t)
	switch phase {
	case phaseBatch:
		return "given " + l.spell(false) + "; to be learned " + l.spell(true) + "."
	case phaseGuess:
		if len(r.Guess) == 0 {
			return "no first pass."
		}
		return "it expects " + spoken(a, shares(r.Guess, t), right, 3) + "; the answer says " + nameOf(a, right) + "."
	case phaseMix:
		if len(r.Guess) == 0 {
			return inputs(r.Method) + ", for " + nameOf(a, right) + "."
		}
		if r.Method == "ss" {
			if k, ok := swapped(r, t); ok {
				return "a coin puts its own draw " + nameOf(a, k) + " in the place of " + nameOf(a, right) + "."
			}
			return "reads the truth, " + nameOf(a, right) + "."
		}
		return spoken(a, shares(r.Mix, t), right, 4) + "; " + percent(1-ownShare(a, r, t)) + " of it is " + fedWords(r) + "."
	case phaseTrain:
		return "it predicts " + spoken(a, shares(r.Train, t), right, 3) + "; the answer says " + nameOf(a, right) + "."
	case phaseLoss:
		top := l.largest(r.Loss)
		return fmt.Sprintf("loss %s; the largest of the answer is %s, at %s.", brief(num(r.Loss, t)), brief(num(r.Loss, top)), place(a, top))
	case phaseWeights:
		return l.weightWords()
	case phaseGradient:
		s := fmt.Sprintf("it pulls at its prediction with %s; the largest pull of both sides is %s.", brief(num(r.LogitGradNorm, t)), brief(l.top.pull))
		if far := l.reach(); far != "" {
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

func (l *lane) weightWords() string {
	r, t := l.run, l.chosen
	switch {
	case l.even() && r.Method == "ift":
		return "gamma is 0, every token counts the same."
	case l.even():
		return "every weight is 1."
	}
	s := fmt.Sprintf("weight %s, from its own loss %s", brief(num(r.Weight, t)), brief(num(r.Loss, t)))
	var behind []string
	for _, k := range l.answer {
		if k > t {
			behind = append(behind, nameOf(l.a, tokenOf(l.a, k))+" "+brief(discounted(r, t, k)))
		}
	}
	if len(behind) > 0 {
		s += " and, discounted, those behind it: " + strings.Join(behind, ", ")
	}
	return s + "."
}

// spell writes out the tokens on the answer mask, or off it.
func (l *lane) spell(answer bool) string {
	var out []string
	for t := range l.x {
		if learned(l.a, t) == answer {
			out = append(out, nameOf(l.a, l.a.Tokens[t]))
		}
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, " ")
}

// largest is the answer position with the largest value.
func (l *lane) largest(v []float64) int {
	best := l.answer[0]
	for _, t := range l.answer {
		if num(v, t) > num(v, best) {
			best = t
		}
	}
	return best
}

// reach names the inputs that get most of the chosen token's gradient.
func (l *lane) reach() string {
	if l.a.Look.Token != l.chosen {
		return ""
	}
	var order []int
	for t := range l.x {
		if num(l.run.From, t) > 0 {
			order = append(order, t)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if num(l.run.From, a) > num(l.run.From, b) {
			return -1
		}
		return 1
	})
	var out []string
	for _, t := range order[:min(3, len(order))] {
		out = append(out, fmt.Sprintf("%s (%s)", nameOf(l.a, tokenOf(l.a, t)), brief(num(l.run.From, t))))
	}
	return strings.Join(out, ", ")
}
