//go:build js

package ui

import (
	"syscall/js"

	"softmix/wasm/wire"
)

// laneBoard is one side of a step taken apart. A click or a tap chooses a token.
type laneBoard struct {
	*board
	store  *Store
	choose func(token int)
}

// lookPicture is what the pictures of a step depend on, besides size and theme.
type lookPicture struct {
	anatomy *wire.Anatomy
	phase   string
	token   int
	lake    *wire.Lake
	names   [2]string
}

func lookOf(s *Store) lookPicture {
	return lookPicture{s.Anatomy, s.Settings.Phase, s.Settings.Token, s.Lake, [2]string{who(s, 0).Name, who(s, 1).Name}}
}

// NewLane is the lane of one side (0 left, 1 right) in the step that is taken
// apart. It calls choose with the position of the answer token that the reader
// points at.
func NewLane(store *Store, side int, choose func(token int)) Island {
	b := &laneBoard{board: newBoard(), store: store, choose: choose}
	of := func() laneSide {
		s := laneSide{side: side, who: who(store, side), phase: phaseIndex(store.Settings.Phase), chosen: -1}
		s.method = absentMethod(store, side)
		if store.Anatomy != nil {
			s.chosen = chosenToken(store.Anatomy, store.Settings.Token)
		}
		return s
	}
	b.height = func(w float64) float64 { return layLane(w, store.Anatomy, phaseIndex(store.Settings.Phase)).h }
	b.paint = func(c Canvas) { drawLane(c, store.Anatomy, of()) }
	b.words = func() string { return laneLabel(store.Anatomy, of()) }
	b.picture = func() any { return lookOf(store) }
	b.root.Get("style").Set("cursor", "pointer")
	b.root.Call("addEventListener", "click", js.FuncOf(b.click))
	return b
}

// click hears mouse and finger alike; the keyboard has the page's own controls.
func (b *laneBoard) click(_ js.Value, args []js.Value) any {
	box := b.root.Call("getBoundingClientRect")
	x := args[0].Get("clientX").Float() - box.Get("left").Float()
	l := layLane(b.width(), b.store.Anatomy, phaseIndex(b.store.Settings.Phase))
	if t := l.tokenAt(x); t >= 0 && b.choose != nil {
		go b.choose(t) // a callback of JavaScript must not wait
	}
	return nil
}
