package ui

import (
	"math"
	"strconv"
	"strings"
)

// Token names a colour of tokens.css without its dashes: "ink" is --ink. The
// drawings know only these names; the browser's canvas looks the colours up, so
// a change of theme needs no change here.
type Token string

// The tokens that the drawings use.
const (
	paper Token = "paper"
	ink   Token = "ink"
	ink2  Token = "ink-2"
	ink3  Token = "ink-3"
	rule  Token = "rule"
	truth Token = "truth"
	hole  Token = "hole"
	fault Token = "fault"
	pred  Token = "pred"     // what a model believed: always hatched as well
	predI Token = "pred-ink" // text about that
	agree Token = "mix-25"   // belief that agrees with the truth
	band  Token = "focus-band"
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

func fill(t Token) Paint                  { return Paint{Fill: t, Alpha: 1} }
func stroke(t Token, width float64) Paint { return Paint{Stroke: t, Width: width, Alpha: 1} }

func (p Paint) at(alpha float64) Paint { p.Alpha = clamp(alpha, 0, 1); return p }

func (p Paint) dashed(d ...float64) Paint { p.Dash = d; return p }

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
type pen struct{ b []byte }

func (p *pen) op(op byte, v ...float64) {
	p.b = append(p.b, op)
	for i, x := range v {
		if i > 0 {
			p.b = append(p.b, ' ')
		}
		p.b = strconv.AppendFloat(p.b, math.Round(x*100)/100, 'f', -1, 64)
	}
}

func (p *pen) move(x, y float64)          { p.op('M', x, y) }
func (p *pen) line(x, y float64)          { p.op('L', x, y) }
func (p *pen) quad(cx, cy, x, y float64)  { p.op('Q', cx, cy, x, y) }
func (p *pen) close()                     { p.b = append(p.b, 'Z') }
func (p *pen) seg(x0, y0, x1, y1 float64) { p.move(x0, y0); p.line(x1, y1) }
func (p *pen) empty() bool                { return len(p.b) == 0 }
func (p *pen) String() string             { return string(p.b) }
func (p *pen) cross(x, y, arm float64) {
	p.seg(x-arm, y-arm, x+arm, y+arm)
	p.seg(x-arm, y+arm, x+arm, y-arm)
}
func (p *pen) point(at pt) { p.line(at.x, at.y) }
func (p *pen) start(at pt) { p.move(at.x, at.y) }
func (p *pen) roundRect(x, y, w, h, r float64) {
	r = min(r, w/2, h/2)
	p.move(x+r, y)
	p.line(x+w-r, y)
	p.quad(x+w, y, x+w, y+r)
	p.line(x+w, y+h-r)
	p.quad(x+w, y+h, x+w-r, y+h)
	p.line(x+r, y+h)
	p.quad(x, y+h, x, y+h-r)
	p.line(x, y+r)
	p.quad(x, y, x+r, y)
	p.close()
}

// pt is a point, or a direction.
type pt struct{ x, y float64 }

func (a pt) add(b pt) pt            { return pt{a.x + b.x, a.y + b.y} }
func (a pt) sub(b pt) pt            { return pt{a.x - b.x, a.y - b.y} }
func (a pt) mul(k float64) pt       { return pt{a.x * k, a.y * k} }
func (a pt) len() float64           { return math.Hypot(a.x, a.y) }
func (a pt) mix(b pt, t float64) pt { return a.add(b.sub(a).mul(t)) }

// round is a polyline with corners of radius r. Where the line turns back on
// itself it goes all the way first.
func (p *pen) round(pts []pt, r float64) {
	for i, q := range pts {
		if i == 0 {
			p.start(q)
			continue
		}
		if i == len(pts)-1 {
			p.point(q)
			break
		}
		in, out := q.sub(pts[i-1]), pts[i+1].sub(q)
		li, lo := in.len(), out.len()
		if li == 0 || lo == 0 || in.x*out.x+in.y*out.y < -.9*li*lo {
			p.point(q)
			continue
		}
		k := min(r, li/2, lo/2)
		a, b := q.sub(in.mul(k/li)), q.add(out.mul(k/lo))
		p.point(a)
		p.quad(q.x, q.y, b.x, b.y)
	}
}

func clamp(v, lo, hi float64) float64 { return max(lo, min(hi, v)) }

// fit is the first of the wordings that is no wider than room, or else the last.
func fit(c Canvas, f Font, room float64, wordings ...string) string {
	for _, s := range wordings {
		if c.TextWidth(s, f) <= room {
			return s
		}
	}
	return wordings[len(wordings)-1]
}

// decimal writes a number the way the charts do: ".45", "1.53", "12.3".
func decimal(v float64) string {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case v == 0:
		return "0"
	}
	return bare(v, digitsOf(v))
}

// digitsOf is how many decimals a number of this size has on the charts.
func digitsOf(v float64) int {
	switch a := math.Abs(v); {
	case a >= 10:
		return 1
	case a < .1 && a > 0:
		return 3
	}
	return 2
}

// bare writes a number with so many decimals and without a leading zero.
func bare(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	switch {
	case len(s) > 1 && s[:2] == "0.":
		return s[1:]
	case len(s) > 2 && s[:3] == "-0.":
		return "−" + s[2:]
	case s[0] == '-':
		return "−" + s[1:]
	}
	return s
}

// exact writes a share with up to three digits: ".748", "1".
func exact(v float64) string {
	s := strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0")
	return strings.TrimPrefix(strings.TrimSuffix(s, "."), "0")
}

// tick writes a round number at an axis: "2", ".5".
func tick(v float64) string {
	s := strconv.FormatFloat(v, 'g', 3, 64)
	if len(s) > 1 {
		s = strings.TrimPrefix(s, "0")
	}
	return s
}

// grouped writes a whole number with a thin space between thousands.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u2009" + s[i:]
	}
	return s
}

// plural is "1 step", "2 steps".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + one + "s"
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
