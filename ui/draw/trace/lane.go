package trace

import (
	"math"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// lane is one side of a step taken apart, ready to be drawn.
type lane struct {
	laneLayout
	a      *wire.Trace
	run    *wire.RunTrace
	who    draw.Arm
	phase  int    // 0 … 7; -1: none
	chosen int    // position looked at
	absent string // the method, where its steps are not taken apart
	top    state.LaneScale
}

func newLane(w float64, a *wire.Trace, s words.LaneSide, who draw.Arm) *lane {
	l := &lane{laneLayout: LayLane(w, a, s.Phase), a: a, who: who, phase: s.Phase, chosen: s.Chosen, absent: s.Method}
	if a == nil || s.Side >= len(a.Runs) || len(l.answer) == 0 || !state.Traced(&a.Runs[s.Side]) {
		return l
	}
	l.run = &a.Runs[s.Side]
	l.top = state.ScaleOf(a, s.Chosen)
	return l
}

// DrawLane paints the lane of one side. The trace may be nil.
func DrawLane(c canvas.Canvas, a *wire.Trace, s words.LaneSide, who draw.Arm) {
	w, _ := c.Size()
	l := newLane(w, a, s, who)
	if l.run == nil {
		l.nothing(c)
		return
	}
	if l.single {
		l.mark(c)
		l.draw(c, max(l.phase, 0))
		return
	}
	if y, h := l.row(max(l.phase, 0)); l.phase >= 0 {
		c.Rect(0, y, l.w, h, canvas.Fill(canvas.Band))
	}
	l.mark(c)
	var rules canvas.Pen
	for p := range state.Phases {
		if y, _ := l.row(p); p > 0 {
			rules.Segment(0, y+.5, l.w, y+.5)
		}
	}
	c.Path(rules.String(), canvas.Stroke(canvas.Hairline, 1))
	for p := range state.Phases {
		l.draw(c, p)
	}
}

// draw paints one phase's row.
func (l *lane) draw(c canvas.Canvas, phase int) {
	y, h := l.row(phase)
	if l.single && phase != state.PhaseBatch && phase != state.PhaseUpdate {
		l.names(c, y+14)
		y, h = y+22, h-22
		if l.staggered() {
			y, h = y+14, h-14
		}
	}
	switch phase {
	case state.PhaseBatch:
		l.batch(c, y, h)
	case state.PhaseGuess:
		l.bars(c, y, h, l.run.Guess, words.NoGuessPass())
	case state.PhaseMix:
		l.mix(c, y, h)
	case state.PhaseTrain:
		l.bars(c, y, h, l.run.Train, words.NoPrediction())
	case state.PhaseLoss:
		l.losses(c, y, h)
	case state.PhaseWeights:
		l.weights(c, y, h)
	case state.PhaseGradient:
		l.gradient(c, y, h)
	case state.PhaseUpdate:
		l.update(c, y, h)
	}
}

// mark is the chosen token's column, from top to bottom; the last row is about
// the whole model.
func (l *lane) mark(c canvas.Canvas) {
	if l.chosen < 0 || l.chosen >= len(l.x) || l.single && l.phase == state.PhaseUpdate {
		return
	}
	h := l.H
	switch {
	case !l.single:
		h, _ = l.row(state.PhaseUpdate)
	case l.phase == state.PhaseBatch:
		h -= 40
	case l.phase == state.PhaseGuess && len(l.run.Guess) > 0, l.phase == state.PhaseTrain, l.phase == state.PhaseMix:
		h -= 4*listH + 6
	case l.phase == state.PhaseLoss, l.phase == state.PhaseWeights, l.phase == state.PhaseGradient:
		h -= 20
	}
	wide := max(l.col[l.chosen]-2, 6)
	c.Rect(l.x[l.chosen]-wide/2, 0, wide, h, canvas.Fill(canvas.Band))
}

// nothing is the lane before anything is trained.
func (l *lane) nothing(c canvas.Canvas) {
	f := canvas.Font{Size: 13, Color: canvas.Ink3}
	if l.absent != "" {
		says := words.NotApart(l.absent, l.who.Name)
		if f.Size = 12; l.single {
			says = words.NotApartBriefly(l.absent, l.who.Name)
		}
		l.lines(c, []string{says}, 4, 18, min(l.w-8, 340), f)
		return
	}
	says := words.Untrained()
	if whole := says[0] + " " + says[1]; c.TextWidth(whole, f) <= l.w {
		l.dotted(c, 60, whole)
		return
	}
	f.Size = 12
	l.lines(c, says, 4, 30, l.w-4, f)
}

// lines sets words line by line, broken where they do not fit into room px, and
// returns the baseline below.
func (l *lane) lines(c canvas.Canvas, words []string, x, y, room float64, f canvas.Font) float64 {
	for _, s := range words {
		for _, part := range wrap(c, s, room, f) {
			c.Text(part, x, y, f)
			y += f.Size * 1.35
		}
	}
	return y
}

// wrap breaks a sentence into lines of at most room px.
func wrap(c canvas.Canvas, s string, room float64, f canvas.Font) (lines []string) {
	line, word := "", ""
	add := func() {
		switch {
		case line == "":
			line = word
		case c.TextWidth(line+" "+word, f) <= room:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
		word = ""
	}
	for _, r := range s {
		if r == ' ' {
			add()
			continue
		}
		word += string(r)
	}
	add()
	return append(lines, line)
}

// dotted says that something is not there: a dotted line across the lane, and a
// short sentence in its middle.
func (l *lane) dotted(c canvas.Canvas, y float64, wordings ...string) {
	f := canvas.Font{Size: 13, Color: canvas.Ink3, Align: "center"}
	s := canvas.Fit(c, f, l.right-16, wordings...)
	if c.TextWidth(s, f) > l.right-16 {
		f.Size = 12
	}
	mid, half := l.right/2, c.TextWidth(s, f)/2+9
	var p canvas.Pen
	at := math.Round(y) + .5
	if mid-half > 8 {
		p.Segment(4, at, mid-half, at)
		p.Segment(mid+half, at, l.right-4, at)
		c.Path(p.String(), canvas.Stroke(canvas.Ink3, 1).Dashed(1, 5))
	}
	c.Text(s, mid, y+4.5, f)
}

// staggered is true where names of neighbouring columns must stand on two lines.
func (l *lane) staggered() bool { return l.pitch < monoW*float64(l.chars)+1.5 }

// names heads the columns of a narrow lane with the answer's tokens.
func (l *lane) names(c canvas.Canvas, y float64) {
	for i, t := range l.answer {
		f := canvas.Font{Size: 12, Mono: true, Bold: t == l.chosen, Color: canvas.Ink2, Align: "center"}
		if t == l.chosen {
			f.Color = canvas.Ink
		}
		at := y
		if l.staggered() && i%2 == 1 {
			at += 14
		}
		l.name(c, state.NameOf(l.a, l.a.Tokens[t]), l.x[t], at, f)
	}
}

// name sets a centred text without leaving the lane.
func (l *lane) name(c canvas.Canvas, s string, x, y float64, f canvas.Font) {
	half := c.TextWidth(s, f) / 2
	c.Text(s, canvas.Clamp(x, min(half, l.w/2), max(l.w-half, l.w/2)), y, f)
}
