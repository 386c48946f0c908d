package trace

import (
	"math"
	"slices"
	"unicode/utf8"

	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// LaneRows are the heights of a lane's rows, one a phase, px: where the lane is
// wide it draws them all, without gaps, and the rail beside it must agree.
func LaneRows() [state.Phases]float64 {
	return [state.Phases]float64{60, 86, 132, 86, 66, 126, 100, 80}
}

// singleRows are the heights where a lane is narrow and draws one phase alone.
var singleRows = [state.Phases]float64{104, 200, 236, 200, 134, 190, 150, 206}

const (
	laneNarrow = 270 // px: below it one phase is drawn alone
	gutter     = 34  // px at a wide lane's right end, for what scales say
	monoW      = 7.3 // px: width of a letter of 12 px mono
)

// laneLayout is where the positions of the sequence and the rows of the phases
// stand. It depends on the trace's tokens and the width alone: both lanes align.
type laneLayout struct {
	w, H        float64
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

// LayLane lays out a lane of w px. The trace may be nil.
func LayLane(w float64, a *wire.Trace, phase int) laneLayout {
	l := laneLayout{w: w, single: w < laneNarrow, right: w, chars: 1, promptChars: 1}
	rows := LaneRows()
	if l.single {
		l.H = singleRows[int(canvas.Clamp(float64(phase), 0, state.Phases-1))]
	} else {
		l.right = w - gutter
		for _, h := range rows {
			l.H += h
		}
	}
	if a == nil || len(a.Tokens) == 0 {
		if l.single || a == nil {
			l.H = min(l.H, 120)
		}
		return l
	}
	n := len(a.Tokens)
	for t, k := range a.Tokens {
		long := utf8.RuneCountInString(state.NameOf(a, k))
		if state.Learned(a, t) {
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
		return 0, l.H
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
