// Package canvas is the surface that all drawings of the page are painted on, and
// what puts it into an element of the page. It knows nothing of what is drawn.
package canvas

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

// Fill paints a surface.
func Fill(t Token) Paint { return Paint{Fill: t, Alpha: 1} }

// Stroke paints a solid outline, width px wide.
func Stroke(t Token, width float64) Paint { return Paint{Stroke: t, Width: width, Alpha: 1} }

// WithAlpha is the paint at another opacity, 0 … 1.
func (p Paint) WithAlpha(alpha float64) Paint { p.Alpha = Clamp(alpha, 0, 1); return p }

// Dashed is the paint with a dashed outline: lengths on and off, px.
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

// LabelGap is the least distance between the baselines of two labels, px.
const LabelGap = 16

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

// Clamp is v, or the end of lo … hi that is nearest to it.
func Clamp(v, lo, hi float64) float64 { return max(lo, min(hi, v)) }

// Fit is the first of the wordings that is no wider than room, or else the last.
func Fit(c Canvas, f Font, room float64, wordings ...string) string {
	for _, s := range wordings {
		if c.TextWidth(s, f) <= room {
			return s
		}
	}
	return wordings[len(wordings)-1]
}

// Shifted is a canvas whose origin lies elsewhere on another one.
type Shifted struct {
	Canvas
	DX, DY, W, H float64
}

// Size implements Canvas.
func (s Shifted) Size() (w, h float64) { return s.W, s.H }

// Path implements Canvas.
func (s Shifted) Path(d string, p Paint) {
	var q Pen
	q.b = ShiftPath(q.b, d, s.DX, s.DY)
	s.Canvas.Path(q.String(), p)
}

// Rect implements Canvas.
func (s Shifted) Rect(x, y, w, h float64, p Paint) { s.Canvas.Rect(x+s.DX, y+s.DY, w, h, p) }

// Circle implements Canvas.
func (s Shifted) Circle(x, y, r float64, p Paint) { s.Canvas.Circle(x+s.DX, y+s.DY, r, p) }

// Text implements Canvas.
func (s Shifted) Text(t string, x, y float64, f Font) { s.Canvas.Text(t, x+s.DX, y+s.DY, f) }
