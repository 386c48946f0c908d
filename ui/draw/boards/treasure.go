package boards

import (
	"math"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// treasureBoard is the game of hidden information.
var treasureBoard = board[*wire.Treasure, *wire.TreasureRun]{
	see: func(s *state.Store, side int) (*wire.Treasure, *wire.TreasureRun) {
		return s.Treasure, s.Runs[side].Treasure
	},
	height: func(w float64, shared *wire.Treasure) float64 { return layTreasure(w, hintsOf(shared)).h },
	paint:  drawTreasure,
	label:  words.TreasureLabel,
}

// hintsOf is how many hints a game has: 16 until it is known.
func hintsOf(shared *wire.Treasure) int {
	if shared == nil {
		return 16
	}
	return len(shared.Hints)
}

// treasureLayout is where the rows of the treasure board stand at width w. Every
// lane has one column a hint and one row a box, so that a column can be read
// from the hint down to the belief. It depends on the width alone: the boards of
// both runs align.
type treasureLayout struct {
	w, h         float64
	x0, col      float64 // left edge of the first column, width of one
	wide         bool    // room for box letters and whole captions
	hintY, hintH float64 // top of the hint lane, height of one of its rows
	demoY, demoH float64 // the demonstrator's lane
	laneY, laneH float64 // the model's lane
}

const (
	captionH = 21 // a line of 12 px text above a lane
	footH    = 18 // a line of 12 px text below one
)

func layTreasure(w float64, hints int) treasureLayout {
	l := treasureLayout{w: w, wide: w >= 250}
	right := 1.0
	if l.wide {
		l.x0 = 18
	} else {
		l.x0 = 1
	}
	l.col = (w - l.x0 - right) / float64(max(hints, 1))
	l.hintH, l.demoH, l.laneH = 7, 5, 18
	if l.wide {
		l.hintH, l.demoH, l.laneH = 13, 13, canvas.Clamp(l.col*1.35, 22, 34)
	}
	l.hintY = captionH
	l.demoY = l.hintY + words.Boxes*l.hintH + 6 + captionH
	l.laneY = l.demoY + words.Boxes*l.demoH + 6 + captionH
	l.h = math.Ceil(l.laneY + words.Boxes*l.laneH + footH)
	return l
}

// drawTreasure paints one game: the hints, what the demonstrator knows, and the
// run's beliefs with what it says. Shared or run may be nil: their lanes stay empty.
func drawTreasure(c canvas.Canvas, shared *wire.Treasure, run *wire.TreasureRun, who draw.Arm) {
	w, _ := c.Size()
	n := hintsOf(shared)
	l := layTreasure(w, n)
	l.captions(c, shared, run, who)
	l.grid(c, l.hintY, l.hintH, n, false)
	l.grid(c, l.demoY, l.demoH, n, false)
	l.grid(c, l.laneY, l.laneH, n, true)
	if l.wide {
		for b := range words.Boxes {
			name := canvas.Font{Size: 12, Color: canvas.Ink3, Align: "center"}
			c.Text(words.BoxName(b), 7, l.hintY+(float64(b)+.5)*l.hintH+4, name)
			c.Text(words.BoxName(b), 7, l.demoY+(float64(b)+.5)*l.demoH+4, name)
			c.Text(words.BoxName(b), 7, l.laneY+(float64(b)+.5)*l.laneH+4, name)
		}
	}
	if shared != nil {
		l.hints(c, shared.Hints)
		l.demonstrator(c, shared.Truth)
	}
	if shared == nil || run == nil {
		return
	}
	l.beliefs(c, run.Belief, who)
	l.bayes(c, shared.Bayes)
	l.answers(c, run.Said, shared.Truth, who)
}

func (l treasureLayout) captions(c canvas.Canvas, shared *wire.Treasure, run *wire.TreasureRun, who draw.Arm) {
	small := canvas.Font{Size: 12, Color: canvas.Ink2}
	room := l.w - l.x0 - 1
	c.Text(canvas.Fit(c, small, room, words.HintLane()...), l.x0, l.hintY-7, small)
	c.Text(canvas.Fit(c, small, room, words.DemonstratorLane()...), l.x0, l.demoY-7, small)
	foot := canvas.Font{Size: 12, Color: canvas.Ink3}
	c.Text(canvas.Fit(c, foot, room, words.BayesLine()...), l.x0, l.h-4, foot)
	say := canvas.Font{Size: 12, Bold: true, Color: who.Ink}
	if shared != nil && run != nil {
		right, n := words.Score(shared.Truth, run.Said)
		s := words.OutOf(right, n)
		if l.wide {
			s = words.OutOfRight(right, n)
		}
		room -= c.TextWidth(s, say) + 6
		say.Align = "right"
		c.Text(s, l.w-1, l.laneY-7, say)
		say.Align = ""
	}
	c.Text(canvas.Fit(c, say, room, words.Alone(who.ArmName)...), l.x0, l.laneY-7, say)
}

// grid is the lane's frame: hairlines between the boxes, and between the columns
// of the model's lane, where cells are compared.
func (l treasureLayout) grid(c canvas.Canvas, y, row float64, n int, cells bool) {
	var p canvas.Pen
	crisp := func(v float64) float64 { return math.Floor(v) + .5 }
	right, bottom := l.x0+float64(n)*l.col, y+words.Boxes*row
	for b := 0; b <= words.Boxes; b++ {
		if at := crisp(y + float64(b)*row); cells || b == 0 || b == words.Boxes {
			p.Segment(l.x0, at, right, at)
		}
	}
	if cells {
		for t := 0; t <= n; t++ {
			at := crisp(l.x0 + float64(t)*l.col)
			p.Segment(at, y, at, bottom)
		}
	}
	c.Path(p.String(), canvas.Stroke(canvas.Hairline, 1))
}

// hints are discs in the row of the box that they name.
func (l treasureLayout) hints(c canvas.Canvas, hints []int) {
	r := min(l.hintH, l.col) * .36
	for t, b := range hints {
		if b < 0 || b >= words.Boxes {
			continue
		}
		c.Circle(l.mid(t), l.hintY+(float64(b)+.5)*l.hintH, r, canvas.Fill(canvas.Ink))
	}
}

// demonstrator is a bar in the row of the box that holds the treasure.
func (l treasureLayout) demonstrator(c canvas.Canvas, said []int) {
	var p canvas.Pen
	words.EachRun(said, func(from, to, b int) {
		x, thick := l.x0+float64(from)*l.col, min(l.demoH-1, 6)
		p.RoundRect(x+1, l.demoY+(float64(b)+.5)*l.demoH-thick/2, float64(to-from)*l.col-2, thick, 2)
	})
	if !p.Empty() {
		c.Path(p.String(), canvas.Fill(canvas.Truth))
	}
}

// beliefs fill the cells: the opacity is the belief.
func (l treasureLayout) beliefs(c canvas.Canvas, belief [][]float64, who draw.Arm) {
	gap := l.gap()
	for t, row := range belief {
		for b, p := range row {
			if b >= words.Boxes || p < .005 {
				continue
			}
			c.Rect(l.x0+float64(t)*l.col+gap, l.laneY+float64(b)*l.laneH+gap, l.col-2*gap, l.laneH-2*gap, canvas.Fill(who.Line).WithAlpha(p))
		}
	}
}

// gap keeps the fill off the cell's border, where the ring of the answer goes.
func (l treasureLayout) gap() float64 {
	if l.col < 14 {
		return 2
	}
	return 3
}

// bayes is the exact belief: in every box's row a line whose height is the
// belief, from the row's bottom (0) to its top (1).
func (l treasureLayout) bayes(c canvas.Canvas, belief [][]float64) {
	var p canvas.Pen
	for b := range words.Boxes {
		base := l.laneY + float64(b+1)*l.laneH - 1
		for t, row := range belief {
			if b >= len(row) {
				continue
			}
			y := base - canvas.Clamp(row[b], 0, 1)*(l.laneH-2)
			x := l.x0 + float64(t)*l.col
			if t == 0 {
				p.Move(x, y)
			} else {
				p.Line(x, y)
			}
			p.Line(x+l.col, y)
		}
	}
	if !p.Empty() {
		c.Path(p.String(), canvas.Stroke(canvas.Ink, 1).WithAlpha(.7))
	}
}

// answers rings what the run says. One ring goes round a whole row of equal
// answers, so that a model which repeats itself draws a long horizontal ring; each
// wrong answer in it carries a fault mark.
func (l treasureLayout) answers(c canvas.Canvas, said, truthIs []int, who draw.Arm) {
	var ring, wrong canvas.Pen
	words.EachRun(said, func(from, to, b int) {
		x, y := l.x0+float64(from)*l.col, l.laneY+float64(b)*l.laneH
		ring.RoundRect(x+1, y+1, float64(to-from)*l.col-2, l.laneH-2, 4)
	})
	arm, halo := canvas.Clamp(l.col*.2, 2.25, 4), 4.5
	if !l.wide {
		halo = 3.5
	}
	for t, b := range said {
		if t >= len(truthIs) || b == truthIs[t] {
			continue
		}
		y := l.laneY + (float64(b)+.5)*l.laneH
		if b < 0 || b >= words.Boxes {
			y = l.laneY + words.Boxes/2*l.laneH // it named no box: the mark hangs between the rows
		}
		wrong.Cross(l.mid(t), y, arm)
	}
	if !ring.Empty() {
		c.Path(ring.String(), canvas.Stroke(who.Line, l.gap()-.75))
	}
	if !wrong.Empty() {
		c.Path(wrong.String(), canvas.Stroke(canvas.Paper, halo))
		c.Path(wrong.String(), canvas.Stroke(canvas.Fault, halo-2.25))
	}
}

func (l treasureLayout) mid(t int) float64 { return l.x0 + (float64(t)+.5)*l.col }
