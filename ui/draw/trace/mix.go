package trace

import (
	"softmix/model/method"
	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// part is a piece of an input: the true token itself, the belief in it, or the
// belief in another.
type part struct {
	token int     // -1: several others
	p     float64 // share of the input
	belief,
	right bool
}

// leastPart is the share below which a token's part goes to the others.
const leastPart = .012

// parts takes the input at position t apart, the true token first.
func parts(a *wire.Trace, r *wire.RunTrace, t int) []part {
	right, own := state.TokenOf(a, t), state.OwnShare(a, r, t)
	mix := state.RowAt(r.Mix, t)
	if len(mix) == 0 {
		return []part{{token: right, p: own, right: true}}
	}
	var out []part
	if own > 0 {
		out = append(out, part{token: right, p: own, right: true})
	}
	left := 1 - own
	if p := min(state.ShareOf(mix, right)-own, left); p > leastPart/4 {
		out = append(out, part{token: right, p: p, belief: true, right: true})
		left -= p
	}
	for _, s := range state.Ranked(mix) {
		if p := min(s.P, left); s.Token != right && p >= leastPart {
			out = append(out, part{token: s.Token, p: p, belief: method.Of(r.Method).Reads != method.Blanks})
			left -= p
		}
	}
	if left > leastPart/4 {
		out = append(out, part{token: -1, p: left, belief: true})
	}
	return out
}

// lens maps a share of the input to a share of the height. Where belief has only
// a small part, what lies below it is pressed together, and the bars show a break.
type lens struct{ cut, low float64 } // shares up to cut take the height up to low

func newLens(belief float64) lens {
	if belief <= 0 || belief > .5 {
		return lens{}
	}
	return lens{cut: 1 - 1.2*belief, low: .3}
}

func (z lens) at(share float64) float64 {
	switch {
	case z.cut == 0:
		return share
	case share < z.cut:
		return share / z.cut * z.low
	}
	return z.low + (share-z.cut)/(1-z.cut)*(1-z.low)
}

// mix stacks the shares of every answer input: the true token from the ground up,
// belief on top.
func (l *lane) mix(c canvas.Canvas, y, h float64) {
	list := 0.0
	if l.single {
		list = 4*listH + 8
	}
	mixes := len(l.run.Guess) > 0
	f := canvas.Font{Size: 12, Color: canvas.Ink3}
	if method.Of(l.run.Method).Reads == method.Samples {
		f.Color = canvas.PredictedInk
		c.Text(canvas.Fit(c, f, l.right-4, words.CoinWords()...), l.left(), y+15, f)
	} else if mixes {
		f.Color = canvas.PredictedInk
		own := words.Percent(1 - state.OwnShare(l.a, l.run, l.answer[0]))
		c.Text(canvas.Fit(c, f, l.right-4, words.MixWords(own, l.run)...), l.left(), y+15, f)
	} else if l.single {
		c.Text(canvas.Fit(c, f, l.right, words.InputWords(l.run.Method)...), 0, y+15, f)
	} else {
		l.dotted(c, y+11, words.Inputs(l.run.Method))
	}
	z, top, base := newLens(l.top.Belief), y+24, y+h-10-list
	at := func(share float64) float64 { return base - z.at(share)*(base-top) }
	wide := l.bar(26)
	for t := range l.x {
		if !state.Learned(l.a, t) {
			thin := max(min(l.col[t]-2, 10), 1.5)
			c.Rect(l.x[t]-thin/2, top, thin, base-top, canvas.Fill(canvas.Hairline).WithAlpha(.7))
			continue
		}
		l.stack(c, t, wide, at)
	}
	if z.cut > 0 {
		l.breaks(c, at(z.cut), wide)
	}
	if own := state.OwnShare(l.a, l.run, l.answer[0]); mixes && !l.single && own > 0 && own < 1 {
		l.bracket(c, at(1), at(state.OwnShare(l.a, l.run, l.answer[0])))
	}
	if l.single && method.Of(l.run.Method).Reads != method.Blanks {
		l.list(c, y+h-list+2, state.Leading(state.RowAt(l.run.Mix, l.chosen), state.TokenOf(l.a, l.chosen), 4))
	}
}

// left is where a row's caption begins.
func (l *lane) left() float64 {
	if l.single {
		return 0
	}
	return 4
}

// stack paints the parts of one input, from the ground up.
func (l *lane) stack(c canvas.Canvas, t int, wide float64, at func(float64) float64) {
	x, sum := l.x[t]-wide/2, 0.0
	cut := newLens(l.top.Belief)
	for _, s := range parts(l.a, l.run, t) {
		lo, hi := at(sum), at(min(sum+s.p, 1))
		sum += s.p
		p, text := believed(), canvas.PredictedInk
		switch {
		case !s.belief && !s.right: // a blank
			p, text = canvas.Stroke(canvas.Ink3, 1), canvas.Ink3
		case !s.belief:
			p, text = canvas.Fill(canvas.Truth), canvas.Paper
		case s.right:
			p, text = agreed(), canvas.Paper
		}
		block(c, x, hi, wide, lo-hi, p)
		if s.token < 0 || l.single || wide < monoW*float64(l.chars)+2 {
			continue
		}
		mid := (lo + hi) / 2
		if !s.belief && cut.cut > 0 {
			mid = (lo + at(cut.cut)) / 2 // clear of the break
			hi = at(cut.cut)
		}
		f := canvas.Font{Size: 12, Mono: true, Bold: true, Color: text, Align: "center", Halo: s.belief && !s.right}
		if lo-hi > 20 && wide >= 14+monoW*float64(l.chars-1) && !s.belief {
			f.Size = 14
		}
		if lo-hi >= 13.5 {
			c.Text(state.NameOf(l.a, s.token), l.x[t], mid+f.Size*.34, f)
		}
	}
}

// breaks shows that the bars are cut short: a wave of paper through each.
func (l *lane) breaks(c canvas.Canvas, y, wide float64) {
	var p canvas.Pen
	for _, t := range l.answer {
		x := l.x[t] - wide/2
		p.Move(x, y+1.5)
		p.Quad(x+wide*.25, y-4, x+wide*.5, y)
		p.Quad(x+wide*.75, y+4, x+wide, y-1.5)
	}
	c.Path(p.String(), canvas.Stroke(canvas.Paper, 3))
}

// bracket names the share of belief at the right end of the stacks.
func (l *lane) bracket(c canvas.Canvas, hi, lo float64) {
	var p canvas.Pen
	x := l.right + 1
	p.Move(x-2, hi+.5)
	p.Line(x+1.5, hi+.5)
	p.Line(x+1.5, lo-.5)
	p.Line(x-2, lo-.5)
	c.Path(p.String(), canvas.Stroke(canvas.Predicted, 1))
	f := canvas.Font{Size: 12, Color: canvas.PredictedInk, Align: "right"}
	s := canvas.Fit(c, f, l.w-x-2, words.Percent(1-state.OwnShare(l.a, l.run, l.answer[0])), "λ")
	c.Text(s, l.w, (lo+hi)/2+4, f)
}
