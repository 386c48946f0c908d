package boards

import (
	"math"
	"strings"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// programBoard is what a run calculates.
var programBoard = board[*wire.Text, *wire.TextRun]{
	see:    seeText,
	height: func(w float64, text *wire.Text) float64 { return layProg(w, text).h },
	paint:  drawProg,
	label:  words.ProgLabel,
}

// progLayout is a table for each program: a line for the list it starts with and
// one for each operation; columns for the right lists and for the model's.
type progLayout struct {
	h, blockH, lineH, pitch, size float64
	right, said                   float64 // x of the two columns
	n                             int
	wide                          bool
}

func layProg(w float64, text *wire.Text) progLayout {
	l := progLayout{lineH: 18, pitch: 8, size: 12, n: words.TextBlocks, wide: w >= 250}
	if l.wide {
		l.lineH, l.pitch, l.size = 21, 13, 15
	}
	if text != nil {
		l.n = min(len(text.Prompts), words.TextBlocks)
	}
	l.said = w - 6*l.pitch - 6
	l.right = l.said - 6*l.pitch - 6
	if l.wide {
		l.right, l.said = w*.3, w*.6
	}
	l.blockH = 5*l.lineH + 14
	l.h = math.Ceil(float64(l.n)*l.blockH + 14)
	return l
}

// drawProg paints a few list programs, operation by operation: the right list,
// and what the run writes, reading its own lists; wrong digits carry a zigzag.
func drawProg(c canvas.Canvas, text *wire.Text, run *wire.TextRun, who draw.Arm) {
	w, _ := c.Size()
	l := layProg(w, text)
	if text == nil {
		return
	}
	c.Text(words.RightName(), l.right, 12, canvas.Font{Size: 12, Color: canvas.Ink3})
	c.Text(canvas.Fit(c, canvas.Font{Size: 12, Bold: true}, w-l.said, words.Alone(who.ArmName)...), l.said, 12, canvas.Font{Size: 12, Bold: true, Color: who.Ink})
	at := TextLayout{Pitch: l.pitch, Size: l.size, Columns: 6, W: w, Wide: l.wide}
	var strike, rules canvas.Pen
	for i := range l.n {
		ops, start, _ := strings.Cut(strings.TrimSuffix(text.Prompts[i], ">"), "|")
		top := 14 + float64(i)*l.blockH
		if i > 0 {
			rules.Segment(0, math.Floor(top)+.5, w, math.Floor(top)+.5)
		}
		y := func(row int) float64 { return top + float64(row)*l.lineH + l.lineH*.8 }
		c.Text(canvas.Fit(c, canvas.Font{Size: 12}, l.right-4, words.StartName(), ""), 0, y(0), canvas.Font{Size: 12, Color: canvas.Ink3})
		at.X0 = l.right
		at.letters(c, start, y(0), canvas.Ink2, false)
		if i >= len(text.Answers) {
			continue
		}
		right, said := words.Lists(text.Answers[i]), []string(nil)
		if run != nil && i < len(run.Greedy) {
			said = words.Lists(run.Greedy[i])
		}
		for k, op := range []rune(ops) {
			name := string(op)
			if l.wide {
				name = words.Operation(op)
			}
			c.Text(name, 0, y(k+1), canvas.Font{Size: 12, Color: canvas.Ink2, Mono: !l.wide})
			if k >= len(right) {
				continue
			}
			at.X0 = l.right
			at.letters(c, right[k], y(k+1), canvas.Ink, false)
			if k < len(said) {
				at.X0 = l.said
				at.attempt(c, []rune(right[k]), []rune(said[k]), y(k+1), -1, &strike, nil)
			}
		}
	}
	if !rules.Empty() {
		c.Path(rules.String(), canvas.Stroke(canvas.Hairline, 1))
	}
	if !strike.Empty() {
		c.Path(strike.String(), canvas.Stroke(canvas.Fault, 1.75))
	}
}
