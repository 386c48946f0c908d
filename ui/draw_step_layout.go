package ui

import (
	"math"
	"slices"
	"unicode/utf8"

	"softmix/ui/canvas"
	"softmix/wasm/wire"
)

// The phases' indexes in wire.Phases.
const (
	phaseBatch = iota
	phaseGuess
	phaseMix
	phaseTrain
	phaseLoss
	phaseWeights
	phaseGradient
	phaseUpdate
	phases
)

// LaneRows are the heights of a lane's rows, one a phase, px: where the lane is
// wide it draws them all, without gaps, and the rail beside it must agree.
func LaneRows() [phases]float64 {
	return [phases]float64{60, 86, 132, 86, 66, 126, 100, 80}
}

// singleRows are the heights where a lane is narrow and draws one phase alone.
var singleRows = [phases]float64{104, 200, 236, 200, 134, 190, 150, 206}

const (
	laneNarrow = 270 // px: below it one phase is drawn alone
	gutter     = 34  // px at a wide lane's right end, for what scales say
	monoW      = 7.3 // px: width of a letter of 12 px mono
)

// phaseIndex is a phase's place in the order; -1 for "off".
func phaseIndex(name string) int { return slices.Index(wire.Phases(), name) }

// laneLayout is where the positions of the sequence and the rows of the phases
// stand. It depends on the anatomy's tokens and the width alone: both lanes align.
type laneLayout struct {
	w, h        float64
	single      bool // one phase alone
	right       float64
	x, col      []float64 // [T] middle and width of each position's column
	pitch       float64   // least distance between two answer tokens
	given       float64   // distance between two prompt tokens; 0 for none
	inline      bool      // the prompt fits on the answer's line
	chars       int       // letters of the longest name in the answer
	promptChars int       // the same in the prompt
	answer      []int     // positions that are learned
	before      float64   // width of the prompt in front of the answer
}

// layLane lays out a lane of w px. The anatomy may be nil.
func layLane(w float64, a *wire.Trace, phase int) laneLayout {
	l := laneLayout{w: w, single: w < laneNarrow, right: w, chars: 1, promptChars: 1}
	rows := LaneRows()
	if l.single {
		l.h = singleRows[int(canvas.Clamp(float64(phase), 0, phases-1))]
	} else {
		l.right = w - gutter
		for _, h := range rows {
			l.h += h
		}
	}
	if a == nil || len(a.Tokens) == 0 {
		if l.single || a == nil {
			l.h = min(l.h, 120)
		}
		return l
	}
	n := len(a.Tokens)
	for t, k := range a.Tokens {
		long := utf8.RuneCountInString(nameOf(a, k))
		if learned(a, t) {
			l.answer, l.chars = append(l.answer, t), max(l.chars, long)
		} else {
			l.promptChars = max(l.promptChars, long)
		}
	}
	l.columns(n)
	return l
}

// columns gives prompt tokens as little as they need and the rest to the answer.
func (l *laneLayout) columns(n int) {
	name := monoW * float64(l.promptChars)
	answers := float64(len(l.answer))
	prompts := float64(n) - answers
	narrow, wide := l.right/float64(n), l.right/float64(n)
	if prompts > 0 && answers > 0 {
		most := name + .4
		if prompts <= 2 {
			most = name + 3
		}
		narrow = canvas.Clamp((l.right-24*answers)/prompts, 3, most)
		if prompts <= 2 {
			narrow = most
		}
		wide = (l.right - narrow*prompts) / answers
	}
	l.x, l.col = make([]float64, n), make([]float64, n)
	at := 0.0
	for t := range n {
		l.col[t] = narrow
		if slices.Contains(l.answer, t) {
			l.col[t] = wide
		}
		l.x[t] = at + l.col[t]/2
		at += l.col[t]
	}
	l.pitch, l.inline = wide, prompts == 0 || narrow >= name
	for i := 1; i < len(l.answer); i++ {
		d := l.x[l.answer[i]] - l.x[l.answer[i-1]]
		if i == 1 || d < l.pitch {
			l.pitch = d
		}
	}
	last := -1
	for t := range n {
		if slices.Contains(l.answer, t) {
			continue
		}
		if d := l.x[t] - l.x[max(last, 0)]; last >= 0 && (l.given == 0 || d < l.given) {
			l.given = d
		}
		last = t
	}
	if len(l.answer) > 0 {
		l.before = l.x[l.answer[0]] - l.col[l.answer[0]]/2
	}
}

// row is where a phase's row begins and how high it is.
func (l laneLayout) row(phase int) (y, h float64) {
	if l.single {
		return 0, l.h
	}
	rows := LaneRows()
	for _, above := range rows[:phase] {
		y += above
	}
	return y, rows[phase]
}

// tokenAt is the answer token whose column is nearest to x; -1 if there is none.
func (l laneLayout) tokenAt(x float64) int {
	best, far := -1, math.Inf(1)
	for _, t := range l.answer {
		if d := math.Abs(l.x[t] - x); d < far {
			best, far = t, d
		}
	}
	return best
}

// bar is how wide one bar may be in an answer column, up to most px.
func (l laneLayout) bar(most float64) float64 {
	if len(l.answer) == 0 {
		return 2
	}
	col := l.col[l.answer[0]]
	return canvas.Clamp(min(col-1.5, l.pitch*.72), 2, most)
}

// learned reports whether position t is on the answer mask.
func learned(a *wire.Trace, t int) bool { return t >= 0 && t < len(a.Answer) && a.Answer[t] }

// nameOf is the short name of a token; a blank shows as an open box.
func nameOf(a *wire.Trace, token int) string {
	if token < 0 || token >= len(a.Names) {
		return "?"
	}
	if a.Names[token] == " " || a.Names[token] == "" {
		return "␣"
	}
	return a.Names[token]
}

// tokenOf is the token at a position; -1 where there is none.
func tokenOf(a *wire.Trace, t int) int {
	if t < 0 || t >= len(a.Tokens) {
		return -1
	}
	return a.Tokens[t]
}

// chosenToken is the position that is looked at: what the settings ask for where
// it is an answer token, or else what the anatomy was made for.
func chosenToken(a *wire.Trace, asked int) int {
	if learned(a, asked) && asked < len(a.Tokens) {
		return asked
	}
	if t := a.Look.Token; t > 0 && t < len(a.Tokens) {
		return t
	}
	return slices.Index(a.Answer, true)
}

// num reads a number that may be missing or none.
func num(v []float64, t int) float64 {
	if t < 0 || t >= len(v) || math.IsNaN(v[t]) || math.IsInf(v[t], 0) {
		return 0
	}
	return v[t]
}

// shares reads the shares at a position; nil where there are none.
func shares(v [][]wire.Share, t int) []wire.Share {
	if t < 0 || t >= len(v) {
		return nil
	}
	return v[t]
}

// ranked is a distribution from its largest share down, numbers only.
func ranked(v []wire.Share) []wire.Share {
	out := make([]wire.Share, 0, len(v))
	for _, s := range v {
		if s.P > 0 && !math.IsInf(s.P, 0) { // leaves NaN out as well
			out = append(out, wire.Share{Token: s.Token, P: min(s.P, 1)})
		}
	}
	slices.SortStableFunc(out, func(a, b wire.Share) int {
		switch {
		case a.P > b.P:
			return -1
		case a.P < b.P:
			return 1
		}
		return 0
	})
	return out
}

// shareOf is what token k has of a distribution.
func shareOf(v []wire.Share, k int) float64 {
	for _, s := range v {
		if s.Token == k && s.P > 0 && !math.IsInf(s.P, 0) {
			return min(s.P, 1)
		}
	}
	return 0
}

// leading are the n largest shares, the truth among them in any case.
func leading(v []wire.Share, right, n int) []wire.Share {
	all := ranked(v)
	top := slices.Clone(all[:min(n, len(all))])
	has := slices.ContainsFunc(top, func(s wire.Share) bool { return s.Token == right })
	if !has && right >= 0 && n > 0 {
		s := wire.Share{Token: right, P: shareOf(v, right)}
		if len(top) == n {
			top[n-1] = s
		} else {
			top = append(top, s)
		}
	}
	return top
}
