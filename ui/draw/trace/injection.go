package trace

import (
	"math"
	"unicode/utf8"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/draw/boards"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// injectLayout is where the lines of an injected error stand: what is given, the
// right answer, and for each run its way alone and its way with the error.
type injectLayout struct {
	boards.TextLayout
	given int     // lines above the runs'
	extra float64 // px that a prompt of long names needs for a second line
}

func layInject(w float64, in *wire.Injection) injectLayout {
	l := injectLayout{}
	l.W, l.Wide = w, w >= 420
	l.Columns, l.given = 1, 1
	l.X0, l.Size, l.LineH = 92, 13, 22
	if l.Wide {
		l.X0, l.Size = 132, 15
	}
	if w < 250 {
		l.X0 = 62
	}
	if in == nil || len(in.Runs) == 0 {
		l.H = 60
		return l
	}
	for _, v := range l.lines(in) {
		l.Columns = max(l.Columns, len(v))
	}
	if len(in.Right) > 0 {
		l.given = 2
	}
	end := 2.0
	if l.Wide {
		end = 72
	}
	l.Pitch = canvas.Clamp((w-l.X0-end)/float64(l.Columns), 7, 26)
	if l.Pitch < .6*l.Size*longName(in, in.Prompt)+1 {
		l.Size = 12
		if l.Pitch < monoW*longName(in, in.Prompt) {
			l.extra = 13
		}
	}
	l.H = math.Ceil(l.extra + float64(l.given+2*min(len(in.Runs), 2))*l.LineH + 10*float64(min(len(in.Runs), 2)) + 6)
	return l
}

func (l injectLayout) lines(in *wire.Injection) [][]int {
	all := [][]int{in.Prompt, in.Right}
	for _, r := range in.Runs {
		all = append(all, r.Free, r.Pushed)
	}
	return all
}

// longName is how many letters the longest name of these tokens has.
func longName(in *wire.Injection, v []int) float64 {
	n := 1
	for _, k := range v {
		n = max(n, utf8.RuneCountInString(state.NameIn(in.Names, k)))
	}
	return float64(n)
}

// drawInject paints an error that was put in and how both runs go on. On a lake the
// two ways lie on the board; else they are lines of tokens.
func drawInject(c canvas.Canvas, in *wire.Injection, lake *wire.Lake, who [2]draw.Arm) {
	w, _ := c.Size()
	if in == nil || len(in.Runs) == 0 {
		f := canvas.Font{Size: 12, Color: canvas.Ink3}
		c.Text(canvas.Fit(c, f, w, words.NoError()...), 0, 30, f)
		return
	}
	if lake != nil {
		drawInjectLake(c, in, lake, who)
		return
	}
	l := layInject(w, in)
	var strike, box, sep canvas.Pen
	y := l.LineH * .72
	caption := func(words ...string) string { return canvas.Fit(c, canvas.Font{Size: 12}, l.X0-6, words...) }
	c.Text(caption(words.Given()...), 0, y, canvas.Font{Size: 12, Color: canvas.Ink3})
	for i, k := range in.Prompt {
		at := y
		if i%2 == 1 {
			at += l.extra
		}
		c.Text(state.NameIn(in.Names, k), l.X(i), at, canvas.Font{Size: l.Size, Mono: true, Color: canvas.Ink2, Align: "center"})
	}
	y += l.extra
	if len(in.Right) > 0 {
		y += l.LineH
		c.Text(caption(words.RightAnswer()...), 0, y, canvas.Font{Size: 12, Color: canvas.Ink3})
		for i, k := range in.Right {
			c.Text(state.NameIn(in.Names, k), l.X(i), y, canvas.Font{Size: l.Size, Mono: true, Color: canvas.Ink, Align: "center"})
		}
	}
	for side := range min(len(in.Runs), 2) {
		y += 10 + l.LineH
		sep.Segment(0, math.Round(y-l.LineH*.72-5)+.5, l.W, math.Round(y-l.LineH*.72-5)+.5)
		f := canvas.Font{Size: 12, Bold: true, Color: who[side].Ink}
		c.Text(caption(words.Alone(who[side].ArmName)...), 0, y, f)
		l.attempt(c, in, in.Runs[side].Free, y, -1, &strike, &box)
		l.score(c, in, in.Runs[side].Free, 0, y, who[side])
		y += l.LineH
		f.Bold = false
		c.Text(caption(words.AfterError()...), 0, y, f)
		l.attempt(c, in, in.Runs[side].Pushed, y, in.Inject.At, &strike, &box)
		l.score(c, in, in.Runs[side].Pushed, in.Inject.At+1, y, who[side])
	}
	for _, s := range []struct {
		p *canvas.Pen
		q canvas.Paint
	}{{&sep, canvas.Stroke(canvas.Hairline, 1)}, {&strike, canvas.Stroke(canvas.Fault, 1.75)}, {&box, canvas.Stroke(canvas.Ink2, 1.25)}} {
		if !s.p.Empty() {
			c.Path(s.p.String(), s.q)
		}
	}
}

// attempt sets what a run says; what differs from the right answer has a zigzag
// under it, and what was put in a box.
func (l injectLayout) attempt(c canvas.Canvas, in *wire.Injection, v []int, y float64, at int, strike, box *canvas.Pen) {
	half := min(l.Pitch*.44, l.Size*.34*longName(in, v))
	for i, k := range v {
		x := l.X(i)
		f := canvas.Font{Size: l.Size, Mono: true, Color: canvas.Ink, Align: "center"}
		switch {
		case i == at:
			f.Color = canvas.Ink2
			box.RoundRect(x-half-1, y-l.Size*.86, 2*half+2, l.Size*1.16, 2)
		case len(in.Right) > 0 && (i >= len(in.Right) || in.Right[i] != k):
			f.Color, f.Bold = canvas.Fault, true
			boards.Zigzag(strike, x-half, x+half, y+3)
		}
		c.Text(state.NameIn(in.Names, k), x, y, f)
	}
}

func (l injectLayout) score(c canvas.Canvas, in *wire.Injection, v []int, from int, y float64, who draw.Arm) {
	if n, of := state.Rights(in, v, from); l.Wide && of > 0 {
		c.Text(words.OutOf(n, of), l.X0+float64(l.Columns)*l.Pitch+14, y, canvas.Font{Size: 12, Color: who.Ink})
	}
}
