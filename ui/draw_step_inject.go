package ui

import (
	"math"
	"unicode/utf8"

	"softmix/ui/canvas"
	"softmix/wasm/wire"
)

// injectLayout is where the lines of an injected error stand: what is given, the
// right answer, and for each run its way alone and its way with the error.
type injectLayout struct {
	textLayout
	given int     // lines above the runs'
	extra float64 // px that a prompt of long names needs for a second line
}

func layInject(w float64, in *wire.Injection) injectLayout {
	l := injectLayout{}
	l.w, l.wide = w, w >= 420
	l.columns, l.given = 1, 1
	l.x0, l.size, l.lineH = 92, 13, 22
	if l.wide {
		l.x0, l.size = 132, 15
	}
	if w < 250 {
		l.x0 = 62
	}
	if in == nil || len(in.Runs) == 0 {
		l.h = 60
		return l
	}
	for _, v := range l.lines(in) {
		l.columns = max(l.columns, len(v))
	}
	if len(in.Right) > 0 {
		l.given = 2
	}
	end := 2.0
	if l.wide {
		end = 72
	}
	l.pitch = canvas.Clamp((w-l.x0-end)/float64(l.columns), 7, 26)
	if l.pitch < .6*l.size*longName(in, in.Prompt)+1 {
		l.size = 12
		if l.pitch < monoW*longName(in, in.Prompt) {
			l.extra = 13
		}
	}
	l.h = math.Ceil(l.extra + float64(l.given+2*min(len(in.Runs), 2))*l.lineH + 10*float64(min(len(in.Runs), 2)) + 6)
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
		n = max(n, utf8.RuneCountInString(nameIn(in.Names, k)))
	}
	return float64(n)
}

// drawInject paints an error that was put in and how both runs go on. On a lake the
// two ways lie on the board; else they are lines of tokens.
func drawInject(c canvas.Canvas, in *wire.Injection, lake *wire.Lake, who [2]Arm) {
	w, _ := c.Size()
	if in == nil || len(in.Runs) == 0 {
		f := canvas.Font{Size: 12, Color: canvas.Ink3}
		c.Text(canvas.Fit(c, f, w, noError()...), 0, 30, f)
		return
	}
	if lake != nil {
		drawInjectLake(c, in, lake, who)
		return
	}
	l := layInject(w, in)
	var strike, box, sep canvas.Pen
	y := l.lineH * .72
	caption := func(words ...string) string { return canvas.Fit(c, canvas.Font{Size: 12}, l.x0-6, words...) }
	c.Text(caption(given()...), 0, y, canvas.Font{Size: 12, Color: canvas.Ink3})
	for i, k := range in.Prompt {
		at := y
		if i%2 == 1 {
			at += l.extra
		}
		c.Text(nameIn(in.Names, k), l.x(i), at, canvas.Font{Size: l.size, Mono: true, Color: canvas.Ink2, Align: "center"})
	}
	y += l.extra
	if len(in.Right) > 0 {
		y += l.lineH
		c.Text(caption(rightAnswer()...), 0, y, canvas.Font{Size: 12, Color: canvas.Ink3})
		for i, k := range in.Right {
			c.Text(nameIn(in.Names, k), l.x(i), y, canvas.Font{Size: l.size, Mono: true, Color: canvas.Ink, Align: "center"})
		}
	}
	for side := range min(len(in.Runs), 2) {
		y += 10 + l.lineH
		sep.Segment(0, math.Round(y-l.lineH*.72-5)+.5, l.w, math.Round(y-l.lineH*.72-5)+.5)
		f := canvas.Font{Size: 12, Bold: true, Color: who[side].Ink}
		c.Text(caption(alone(who[side].ArmName)...), 0, y, f)
		l.attempt(c, in, in.Runs[side].Free, y, -1, &strike, &box)
		l.score(c, in, in.Runs[side].Free, 0, y, who[side])
		y += l.lineH
		f.Bold = false
		c.Text(caption(afterError()...), 0, y, f)
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
	half := min(l.pitch*.44, l.size*.34*longName(in, v))
	for i, k := range v {
		x := l.x(i)
		f := canvas.Font{Size: l.size, Mono: true, Color: canvas.Ink, Align: "center"}
		switch {
		case i == at:
			f.Color = canvas.Ink2
			box.RoundRect(x-half-1, y-l.size*.86, 2*half+2, l.size*1.16, 2)
		case len(in.Right) > 0 && (i >= len(in.Right) || in.Right[i] != k):
			f.Color, f.Bold = canvas.Fault, true
			zigzag(strike, x-half, x+half, y+3)
		}
		c.Text(nameIn(in.Names, k), x, y, f)
	}
}

func (l injectLayout) score(c canvas.Canvas, in *wire.Injection, v []int, from int, y float64, who Arm) {
	if n, of := rights(in, v, from); l.wide && of > 0 {
		c.Text(outOf(n, of), l.x0+float64(l.columns)*l.pitch+14, y, canvas.Font{Size: 12, Color: who.Ink})
	}
}
