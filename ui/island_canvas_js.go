//go:build js

package ui

import (
	"math"
	"strconv"
	"syscall/js"
)

// palette looks the tokens up as the page computes them now, and the two font
// families of the instrument.
type palette struct {
	probe  js.Value // a hidden element whose colour is asked for
	colors map[Token]js.Value
	stripe map[Token]js.Value // patterns of hatched fills
	ratio  float64            // device pixels per CSS pixel that the patterns are made for
	fonts  [2]string          // sans, mono
}

func newPalette(root js.Value) *palette {
	p := &palette{probe: js.Global().Get("document").Call("createElement", "i")}
	p.probe.Set("hidden", true)
	p.probe.Call("setAttribute", "aria-hidden", "true")
	p.probe.Get("style").Call("setProperty", "forced-color-adjust", "none") // else every token is the text's colour
	root.Call("appendChild", p.probe)
	p.forget()
	return p
}

// forget drops all colours: the theme changed.
func (p *palette) forget() {
	p.colors, p.stripe = map[Token]js.Value{}, map[Token]js.Value{}
	p.fonts = [2]string{}
}

// color is the token's colour as a JavaScript string, kept so that it is not
// copied over each time.
func (p *palette) color(t Token) js.Value {
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
func (p *palette) hatch(t Token, ratio float64) js.Value {
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
	g.Set("fillStyle", p.color(t+"-wash"))
	g.Call("fillRect", 0, 0, side, side)
	g.Set("strokeStyle", p.color(t))
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

func (p *palette) family(mono bool) string {
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

// jsCanvas paints on a CanvasRenderingContext2D. It remembers the context's state,
// because every call out of Go costs about a microsecond.
type jsCanvas struct {
	ctx    js.Value
	path2d js.Value
	pal    *palette
	w, h   float64
	ratio  float64

	fill, stroke Token
	hatched      bool // the fill in force
	width, alpha float64
	font, align  string
	dashed       bool
}

func newCanvas(ctx js.Value, pal *palette) *jsCanvas {
	return &jsCanvas{ctx: ctx, path2d: js.Global().Get("Path2D"), pal: pal}
}

// begin starts a drawing of w × h CSS pixels with its origin at the context's.
func (c *jsCanvas) begin(w, h, ratio float64) {
	*c = jsCanvas{ctx: c.ctx, path2d: c.path2d, pal: c.pal, w: w, h: h, ratio: ratio, alpha: -1, width: -1, dashed: true}
	c.ctx.Call("setTransform", ratio, 0, 0, ratio, 0, 0)
	c.ctx.Set("lineJoin", "round")
	c.ctx.Set("lineCap", "round")
	c.ctx.Set("textBaseline", "alphabetic")
}

// Size implements Canvas.
func (c *jsCanvas) Size() (w, h float64) { return c.w, c.h }

// Path implements Canvas.
func (c *jsCanvas) Path(d string, p Paint) {
	if d == "" {
		return
	}
	path := c.path2d.New(d)
	c.setAlpha(p.Alpha)
	if p.Fill != "" {
		c.setFill(p.Fill, p.Hatch)
		c.ctx.Call("fill", path)
	}
	if p.Stroke != "" {
		c.setStroke(p)
		c.ctx.Call("stroke", path)
	}
}

// Rect implements Canvas.
func (c *jsCanvas) Rect(x, y, w, h float64, p Paint) {
	c.setAlpha(p.Alpha)
	if p.Fill != "" {
		c.setFill(p.Fill, p.Hatch)
		c.ctx.Call("fillRect", x, y, w, h)
	}
	if p.Stroke != "" {
		c.setStroke(p)
		c.ctx.Call("strokeRect", x, y, w, h)
	}
}

// Circle implements Canvas.
func (c *jsCanvas) Circle(x, y, r float64, p Paint) {
	c.ctx.Call("beginPath")
	c.ctx.Call("arc", x, y, r, 0, 7)
	c.setAlpha(p.Alpha)
	if p.Fill != "" {
		c.setFill(p.Fill, p.Hatch)
		c.ctx.Call("fill")
	}
	if p.Stroke != "" {
		c.setStroke(p)
		c.ctx.Call("stroke")
	}
}

// Text implements Canvas.
func (c *jsCanvas) Text(s string, x, y float64, f Font) {
	c.setFont(f)
	align := f.Align
	if align == "" {
		align = "left"
	}
	if align != c.align {
		c.align = align
		c.ctx.Set("textAlign", align)
	}
	c.setAlpha(1)
	if f.Halo {
		c.setStroke(stroke(paper, 4))
		c.ctx.Call("strokeText", s, x, y)
	}
	c.setFill(f.Color, false)
	c.ctx.Call("fillText", s, x, y)
}

// TextWidth implements Canvas.
func (c *jsCanvas) TextWidth(s string, f Font) float64 {
	c.setFont(f)
	return c.ctx.Call("measureText", s).Get("width").Float()
}

func (c *jsCanvas) setAlpha(a float64) {
	if a != c.alpha {
		c.alpha = a
		c.ctx.Set("globalAlpha", a)
	}
}

func (c *jsCanvas) setFill(t Token, hatched bool) {
	if t == c.fill && hatched == c.hatched {
		return
	}
	c.fill, c.hatched = t, hatched
	if hatched {
		c.ctx.Set("fillStyle", c.pal.hatch(t, c.ratio))
		return
	}
	c.ctx.Set("fillStyle", c.pal.color(t))
}

func (c *jsCanvas) setStroke(p Paint) {
	if p.Stroke != c.stroke {
		c.stroke = p.Stroke
		c.ctx.Set("strokeStyle", c.pal.color(p.Stroke))
	}
	if p.Width != c.width {
		c.width = p.Width
		c.ctx.Set("lineWidth", p.Width)
	}
	if len(p.Dash) > 0 || c.dashed {
		c.dashed = len(p.Dash) > 0
		c.ctx.Call("setLineDash", numbers(p.Dash))
	}
}

func (c *jsCanvas) setFont(f Font) {
	weight := "400 "
	if f.Bold {
		weight = "600 "
	}
	s := weight + pixels(f.Size) + " " + c.pal.family(f.Mono)
	if s != c.font {
		c.font = s
		c.ctx.Set("font", s)
	}
}

func pixels(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) + "px" }

func numbers(v []float64) []any {
	out := make([]any, len(v))
	for i, x := range v {
		out[i] = x
	}
	return out
}
