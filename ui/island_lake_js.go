//go:build js

package ui

import (
	"slices"
	"syscall/js"

	"softmix/ui/canvas"
	"softmix/wasm/wire"
)

// moveTime is how long the agent takes for one cell, ms.
const moveTime = 220

// lakeBoard is the lake: the policy on one canvas, the walk on another above it,
// so that the agent can move without the policy being painted again.
type lakeBoard struct {
	*board
	store *Store
	side  int
	top   *canvas.Layer
	walk  *wire.LakeRun // whose walk the top layer shows
	moves float64       // made on the top layer so far
	last  float64       // time of the last frame, ms
	frame js.Func
	going bool // a frame is asked for
}

// NewLakeBoard is the lake as the run of one side (0 left, 1 right) sees it.
func NewLakeBoard(store *Store, side int) canvas.Island {
	type picture struct {
		shared *wire.Lake
		run    *wire.LakeRun
		name   string
	}
	b := &lakeBoard{board: newBoard(), store: store, side: side}
	b.top = b.Layer(true)
	b.Host.Redraw = b.Draw
	b.seed = store
	b.picture = func() any { return picture{store.Lake, b.run(), who(store, side).Name} }
	b.height = func(w float64) float64 { return layLake(w, store.Lake).h }
	b.paint = func(c canvas.Canvas) { drawLake(c, store.Lake, b.run(), who(store, side)) }
	b.words = func() string { return lakeLabel(store.Lake, b.run(), who(store, side), store.Step) }
	b.frame = b.Func(b.animate)
	return b
}

func (b *lakeBoard) run() *wire.LakeRun { return b.store.Runs[b.side].Lake }

// Attach implements Island.
func (b *lakeBoard) Attach(el js.Value) {
	b.Place(el)
	b.Draw()
}

// Draw implements Island. A new walk is walked once, if there is time to watch it;
// otherwise its end is shown at once.
func (b *lakeBoard) Draw() {
	if !b.fresh() {
		return
	}
	run := b.run()
	if run != nil && (b.walk == nil || !slices.Equal(run.Walk, b.walk.Walk)) {
		b.moves = float64(len(run.Walk))
		if b.calm() {
			b.moves, b.last = 0, 0
			b.ask()
		}
	}
	b.walk = run
	b.drawTop()
}

// calm is true where a walk may move: slow or paused training, and a reader who
// has not asked for stillness.
func (b *lakeBoard) calm() bool {
	if b.store.Playing && b.store.Settings.Speed != "1" {
		return false
	}
	return !js.Global().Call("matchMedia", "(prefers-reduced-motion: reduce)").Get("matches").Bool()
}

// ask asks the browser for a frame, once.
func (b *lakeBoard) ask() {
	if !b.going {
		b.going = true
		js.Global().Call("requestAnimationFrame", b.frame)
	}
}

// animate is one frame of the walk.
func (b *lakeBoard) animate(args []js.Value) {
	b.going = false
	run := b.run()
	if run == nil || run != b.walk {
		return
	}
	end := float64(len(run.Walk))
	now := args[0].Float()
	if b.last > 0 {
		b.moves = min(end, b.moves+(now-b.last)/moveTime)
	}
	b.last = now
	if !b.Visible || !b.Root.Get("isConnected").Bool() {
		b.moves = end
	}
	b.drawTop()
	if b.moves < end {
		b.ask()
	}
}

func (b *lakeBoard) drawTop() {
	w := b.Width()
	if w == 0 {
		return
	}
	c := b.top.Begin(w, layLake(w, b.store.Lake).h)
	drawWalk(c, b.store.Lake, b.run(), who(b.store, b.side), b.moves)
}
