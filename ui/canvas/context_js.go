//go:build js

package canvas

import (
	"math"
	"strconv"
	"syscall/js"
)

// Palette looks the tokens up as the page computes them now, and the two font
// families of the instrument.
type Palette struct {
	probe  js.Value // a hidden element whose colour is asked for
	colors map[Token]js.Value
	stripe map[Token]js.Value // patterns of hatched fills
	ratio  float64            // device pixels per CSS pixel that the patterns are made for
	fonts  [2]string          // sans, mono
}

func newPalette(root js.Value) *Palette {
	p := &Palette{probe: js.Global().Get("document").Call("createElement", "i")}
	p.probe.Set("hidden", true)
	p.probe.Call("setAttribute", "aria-hidden", "true")
	p.probe.Get("style").Call("setProperty", "forced-color-adjust", "none") // else every token is the text's colour
	root.Call("appendChild", p.probe)
	p.forget()
	return p
}

// forget drops all colours: the theme changed.
func (p *Palette) forget() {
	p.colors, p.stripe = map[Token]js.Value{}, map[Token]js.Value{}
	p.fonts = [2]string{}
}

// Color is the token's colour as a JavaScript string, kept so that it is not
// copied over each time.
func (p *Palette) Color(t Token) js.Value {
	if c, ok := p.colors[t]; ok {
		return c
	}
	p.probe.Get("style").Set("color", "var(--"+string(t)+")")
	c := js.Global().Call("getComputedStyle", p.probe).Get("color")
	p.colors[t] = c
	return c
}

// hatch is a pattern of stripes of the token on its wash, sharp at ratio device
// pixels per CSS pixel.
func (p *Palette) hatch(t Token, ratio float64) js.Value {
	if ratio != p.ratio {
		p.ratio, p.stripe = ratio, map[Token]js.Value{}
	}
	if s, ok := p.stripe[t]; ok {
		return s
	}
	const tile = 4 // px between two stripes, along either axis
	el := js.Global().Get("document").Call("createElement", "canvas")
	side := max(1, math.Round(tile*ratio))
	el.Set("width", side)
	el.Set("height", side)
	g := el.Call("getContext", "2d")
	g.Set("fillStyle", p.Color(t+"-wash"))
	g.Call("fillRect", 0, 0, side, side)
	g.Set("strokeStyle", p.Color(t))
	g.Set("lineWidth", 1.6*side/tile)
	g.Call("beginPath")
	for _, k := range []float64{-1, 0, 1} { // the corners need the neighbouring stripes
		g.Call("moveTo", (k-.25)*side, 1.25*side)
		g.Call("lineTo", (k+1.25)*side, -.25*side)
	}
	g.Call("stroke")
	s := g.Call("createPattern", el, "repeat")
	scale := js.Global().Get("DOMMatrix").New().Call("scale", tile/side)
	s.Call("setTransform", scale)
	p.stripe[t] = s
	return s
}

func (p *Palette) family(mono bool) string {
	i, name, fallback := 0, "--sans", "sans-serif"
	if mono {
		i, name, fallback = 1, "--mono", "monospace"
	}
	if p.fonts[i] == "" {
		style := js.Global().Call("getComputedStyle", js.Global().Get("document").Get("documentElement"))
		if p.fonts[i] = style.Call("getPropertyValue", name).String(); p.fonts[i] == "" {
			p.fonts[i] = fallback
		}
	}
	return p.fonts[i]
}

// Context paints on a CanvasRenderingContext2D. It remembers the context's state,
// because every call out of Go costs about a microsecond.
type Context struct {
	JS     js.Value
	path2d js.Value
	pal    *Palette
	w, h   float64
	ratio  float64

	fill, stroke Token
	hatched      bool // the fill in force
	width, alpha float64
	font, align  string
	dashed       bool
}

// NewContext returns a canvas on a 2d context; Begin makes it ready.
func NewContext(ctx js.Value, pal *Palette) *Context {
	return &Context{JS: ctx, path2d: js.Global().Get("Path2D"), pal: pal}
}

// Begin starts a drawing of w × h CSS pixels with its origin at the context's.
func (c *Context) Begin(w, h, ratio float64) {
	*c = Context{JS: c.JS, path2d: c.path2d, pal: c.pal, w: w, h: h, ratio: ratio, alpha: -1, width: -1, dashed: true}
	c.JS.Call("setTransform", ratio, 0, 0, ratio, 0, 0)
	c.JS.Set("lineJoin", "round")
	c.JS.Set("lineCap", "round")
	c.JS.Set("textBaseline", "alphabetic")
}

// Size implements Canvas.
func (c *Context) Size() (w, h float64) { return c.w, c.h }

// Path implements Canvas.
func (c *Context) Path(d string, p Paint) {
	if d == "" {
		return
	}
	path := c.path2d.New(d)
	c.setAlpha(p.Alpha)
	if p.Fill != "" {
		c.setFill(p.Fill, p.Hatch)
		c.JS.Call("fill", path)
	}
	if p.Stroke != "" {
		c.setStroke(p)
		c.JS.Call("stroke", path)
	}
}

// Rect implements Canvas.
func (c *Context) Rect(x, y, w, h float64, p Paint) {
	c.setAlpha(p.Alpha)
	if p.Fill != "" {
		c.setFill(p.Fill, p.Hatch)
		c.JS.Call("fillRect", x, y, w, h)
	}
	if p.Stroke != "" {
		c.setStroke(p)
		c.JS.Call("strokeRect", x, y, w, h)
	}
}

// Circle implements Canvas.
func (c *Context) Circle(x, y, r float64, p Paint) {
	c.JS.Call("beginPath")
	c.JS.Call("arc", x, y, r, 0, 7)
	c.setAlpha(p.Alpha)
	if p.Fill != "" {
		c.setFill(p.Fill, p.Hatch)
		c.JS.Call("fill")
	}
	if p.Stroke != "" {
		c.setStroke(p)
		c.JS.Call("stroke")
	}
}

// Text implements Canvas.
func (c *Context) Text(s string, x, y float64, f Font) {
	c.setFont(f)
	align := f.Align
	if align == "" {
		align = "left"
	}
	if align != c.align {
		c.align = align
		c.JS.Set("textAlign", align)
	}
	c.setAlpha(1)
	if f.Halo {
		c.setStroke(Stroke(Paper, 4))
		c.JS.Call("strokeText", s, x, y)
	}
	c.setFill(f.Color, false)
	c.JS.Call("fillText", s, x, y)
}

// TextWidth implements Canvas.
func (c *Context) TextWidth(s string, f Font) float64 {
	c.setFont(f)
	return c.JS.Call("measureText", s).Get("width").Float()
}

func (c *Context) setAlpha(a float64) {
	if a != c.alpha {
		c.alpha = a
		c.JS.Set("globalAlpha", a)
	}
}

func (c *Context) setFill(t Token, hatched bool) {
	if t == c.fill && hatched == c.hatched {
		return
	}
	c.fill, c.hatched = t, hatched
	if hatched {
		c.JS.Set("fillStyle", c.pal.hatch(t, c.ratio))
		return
	}
	c.JS.Set("fillStyle", c.pal.Color(t))
}

func (c *Context) setStroke(p Paint) {
	if p.Stroke != c.stroke {
		c.stroke = p.Stroke
		c.JS.Set("strokeStyle", c.pal.Color(p.Stroke))
	}
	if p.Width != c.width {
		c.width = p.Width
		c.JS.Set("lineWidth", p.Width)
	}
	if len(p.Dash) > 0 || c.dashed {
		c.dashed = len(p.Dash) > 0
		c.JS.Call("setLineDash", Numbers(p.Dash))
	}
}

func (c *Context) setFont(f Font) {
	weight := "400 "
	if f.Bold {
		weight = "600 "
	}
	s := weight + pixels(f.Size) + " " + c.pal.family(f.Mono)
	if s != c.font {
		c.font = s
		c.JS.Set("font", s)
	}
}

func pixels(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) + "px" }

// Numbers are floats as JavaScript takes them.
func Numbers(v []float64) []any {
	out := make([]any, len(v))
	for i, x := range v {
		out[i] = x
	}
	return out
}
