package trace

import (
	"math"

	"softmix/model/method"
	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/ui/words"
)

// labels keeps numbers from lying over each other: the first one to ask for a
// place has it.
type labels []struct{ x0, x1, y0, y1 float64 }

// put sets a centred number above or below x, unless another stands there.
func (p *labels) put(c canvas.Canvas, l *lane, s string, x, y float64, f canvas.Font) {
	half := c.TextWidth(s, f)/2 + 1
	x = canvas.Clamp(x, half, l.w-half)
	for _, b := range *p {
		if x+half > b.x0 && x-half < b.x1 && y > b.y0 && y-f.Size < b.y1 {
			return
		}
	}
	*p = append(*p, struct{ x0, x1, y0, y1 float64 }{x - half, x + half, y - f.Size, y})
	f.Align = "center"
	c.Text(s, x, y, f)
}

// byRank are the answer's positions: the chosen one, then from the largest value down.
func (l *lane) byRank(v []float64) []int {
	order := make([]int, 0, len(l.answer))
	if state.Learned(l.a, l.chosen) {
		order = append(order, l.chosen)
	}
	for _, t := range l.answer {
		if t == l.chosen {
			continue
		}
		i := len(order)
		for i > 0 && order[i-1] != l.chosen && state.ValueAt(v, order[i-1]) < state.ValueAt(v, t) {
			i--
		}
		order = append(order, 0)
		copy(order[i+1:], order[i:])
		order[i] = t
	}
	return order
}

// losses are bars with their numbers. Left of the answer, nothing is learned.
func (l *lane) losses(c canvas.Canvas, y, h float64) {
	base, top := y+h-8, h-30
	if l.single {
		base, top = base-16, top-16
		l.foot(c, y+h-5, words.LossOf(l.token()), words.Short(state.ValueAt(l.run.Loss, l.chosen)))
	}
	l.baseline(c, base)
	if l.before > 76 && !l.single {
		f := canvas.Font{Size: 12, Color: canvas.Ink3, Align: "center"}
		if s := canvas.Fit(c, f, l.before-8, words.NotLearned()...); s != "" {
			c.Text(s, l.before/2, base, f)
		}
	}
	wide := l.bar(22)
	var taken labels
	for _, t := range l.byRank(l.run.Loss) {
		v := state.ValueAt(l.run.Loss, t)
		tall := max(v/max(l.top.Loss, 1e-9)*top, .75)
		c.Rect(l.x[t]-wide/2, base-tall, wide, tall, canvas.Fill(l.who.Line))
		f := canvas.Font{Size: 12, Bold: t == l.chosen, Color: l.who.Ink}
		if !l.single {
			taken.put(c, l, words.Short(v), l.x[t], base-tall-4, f)
		}
	}
}

// token is the name of the chosen token.
func (l *lane) token() string { return state.NameOf(l.a, state.TokenOf(l.a, l.chosen)) }

// foot says a narrow lane's one number, of the chosen token.
func (l *lane) foot(c canvas.Canvas, y float64, what, number string) {
	f := canvas.Font{Size: 12, Color: canvas.Ink2}
	c.Text(what, 0, y, f)
	f.Bold, f.Color, f.Align = true, l.who.Ink, "right"
	c.Text(number, l.w, y, f)
}

// weights shows what each loss counts: above, arcs from the chosen token to the
// losses that it answers for; below, the weights, and a dotted line at 1.
func (l *lane) weights(c canvas.Canvas, y, h float64) {
	foot := y + h - 22
	tall := canvas.Clamp((h-22)*.44, 30, 64)
	one := foot - tall/max(l.top.Weight*1.02, 1.4)
	if state.Even(l.a, l.run) {
		says := words.EvenWords()
		if method.Of(l.run.Method).Reads == method.Mixed {
			says = words.EvenGamma()
		}
		if l.single {
			says = says[len(says)-1:]
		}
		l.dotted(c, one, says[0])
		return
	}
	nodes := foot - tall - 9
	l.arcs(c, nodes, nodes-y-7, tall+9)
	wide := l.bar(22)
	var taken labels
	for _, t := range l.byRank(l.run.Weight) {
		v := state.ValueAt(l.run.Weight, t)
		up := max((foot-one)*v, .75)
		c.Rect(l.x[t]-wide/2, foot-up, wide, up, canvas.Fill(l.who.Line))
		f := canvas.Font{Size: 12, Bold: t == l.chosen, Color: canvas.Ink2}
		if t == l.chosen {
			f.Color = l.who.Ink
		}
		s := "×" + words.Short(v)
		if l.pitch < 28 {
			s = words.Short(v) // the dotted line says what 1 is
		}
		if !l.single {
			taken.put(c, l, s, l.x[t], y+h-7, f)
		}
	}
	if l.single {
		l.foot(c, y+h-5, words.WeightOf(l.token()), "×"+words.Brief(state.ValueAt(l.run.Weight, l.chosen)))
	}
	var ref canvas.Pen
	at := math.Round(one) + .5
	ref.Segment(0, at, l.right, at)
	c.Path(ref.String(), canvas.Stroke(canvas.Ink, 1).Dashed(1, 4))
	if !l.single {
		c.Text("×1", l.w, at+4, canvas.Font{Size: 12, Color: canvas.Ink3, Align: "right"})
	}
}

// arcs lead from the chosen token to those behind it, as thick as the discounted
// loss that comes back along them; its own loss falls straight down.
func (l *lane) arcs(c canvas.Canvas, base, room, drop float64) {
	var faint, dots canvas.Pen
	for i, t := range l.answer {
		for _, k := range l.answer[i+1:] {
			if t != l.chosen {
				arc(&faint, l.x[t], l.x[k], base, room)
			}
		}
	}
	if l.pitch >= 24 {
		c.Path(faint.String(), canvas.Stroke(l.who.Line, .75).WithAlpha(.16))
	}
	for _, k := range l.answer {
		if k > l.chosen && state.Learned(l.a, l.chosen) {
			var p canvas.Pen
			arc(&p, l.x[l.chosen], l.x[k], base, room)
			c.Path(p.String(), canvas.Stroke(l.who.Line, l.thick(k)).WithAlpha(.9))
		}
	}
	if state.Learned(l.a, l.chosen) {
		up := canvas.Clamp(state.ValueAt(l.run.Weight, l.chosen)/max(l.top.Weight, 1), 0, 1)
		dots.Segment(l.x[l.chosen], base, l.x[l.chosen], base+4+(1-up)*(drop-8))
		c.Path(dots.String(), canvas.Stroke(l.who.Line, l.thick(l.chosen)).WithAlpha(.9))
	}
	for _, t := range l.answer {
		switch {
		case t == l.chosen:
			c.Circle(l.x[t], base, 3.25, canvas.Fill(canvas.Ink))
		case t > l.chosen:
			c.Circle(l.x[t], base, min(2.75, l.pitch*.2), canvas.Fill(l.who.Line))
		default:
			c.Circle(l.x[t], base, min(2, l.pitch*.16), canvas.Fill(l.who.Line).WithAlpha(.5))
		}
	}
}

// thick is the width of the arc that brings position k's loss.
func (l *lane) thick(k int) float64 {
	v := state.Discounted(l.run, l.chosen, k)
	return .6 + 4.4*canvas.Clamp(v/max(l.top.Discounted, 1e-9), 0, 1)
}

// arc is half of a flattened circle over base, no higher than room.
func arc(p *canvas.Pen, from, to, base, room float64) {
	up := min(room, .42*math.Abs(to-from)+2)
	mid := (from + to) / 2
	p.Move(from, base)
	p.Quad(from+.12*(to-from), base-up, mid, base-up)
	p.Quad(to-.12*(to-from), base-up, to, base)
}
