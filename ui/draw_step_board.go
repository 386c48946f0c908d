package ui

import (
	"fmt"
	"math"

	"softmix/wasm/wire"
)

// lookLayout is where two boards stand abreast, with a line above and one below.
type lookLayout struct {
	w, h, side, gap float64
}

const lookHead = 22

func layLook(w float64) lookLayout {
	l := lookLayout{w: w, gap: clamp(w*.05, 10, 40)}
	l.side = math.Floor(min((w-l.gap)/2, 300))
	l.h = lookHead + l.side + 20
	return l
}

// shifted is a canvas whose origin lies elsewhere on another one.
type shifted struct {
	Canvas
	dx, dy, w, h float64
}

// Size implements Canvas.
func (s shifted) Size() (w, h float64) { return s.w, s.h }

// Path implements Canvas.
func (s shifted) Path(d string, p Paint) {
	var q pen
	q.b = shiftPath(q.b, d, s.dx, s.dy)
	s.Canvas.Path(q.String(), p)
}

// Rect implements Canvas.
func (s shifted) Rect(x, y, w, h float64, p Paint) { s.Canvas.Rect(x+s.dx, y+s.dy, w, h, p) }

// Circle implements Canvas.
func (s shifted) Circle(x, y, r float64, p Paint) { s.Canvas.Circle(x+s.dx, y+s.dy, r, p) }

// Text implements Canvas.
func (s shifted) Text(t string, x, y float64, f Font) { s.Canvas.Text(t, x+s.dx, y+s.dy, f) }

// boardOf is the part of the canvas where one side's lake is drawn.
func (l lookLayout) boardOf(c Canvas, side int) shifted {
	return shifted{Canvas: c, dx: float64(side) * (l.side + l.gap), dy: lookHead, w: l.side, h: l.side}
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

// cellOf is the cell of a lake's token; -1 for padding.
func cellOf(token int) int { return token - 1 }

// drawLookBoard paints the sequence's cells on the lake of both runs, and from the
// cell before the chosen token the distribution of the phase: wedges towards the
// cells beside it. Anatomy and lake may be nil.
func drawLookBoard(c Canvas, a *wire.Trace, lake *wire.Lake, who [2]Actor, phase int) {
	w, _ := c.Size()
	l := layLook(w)
	if a == nil || lake == nil || len(a.Tokens) == 0 {
		f := Font{Size: 12, Color: ink3}
		c.Text(fit(c, f, w, "No move to look at yet.", "No move yet."), 0, 30, f)
		return
	}
	for side := range min(len(a.Runs), 2) {
		r, actor := &a.Runs[side], who[side]
		b := l.boardOf(c, side)
		of, name := phaseShares(r, phase)
		head := Font{Size: 13, Bold: true, Color: actor.Ink}
		title := fit(c, head, l.side, actor.Name, actor.Short, "")
		c.Text(title, b.dx, 13, head)
		sub := Font{Size: 12, Color: ink3}
		x := b.dx + min(c.TextWidth(title, head)+7, l.side)
		c.Text(fit(c, sub, b.dx+l.side-x, name, ""), x, 13, sub)
		ice := layLake(l.side, lake)
		ice.ice(b)
		ice.landmarks(b)
		ice.way(b, a.Tokens)
		note := Font{Size: 12, Color: ink2}
		right := tokenOf(a, a.Look.Token)
		if len(of) == 0 {
			why := "no first pass"
			if !taken(r) {
				why = "not taken apart"
			}
			f := Font{Size: 12, Color: ink3}
			c.Text(fit(c, f, l.side, why, "not here"), b.dx, l.h-5, f)
			continue
		}
		v := shares(of, a.Look.Token)
		ice.leanings(b, cellOf(tokenOf(a, a.Look.Token-1)), v, right)
		c.Text(fit(c, note, l.side, spoken(a, v, right, 3), spoken(a, v, right, 2), spoken(a, v, right, 1)), b.dx, l.h-5, note)
	}
}

// way dots the sequence's cells, as the demonstration is drawn.
func (l lakeLayout) way(c Canvas, tokens []int) {
	var cells []int
	for _, k := range tokens {
		if l.valid(cellOf(k)) {
			cells = append(cells, cellOf(k))
		}
	}
	l.demonstration(c, cells)
}

// leanings are wedges from one cell to the cells beside it, as long and wide as
// the share is large: ink for the true one, hatched for beliefs. A share on a cell
// that is no neighbour is a disc there.
func (l lakeLayout) leanings(c Canvas, from int, v []wire.Share, right int) {
	if !l.valid(from) {
		return
	}
	at := l.at(from)
	for _, s := range ranked(v) {
		cell := cellOf(s.Token)
		if s.P < leastWedge/2 || !l.valid(cell) {
			continue
		}
		p := believed()
		if s.Token == right {
			p = Paint{Fill: truth, Stroke: paper, Width: 1, Alpha: 1}
		}
		to := l.at(cell).sub(at).mul(1 / l.s)
		if math.Abs(to.len()-1) > .01 {
			q := l.at(cell)
			c.Circle(q.x, q.y, l.s*.42*math.Sqrt(s.P), p)
			continue
		}
		side := pt{-to.y, to.x}.mul((.14 + .2*s.P) * l.s)
		foot := at.add(to.mul(.2 * l.s))
		var wedge pen
		wedge.start(at.add(to.mul((.48 + .62*s.P) * l.s)))
		wedge.point(foot.add(side))
		wedge.point(foot.sub(side))
		wedge.close()
		c.Path(wedge.String(), p)
	}
	c.Circle(at.x, at.y, l.s*.13+1.5, fill(paper)) // the agent, over a share for staying
	c.Circle(at.x, at.y, l.s*.13, fill(ink))
}

// lookBoardLabel says in words what drawLookBoard shows.
func lookBoardLabel(a *wire.Trace, lake *wire.Lake, who [2]Actor, phase int) string {
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
		s += spoken(a, shares(of, a.Look.Token), tokenOf(a, a.Look.Token), 4) + "."
	}
	return s
}
