//go:build js

package ui

import (
	"strings"
	"syscall/js"

	"softmix/ui/canvas"
	"softmix/wasm/wire"
)

// board is an island of one canvas: picture tells what is drawn, so that an
// unchanged picture is not drawn again.
type board struct {
	*canvas.Host
	base    *canvas.Layer
	drawn   any // what picture, width, ratio and theme were drawn
	picture func() any
	height  func(w float64) float64
	paint   func(c canvas.Canvas)
	words   func() string
	seed    *Store // whose seed is noted below the picture; nil for none
}

// seal is a picture together with what else changes its pixels.
type seal struct {
	picture  any
	w, ratio float64
	theme    int
}

func newBoard() *board {
	b := &board{}
	b.Host = canvas.NewHost(b.Draw)
	b.base = b.Layer(false)
	return b
}

// Attach implements Island.
func (b *board) Attach(el js.Value) {
	b.Place(el)
	b.Draw()
}

// Label implements Island.
func (b *board) Label() string {
	if b.seed == nil {
		return b.words()
	}
	return b.words() + seedWords(b.seed)
}

// Draw implements Island.
func (b *board) Draw() { b.fresh() }

// fresh draws what is not drawn yet, and reports whether it did.
func (b *board) fresh() bool {
	if b.picture == nil { // an observer was faster than the constructor
		return false
	}
	b.Describe(b.Label())
	w := b.Width()
	if w == 0 || !b.Visible {
		return false
	}
	var note []string
	if b.seed != nil {
		note = seedNote(b.seed)
	}
	now := seal{[2]any{b.picture(), strings.Join(note, "")}, w, canvas.Ratio(), b.Theme}
	if b.drawn == now {
		return false
	}
	b.drawn = now
	h := b.height(w)
	if note == nil {
		b.paint(b.base.Begin(w, h))
		return true
	}
	c := b.base.Begin(w, h+seedNoteH)
	b.paint(c)
	drawSeedNote(c, note, h)
	return true
}

// NewTreasureBoard is the game of hidden information as the run of one side (0
// left, 1 right) plays it.
func NewTreasureBoard(store *Store, side int) canvas.Island {
	type picture struct {
		shared *wire.Treasure
		run    *wire.TreasureRun
		name   string
	}
	b := newBoard()
	b.seed = store
	b.picture = func() any {
		return picture{store.Treasure, store.Runs[side].Treasure, who(store, side).Name}
	}
	b.height = func(w float64) float64 {
		n := 16
		if store.Treasure != nil {
			n = len(store.Treasure.Hints)
		}
		return layTreasure(w, n).h
	}
	b.paint = func(c canvas.Canvas) { drawTreasure(c, store.Treasure, store.Runs[side].Treasure, who(store, side)) }
	b.words = func() string {
		return treasureLabel(store.Treasure, store.Runs[side].Treasure, who(store, side), store.Step)
	}
	return b
}

// writer draws the board of a writing task.
type writer struct {
	height func(w float64, text *wire.Text) float64
	draw   func(c canvas.Canvas, text *wire.Text, run *wire.TextRun, who Actor)
	label  func(text *wire.Text, run *wire.TextRun, who Actor, step int) string
}

func writerOf(scenario string) writer {
	switch scenario {
	case "perm5":
		return writer{func(w float64, t *wire.Text) float64 { return layOrders(w, t).h }, drawOrders, ordersLabel}
	case "prog":
		return writer{func(w float64, t *wire.Text) float64 { return layProg(w, t).h }, drawProg, progLabel}
	}
	return writer{func(w float64, t *wire.Text) float64 { return layText(w, t).h }, drawText, textLabel}
}

// NewTextBoard is what the run of one side writes.
func NewTextBoard(store *Store, side int) canvas.Island {
	type picture struct {
		shared   *wire.Text
		run      *wire.TextRun
		name     string
		scenario string
	}
	now := func() writer { return writerOf(store.Settings.Scenario) }
	b := newBoard()
	b.seed = store
	b.picture = func() any {
		return picture{store.Text, store.Runs[side].Text, who(store, side).Name, store.Settings.Scenario}
	}
	b.height = func(w float64) float64 { return now().height(w, store.Text) }
	b.paint = func(c canvas.Canvas) { now().draw(c, store.Text, store.Runs[side].Text, who(store, side)) }
	b.words = func() string { return now().label(store.Text, store.Runs[side].Text, who(store, side), store.Step) }
	return b
}

// NewMazeBoard is the walk of one side's run through a maze.
func NewMazeBoard(store *Store, side int) canvas.Island {
	type picture struct {
		shared *wire.Maze
		run    *wire.MazeRun
		name   string
	}
	b := newBoard()
	b.seed = store
	b.picture = func() any { return picture{store.Maze, store.Runs[side].Maze, who(store, side).Name} }
	b.height = func(w float64) float64 { return layMaze(w, store.Maze).h }
	b.paint = func(c canvas.Canvas) { drawMaze(c, store.Maze, store.Runs[side].Maze, who(store, side)) }
	b.words = func() string { return mazeLabel(store.Maze, store.Runs[side].Maze, who(store, side), store.Step) }
	return b
}
