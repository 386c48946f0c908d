package boards

import (
	"math"
	"strconv"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// ordersBoard is what a run writes where many answers are right.
var ordersBoard = board[*wire.Text, *wire.TextRun]{
	see:    seeText,
	height: func(w float64, text *wire.Text) float64 { return layOrders(w, text).h },
	paint:  drawOrders,
	label:  words.OrdersLabel,
}

// ordersLayout is where the samples of a task with many right answers stand: one
// line each, the letters asked for beside them.
type ordersLayout struct {
	h, said, pitch, lineH float64
	size                  float64
	wide                  bool
}

func layOrders(w float64, text *wire.Text) ordersLayout {
	l := ordersLayout{pitch: 8, lineH: 22, size: 12, wide: w >= 250}
	if l.wide {
		l.pitch, l.lineH, l.size = 15, 24, 15
	}
	n := 12
	if text != nil {
		n = len(text.Prompts)
	}
	l.said = 6*l.pitch + w*.06
	l.h = math.Ceil(float64(n+1)*l.lineH + 26)
	return l
}

// drawOrders paints what was asked and one sample of the run for each prompt: a
// wrong one carries a zigzag, and lines of the same text say how often it came.
func drawOrders(c canvas.Canvas, text *wire.Text, run *wire.TextRun, who draw.Arm) {
	w, _ := c.Size()
	l := layOrders(w, text)
	if text == nil {
		return
	}
	y := func(row int) float64 { return float64(row)*l.lineH + l.lineH*.7 }
	c.Text(words.AskedName(), 0, y(0), canvas.Font{Size: 12, Color: canvas.Ink3})
	c.Text(canvas.Fit(c, canvas.Font{Size: 12, Bold: true}, w-l.said, words.SampleHead(who.ArmName)...), l.said, y(0), canvas.Font{Size: 12, Bold: true, Color: who.Ink})
	var samples []string
	if run != nil {
		samples = run.Samples
	}
	times := map[string]int{}
	for _, s := range samples {
		times[s]++
	}
	var strike canvas.Pen
	for i, p := range text.Prompts {
		at := TextLayout{X0: 0, Pitch: l.pitch, Size: l.size}
		at.letters(c, words.Asked(p), y(i+1), canvas.Ink3, false)
		if i >= len(samples) {
			continue
		}
		s, f := samples[i], canvas.Token(canvas.Ink)
		at.X0 = l.said
		end := at.X(len([]rune(s)) - 1)
		if times[s] > 1 {
			c.Rect(l.said-1, y(i+1)-l.size, end+l.pitch/2-l.said+2, l.lineH-4, canvas.Fill(who.Line).WithAlpha(.16))
			c.Text("×"+strconv.Itoa(times[s]), end+l.pitch, y(i+1), canvas.Font{Size: 12, Bold: true, Color: who.Ink})
		}
		if words.WrongAt(run, i) {
			f = canvas.Fault
			for k := range []rune(s) {
				Zigzag(&strike, at.X(k)-l.pitch/2, at.X(k)+l.pitch/2, y(i+1)+3)
			}
			if l.wide {
				c.Text(words.WrongName(), w-1, y(i+1), canvas.Font{Size: 12, Color: canvas.Fault, Align: "right"})
			}
		}
		at.letters(c, s, y(i+1), f, f == canvas.Fault)
	}
	if !strike.Empty() {
		c.Path(strike.String(), canvas.Stroke(canvas.Fault, 1.75))
	}
	if right, n, kinds := words.OrdersScore(run); n > 0 {
		f := canvas.Font{Size: 12, Bold: true, Color: who.Ink}
		c.Text(canvas.Fit(c, f, w, words.SamplesRight(right, n, kinds)...), 0, l.h-8, f)
	}
}
