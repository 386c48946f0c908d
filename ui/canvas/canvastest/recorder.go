// Package canvastest has a canvas that records what is painted on it, for tests.
package canvastest

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"softmix/ui/canvas"
)

// Mark is one recorded command.
type Mark struct {
	Kind       string // path, rect, circle, text
	D          string // path: its text
	X, Y, W, H float64
	Text       string // text
	Paint      canvas.Paint
	Font       canvas.Font
}

// Recorder is a Canvas that keeps what it is told.
type Recorder struct {
	W, H  float64
	Marks []Mark
}

// Size implements canvas.Canvas.
func (r *Recorder) Size() (float64, float64) { return r.W, r.H }

// Path implements canvas.Canvas.
func (r *Recorder) Path(d string, p canvas.Paint) {
	r.Marks = append(r.Marks, Mark{Kind: "path", D: d, Paint: p})
}

// Rect implements canvas.Canvas.
func (r *Recorder) Rect(x, y, w, h float64, p canvas.Paint) {
	r.Marks = append(r.Marks, Mark{Kind: "rect", X: x, Y: y, W: w, H: h, Paint: p})
}

// Circle implements canvas.Canvas.
func (r *Recorder) Circle(x, y, radius float64, p canvas.Paint) {
	r.Marks = append(r.Marks, Mark{Kind: "circle", X: x, Y: y, W: radius, Paint: p})
}

// Text implements canvas.Canvas.
func (r *Recorder) Text(s string, x, y float64, f canvas.Font) {
	r.Marks = append(r.Marks, Mark{Kind: "text", Text: s, X: x, Y: y, Font: f, Paint: canvas.Fill(f.Color)})
}

// TextWidth is close to that of common sans and mono fonts.
func (r *Recorder) TextWidth(s string, f canvas.Font) float64 {
	k := .5
	if f.Bold {
		k = .54
	}
	if f.Mono {
		k = .6
	}
	return k * f.Size * float64(utf8.RuneCountInString(s))
}

// Find returns the commands of a kind that are ok.
func (r *Recorder) Find(kind string, ok func(Mark) bool) (found []Mark) {
	for _, m := range r.Marks {
		if m.Kind == kind && ok(m) {
			found = append(found, m)
		}
	}
	return found
}

// Painted finds what is filled or stroked in a colour.
func Painted(t canvas.Token) func(Mark) bool {
	return func(m Mark) bool { return m.Paint.Fill == t || m.Paint.Stroke == t }
}

// Says finds texts by a part of them.
func Says(part string) func(Mark) bool {
	return func(m Mark) bool { return strings.Contains(m.Text, part) }
}

// Points are the corners and control points of a path.
func Points(t *testing.T, d string) (pts []canvas.Point) {
	t.Helper()
	split := func(r rune) bool { return strings.ContainsRune("MLQZ ", r) }
	v := strings.FieldsFunc(d, split)
	if len(v)%2 != 0 {
		t.Fatalf("path with an odd number of coordinates: %s", d)
	}
	for i := 0; i < len(v); i += 2 {
		x, errX := strconv.ParseFloat(v[i], 64)
		y, errY := strconv.ParseFloat(v[i+1], 64)
		if errX != nil || errY != nil || math.IsNaN(x+y) {
			t.Fatalf("bad coordinates %q %q in %s", v[i], v[i+1], d)
		}
		pts = append(pts, canvas.Pt(x, y))
	}
	return pts
}

// Inside fails where anything reaches out of the canvas.
func (r *Recorder) Inside(t *testing.T, what string) {
	t.Helper()
	if len(r.Marks) == 0 {
		t.Errorf("%s: nothing drawn", what)
	}
	const slack = .76 // half a hairline on the border
	if t.Failed() {
		return // one report is enough
	}
	for _, m := range r.Marks {
		pad := 0.0
		if m.Paint.Stroke != "" {
			pad = m.Paint.Width / 2
		}
		var lo, hi canvas.Point
		switch m.Kind {
		case "path":
			lo, hi = canvas.Pt(math.Inf(1), math.Inf(1)), canvas.Pt(math.Inf(-1), math.Inf(-1))
			for _, p := range Points(t, m.D) {
				lo = canvas.Pt(min(lo.X, p.X), min(lo.Y, p.Y))
				hi = canvas.Pt(max(hi.X, p.X), max(hi.Y, p.Y))
			}
		case "rect":
			lo, hi = canvas.Pt(m.X, m.Y), canvas.Pt(m.X+m.W, m.Y+m.H)
		case "circle":
			lo, hi = canvas.Pt(m.X-m.W, m.Y-m.W), canvas.Pt(m.X+m.W, m.Y+m.W)
		case "text":
			w := r.TextWidth(m.Text, m.Font)
			x := m.X
			switch m.Font.Align {
			case "center":
				x -= w / 2
			case "right":
				x -= w
			}
			lo, hi = canvas.Pt(x, m.Y-.75*m.Font.Size), canvas.Pt(x+w, m.Y+.2*m.Font.Size)
			if m.Font.Size < 12 {
				t.Errorf("%s: %q is set in %g px, below 12", what, m.Text, m.Font.Size)
			}
		}
		if lo.X-pad < -slack || lo.Y-pad < -slack || hi.X+pad > r.W+slack || hi.Y+pad > r.H+slack {
			t.Errorf("%s: %s %q %s reaches %.1f,%.1f … %.1f,%.1f of %g×%g", what, m.Kind, m.Text, m.D, lo.X-pad, lo.Y-pad, hi.X+pad, hi.Y+pad, r.W, r.H)
		}
	}
}

// The invented pictures of the tests.

// box is where a text stands.
func (r *Recorder) box(m Mark) (x0, y0, x1, y1 float64) {
	w := r.TextWidth(m.Text, m.Font)
	x := m.X
	switch m.Font.Align {
	case "center":
		x -= w / 2
	case "right":
		x -= w
	}
	return x, m.Y - .66*m.Font.Size, x + w, m.Y
}

// Apart fails where two texts lie over each other.
func (r *Recorder) Apart(t *testing.T, what string) {
	t.Helper()
	texts := r.Find("text", func(Mark) bool { return true })
	for i, m := range texts {
		ax0, ay0, ax1, ay1 := r.box(m)
		for _, o := range texts[:i] {
			bx0, by0, bx1, by1 := r.box(o)
			if min(ax1, bx1)-max(ax0, bx0) > 1 && min(ay1, by1)-max(ay0, by0) > 1 {
				t.Errorf("%s: %q lies over %q at %.0f,%.0f", what, m.Text, o.Text, m.X, m.Y)
			}
		}
	}
}

// Finite fails where a place or a size is not a number.
func (r *Recorder) Finite(t *testing.T, what string) {
	t.Helper()
	for _, m := range r.Marks {
		if v := m.X + m.Y + m.W + m.H; math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("%s: %+v", what, m)
		}
		if strings.Contains(m.Text, "NaN") || strings.Contains(m.Text, "Inf") {
			t.Fatalf("%s says %q", what, m.Text)
		}
	}
}

// Near reports whether two numbers are the same but for rounding.
func Near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
