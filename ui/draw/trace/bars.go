package trace

import (
	"unicode/utf8"

	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// believed is how a belief is painted: magenta, and hatched.
func believed() canvas.Paint {
	return canvas.Paint{Fill: canvas.Predicted, Hatch: true, Stroke: canvas.Predicted, Width: 1, Alpha: 1}
}

// agreed is a belief in what is true.
func agreed() canvas.Paint {
	return canvas.Paint{Fill: canvas.Agreed, Stroke: canvas.Predicted, Width: 1, Alpha: 1}
}

// block paints a rectangle whose outline lies inside it.
func block(c canvas.Canvas, x, y, w, h float64, p canvas.Paint) {
	if p.Stroke == "" || h < 1.5 || w < 2 {
		p.Stroke = ""
		c.Rect(x, y, w, max(h, .75), p)
		return
	}
	c.Rect(x+.5, y+.5, w-1, h-1, p)
}

// tokenInk is the colour of a token's name: ink where it is true, else belief.
func tokenInk(k, right int) canvas.Token {
	if k == right {
		return canvas.Truth
	}
	return canvas.PredictedInk
}

// bars shows for every answer token what was expected: the few likeliest tokens,
// the true one among them. Without a pass of this kind it says so.
func (l *lane) bars(c canvas.Canvas, y, h float64, of [][]wire.Share, absent string) {
	if len(of) == 0 {
		l.dotted(c, y+min(h, 86)/2, absent)
		return
	}
	room, list := h, 0.0
	if l.single {
		list = 4 * listH
		room = h - list - 12
	}
	n, letters := l.candidates()
	foot := 19.0
	if l.single {
		foot, letters = 3, 0
	}
	base, top := y+room-foot, room-foot-18
	if l.single {
		top = room - foot - 4
	}
	wide := canvas.Clamp((l.col[l.answer[0]]-3)/float64(n)-1, 2, 10)
	if letters > 1 {
		wide = min(wide, 7)
	}
	step := max(wide+1.5, (monoW*float64(l.chars)+float64(l.chars)-.2)*float64(min(letters, 2)/2))
	l.baseline(c, base)
	for _, t := range l.answer {
		right := state.TokenOf(l.a, t)
		lead := state.Leading(state.RowAt(of, t), right, n)
		x := l.x[t] - step*float64(len(lead)-1)/2
		for i, s := range lead {
			at := x + step*float64(i)
			p := believed()
			if s.Token == right {
				p = canvas.Fill(canvas.Truth)
			}
			tall := max(s.P*top, 1)
			block(c, at-wide/2, base-tall, wide, tall, p)
			named := letters >= len(lead) && letters > 1 || letters == 1 && i == 0
			if named && utf8.RuneCountInString(state.NameOf(l.a, s.Token)) <= l.chars {
				f := canvas.Font{Size: 12, Mono: true, Bold: s.Token == right, Color: tokenInk(s.Token, right), Align: "center"}
				if letters == 1 {
					at = l.x[t]
				}
				l.name(c, state.NameOf(l.a, s.Token), at, base+14, f)
			}
			if i == 0 && t == l.chosen && !l.single {
				f := canvas.Font{Size: 12, Bold: true, Color: tokenInk(s.Token, right), Align: "center", Halo: true}
				l.name(c, words.Percent(s.P), at, base-tall-5, f)
			}
		}
	}
	if l.single {
		l.list(c, y+room+12, state.Leading(state.RowAt(of, l.chosen), state.TokenOf(l.a, l.chosen), 4))
	}
}

// candidates is how many tokens' bars a column holds, and how many names below.
func (l *lane) candidates() (bars, letters int) {
	col := min(l.col[l.answer[0]]+2, l.pitch)
	name := monoW*float64(l.chars) + .8
	switch fits := int((col - 1) / name); {
	case fits >= 3:
		return 3, 3
	case fits == 2 && l.chars == 1:
		return 2, 2
	case fits >= 1 && l.pitch >= name+2: // of two long names only the first
		return 2, 1
	}
	return 2, 0
}

// baseline is the line that bars stand on, under the answer's columns.
func (l *lane) baseline(c canvas.Canvas, y float64) {
	var p canvas.Pen
	first, last := l.answer[0], l.answer[len(l.answer)-1]
	p.Segment(l.x[first]-l.col[first]/2+1, y+.5, l.x[last]+l.col[last]/2-1, y+.5)
	c.Path(p.String(), canvas.Stroke(canvas.Hairline, 1))
}

const listH = 21 // height of a line of list

// list names shares one below the other, with bars: the chosen token of a narrow
// lane, whose own column is too small for names.
func (l *lane) list(c canvas.Canvas, y float64, lead []wire.Share) {
	right := state.TokenOf(l.a, l.chosen)
	for i, s := range lead {
		p := believed()
		if s.Token == right {
			p = canvas.Fill(canvas.Truth)
		}
		l.line(c, y+float64(i)*listH, state.NameOf(l.a, s.Token), s.P, words.Percent(s.P), p, tokenInk(s.Token, right), s.Token == right)
	}
}

// line is a name, a bar of a share of one and its number.
func (l *lane) line(c canvas.Canvas, y float64, name string, v float64, number string, p canvas.Paint, text canvas.Token, bold bool) {
	f := canvas.Font{Size: 13, Mono: true, Bold: bold, Color: text}
	c.Text(name, 1, y+13, f)
	x := 8 + 8*float64(max(l.chars, l.promptChars, 2))
	room := l.w - x - 40
	c.Rect(x, y+4, room, 10, canvas.Fill(canvas.Band))
	block(c, x, y+4, max(canvas.Clamp(v, 0, 1)*room, 1), 10, p)
	c.Text(number, l.w-1, y+13, canvas.Font{Size: 12, Bold: bold, Color: text, Align: "right"})
}
