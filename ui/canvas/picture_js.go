//go:build js

package canvas

import (
	"strconv"
	"syscall/js"
)

// moveTime is how long a motion takes for one move, ms.
const moveTime = 220

// island shows a picture.
type island struct {
	*Host
	picture Picture
	base    *Layer
	drawn   any      // the stamp of what is drawn
	slider  js.Value // of a picture that has one

	top   *Layer  // of a picture with a motion
	of    string  // what the motion is of
	moves float64 // made so far
	last  float64 // time of the last frame, ms
	frame js.Func
	going bool // a frame is asked for
}

// NewIsland makes the island of a picture.
func NewIsland(p Picture) Island {
	i := &island{picture: p}
	i.Host = NewHost(i.Draw)
	i.base = i.Layer(false)
	if p.Motion != nil {
		i.top = i.Layer(true)
		i.frame = i.Func(i.animate)
	}
	if p.Slider != nil {
		i.layOver()
	}
	return i
}

// Attach implements Island.
func (i *island) Attach(el js.Value) {
	i.Place(el)
	i.Draw()
}

// Label implements Island.
func (i *island) Label() string { return i.picture.Label() }

// Draw implements Island.
func (i *island) Draw() {
	if i.base == nil { // an observer was faster than the constructor
		return
	}
	i.Describe(i.Label())
	i.paint()
	if i.slider.Truthy() {
		i.slide()
	}
}

// paint draws what is not drawn yet.
func (i *island) paint() {
	w := i.Width()
	if w == 0 || !i.Visible {
		return
	}
	now := i.Stamp(i.picture.Key())
	if i.drawn == now {
		return
	}
	i.drawn = now
	i.picture.Paint(i.base.Begin(w, i.picture.Height(w)))
	if i.top == nil {
		return
	}
	n, of := i.picture.Motion.Moves()
	if of != i.of {
		i.of, i.moves = of, float64(n)
		if n > 0 && i.calm() {
			i.moves, i.last = 0, 0
			i.ask()
		}
	}
	i.paintTop()
}

// calm is true where a motion may be watched: the reader has not asked for
// stillness.
func (i *island) calm() bool {
	return i.picture.Motion.Calm() && !js.Global().Call("matchMedia", "(prefers-reduced-motion: reduce)").Get("matches").Bool()
}

// ask asks the browser for a frame, once.
func (i *island) ask() {
	if !i.going {
		i.going = true
		js.Global().Call("requestAnimationFrame", i.frame)
	}
}

// animate is one frame of the motion.
func (i *island) animate(args []js.Value) {
	i.going = false
	n, of := i.picture.Motion.Moves()
	if of != i.of {
		return
	}
	end, now := float64(n), args[0].Float()
	if i.last > 0 {
		i.moves = min(end, i.moves+(now-i.last)/moveTime)
	}
	i.last = now
	if !i.Visible || !i.Root.Get("isConnected").Bool() {
		i.moves = end
	}
	i.paintTop()
	if i.moves < end {
		i.ask()
	}
}

func (i *island) paintTop() {
	if w := i.Width(); w > 0 {
		i.picture.Motion.Paint(i.top.Begin(w, i.picture.Height(w)), i.moves)
	}
}

// layOver puts the slider over the picture, which is then no more than that.
func (i *island) layOver() {
	i.Root.Call("removeAttribute", "role")
	i.Named = i.base.El
	i.Named.Call("removeAttribute", "aria-hidden")
	i.Named.Call("setAttribute", "role", "img")
	i.slider = js.Global().Get("document").Call("createElement", "div")
	i.slider.Get("style").Set("cssText", "position:absolute;inset:0;cursor:pointer")
	for name, value := range map[string]any{"role": "slider", "tabindex": 0, "aria-orientation": "vertical", "aria-valuemin": 1} {
		i.slider.Call("setAttribute", name, value)
	}
	i.slider.Call("addEventListener", "click", i.Func(i.click)) // of mouse and finger alike
	i.Root.Call("append", i.slider)
}

// slide tells what is chosen now.
func (i *island) slide() {
	put := func(name, value string) {
		if now := i.slider.Call("getAttribute", name); now.IsNull() || now.String() != value {
			i.slider.Call("setAttribute", name, value)
		}
	}
	put("aria-label", i.picture.Slider.Name())
	if now, most, text := i.picture.Slider.State(); most > 0 {
		put("aria-valuemax", strconv.Itoa(most))
		put("aria-valuenow", strconv.Itoa(now))
		put("aria-valuetext", text)
	}
}

func (i *island) click(args []js.Value) {
	x := args[0].Get("clientX").Float() - i.Root.Call("getBoundingClientRect").Get("left").Float()
	if at := i.picture.Slider.At(x, i.Width()); at >= 0 {
		go i.picture.Slider.Choose(at) // a callback of JavaScript must not wait
	}
}
