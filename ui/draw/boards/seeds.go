package boards

import "softmix/ui/canvas"

const seedNoteH = 20 // height of the note below a board

// drawSeedNote sets the note below a board of height h.
func drawSeedNote(c canvas.Canvas, note []string, h float64) {
	w, _ := c.Size()
	f := canvas.Font{Size: 12, Color: canvas.Ink3}
	c.Text(canvas.Fit(c, f, w, note...), 0, h+15, f)
}
