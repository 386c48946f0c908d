package boards

import (
	"math"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// textBoard is what a run writes.
var textBoard = board[*wire.Text, *wire.TextRun]{
	see:    seeText,
	height: func(w float64, text *wire.Text) float64 { return layText(w, text).H },
	paint:  drawText,
	label:  words.TextLabel,
}

func seeText(s *state.Store, side int) (*wire.Text, *wire.TextRun) { return s.Text, s.Runs[side].Text }

// TextLayout is where the blocks of the text board stand: one block a prompt,
// four lines a block, letters in columns, so that right and wrong stand under
// each other.
type TextLayout struct {
	W, H    float64
	n       int // blocks
	Columns int // letters of the longest line
	X0      float64
	Pitch   float64 // width of a letter's column
	Size    float64 // of the letters
	LineH   float64
	blockH  float64
	Wide    bool
}

func layText(w float64, text *wire.Text) TextLayout {
	l := TextLayout{W: w, n: 3, Columns: 9, Wide: w >= 250}
	if text != nil {
		l.n, l.Columns = min(len(text.Prompts), words.TextBlocks), 1
		for i := range l.n {
			l.Columns = max(l.Columns, len([]rune(text.Prompts[i])))
			if i < len(text.Answers) {
				l.Columns = max(l.Columns, len([]rune(text.Answers[i])))
			}
		}
	}
	l.X0, l.Size, l.LineH = 46, 12, 19
	if l.Wide {
		l.X0, l.Size, l.LineH = 92, 15, 22
	}
	score := 0.0
	if l.Wide {
		score = 44
	}
	l.Pitch = canvas.Clamp((w-l.X0-score-2)/float64(l.Columns), 7, 20)
	l.blockH = 4*l.LineH + 14
	l.H = math.Ceil(float64(l.n)*l.blockH - 7)
	return l
}

// X is the middle of a letter’s column.
func (l TextLayout) X(i int) float64 { return l.X0 + (float64(i)+.5)*l.Pitch }

// drawText paints the prompts, their right answers, what the run writes when it
// runs alone, and what it writes after one wrong letter was put in its mouth.
func drawText(c canvas.Canvas, text *wire.Text, run *wire.TextRun, who draw.Arm) {
	w, _ := c.Size()
	l := layText(w, text)
	if text == nil {
		return
	}
	var sep, strike, box canvas.Pen
	for i := range l.n {
		top := float64(i) * l.blockH
		if i > 0 {
			sep.Segment(0, math.Floor(top)-6.5, l.W, math.Floor(top)-6.5)
		}
		base := func(row int) float64 { return top + float64(row)*l.LineH + l.LineH*.72 }
		for row, s := range words.TextRows(who.ArmName, l.Wide) {
			f := canvas.Font{Size: 12, Color: canvas.Ink3}
			if row == 2 {
				f.Color, f.Bold = who.Ink, true
			}
			c.Text(s, 0, base(row), f)
		}
		l.letters(c, text.Prompts[i], base(0), canvas.Ink2, false)
		if i >= len(text.Answers) {
			continue
		}
		answer := []rune(text.Answers[i])
		l.letters(c, text.Answers[i], base(1), canvas.Ink, false)
		if run == nil {
			continue
		}
		if i < len(run.Greedy) {
			said := []rune(run.Greedy[i])
			l.attempt(c, answer, said, base(2), -1, &strike, &box)
			l.tally(c, answer, said, 0, base(2), who)
		}
		if i < len(run.Forced) {
			said := []rune(run.Forced[i])
			l.attempt(c, answer, said, base(3), words.Injected, &strike, &box)
			l.tally(c, answer, said, words.Injected+1, base(3), who)
		}
	}
	if !sep.Empty() {
		c.Path(sep.String(), canvas.Stroke(canvas.Hairline, 1))
	}
	if !strike.Empty() {
		c.Path(strike.String(), canvas.Stroke(canvas.Fault, 1.75))
	}
	if !box.Empty() {
		c.Path(box.String(), canvas.Stroke(canvas.Ink2, 1.25))
	}
}

func (l TextLayout) letters(c canvas.Canvas, s string, y float64, t canvas.Token, bold bool) {
	for i, r := range []rune(s) {
		c.Text(string(r), l.X(i), y, canvas.Font{Size: l.Size, Mono: true, Bold: bold, Color: t, Align: "center"})
	}
}

// attempt sets what a run wrote against the answer: right letters plain, wrong
// ones in the fault colour with a zigzag under them, missing ones as a zigzag
// alone. The letter at position forced was not the run's: it is boxed.
func (l TextLayout) attempt(c canvas.Canvas, answer, said []rune, y float64, forced int, strike, box *canvas.Pen) {
	for i := range max(len(answer), len(said)) {
		if i >= l.Columns {
			break
		}
		x := l.X(i)
		half := min(l.Pitch*.42, l.Size*.42)
		if i >= len(said) {
			Zigzag(strike, x-half, x+half, y+3)
			continue
		}
		f := canvas.Font{Size: l.Size, Mono: true, Color: canvas.Ink, Align: "center"}
		switch {
		case i == forced:
			f.Color = canvas.Ink2
			box.RoundRect(x-half-1, y-l.Size*.86, 2*half+2, l.Size*1.16, 2)
		case i >= len(answer) || said[i] != answer[i]:
			f.Color, f.Bold = canvas.Fault, true
			Zigzag(strike, x-half, x+half, y+3)
		}
		c.Text(string(said[i]), x, y, f)
	}
}

// tally is the number of right letters from a position on, at the end of the
// line, where there is room.
func (l TextLayout) tally(c canvas.Canvas, answer, said []rune, from int, y float64, who draw.Arm) {
	if l.Wide {
		right, of := words.Matches(answer, said, from)
		c.Text(words.OutOf(right, of), l.W-1, y, canvas.Font{Size: 12, Color: who.Ink, Align: "right"})
	}
}

// Zigzag underlines a fault: its shape tells it from other lines without colour.
func Zigzag(p *canvas.Pen, from, to, y float64) {
	const teeth = 4
	p.Move(from, y+1)
	for i := 1; i <= teeth; i++ {
		p.Line(from+(to-from)*float64(i)/teeth, y+1-2*float64(i%2))
	}
}
