// Package boards draws the pictures of the scenarios, a file a board.
package boards

import (
	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
)

// boards has a row a board: the name that scenarios have for it, and its picture
// for the run of one side.
var boards = map[string]func(s *state.Store, side int) canvas.Picture{
	"treasure": treasureBoard.picture,
	"lake":     lakeBoard.picture,
	"text":     textBoard.picture,
	"orders":   ordersBoard.picture,
	"program":  programBoard.picture,
	"maze":     mazeBoard.picture,
}

// Picture is that of a scenario as the run of one side (0 left) is seen on it.
func Picture(name string, s *state.Store, side int) canvas.Picture { return boards[name](s, side) }

// board is how the boards of one scenario are drawn: from S, the picture that all
// runs share, and R, that of one run. Either may be nil.
type board[S, R any] struct {
	see    func(s *state.Store, side int) (S, R)
	height func(w float64, shared S) float64
	paint  func(c canvas.Canvas, shared S, run R, who draw.Arm)
	label  func(shared S, run R, who words.ArmName, step int) string
	motion func(see func() (S, R), s *state.Store, side int) *canvas.Motion // nil for none
}

// boardKey is what the picture of a board depends on.
type boardKey struct {
	shared, run any
	name, note  string
}

// picture is the board of one side, with a note of its seed below it where there
// are several.
func (b board[S, R]) picture(s *state.Store, side int) canvas.Picture {
	see := func() (S, R) { return b.see(s, side) }
	tall := func(w float64) float64 { shared, _ := see(); return b.height(w, shared) }
	p := canvas.Picture{
		Key: func() any {
			shared, run := see()
			return boardKey{shared, run, draw.ArmAt(s, side).Name, words.SeedWords(s)}
		},
		Height: func(w float64) float64 {
			if s.Seeds() > 1 {
				return tall(w) + seedNoteH
			}
			return tall(w)
		},
		Paint: func(c canvas.Canvas) {
			shared, run := see()
			b.paint(c, shared, run, draw.ArmAt(s, side))
			if note := words.SeedNote(s); note != nil {
				w, _ := c.Size()
				drawSeedNote(c, note, tall(w))
			}
		},
		Label: func() string {
			shared, run := see()
			return b.label(shared, run, draw.ArmAt(s, side).ArmName, s.Step) + words.SeedWords(s)
		},
	}
	if b.motion != nil {
		p.Motion = b.motion(see, s, side)
	}
	return p
}
