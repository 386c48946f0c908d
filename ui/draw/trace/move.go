package trace

import (
	"math"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/draw/boards"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// pairLayout is where two boards stand abreast, with a line above and one below.
type pairLayout struct {
	w, H, side, gap float64
}

const pairHead = 22

// LayPair lays out two boards side by side, w px wide together.
func LayPair(w float64) pairLayout {
	l := pairLayout{w: w, gap: canvas.Clamp(w*.05, 10, 40)}
	l.side = math.Floor(min((w-l.gap)/2, 300))
	l.H = pairHead + l.side + 20
	return l
}

// boardOf is the part of the canvas where one side's lake is drawn.
func (l pairLayout) boardOf(c canvas.Canvas, side int) canvas.Shifted {
	return canvas.Shifted{Canvas: c, DX: float64(side) * (l.side + l.gap), DY: pairHead, W: l.side, H: l.side}
}

// DrawMove paints the sequence's cells on the lake of both runs, and from the
// cell before the chosen token the distribution of the phase: wedges towards the
// cells beside it. Trace and lake may be nil.
func DrawMove(c canvas.Canvas, a *wire.Trace, lake *wire.Lake, who [2]draw.Arm, phase int) {
	w, _ := c.Size()
	l := LayPair(w)
	if a == nil || lake == nil || len(a.Tokens) == 0 {
		f := canvas.Font{Size: 12, Color: canvas.Ink3}
		c.Text(canvas.Fit(c, f, w, words.NoMove()...), 0, 30, f)
		return
	}
	for side := range min(len(a.Runs), 2) {
		r, arm := &a.Runs[side], who[side]
		b := l.boardOf(c, side)
		of, name := words.PhaseShares(r, phase)
		head := canvas.Font{Size: 13, Bold: true, Color: arm.Ink}
		title := canvas.Fit(c, head, l.side, arm.Name, arm.Short, "")
		c.Text(title, b.DX, 13, head)
		sub := canvas.Font{Size: 12, Color: canvas.Ink3}
		x := b.DX + min(c.TextWidth(title, head)+7, l.side)
		c.Text(canvas.Fit(c, sub, b.DX+l.side-x, name, ""), x, 13, sub)
		ice := boards.LayLake(l.side, lake)
		ice.Ice(b)
		ice.Landmarks(b)
		way(ice, b, a.Tokens)
		note := canvas.Font{Size: 12, Color: canvas.Ink2}
		right := state.TokenOf(a, a.Focus.Token)
		if len(of) == 0 {
			why := words.NoGuessHere()
			if !state.Traced(r) {
				why = words.NotApartHere()
			}
			f := canvas.Font{Size: 12, Color: canvas.Ink3}
			c.Text(canvas.Fit(c, f, l.side, why...), b.DX, l.H-5, f)
			continue
		}
		v := state.RowAt(of, a.Focus.Token)
		leanings(ice, b, state.CellOf(state.TokenOf(a, a.Focus.Token-1)), v, right)
		c.Text(canvas.Fit(c, note, l.side, words.Spoken(a, v, right, 3), words.Spoken(a, v, right, 2), words.Spoken(a, v, right, 1)), b.DX, l.H-5, note)
	}
}

// way dots the sequence's cells, as the demonstration is drawn.
func way(l boards.LakeLayout, c canvas.Canvas, tokens []int) {
	var cells []int
	for _, k := range tokens {
		if l.Valid(state.CellOf(k)) {
			cells = append(cells, state.CellOf(k))
		}
	}
	l.Demonstration(c, cells)
}

// leanings are wedges from one cell to the cells beside it, as long and wide as
// the share is large: ink for the true one, hatched for beliefs. A share on a cell
// that is no neighbour is a disc there.
func leanings(l boards.LakeLayout, c canvas.Canvas, from int, v []wire.Share, right int) {
	if !l.Valid(from) {
		return
	}
	at := l.At(from)
	for _, s := range state.Ranked(v) {
		cell := state.CellOf(s.Token)
		if s.P < boards.LeastWedge/2 || !l.Valid(cell) {
			continue
		}
		p := believed()
		if s.Token == right {
			p = canvas.Paint{Fill: canvas.Truth, Stroke: canvas.Paper, Width: 1, Alpha: 1}
		}
		to := l.At(cell).Sub(at).Mul(1 / l.S)
		if math.Abs(to.Len()-1) > .01 {
			q := l.At(cell)
			c.Circle(q.X, q.Y, l.S*.42*math.Sqrt(s.P), p)
			continue
		}
		side := canvas.Pt(-to.Y, to.X).Mul((.14 + .2*s.P) * l.S)
		foot := at.Add(to.Mul(.2 * l.S))
		var wedge canvas.Pen
		wedge.MoveTo(at.Add(to.Mul((.48 + .62*s.P) * l.S)))
		wedge.LineTo(foot.Add(side))
		wedge.LineTo(foot.Sub(side))
		wedge.Close()
		c.Path(wedge.String(), p)
	}
	c.Circle(at.X, at.Y, l.S*.13+1.5, canvas.Fill(canvas.Paper)) // the agent, over a share for staying
	c.Circle(at.X, at.Y, l.S*.13, canvas.Fill(canvas.Ink))
}
