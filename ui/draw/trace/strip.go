package trace

import (
	"math"
	"strings"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// stripRow is the height of one embedding, guessRow of one token's chances.
const (
	stripRow = 50
	guessRow = 42
	guessTop = 32 // of the heading above the chances
)

// strips draws an input.
type strips struct {
	*words.Input
	who [2]draw.Arm
}

func newStrips(a *wire.Trace, who [2]draw.Arm) strips {
	return strips{words.InputOf(a, draw.NamesOf(who)), who}
}

func (s strips) height() float64 {
	if s.Run == nil {
		return 60
	}
	return 22 + 3*stripRow + guessTop + guessRow*float64(len(s.Tokens)) + 4
}

// DrawStrips paints both parts. The trace may be nil.
func DrawStrips(c canvas.Canvas, a *wire.Trace, who [2]draw.Arm) {
	s := newStrips(a, who)
	w, _ := c.Size()
	if s.Run == nil {
		c.Text(canvas.Fit(c, canvas.Font{Size: 12, Color: canvas.Ink3}, w, words.NoToken()...), 0, 30, canvas.Font{Size: 12, Color: canvas.Ink3})
		return
	}
	head := canvas.Font{Size: 13, Bold: true, Color: canvas.Ink}
	c.Text(canvas.Fit(c, head, w, words.InputHead(s.Arm)...), 0, 13, head)
	top := s.tallest()
	y := 22.0
	s.strip(c, y, words.TrueName(), s.Run.True, top, canvas.Fill(canvas.Truth), canvas.Truth)
	if len(s.Run.Belief) == 0 {
		f := canvas.Font{Size: 12, Color: canvas.Ink3}
		c.Text(words.BelievedName(), 0, y+stripRow*1.5+4, f)
		dotsAt := math.Round(y+stripRow*1.5) + .5
		var p canvas.Pen
		says := canvas.Fit(c, f, w-stripX-20, words.Unbelieved(s.Run)...)
		p.Segment(stripX, dotsAt, w-c.TextWidth(says, f)-8, dotsAt)
		c.Path(p.String(), canvas.Stroke(canvas.Ink3, 1).Dashed(1, 5))
		f.Align = "right"
		c.Text(says, w, y+stripRow*1.5+4, f)
	} else {
		s.strip(c, y+stripRow, words.BelievedName(), s.Run.Belief, top, believed(), canvas.PredictedInk)
	}
	mixed := canvas.Fill(canvas.Truth)
	if len(s.Run.Belief) > 0 {
		mixed = canvas.Fill(canvas.Agreed)
	}
	s.strip(c, y+2*stripRow, words.InputName(s.Run), s.Run.Mixed, top, mixed, canvas.Truth)
	s.chances(c, y+3*stripRow)
}

// stripX is where the signed bars begin, right of their names.
const stripX = 66

func (s strips) tallest() float64 {
	top := 1e-9
	for _, v := range [][]float64{s.Run.True, s.Run.Belief, s.Run.Mixed} {
		for i := range v {
			top = max(top, math.Abs(state.ValueAt(v, i)))
		}
	}
	return top
}

// strip paints a vector as signed bars, all vectors on one scale.
func (s strips) strip(c canvas.Canvas, y float64, name string, v []float64, top float64, p canvas.Paint, text canvas.Token) {
	w, _ := c.Size()
	mid := math.Round(y+stripRow/2) + .5
	c.Text(name, 0, mid+4, canvas.Font{Size: 13, Bold: name == words.InputName(s.Run), Color: text})
	if near := state.Cosine(v, s.Run.True); name != words.TrueName() && !math.IsNaN(near) {
		c.Text(words.CosineOf(near), 0, mid+19, canvas.Font{Size: 12, Color: canvas.Ink3})
	}
	var axis, bars canvas.Pen
	axis.Segment(stripX, mid, w, mid)
	c.Path(axis.String(), canvas.Stroke(canvas.Hairline, 1))
	wide := (w - stripX) / float64(max(len(v), 1))
	for i := range v {
		h := state.ValueAt(v, i) / top * (stripRow/2 - 3)
		x, thick := stripX+float64(i)*wide, max(wide-min(1.25, wide*.3), .75)
		bars.Move(x, mid)
		bars.Line(x+thick, mid)
		bars.Line(x+thick, mid-h)
		bars.Line(x, mid-h)
		bars.Close()
	}
	if p.Stroke != "" {
		p.Width = .75
	}
	if !bars.Empty() {
		c.Path(bars.String(), p)
	}
}

// chances are lines from the chance of a token before the step to the one after.
func (s strips) chances(c canvas.Canvas, y float64) {
	w, _ := c.Size()
	head := canvas.Font{Size: 13, Bold: true, Color: canvas.Ink}
	c.Text(canvas.Fit(c, head, w, words.EffectHead()...), 0, y+18, head)
	note := canvas.Font{Size: 12, Color: canvas.Ink3, Align: "right"}
	if room := w - c.TextWidth(words.EffectHead()[0], head) - 40; c.TextWidth(words.BeforeStep(), note)+c.TextWidth(words.AfterStep(), note) < room {
		x := w
		for _, s := range []string{words.AfterStep(), words.BeforeStep()} {
			c.Text(s, x, y+18, note)
			x -= c.TextWidth(s, note) + 8
			if s == words.AfterStep() {
				c.Circle(x, y+14, 4, canvas.Fill(canvas.Ink3))
			} else {
				c.Circle(x, y+14, 3.5, canvas.Stroke(canvas.Ink3, 1.5))
			}
			x -= 11
		}
	}
	right := state.TokenOf(s.A, s.T)
	left, end := 36.0, w-96
	if w < 220 {
		end = w - 54
	}
	at := func(p float64) float64 { return left + canvas.Clamp(p, 0, 1)*(end-left) }
	for i, k := range s.Tokens {
		top := y + guessTop + float64(i)*guessRow
		c.Text(state.NameOf(s.A, k), 2, top+guessRow/2+4, canvas.Font{Size: 15, Mono: true, Bold: k == right, Color: tokenInk(k, right)})
		for side := range min(len(s.A.Runs), 2) {
			r, who := &s.A.Runs[side], s.who[side]
			if !state.Traced(r) {
				continue
			}
			mid := math.Round(top+guessRow/2+float64(2*side-1)*8.5) + .5
			before, after := state.ShareOf(state.RowAt(r.Train, s.T), k), state.ShareOf(state.RowAt(r.After, s.T), k)
			var axis, way canvas.Pen
			axis.Segment(left, mid, end, mid)
			c.Path(axis.String(), canvas.Stroke(canvas.Hairline, 1))
			way.Segment(at(before), mid, at(after), mid)
			c.Path(way.String(), canvas.Stroke(who.Line, 2))
			c.Circle(at(before), mid, 3.5, canvas.Paint{Fill: canvas.Paper, Stroke: who.Line, Width: 1.5, Alpha: 1})
			c.Circle(at(after), mid, 4, canvas.Fill(who.Line))
			f := canvas.Font{Size: 12, Color: who.Ink, Align: "right"}
			from, to := strings.TrimSuffix(words.Percent(before), "\u00a0%"), words.Percent(after)
			c.Text(canvas.Fit(c, f, w-end-8, from+" → "+to, from+"→"+strings.TrimSuffix(to, "\u00a0%")), w, mid+4, f)
		}
	}
}
