//go:build js

package ui

import (
	"strconv"
	"syscall/js"

	"softmix/ui/canvas"
	"softmix/wasm/wire"
)

// laneBoard is one side of a step taken apart: a picture, and over it a slider by
// which a token is chosen. A click or a tap chooses the one below it; the keys that
// move a slider are those of the whole section.
type laneBoard struct {
	*board
	store  *Store
	side   int
	slider js.Value
	choose func(token int)
}

// lookPicture is what the pictures of a step depend on, besides size and theme.
type lookPicture struct {
	anatomy *wire.Trace
	phase   string
	token   int
	lake    *wire.Lake
	names   [2]string
}

func lookOf(s *Store) lookPicture {
	return lookPicture{s.Trace, s.Settings.Phase, s.Settings.Token, s.Lake, [2]string{who(s, 0).Name, who(s, 1).Name}}
}

// NewLane is the lane of one side (0 left, 1 right) in the step that is taken
// apart. It calls choose with the position of the answer token that the reader
// points at.
func NewLane(store *Store, side int, choose func(token int)) canvas.Island {
	b := &laneBoard{board: newBoard(), store: store, side: side, choose: choose}
	of := func() laneSide {
		s := laneSide{side: side, who: who(store, side), phase: phaseIndex(store.Settings.Phase), chosen: -1}
		s.method = absentMethod(store, side)
		if store.Trace != nil {
			s.chosen = chosenToken(store.Trace, store.Settings.Token)
		}
		return s
	}
	b.height = func(w float64) float64 { return layLane(w, store.Trace, phaseIndex(store.Settings.Phase)).h }
	b.paint = func(c canvas.Canvas) { drawLane(c, store.Trace, of()) }
	b.words = func() string { return laneLabel(store.Trace, of()) }
	b.picture = func() any { return lookOf(store) }
	b.layOver()
	b.Host.Redraw = b.Draw
	return b
}

// layOver puts the slider over the picture, which is then no more than that.
func (b *laneBoard) layOver() {
	b.Root.Call("removeAttribute", "role")
	b.Named = b.base.El
	b.Named.Call("removeAttribute", "aria-hidden")
	b.Named.Call("setAttribute", "role", "img")
	b.slider = js.Global().Get("document").Call("createElement", "div")
	b.slider.Get("style").Set("cssText", "position:absolute;inset:0;cursor:pointer")
	for name, value := range map[string]any{"role": "slider", "tabindex": 0, "aria-orientation": "vertical", "aria-valuemin": 1} {
		b.slider.Call("setAttribute", name, value)
	}
	b.slider.Call("addEventListener", "click", b.Func(b.click))
	b.Root.Call("append", b.slider)
}

// Attach implements Island.
func (b *laneBoard) Attach(el js.Value) {
	b.Place(el)
	b.Draw()
}

// Draw implements Island.
func (b *laneBoard) Draw() {
	b.board.Draw()
	put := func(name, value string) {
		if now := b.slider.Call("getAttribute", name); now.IsNull() || now.String() != value {
			b.slider.Call("setAttribute", name, value)
		}
	}
	put("aria-label", "Token that is looked at, "+who(b.store, b.side).Name)
	if x := sceneOf(b.store); x != nil {
		put("aria-valuemax", strconv.Itoa(len(x.a.Tokens)-1))
		put("aria-valuenow", strconv.Itoa(x.t))
		put("aria-valuetext", x.where()+", "+x.called(x.token))
	}
}

// click hears mouse and finger alike.
func (b *laneBoard) click(args []js.Value) {
	box := b.Root.Call("getBoundingClientRect")
	x := args[0].Get("clientX").Float() - box.Get("left").Float()
	l := layLane(b.Width(), b.store.Trace, phaseIndex(b.store.Settings.Phase))
	if t := l.tokenAt(x); t >= 0 && b.choose != nil {
		go b.choose(t) // a callback of JavaScript must not wait
	}
}
