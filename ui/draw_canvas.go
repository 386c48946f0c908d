package ui

import (
	"math"
	"strconv"
)

// Token names a colour of tokens.css without its dashes: "ink" is --ink. The
// drawings know only these names; the browser's canvas looks the colours up, so
// a change of theme needs no change here.
type Token string

// The tokens that the drawings use.
const (
	Paper        Token = "paper"
	Ink          Token = "ink"
	Ink2         Token = "ink-2"
	Ink3         Token = "ink-3"
	Hairline     Token = "rule"
	Truth        Token = "truth"
	Hole         Token = "hole"
	Fault        Token = "fault"
	Predicted    Token = "pred"     // what a model believed: always hatched as well
	PredictedInk Token = "pred-ink" // text about that
	Agreed       Token = "mix-25"   // belief that agrees with the truth
	Band         Token = "focus-band"
)

// Paint is how a shape is filled and stroked; an empty token leaves that out.
type Paint struct {
	Fill   Token
	Hatch  bool // the fill is stripes on the token's wash
	Stroke Token
	Width  float64   // of the stroke, px
	Dash   []float64 // of the stroke, px; nil = solid
	Alpha  float64   // 0 invisible … 1 opaque
}

func Fill(t Token) Paint                  { return Paint{Fill: t, Alpha: 1} }
func Stroke(t Token, width float64) Paint { return Paint{Stroke: t, Width: width, Alpha: 1} }

func (p Paint) WithAlpha(alpha float64) Paint { p.Alpha = Clamp(alpha, 0, 1); return p }

func (p Paint) Dashed(d ...float64) Paint { p.Dash = d; return p }

// Font is how a text is set. X is where its Align edge stands, y its baseline.
type Font struct {
	Size  float64 // px, never below 12
	Bold  bool
	Mono  bool
	Color Token
	Align string // "" or left, center, right
	Halo  bool   // a rim of paper, where the text crosses lines
}

// Canvas is all that a drawing needs of a surface. One implementation paints in
// the browser, one records for the tests. Lengths are CSS pixels.
type Canvas interface {
	// Size is the drawing's width and height.
	Size() (w, h float64)
	// Path paints an SVG path of absolute M, L, Q and Z.
	Path(d string, p Paint)
	// Rect paints the rectangle with its top left corner at x, y.
	Rect(x, y, w, h float64, p Paint)
	// Circle paints the circle of radius r about x, y.
	Circle(x, y, r float64, p Paint)
	// Text sets s.
	Text(s string, x, y float64, f Font)
	// TextWidth is how wide s would be.
	TextWidth(s string, f Font) float64
}

// pen writes an SVG path. A whole drawing's lines of one paint go into one path,
// because a call out of Go costs more than the line.
type Pen struct{ b []byte }

func (p *Pen) op(op byte, v ...float64) {
	p.b = append(p.b, op)
	for i, x := range v {
		if i > 0 {
			p.b = append(p.b, ' ')
		}
		p.b = strconv.AppendFloat(p.b, math.Round(x*100)/100, 'f', -1, 64)
	}
}

func (p *Pen) Move(x, y float64)              { p.op('M', x, y) }
func (p *Pen) Line(x, y float64)              { p.op('L', x, y) }
func (p *Pen) Quad(cx, cy, x, y float64)      { p.op('Q', cx, cy, x, y) }
func (p *Pen) Close()                         { p.b = append(p.b, 'Z') }
func (p *Pen) Segment(x0, y0, x1, y1 float64) { p.Move(x0, y0); p.Line(x1, y1) }
func (p *Pen) Empty() bool                    { return len(p.b) == 0 }
func (p *Pen) String() string                 { return string(p.b) }
func (p *Pen) Cross(x, y, arm float64) {
	p.Segment(x-arm, y-arm, x+arm, y+arm)
	p.Segment(x-arm, y+arm, x+arm, y-arm)
}
func (p *Pen) LineTo(at Point) { p.Line(at.X, at.Y) }
func (p *Pen) MoveTo(at Point) { p.Move(at.X, at.Y) }
func (p *Pen) RoundRect(x, y, w, h, r float64) {
	r = min(r, w/2, h/2)
	p.Move(x+r, y)
	p.Line(x+w-r, y)
	p.Quad(x+w, y, x+w, y+r)
	p.Line(x+w, y+h-r)
	p.Quad(x+w, y+h, x+w-r, y+h)
	p.Line(x+r, y+h)
	p.Quad(x, y+h, x, y+h-r)
	p.Line(x, y+r)
	p.Quad(x, y, x+r, y)
	p.Close()
}

// pt is a point, or a direction.
type Point struct{ X, Y float64 }

// Pt is the point x, y.
func Pt(x, y float64) Point { return Point{x, y} }

func (a Point) Add(b Point) Point            { return Pt(a.X+b.X, a.Y+b.Y) }
func (a Point) Sub(b Point) Point            { return Pt(a.X-b.X, a.Y-b.Y) }
func (a Point) Mul(k float64) Point          { return Pt(a.X*k, a.Y*k) }
func (a Point) Len() float64                 { return math.Hypot(a.X, a.Y) }
func (a Point) Mix(b Point, t float64) Point { return a.Add(b.Sub(a).Mul(t)) }

// round is a polyline with corners of radius r. Where the line turns back on
// itself it goes all the way first.
func (p *Pen) Round(pts []Point, r float64) {
	for i, q := range pts {
		if i == 0 {
			p.MoveTo(q)
			continue
		}
		if i == len(pts)-1 {
			p.LineTo(q)
			break
		}
		in, out := q.Sub(pts[i-1]), pts[i+1].Sub(q)
		li, lo := in.Len(), out.Len()
		if li == 0 || lo == 0 || in.X*out.X+in.Y*out.Y < -.9*li*lo {
			p.LineTo(q)
			continue
		}
		k := min(r, li/2, lo/2)
		a, b := q.Sub(in.Mul(k/li)), q.Add(out.Mul(k/lo))
		p.LineTo(a)
		p.Quad(q.X, q.Y, b.X, b.Y)
	}
}

func Clamp(v, lo, hi float64) float64 { return max(lo, min(hi, v)) }

// fit is the first of the wordings that is no wider than room, or else the last.
func Fit(c Canvas, f Font, room float64, wordings ...string) string {
	for _, s := range wordings {
		if c.TextWidth(s, f) <= room {
			return s
		}
	}
	return wordings[len(wordings)-1]
}

// shiftPath appends the path d, moved by dx and dy, to b.
func shiftPath(b []byte, d string, dx, dy float64) []byte {
	odd := false // the next number is a y
	for i := 0; i < len(d); {
		if c := d[i]; c == ' ' || c >= 'A' && c <= 'Z' {
			b = append(b, c)
			i++
			continue
		}
		end := i + 1
		for end < len(d) && d[end] != ' ' && (d[end] < 'A' || d[end] > 'Z') {
			end++
		}
		v, err := strconv.ParseFloat(d[i:end], 64)
		if err != nil { // only a pen writes paths
			return b
		}
		if v += dx; odd {
			v += dy - dx
		}
		b = strconv.AppendFloat(b, math.Round(v*100)/100, 'f', -1, 64)
		odd, i = !odd, end
	}
	return b
}

// shifted is a canvas whose origin lies elsewhere on another one.
type Shifted struct {
	Canvas
	DX, DY, W, H float64
}

// Size implements Canvas.
func (s Shifted) Size() (w, h float64) { return s.W, s.H }

// Path implements Canvas.
func (s Shifted) Path(d string, p Paint) {
	var q Pen
	q.b = shiftPath(q.b, d, s.DX, s.DY)
	s.Canvas.Path(q.String(), p)
}

// Rect implements Canvas.
func (s Shifted) Rect(x, y, w, h float64, p Paint) { s.Canvas.Rect(x+s.DX, y+s.DY, w, h, p) }

// Circle implements Canvas.
func (s Shifted) Circle(x, y, r float64, p Paint) { s.Canvas.Circle(x+s.DX, y+s.DY, r, p) }

// Text implements Canvas.
func (s Shifted) Text(t string, x, y float64, f Font) { s.Canvas.Text(t, x+s.DX, y+s.DY, f) }
