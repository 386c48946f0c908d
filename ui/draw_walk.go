package ui

import (
	"math"

	"softmix/wasm/wire"
)

// drawWalk paints the agent's walk up to progress, counted in moves: 0 is the
// start, len(run.Walk) the whole walk, 2.5 half of the third move.
func drawWalk(c Canvas, lake *wire.Lake, run *wire.LakeRun, who Actor, progress float64) {
	if lake == nil || run == nil || len(run.Walk) == 0 {
		return
	}
	w, _ := c.Size()
	l := layLake(w, lake)
	walk := run.Walk
	progress = clamp(progress, 0, float64(len(walk)))
	done := int(progress) // moves made whole
	path := []pt{l.at(walk[0].From)}
	for _, s := range walk[:done] {
		path = append(path, l.at(s.To))
	}
	if part := progress - float64(done); part > 0 {
		s := walk[done]
		path = append(path, l.at(s.From).mix(l.at(s.To), ease(part)))
	}
	width, start := 2.0, 3.0
	if l.big {
		width, start = 2.5, 4.5
	}
	if len(path) > 1 {
		var p pen
		p.round(path, l.s*.28)
		c.Path(p.String(), Paint{Stroke: who.Line, Width: width, Dash: who.Dash, Alpha: .9})
	}
	end := path[len(path)-1]
	sunk := done == len(walk) && l.is(walk[len(walk)-1].To, 'H')
	if sunk { // the water closes over the last bit of the path
		c.Circle(end.x, end.y, l.s*.33, Paint{Fill: hole, Stroke: ink3, Width: 1, Alpha: 1})
	}
	shown := int(math.Ceil(progress))
	for _, s := range walk[:shown] {
		if s.Slipped {
			l.slip(c, s)
		}
	}
	c.Circle(path[0].x, path[0].y, start, Paint{Fill: paper, Stroke: who.Line, Width: 1.75, Alpha: 1})
	if sunk {
		c.Circle(end.x, end.y, l.s*.15, stroke(who.Line, 2.5))
		return
	}
	c.Circle(end.x, end.y, l.s*.2+2, fill(paper))
	c.Circle(end.x, end.y, l.s*.2, fill(who.Line))
}

// ease slows a move down at both ends.
func ease(t float64) float64 { return t * t * (3 - 2*t) }

// slip marks a move that went sideways: a zigzag on the edge that was crossed and
// a dashed arrow to where the agent meant to go.
func (l lakeLayout) slip(c Canvas, s wire.Stride) {
	if !l.valid(s.From) || !l.valid(s.To) || s.Meant < 0 || s.Meant >= len(heading) {
		return
	}
	from, to, want := l.at(s.From), l.at(s.To), heading[s.Meant]
	went := to.sub(from).mul(1 / l.s)
	if s.From == s.To {
		went = l.wall(s.From, want)
	}
	var shaft, head, zig pen
	e := clamp(l.s*.07, 2.5, 5)
	reach := .66 * l.s
	if l.ashore(s.From, want) {
		reach = l.s/2 - e // an arrow against the shore stops at it
	}
	tip, side := from.add(want.mul(reach)), pt{-want.y, want.x}
	shaft.start(from.add(want.mul(.1 * l.s)))
	shaft.point(tip.sub(want.mul(.08 * l.s)))
	head.start(tip.sub(want.mul(e)).add(side.mul(e)))
	head.point(tip)
	head.point(tip.sub(want.mul(e)).sub(side.mul(e)))
	c.Path(shaft.String(), stroke(ink, 1.5).dashed(2.5, 3))
	c.Path(head.String(), stroke(ink, 1.5))

	q := clamp(l.s*.09, 2.5, 6)
	mid := from.add(went.mul(l.s / 2))
	if s.From == s.To {
		mid = from.add(went.mul(l.s/2 - 2*q - 2))
	}
	across := pt{-went.y, went.x}
	zig.start(mid.sub(went.mul(2 * q)))
	zig.point(mid.sub(went.mul(.7 * q)).add(across.mul(q)))
	zig.point(mid.add(went.mul(.7 * q)).sub(across.mul(q)))
	zig.point(mid.add(went.mul(2 * q)))
	c.Path(zig.String(), stroke(paper, 5))
	c.Path(zig.String(), stroke(ink, 1.75))
	if l.big {
		f := Font{Size: 12, Color: ink2, Halo: true}
		at := mid.add(pt{10, 4})
		if went.y < 0 && from.y < l.y0+l.s { // against the top shore, where the caption is
			at = from.add(pt{8, 20})
		}
		if went.y == 0 {
			at = mid.add(pt{-c.TextWidth("slipped", f) / 2, -10})
			switch {
			case want.y < 0: // keep clear of the arrow
				at.y = mid.y + 18
			case from.y < l.y0+l.s: // the top row has a caption: go below, beside the arrow
				at = from.add(pt{8, 20})
				if went.x < 0 {
					at.x = from.x - 8 - c.TextWidth("slipped", f)
				}
			}
		}
		at.x = clamp(at.x, l.x0+2, l.x0+float64(l.n)*l.s-c.TextWidth("slipped", f)-2)
		at.y = clamp(at.y, l.y0+12, l.y0+float64(l.n)*l.s-4)
		c.Text("slipped", at.x, at.y, f)
	}
}

// wall is the sideways direction in which a slip from cell runs against the shore.
func (l lakeLayout) wall(cell int, want pt) pt {
	d := pt{-want.y, want.x}
	if !l.ashore(cell, d) {
		return d.mul(-1)
	}
	return d
}

// ashore reports that a move in direction d leaves the board.
func (l lakeLayout) ashore(cell int, d pt) bool {
	x, y := cell%l.n+int(d.x), cell/l.n+int(d.y)
	return x < 0 || y < 0 || x >= l.n || y >= l.n
}
