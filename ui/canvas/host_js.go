//go:build js

package canvas

import (
	"math"
	"syscall/js"
)

// Host is what every island stands on: the element that the page gave it, a
// wrapper of its own in there, and the news that make a redraw needed (size,
// theme, coming into view).
type Host struct {
	el      js.Value // owned by the page
	Root    js.Value // ours; moved when the page makes a new element
	Named   js.Value // the element that the description is of
	Palette *Palette
	Visible bool   // in or near the viewport
	theme   int    // grows with every change of theme
	label   string // as last written
	redraw  func() // what to call when a redraw is needed
	told    func(why any)
}

// NewHost makes the wrapper; redraw is called whenever the picture may have to be
// drawn again.
func NewHost(redraw func()) *Host {
	doc := js.Global().Get("document")
	h := &Host{Root: doc.Call("createElement", "div"), redraw: redraw}
	style := h.Root.Get("style")
	style.Set("position", "relative")
	style.Set("width", "100%")
	h.Root.Call("setAttribute", "role", "img")
	h.Named = h.Root
	h.Palette = newPalette(h.Root)
	h.watch()
	return h
}

// OnPanic implements Island.
func (h *Host) OnPanic(told func(why any)) { h.told = told }

// Func is a callback for the browser. A panic in it is told, and does no further harm.
func (h *Host) Func(f func(args []js.Value)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		defer func() {
			if why := recover(); why != nil && h.told != nil {
				h.told(why)
			}
		}()
		f(args)
		return nil
	})
}

// Place puts the wrapper into el, the page's element. Most calls find it there.
func (h *Host) Place(el js.Value) {
	if h.el.Equal(el) && h.Root.Get("parentNode").Equal(el) {
		return
	}
	h.el = el
	el.Call("appendChild", h.Root)
}

// watch calls redraw when the wrapper's width, the theme or the visibility
// changes. The observers live as long as the island.
func (h *Host) watch() {
	g := js.Global()
	// A drawing sets the wrapper's height. Made while the browser still tells of
	// sizes, it would be told of again, an error in WebKit. So no Go runs then: it
	// could be any of the page's work.
	draw := h.Func(func([]js.Value) { h.redraw() })
	soon := g.Get("requestAnimationFrame").Call("bind", g, draw)
	g.Get("ResizeObserver").New(soon).Call("observe", h.Root)

	repaint := h.Func(func([]js.Value) {
		h.Palette.forget()
		h.theme++
		h.redraw()
	})
	attrs := map[string]any{"attributes": true, "attributeFilter": []any{"data-theme", "data-room", "class"}}
	g.Get("MutationObserver").New(repaint).Call("observe", g.Get("document").Get("documentElement"), attrs)
	for _, taste := range []string{"(prefers-color-scheme: dark)", "(forced-colors: active)"} {
		g.Call("matchMedia", taste).Call("addEventListener", "change", repaint)
	}

	seen := h.Func(func(args []js.Value) {
		list := args[0]
		h.Visible = list.Index(list.Length() - 1).Get("isIntersecting").Bool()
		if h.Visible {
			h.redraw()
		}
	})
	g.Get("IntersectionObserver").New(seen, map[string]any{"rootMargin": "200px"}).Call("observe", h.Root)
}

// Width is the wrapper's, px; 0 while it is not on the page.
func (h *Host) Width() float64 { return h.Root.Get("clientWidth").Float() }

// Stamp is a picture's key together with what else changes its pixels.
type Stamp struct {
	Key      any
	W, Ratio float64
	Theme    int
}

// Stamp is that of a picture as it would be drawn now.
func (h *Host) Stamp(key any) Stamp { return Stamp{key, h.Width(), Ratio(), h.theme} }

// Describe writes the picture's description, where it changed.
func (h *Host) Describe(label string) {
	if label != h.label {
		h.label = label
		h.Named.Call("setAttribute", "aria-label", label)
	}
}

// Ratio is device pixels per CSS pixel, at most 3.
func Ratio() float64 {
	r := js.Global().Get("devicePixelRatio")
	if r.Type() != js.TypeNumber {
		return 1
	}
	return Clamp(r.Float(), 1, 3)
}

// Layer is one canvas of an island.
type Layer struct {
	El  js.Value
	cv  *Context
	key [3]float64 // width, height, ratio that it was last sized for
}

// Layer adds a canvas: below the others in the flow, or over them.
func (h *Host) Layer(over bool) *Layer {
	el := js.Global().Get("document").Call("createElement", "canvas")
	style := el.Get("style")
	style.Set("display", "block")
	style.Set("width", "100%")
	el.Call("setAttribute", "aria-hidden", "true")
	if over {
		style.Set("position", "absolute")
		style.Set("inset", "0 auto auto 0")
		style.Set("pointerEvents", "none")
	}
	h.Root.Call("appendChild", el)
	return &Layer{El: el, cv: NewContext(el.Call("getContext", "2d"), h.Palette)}
}

// Begin sizes the layer to w × h and clears it.
func (l *Layer) Begin(w, h float64) Canvas {
	r := Ratio()
	if key := [3]float64{w, h, r}; key != l.key {
		l.key = key
		l.El.Get("style").Set("height", js.ValueOf(pixels(h)))
		l.El.Set("width", math.Round(w*r))
		l.El.Set("height", math.Round(h*r))
	}
	l.cv.Begin(w, h, r)
	l.cv.JS.Call("clearRect", 0, 0, w, h)
	return l.cv
}
