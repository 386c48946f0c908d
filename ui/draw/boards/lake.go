package boards

import (
	"math"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// lakeBoard is the lake: the policy, and the walk above it.
var lakeBoard = board[*wire.Lake, *wire.LakeRun]{
	see:    func(s *state.Store, side int) (*wire.Lake, *wire.LakeRun) { return s.Lake, s.Runs[side].Lake },
	height: func(w float64, lake *wire.Lake) float64 { return LayLake(w, lake).h },
	paint:  drawLake,
	label:  words.LakeLabel,
	motion: walkOf,
}

// lakeMax is the widest a lake is drawn, px.
const lakeMax = 420

// LeastWedge is the probability below which an action gets no wedge.
const LeastWedge = .06

// heading is where each action goes: left, down, right, up.
var heading = [4]canvas.Point{canvas.Pt(-1, 0), canvas.Pt(0, 1), canvas.Pt(1, 0), canvas.Pt(0, -1)}

// LakeLayout is where the cells of the board stand in a canvas of width w.
type LakeLayout struct {
	n       int     // cells a side
	S       float64 // side of a cell
	x0, y0  float64 // top left corner of the ice
	big     bool    // cells exceed 40 px: labels fit
	w, h    float64 // the canvas
	terrain string
}

// LayLake lays out a lake of w px.
func LayLake(w float64, lake *wire.Lake) LakeLayout {
	l := LakeLayout{n: 6, w: w}
	if lake != nil && lake.Size > 0 {
		l.n, l.terrain = lake.Size, lake.Map
	}
	side := min(w, lakeMax)
	l.S = (side - 2) / float64(l.n)
	l.x0, l.y0 = (w-side)/2+1, 1
	l.h = math.Ceil(side)
	l.big = l.S > 40
	return l
}

// At is the middle of a cell.
func (l LakeLayout) At(cell int) canvas.Point {
	return canvas.Pt(l.x0+(float64(cell%l.n)+.5)*l.S, l.y0+(float64(cell/l.n)+.5)*l.S)
}

// Is reports whether a cell is of a kind: S, F, H or G.
func (l LakeLayout) Is(cell int, kind byte) bool {
	return cell >= 0 && cell < len(l.terrain) && l.terrain[cell] == kind
}

// Valid reports whether there is such a cell.
func (l LakeLayout) Valid(cell int) bool { return cell >= 0 && cell < l.n*l.n }

// drawLake paints the lake and the run's policy on it; the walk is drawWalk's, so
// that it can move without this being painted again. Lake and run may be nil.
func drawLake(c canvas.Canvas, lake *wire.Lake, run *wire.LakeRun, who draw.Arm) {
	w, _ := c.Size()
	l := LayLake(w, lake)
	if run != nil {
		l.tint(c, run.Success, who)
	}
	l.Ice(c)
	if lake == nil {
		return
	}
	l.Landmarks(c)
	l.Demonstration(c, lake.Demo)
	if run != nil {
		l.wedges(c, run.Policy, who)
	}
	if l.big {
		l.names(c, lake)
	}
}

// strongest is the opacity of a cell from which the goal is certain.
const strongest = .24

// tint colours each cell by the chance of reaching the goal from there. It goes
// with the square, because what differs between policies is near one.
func (l LakeLayout) tint(c canvas.Canvas, success []float64, who draw.Arm) {
	for cell, v := range success {
		if !l.Valid(cell) || l.Is(cell, 'H') || l.Is(cell, 'G') || v < .01 {
			continue
		}
		p := l.At(cell)
		c.Rect(p.X-l.S/2, p.Y-l.S/2, l.S, l.S, canvas.Fill(who.Line).WithAlpha(strongest*v*v))
	}
}

// Ice draws the cells’ borders.
func (l LakeLayout) Ice(c canvas.Canvas) {
	var p canvas.Pen
	side := float64(l.n) * l.S
	for i := 0; i <= l.n; i++ {
		at := math.Floor(float64(i)*l.S) + .5
		p.Segment(l.x0, l.y0-.5+at, l.x0+side, l.y0-.5+at)
		p.Segment(l.x0-.5+at, l.y0, l.x0-.5+at, l.y0+side)
	}
	c.Path(p.String(), canvas.Stroke(canvas.Hairline, 1))
}

// Landmarks draws the holes and the goal.
func (l LakeLayout) Landmarks(c canvas.Canvas) {
	for cell := range len(l.terrain) {
		p := l.At(cell)
		switch {
		case l.Is(cell, 'H'):
			c.Circle(p.X, p.Y, l.S*.33, canvas.Paint{Fill: canvas.Hole, Stroke: canvas.Ink3, Width: 1, Alpha: 1})
		case l.Is(cell, 'G'):
			c.Circle(p.X, p.Y, l.S*.3, canvas.Stroke(canvas.Ink, 1.75))
			c.Circle(p.X, p.Y, l.S*.14, canvas.Stroke(canvas.Ink, 1.75))
		}
	}
}

// Demonstration is a dotted ink path with a solid start, under the wedges.
func (l LakeLayout) Demonstration(c canvas.Canvas, demo []int) {
	if len(demo) == 0 {
		return
	}
	width, gap, start := 1.5, 4.0, 2.6
	if l.big {
		width, gap, start = 2, 6, 4
	}
	var p canvas.Pen
	p.Round(l.Cells(demo), l.S*.3)
	c.Path(p.String(), canvas.Stroke(canvas.Truth, width).Dashed(.1, gap).WithAlpha(.85))
	at := l.At(demo[0])
	c.Circle(at.X, at.Y, start, canvas.Fill(canvas.Truth))
}

// Cells are the middles of the cells of a path.
func (l LakeLayout) Cells(path []int) []canvas.Point {
	pts := make([]canvas.Point, 0, len(path))
	for _, cell := range path {
		if l.Valid(cell) {
			pts = append(pts, l.At(cell))
		}
	}
	return pts
}

// wedgeShades is in how many steps a wedge's opacity runs: wedges of one shade
// are one path.
const wedgeShades = 40

// wedges show the policy: the direction by place in the cell, the probability by
// opacity, length and width. On small cells undecided wedges are drawn stronger,
// or nobody would see them.
func (l LakeLayout) wedges(c canvas.Canvas, policy [][4]float64, who draw.Arm) {
	faint, most := .2, .84
	if l.S < 40 {
		faint, most = .3, .75
	}
	var shade [wedgeShades + 1]canvas.Pen
	for cell, probs := range policy {
		if !l.Valid(cell) || l.Is(cell, 'H') || l.Is(cell, 'G') {
			continue
		}
		for a, p := range probs {
			if p < LeastWedge {
				continue
			}
			k := int(math.Round(canvas.Clamp(p, 0, 1) * wedgeShades))
			l.wedge(&shade[k], l.At(cell), heading[a], p)
		}
	}
	for k := range shade {
		if !shade[k].Empty() {
			c.Path(shade[k].String(), canvas.Fill(who.Line).WithAlpha(faint+most*float64(k)/wedgeShades))
		}
	}
}

func (l LakeLayout) wedge(p *canvas.Pen, at, to canvas.Point, prob float64) {
	from, tip, half := .15-.04*prob, .26+.16*prob, .06+.075*prob
	if l.S < 40 {
		from, tip, half = .13-.03*prob, .30+.13*prob, .085+.06*prob
	}
	side := canvas.Pt(-to.Y, to.X).Mul(half * l.S)
	foot := at.Add(to.Mul(from * l.S))
	p.MoveTo(at.Add(to.Mul(tip * l.S)))
	p.LineTo(foot.Add(side))
	p.LineTo(foot.Sub(side))
	p.Close()
}

func (l LakeLayout) names(c canvas.Canvas, lake *wire.Lake) {
	f := canvas.Font{Size: 12, Color: canvas.Ink2, Align: "center", Halo: true}
	for cell := range len(l.terrain) {
		if l.Is(cell, 'G') {
			at := l.At(cell)
			c.Text(words.GoalName(), at.X, at.Y-l.S*.37, f)
		}
	}
	if len(lake.Demo) < 2 {
		return
	}
	name := words.DemonstrationName(lake)
	f.Align = "left"
	a := l.At(lake.Demo[0])
	x := canvas.Clamp(a.X-l.S*.38, l.x0+3, l.x0+float64(l.n)*l.S-c.TextWidth(name, f)-3)
	c.Text(name, x, a.Y-l.S*.5+14, f)
}
