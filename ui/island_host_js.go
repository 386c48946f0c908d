//go:build js

package ui

import (
	"math"
	"syscall/js"
)

// host is what every island stands on: the element that the page gave it, a
// wrapper of its own in there, and the news that make a redraw needed (size,
// theme, coming into view).
type host struct {
	el      js.Value // owned by the page
	root    js.Value // ours; moved when the page makes a new element
	named   js.Value // the element that the description is of
	pal     *palette
	visible bool   // in or near the viewport
	theme   int    // grows with every change of theme
	label   string // as last written
	redraw  func() // what to call when a redraw is needed
	told    func(why any)
}

func newHost(redraw func()) *host {
	doc := js.Global().Get("document")
	h := &host{root: doc.Call("createElement", "div"), redraw: redraw}
	style := h.root.Get("style")
	style.Set("position", "relative")
	style.Set("width", "100%")
	h.root.Call("setAttribute", "role", "img")
	h.named = h.root
	h.pal = newPalette(h.root)
	h.watch()
	return h
}

// OnPanic implements Island.
func (h *host) OnPanic(told func(why any)) { h.told = told }

// fn is a callback for the browser. A panic in it is told, and does no further harm.
func (h *host) fn(f func(args []js.Value)) js.Func {
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

// attach puts the wrapper into el, the page's element. Most calls find it there.
func (h *host) attach(el js.Value) {
	if h.el.Equal(el) && h.root.Get("parentNode").Equal(el) {
		return
	}
	h.el = el
	el.Call("appendChild", h.root)
}

// watch calls redraw when the wrapper's width, the theme or the visibility
// changes. The observers live as long as the island.
func (h *host) watch() {
	g := js.Global()
	// A drawing sets the wrapper's height. Made while the browser still tells of
	// sizes, it would be told of again, an error in WebKit. So no Go runs then: it
	// could be any of the page's work.
	draw := h.fn(func([]js.Value) { h.redraw() })
	soon := g.Get("requestAnimationFrame").Call("bind", g, draw)
	g.Get("ResizeObserver").New(soon).Call("observe", h.root)

	repaint := h.fn(func([]js.Value) {
		h.pal.forget()
		h.theme++
		h.redraw()
	})
	attrs := map[string]any{"attributes": true, "attributeFilter": []any{"data-theme", "data-room", "class"}}
	g.Get("MutationObserver").New(repaint).Call("observe", g.Get("document").Get("documentElement"), attrs)
	for _, taste := range []string{"(prefers-color-scheme: dark)", "(forced-colors: active)"} {
		g.Call("matchMedia", taste).Call("addEventListener", "change", repaint)
	}

	seen := h.fn(func(args []js.Value) {
		list := args[0]
		h.visible = list.Index(list.Length() - 1).Get("isIntersecting").Bool()
		if h.visible {
			h.redraw()
		}
	})
	g.Get("IntersectionObserver").New(seen, map[string]any{"rootMargin": "200px"}).Call("observe", h.root)
}

// width is the wrapper's, px; 0 while it is not on the page.
func (h *host) width() float64 { return h.root.Get("clientWidth").Float() }

// room is the height that a low frame leaves a chart, px; 0 where there is enough.
func room() float64 {
	r := js.Global().Get("document").Get("documentElement").Get("dataset").Get("room")
	if r.Type() != js.TypeString {
		return 0
	}
	return number(r.String())
}

// say writes the picture's description, where it changed.
func (h *host) say(label string) {
	if label != h.label {
		h.label = label
		h.named.Call("setAttribute", "aria-label", label)
	}
}

// ratio is device pixels per CSS pixel, at most 3.
func ratio() float64 {
	r := js.Global().Get("devicePixelRatio")
	if r.Type() != js.TypeNumber {
		return 1
	}
	return clamp(r.Float(), 1, 3)
}

// layer is one canvas of an island.
type layer struct {
	el  js.Value
	cv  *jsCanvas
	key [3]float64 // width, height, ratio that it was last sized for
}

func (h *host) layer(over bool) *layer {
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
	h.root.Call("appendChild", el)
	return &layer{el: el, cv: newCanvas(el.Call("getContext", "2d"), h.pal)}
}

// begin sizes the layer to w × h and clears it.
func (l *layer) begin(w, h float64) Canvas {
	r := ratio()
	if key := [3]float64{w, h, r}; key != l.key {
		l.key = key
		l.el.Get("style").Set("height", js.ValueOf(pixels(h)))
		l.el.Set("width", math.Round(w*r))
		l.el.Set("height", math.Round(h*r))
	}
	l.cv.begin(w, h, r)
	l.cv.ctx.Call("clearRect", 0, 0, w, h)
	return l.cv
}
