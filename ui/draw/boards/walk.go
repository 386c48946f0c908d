package boards

import (
	"fmt"
	"math"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// walkOf is the walk on a lake. A new one is walked once, if there is time to watch
// it: while training is slow or paused.
func walkOf(see func() (*wire.Lake, *wire.LakeRun), s *state.Store, side int) *canvas.Motion {
	return &canvas.Motion{
		Moves: func() (n int, key string) {
			_, run := see()
			if run == nil {
				return 0, ""
			}
			return len(run.Walk), fmt.Sprint(run.Walk)
		},
		Calm: func() bool { return !s.Playing || s.Settings.Speed == "1" },
		Paint: func(c canvas.Canvas, progress float64) {
			lake, run := see()
			drawWalk(c, lake, run, draw.ArmAt(s, side), progress)
		},
	}
}

// drawWalk paints the agent's walk up to progress, counted in moves: 0 is the
// start, len(run.Walk) the whole walk, 2.5 half of the third move.
func drawWalk(c canvas.Canvas, lake *wire.Lake, run *wire.LakeRun, who draw.Arm, progress float64) {
	if lake == nil || run == nil || len(run.Walk) == 0 {
		return
	}
	w, _ := c.Size()
	l := LayLake(w, lake)
	walk := run.Walk
	progress = canvas.Clamp(progress, 0, float64(len(walk)))
	done := int(progress) // moves made whole
	path := []canvas.Point{l.At(walk[0].From)}
	for _, s := range walk[:done] {
		path = append(path, l.At(s.To))
	}
	if part := progress - float64(done); part > 0 {
		s := walk[done]
		path = append(path, l.At(s.From).Mix(l.At(s.To), ease(part)))
	}
	start := l.way(c, path, who)
	end := path[len(path)-1]
	sunk := done == len(walk) && l.Is(walk[len(walk)-1].To, 'H')
	if sunk { // the water closes over the last bit of the path
		c.Circle(end.X, end.Y, l.S*.33, canvas.Paint{Fill: canvas.Hole, Stroke: canvas.Ink3, Width: 1, Alpha: 1})
	}
	shown := int(math.Ceil(progress))
	for _, s := range walk[:shown] {
		if s.Slipped {
			l.slip(c, s)
		}
	}
	c.Circle(path[0].X, path[0].Y, start, canvas.Paint{Fill: canvas.Paper, Stroke: who.Line, Width: 1.75, Alpha: 1})
	if sunk {
		c.Circle(end.X, end.Y, l.S*.15, canvas.Stroke(who.Line, 2.5))
		return
	}
	c.Circle(end.X, end.Y, l.S*.2+2, canvas.Fill(canvas.Paper))
	c.Circle(end.X, end.Y, l.S*.2, canvas.Fill(who.Line))
}

// way draws the way of an arm and returns the radius of the ring at its start.
func (l LakeLayout) way(c canvas.Canvas, path []canvas.Point, who draw.Arm) float64 {
	width, ring := 2.0, 3.0
	if l.big {
		width, ring = 2.5, 4.5
	}
	if len(path) > 1 {
		var p canvas.Pen
		p.Round(path, l.S*.28)
		c.Path(p.String(), canvas.Paint{Stroke: who.Line, Width: width, Dash: who.Dash, Alpha: .9})
	}
	return ring
}

// ease slows a move down at both ends.
func ease(t float64) float64 { return t * t * (3 - 2*t) }

// slip marks a move that went sideways: a zigzag on the edge that was crossed and
// a dashed arrow to where the agent meant to go.
func (l LakeLayout) slip(c canvas.Canvas, s wire.Stride) {
	if !l.Valid(s.From) || !l.Valid(s.To) || s.Meant < 0 || s.Meant >= len(heading) {
		return
	}
	from, to, want := l.At(s.From), l.At(s.To), heading[s.Meant]
	went := to.Sub(from).Mul(1 / l.S)
	if s.From == s.To {
		went = l.wall(s.From, want)
	}
	var shaft, head, zig canvas.Pen
	e := canvas.Clamp(l.S*.07, 2.5, 5)
	reach := .66 * l.S
	if l.ashore(s.From, want) {
		reach = l.S/2 - e // an arrow against the shore stops at it
	}
	tip, side := from.Add(want.Mul(reach)), canvas.Pt(-want.Y, want.X)
	shaft.MoveTo(from.Add(want.Mul(.1 * l.S)))
	shaft.LineTo(tip.Sub(want.Mul(.08 * l.S)))
	head.MoveTo(tip.Sub(want.Mul(e)).Add(side.Mul(e)))
	head.LineTo(tip)
	head.LineTo(tip.Sub(want.Mul(e)).Sub(side.Mul(e)))
	c.Path(shaft.String(), canvas.Stroke(canvas.Ink, 1.5).Dashed(2.5, 3))
	c.Path(head.String(), canvas.Stroke(canvas.Ink, 1.5))

	q := canvas.Clamp(l.S*.09, 2.5, 6)
	mid := from.Add(went.Mul(l.S / 2))
	if s.From == s.To {
		mid = from.Add(went.Mul(l.S/2 - 2*q - 2))
	}
	across := canvas.Pt(-went.Y, went.X)
	zig.MoveTo(mid.Sub(went.Mul(2 * q)))
	zig.LineTo(mid.Sub(went.Mul(.7 * q)).Add(across.Mul(q)))
	zig.LineTo(mid.Add(went.Mul(.7 * q)).Sub(across.Mul(q)))
	zig.LineTo(mid.Add(went.Mul(2 * q)))
	c.Path(zig.String(), canvas.Stroke(canvas.Paper, 5))
	c.Path(zig.String(), canvas.Stroke(canvas.Ink, 1.75))
	if l.big {
		f := canvas.Font{Size: 12, Color: canvas.Ink2, Halo: true}
		wide := c.TextWidth(words.Slipped(), f)
		at := mid.Add(canvas.Pt(10, 4))
		if went.Y < 0 && from.Y < l.y0+l.S { // against the top shore, where the caption is
			at = from.Add(canvas.Pt(8, 20))
		}
		if went.Y == 0 {
			at = mid.Add(canvas.Pt(-wide/2, -10))
			switch {
			case want.Y < 0: // keep clear of the arrow
				at.Y = mid.Y + 18
			case from.Y < l.y0+l.S: // the top row has a caption: go below, beside the arrow
				at = from.Add(canvas.Pt(8, 20))
				if went.X < 0 {
					at.X = from.X - 8 - wide
				}
			}
		}
		at.X = canvas.Clamp(at.X, l.x0+2, l.x0+float64(l.n)*l.S-wide-2)
		at.Y = canvas.Clamp(at.Y, l.y0+12, l.y0+float64(l.n)*l.S-4)
		c.Text(words.Slipped(), at.X, at.Y, f)
	}
}

// wall is the sideways direction in which a slip from cell runs against the shore.
func (l LakeLayout) wall(cell int, want canvas.Point) canvas.Point {
	d := canvas.Pt(-want.Y, want.X)
	if !l.ashore(cell, d) {
		return d.Mul(-1)
	}
	return d
}

// ashore reports that a move in direction d leaves the board.
func (l LakeLayout) ashore(cell int, d canvas.Point) bool {
	x, y := cell%l.n+int(d.X), cell/l.n+int(d.Y)
	return x < 0 || y < 0 || x >= l.n || y >= l.n
}
