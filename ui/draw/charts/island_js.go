//go:build js

package charts

import (
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/ui/words"
)

// island is the stacked charts. uPlot holds the scales, paints the
// lines and follows the pointer; the rest is painted through its hooks by the
// same code that the tests record.
type island struct {
	*canvas.Host
	store *state.Store
	fig   *figure
	plots []js.Value
	cvs   []*canvas.Context
	kind  string // what the plots were made for; another kind needs new ones
	drawn any
	hover float64 // px of the canvas under the pointer, negative if none
	funcs []js.Func
	stale bool // a redraw for the pointer is on its way
	later js.Func
}

// NewIsland is the figure of all runs: the metric above, the loss below. It needs the script of uPlot 1.6 on the page, as window.uPlot.
func NewIsland(store *state.Store) canvas.Island {
	c := &island{store: store, hover: -1}
	c.Host = canvas.NewHost(c.Draw)
	c.Root.Get("style").Set("overflow", "hidden")
	c.later = c.Host.Func(func([]js.Value) {
		c.stale = false
		c.repaint()
	})
	return c
}

// Attach implements Island.
func (c *island) Attach(el js.Value) {
	c.Place(el)
	c.Draw()
}

// Label implements Island.
func (c *island) Label() string { return newFigure(c.store, 400).label(c.readingOr(nil)) }

func (c *island) readingOr(fig *figure) reading {
	if fig == nil {
		fig = newFigure(c.store, 400)
	}
	if c.hover < 0 {
		return fig.atPlay()
	}
	return fig.atX(fig.pointed(c.hover))
}

// Draw implements Island.
func (c *island) Draw() {
	w := c.Width()
	c.store.Room = room()
	if c.drawn == nil {
		c.Describe(c.Label())
	}
	if w == 0 || !c.Visible || c.lacks() {
		return
	}
	now := c.Stamp([2]any{c.store.Version, c.store.Room})
	if c.drawn == now {
		return
	}
	c.drawn = now
	c.fig = newFigure(c.store, w)
	kind := c.fig.unit + strconv.Itoa(len(c.fig.panes)) + strconv.FormatBool(c.store.Settings.Log) + strconv.Itoa(now.Theme) + strconv.FormatFloat(now.Ratio, 'g', -1, 64)
	for i := range c.fig.panes {
		kind += "|"
		for _, who := range c.fig.panes[i].Who {
			kind += who.Name + ","
		}
	}
	if kind != c.kind {
		c.kind = kind
		c.build()
	}
	json := js.Global().Get("JSON")
	for i, u := range c.plots {
		p := &c.fig.panes[i]
		if u.Get("width").Float() != p.W || u.Get("height").Float() != p.height() {
			u.Call("setSize", map[string]any{"width": p.W, "height": p.height()})
		}
		u.Call("setData", json.Call("parse", string(p.data().appendJSON(nil))))
	}
	c.Describe(c.fig.label(c.readingOr(c.fig)))
}

// lacks reports whether there is no uPlot, in words that take the charts' place.
func (c *island) lacks() bool {
	if js.Global().Get("uPlot").Truthy() {
		return false
	}
	if c.drawn == nil {
		c.drawn = "nothing"
		c.Root.Call("removeAttribute", "role")
		c.Root.Call("removeAttribute", "aria-label")
		c.Root.Set("textContent", words.NoCharts())
	}
	return true
}

// repaint paints both plots again with the data they have.
func (c *island) repaint() {
	if c.fig == nil || c.kind == "" {
		return
	}
	for _, u := range c.plots {
		u.Call("redraw", false, false)
	}
	c.Describe(c.fig.label(c.readingOr(c.fig)))
}

// build makes both plots anew.
func (c *island) build() {
	for i := range c.plots {
		if c.plots[i].Truthy() {
			c.plots[i].Call("destroy")
		}
	}
	old := c.funcs
	time.AfterFunc(time.Minute, func() { // a plot that is destroyed may still have a drawing to come
		for _, f := range old {
			f.Release()
		}
	})
	c.funcs, c.hover = nil, -1
	c.plots, c.cvs = nil, nil
	for i := range c.fig.panes {
		empty := js.Global().Get("JSON").Call("parse", "[[0]"+strings.Repeat(",[null]", 3*len(c.fig.panes[i].Who))+"]")
		u := js.Global().Get("uPlot").New(c.options(i), empty, c.Root)
		c.plots = append(c.plots, u)
		c.cvs = append(c.cvs, canvas.NewContext(u.Get("ctx"), c.Palette))
		c.touch(u)
	}
}

// fn is a callback that lives as long as the plots.
func (c *island) fn(f func(args []js.Value)) js.Func {
	g := c.Host.Func(f)
	c.funcs = append(c.funcs, g)
	return g
}

// span is a callback that tells the ends of pane i's axis. One of a plot that is
// destroyed may ask for a pane that is there no more.
func (c *island) span(i int, f func(p *pane) (from, to float64)) js.Func {
	g := js.FuncOf(func(js.Value, []js.Value) any {
		if i >= len(c.fig.panes) {
			return []any{0, 1}
		}
		from, to := f(&c.fig.panes[i])
		return []any{from, to}
	})
	c.funcs = append(c.funcs, g)
	return g
}

func (c *island) options(i int) map[string]any {
	p := &c.fig.panes[i]
	series := []any{map[string]any{}}
	for k := range 3 * len(p.Who) {
		s := p.style(k)
		series = append(series, map[string]any{
			"stroke": c.Palette.Color(s.Stroke), "width": s.Width, "alpha": s.Alpha, "dash": canvas.Numbers(s.Dash),
			"spanGaps": true, "points": map[string]any{"show": false},
		})
	}
	distr := 1
	if p.Log {
		distr = 3
	}
	rangeX := c.span(i, func(p *pane) (float64, float64) { return 0, p.XMax })
	rangeY := c.span(i, func(p *pane) (float64, float64) { return p.Min, p.Max })
	hook := func(f func(canvas.Canvas)) []any {
		return []any{c.fn(func([]js.Value) { c.through(i, f) })}
	}
	return map[string]any{
		"width": p.W, "height": p.height(), "padding": []any{p.Top, ChartRight, p.Bottom, ChartLeft},
		"legend": map[string]any{"show": false},
		"axes":   []any{map[string]any{"show": false}, map[string]any{"show": false}},
		"scales": map[string]any{
			"x": map[string]any{"time": false, "range": rangeX},
			"y": map[string]any{"distr": distr, "range": rangeY},
		},
		"series": series,
		"cursor": map[string]any{
			"x": false, "y": false,
			"points": map[string]any{"show": false},
			"drag":   map[string]any{"x": false, "y": false, "setScale": false},
			"sync":   map[string]any{"key": "softmix", "setSeries": false},
		},
		"hooks": map[string]any{
			"drawClear": hook(func(cv canvas.Canvas) { c.fig.drawUnder(cv, i) }),
			"draw":      hook(func(cv canvas.Canvas) { c.fig.drawOver(cv, i, c.readingOr(c.fig)) }),
			"setCursor": []any{c.fn(func(args []js.Value) { c.point(args[0]) })},
		},
	}
}

// through paints on a plot's own canvas, in CSS pixels, and leaves the context as
// it was.
func (c *island) through(i int, f func(canvas.Canvas)) {
	if i >= min(len(c.cvs), len(c.fig.panes)) { // the plot paints once before its constructor returns, and may after its end
		return
	}
	cv := c.cvs[i]
	p := &c.fig.panes[i]
	cv.JS.Call("save")
	cv.Begin(p.W, p.height(), cv.JS.Get("canvas").Get("width").Float()/p.W)
	f(cv)
	cv.JS.Call("restore")
}

// point takes over where the pointer is; uPlot tells both plots.
func (c *island) point(u js.Value) {
	at := -1.0
	if left := u.Get("cursor").Get("left"); left.Type() == js.TypeNumber && left.Float() >= 0 {
		at = left.Float() + ChartLeft
	}
	if at == c.hover {
		return
	}
	c.hover = at
	if !c.stale {
		c.stale = true
		js.Global().Call("requestAnimationFrame", c.later)
	}
}

// touch lets a finger move the crosshair; uPlot itself hears the mouse only.
func (c *island) touch(u js.Value) {
	over := u.Get("over")
	over.Get("style").Set("touchAction", "pan-y")
	place := func(left float64) {
		u.Call("setCursor", map[string]any{"left": left, "top": 1})
	}
	follow := c.fn(func(args []js.Value) {
		if e := args[0]; e.Get("pointerType").String() != "mouse" {
			box := over.Call("getBoundingClientRect")
			place(canvas.Clamp(e.Get("clientX").Float()-box.Get("left").Float(), 0, box.Get("width").Float()))
		}
	})
	leave := c.fn(func(args []js.Value) {
		if args[0].Get("pointerType").String() != "mouse" {
			place(-10)
		}
	})
	for _, name := range []string{"pointerdown", "pointermove"} {
		over.Call("addEventListener", name, follow)
	}
	for _, name := range []string{"pointerup", "pointercancel"} {
		over.Call("addEventListener", name, leave)
	}
}

// room is the height that a low frame leaves a chart, px; 0 where there is enough.
func room() float64 {
	r := js.Global().Get("document").Get("documentElement").Get("dataset").Get("room")
	if r.Type() != js.TypeString {
		return 0
	}
	h, _ := strconv.ParseFloat(r.String(), 64) // 0 for what is no number
	return h
}
