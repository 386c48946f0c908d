package ui

import (
	"fmt"
	"math"
	"strings"

	"softmix/ui/canvas"
	"softmix/wasm/wire"
)

// stripRow is the height of one embedding, guessRow of one token's chances.
const (
	stripRow = 50
	guessRow = 42
	guessTop = 32 // of the heading above the chances
)

// strips is the chosen token's input of the run that mixes, and what the step
// does to the chances of a few tokens in both runs.
type strips struct {
	a      *wire.Trace
	t      int
	run    *wire.RunTrace // whose embeddings are shown
	actor  Actor          // of that run
	who    [2]Actor
	tokens []int // whose chances are shown
}

// newStrips takes the right one of the runs that mix, or the left run if none does.
func newStrips(a *wire.Trace, who [2]Actor) *strips {
	s := &strips{a: a, who: who}
	if a == nil || len(a.Runs) == 0 || tokenOf(a, a.Look.Token) < 0 {
		return s
	}
	s.t = a.Look.Token
	for i := range a.Runs[:min(len(a.Runs), 2)] {
		if taken(&a.Runs[i]) && (s.run == nil || len(a.Runs[i].Belief) > 0 || rank(&a.Runs[i]) > rank(s.run)) {
			s.run, s.actor = &a.Runs[i], who[i]
		}
	}
	if s.run == nil {
		return s
	}
	have := map[int]bool{}
	for i := len(a.Runs) - 1; i >= 0; i-- {
		for _, sh := range leading(shares(a.Runs[i].Train, s.t), tokenOf(a, s.t), 3) {
			if !have[sh.Token] && len(s.tokens) < 4 {
				have[sh.Token] = true
				s.tokens = append(s.tokens, sh.Token)
			}
		}
	}
	return s
}

func (s *strips) height() float64 {
	if s.run == nil {
		return 60
	}
	return 22 + 3*stripRow + guessTop + guessRow*float64(len(s.tokens)) + 4
}

// drawStrips paints both parts. The anatomy may be nil.
func drawStrips(c canvas.Canvas, a *wire.Trace, who [2]Actor) {
	s := newStrips(a, who)
	w, _ := c.Size()
	if s.run == nil {
		c.Text(canvas.Fit(c, canvas.Font{Size: 12, Color: canvas.Ink3}, w, "No token to look at yet.", "No token yet."), 0, 30, canvas.Font{Size: 12, Color: canvas.Ink3})
		return
	}
	head := canvas.Font{Size: 13, Bold: true, Color: canvas.Ink}
	c.Text(canvas.Fit(c, head, w, "What "+s.actor.Name+" reads here, as an embedding", "What "+s.actor.Name+" reads here", "Input"), 0, 13, head)
	top := s.tallest()
	y := 22.0
	s.strip(c, y, "true", s.run.True, top, canvas.Fill(canvas.Truth), canvas.Truth)
	if len(s.run.Belief) == 0 {
		f := canvas.Font{Size: 12, Color: canvas.Ink3}
		c.Text("believed", 0, y+stripRow*1.5+4, f)
		dotsAt := math.Round(y+stripRow*1.5) + .5
		var p canvas.Pen
		says := canvas.Fit(c, f, w-stripX-20, "reads the truth alone", "the truth alone", "none")
		if rank(s.run) == 1 || rank(s.run) == 2 {
			says = "no belief"
		}
		p.Segment(stripX, dotsAt, w-c.TextWidth(says, f)-8, dotsAt)
		c.Path(p.String(), canvas.Stroke(canvas.Ink3, 1).Dashed(1, 5))
		f.Align = "right"
		c.Text(says, w, y+stripRow*1.5+4, f)
	} else {
		s.strip(c, y+stripRow, "believed", s.run.Belief, top, believed(), canvas.PredictedInk)
	}
	mixed := canvas.Fill(canvas.Truth)
	if len(s.run.Belief) > 0 {
		mixed = canvas.Fill(canvas.Agreed)
	}
	s.strip(c, y+2*stripRow, s.last(), s.run.Mixed, top, mixed, canvas.Truth)
	s.chances(c, y+3*stripRow)
}

// last names what is read: it is mixed, noisy, or another token's.
func (s *strips) last() string {
	switch s.run.Method {
	case "neftune":
		return "noisy"
	case "hide", "ss":
		return "read"
	}
	return "mixed"
}

// stripX is where the signed bars begin, right of their names.
const stripX = 66

func (s *strips) tallest() float64 {
	top := 1e-9
	for _, v := range [][]float64{s.run.True, s.run.Belief, s.run.Mixed} {
		for i := range v {
			top = max(top, math.Abs(num(v, i)))
		}
	}
	return top
}

// strip paints a vector as signed bars, all vectors on one scale.
func (s *strips) strip(c canvas.Canvas, y float64, name string, v []float64, top float64, p canvas.Paint, text canvas.Token) {
	w, _ := c.Size()
	mid := math.Round(y+stripRow/2) + .5
	c.Text(name, 0, mid+4, canvas.Font{Size: 13, Bold: name == s.last(), Color: text})
	if near := cosine(v, s.run.True); name != "true" && !math.IsNaN(near) {
		c.Text("cos "+decimal(near), 0, mid+19, canvas.Font{Size: 12, Color: canvas.Ink3})
	}
	var axis, bars canvas.Pen
	axis.Segment(stripX, mid, w, mid)
	c.Path(axis.String(), canvas.Stroke(canvas.Hairline, 1))
	wide := (w - stripX) / float64(max(len(v), 1))
	for i := range v {
		h := num(v, i) / top * (stripRow/2 - 3)
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

// cosine is the angle between two vectors as 1 (same) … −1; NaN for none.
func cosine(a, b []float64) float64 {
	if len(a) == 0 || len(a) != len(b) {
		return math.NaN()
	}
	var ab, aa, bb float64
	for i := range a {
		x, y := num(a, i), num(b, i)
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	if aa == 0 || bb == 0 {
		return math.NaN()
	}
	return ab / math.Sqrt(aa*bb)
}

// chances are lines from the chance of a token before the step to the one after.
func (s *strips) chances(c canvas.Canvas, y float64) {
	w, _ := c.Size()
	head := canvas.Font{Size: 13, Bold: true, Color: canvas.Ink}
	c.Text(canvas.Fit(c, head, w, "What this step does to the guess", "What it does to the guess", "The step’s effect"), 0, y+18, head)
	note := canvas.Font{Size: 12, Color: canvas.Ink3, Align: "right"}
	if room := w - c.TextWidth("What this step does to the guess", head) - 40; c.TextWidth("before", note)+c.TextWidth("after", note) < room {
		x := w
		for _, s := range []string{"after", "before"} {
			c.Text(s, x, y+18, note)
			x -= c.TextWidth(s, note) + 8
			if s == "after" {
				c.Circle(x, y+14, 4, canvas.Fill(canvas.Ink3))
			} else {
				c.Circle(x, y+14, 3.5, canvas.Stroke(canvas.Ink3, 1.5))
			}
			x -= 11
		}
	}
	right := tokenOf(s.a, s.t)
	left, end := 36.0, w-96
	if w < 220 {
		end = w - 54
	}
	at := func(p float64) float64 { return left + canvas.Clamp(p, 0, 1)*(end-left) }
	for i, k := range s.tokens {
		top := y + guessTop + float64(i)*guessRow
		c.Text(nameOf(s.a, k), 2, top+guessRow/2+4, canvas.Font{Size: 15, Mono: true, Bold: k == right, Color: tokenInk(k, right)})
		for side := range min(len(s.a.Runs), 2) {
			r, who := &s.a.Runs[side], s.who[side]
			if !taken(r) {
				continue
			}
			mid := math.Round(top+guessRow/2+float64(2*side-1)*8.5) + .5
			before, after := shareOf(shares(r.Train, s.t), k), shareOf(shares(r.After, s.t), k)
			var axis, way canvas.Pen
			axis.Segment(left, mid, end, mid)
			c.Path(axis.String(), canvas.Stroke(canvas.Hairline, 1))
			way.Segment(at(before), mid, at(after), mid)
			c.Path(way.String(), canvas.Stroke(who.Line, 2))
			c.Circle(at(before), mid, 3.5, canvas.Paint{Fill: canvas.Paper, Stroke: who.Line, Width: 1.5, Alpha: 1})
			c.Circle(at(after), mid, 4, canvas.Fill(who.Line))
			f := canvas.Font{Size: 12, Color: who.Ink, Align: "right"}
			from, to := strings.TrimSuffix(percent(before), "\u00a0%"), percent(after)
			c.Text(canvas.Fit(c, f, w-end-8, from+" → "+to, from+"→"+strings.TrimSuffix(to, "\u00a0%")), w, mid+4, f)
		}
	}
}

// stripsLabel says in words what drawStrips shows.
func stripsLabel(a *wire.Trace, who [2]Actor) string {
	s := newStrips(a, who)
	if s.run == nil {
		return "The input of a token: nothing to show yet."
	}
	out := fmt.Sprintf("At %s, %s reads an embedding", place(a, s.t), s.actor.Name)
	if rank(s.run) == 1 {
		out += fmt.Sprintf(" whose cosine with the true token’s is %s.", decimal(cosine(s.run.Mixed, s.run.True)))
	} else if len(s.run.Belief) == 0 {
		out += " that is the true token’s."
	} else {
		out += fmt.Sprintf(" whose cosine with the true token’s is %s; that of what it believed is %s.",
			decimal(cosine(s.run.Mixed, s.run.True)), decimal(cosine(s.run.Belief, s.run.True)))
	}
	out += " What this step does to the guess:"
	for side := range min(len(a.Runs), 2) {
		r := &a.Runs[side]
		if !taken(r) {
			continue
		}
		out += " " + who[side].Name + " "
		for i, k := range s.tokens {
			if i > 0 {
				out += ", "
			}
			out += fmt.Sprintf("%s from %s to %s", nameOf(a, k), percent(shareOf(shares(r.Train, s.t), k)), percent(shareOf(shares(r.After, s.t), k)))
		}
		out += "."
	}
	return out
}
