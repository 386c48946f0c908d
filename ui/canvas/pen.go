package canvas

import (
	"math"
	"strconv"
)

// Pen writes an SVG path of absolute coordinates. A whole drawing's lines of one paint go into one path,
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

// Move begins a new line at x, y.
func (p *Pen) Move(x, y float64) { p.op('M', x, y) }

// Line goes straight to x, y.
func (p *Pen) Line(x, y float64) { p.op('L', x, y) }

// Quad is a quadratic curve to x, y with the control point cx, cy.
func (p *Pen) Quad(cx, cy, x, y float64) { p.op('Q', cx, cy, x, y) }

// Close goes back to where the line began.
func (p *Pen) Close() { p.b = append(p.b, 'Z') }

// Segment is a line by itself.
func (p *Pen) Segment(x0, y0, x1, y1 float64) { p.Move(x0, y0); p.Line(x1, y1) }

// MoveTo is Move to a point.
func (p *Pen) MoveTo(at Point) { p.Move(at.X, at.Y) }

// LineTo is Line to a point.
func (p *Pen) LineTo(at Point) { p.Line(at.X, at.Y) }

// Empty reports that nothing is written yet.
func (p *Pen) Empty() bool { return len(p.b) == 0 }

// String is the path.
func (p *Pen) String() string { return string(p.b) }

// Cross is a diagonal cross about x, y.
func (p *Pen) Cross(x, y, arm float64) {
	p.Segment(x-arm, y-arm, x+arm, y+arm)
	p.Segment(x-arm, y+arm, x+arm, y-arm)
}

// RoundRect is a rectangle whose corners have the radius r.
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

// Point is a point, or a direction.
type Point struct{ X, Y float64 }

// Pt is the point x, y.
func Pt(x, y float64) Point { return Point{x, y} }

// Add is a + b.
func (a Point) Add(b Point) Point { return Pt(a.X+b.X, a.Y+b.Y) }

// Sub is a − b.
func (a Point) Sub(b Point) Point { return Pt(a.X-b.X, a.Y-b.Y) }

// Mul is k·a.
func (a Point) Mul(k float64) Point { return Pt(a.X*k, a.Y*k) }

// Len is the distance from the origin.
func (a Point) Len() float64 { return math.Hypot(a.X, a.Y) }

// Mix goes from a (t = 0) to b (t = 1).
func (a Point) Mix(b Point, t float64) Point { return a.Add(b.Sub(a).Mul(t)) }

// Round is a polyline with corners of radius r. Where the line turns back on
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

// ShiftPath appends the path d, moved by dx and dy, to b.
func ShiftPath(b []byte, d string, dx, dy float64) []byte {
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
