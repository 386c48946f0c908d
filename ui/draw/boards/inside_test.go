package boards

import (
	"fmt"
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/canvas/canvastest"
	"softmix/ui/draw"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
)

// TestInside draws the boards at the widths that the page has.
func TestInside(t *testing.T) {
	tr, trRun := statetest.Treasure()
	lake, lakeRun := statetest.Lake()
	text, textRun := statetest.Text()
	for _, w := range []float64{150, 160, 320, 347, 420, 700} {
		for _, who := range []draw.Arm{draw.ArmPair("sft", "ift")[0], draw.ArmPair("ift", "ift")[1]} {
			at := fmt.Sprintf("%s at %g px", who.Name, w)
			board := func(what string, h float64, draw func(canvas.Canvas)) {
				r := &canvastest.Recorder{W: w, H: h}
				draw(r)
				r.Inside(t, what+" "+at)
			}
			board("treasure", layTreasure(w, 16).h, func(c canvas.Canvas) { drawTreasure(c, tr, trRun, who) })
			board("empty treasure", layTreasure(w, 16).h, func(c canvas.Canvas) { drawTreasure(c, nil, nil, who) })
			board("lake", LayLake(w, lake).h, func(c canvas.Canvas) { drawLake(c, lake, lakeRun, who) })
			board("empty lake", LayLake(w, nil).h, func(c canvas.Canvas) { drawLake(c, nil, nil, who) })
			for p := 0.0; p <= 5; p += .25 {
				board("walk", LayLake(w, lake).h, func(c canvas.Canvas) { drawWalk(c, lake, lakeRun, who, p) })
			}
			board("text", layText(w, text).H, func(c canvas.Canvas) { drawText(c, text, textRun, who) })
		}
	}
}

// TestSeedNoteInside sets the note of a board at the widths that the page has.
func TestSeedNoteInside(t *testing.T) {
	for _, w := range []float64{150, 160, 320, 347, 420, 700} {
		r := &canvastest.Recorder{W: w, H: 100 + seedNoteH}
		drawSeedNote(r, words.SeedNote(statetest.Seeded(1)), 100)
		r.Inside(t, "note")
	}
}
