package trace

import (
	"math"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// attentionLayout is where the two triangles stand, one a run.
type attentionLayout struct {
	w, h   float64
	n      int     // positions
	cell   float64 // side of a cell
	axis   float64 // room for names at the left and below
	block  float64 // width of a run's part
	names  bool    // every position is named
	titleH float64
}

func layAttention(w float64, a *wire.Trace) attentionLayout {
	l := attentionLayout{w: w, titleH: 22, h: 60}
	if a == nil || len(a.Tokens) == 0 || len(a.Runs) == 0 {
		return l
	}
	chars := 1
	for _, k := range a.Tokens {
		chars = max(chars, len([]rune(state.NameOf(a, k))))
	}
	l.n = len(a.Tokens)
	gap := canvas.Clamp(w*.04, 8, 36)
	l.block = (w - gap) / 2
	l.axis = monoW*float64(chars) + 5
	l.cell = min((l.block-l.axis)/float64(l.n), 18)
	l.names = l.cell >= max(11.5, monoW*float64(chars)+.5)
	l.h = math.Ceil(l.titleH + l.cell*float64(l.n) + 18 + 20)
	return l
}

func (l attentionLayout) left(side int) float64 { return float64(side)*(l.w-l.block) + l.axis }

// DrawAttention paints which inputs each position reads, in the layer and head
// that are looked at: rows read, columns are read. The trace may be nil.
func DrawAttention(c canvas.Canvas, a *wire.Trace, who [2]draw.Arm) {
	w, _ := c.Size()
	l := layAttention(w, a)
	if l.n == 0 {
		c.Text(canvas.Fit(c, canvas.Font{Size: 12, Color: canvas.Ink3}, w, words.NoAttention()...), 0, 30, canvas.Font{Size: 12, Color: canvas.Ink3})
		return
	}
	for side := range min(len(a.Runs), 2) {
		l.triangle(c, a, side, who[side])
	}
}

// attentionShades is in how many steps a cell's opacity runs.
const attentionShades = 24

func (l attentionLayout) triangle(c canvas.Canvas, a *wire.Trace, side int, who draw.Arm) {
	x, y, s := l.left(side), l.titleH, l.cell
	name := canvas.Font{Size: 13, Bold: true, Color: who.Ink}
	title := canvas.Fit(c, name, l.block-l.axis, who.Name, who.Short, "")
	c.Text(title, x, 13, name)
	sub := canvas.Font{Size: 12, Color: canvas.Ink3}
	at := x + c.TextWidth(title, name) + 7
	if t := canvas.Fit(c, sub, x-l.axis+l.block-at, words.HeadName(a.Focus)...); t != "" {
		c.Text(t, at, 13, sub)
	}
	if !state.Traced(&a.Runs[side]) {
		c.Text(words.NotApartHere()[0], x, 40, sub)
		return
	}
	var ground canvas.Pen // the causal triangle: what may be read at all
	ground.Move(x, y)
	for t := range l.n {
		ground.Line(x+float64(t+1)*s, y+float64(t)*s)
		ground.Line(x+float64(t+1)*s, y+float64(t+1)*s)
	}
	ground.Line(x, y+float64(l.n)*s)
	ground.Close()
	c.Path(ground.String(), canvas.Fill(canvas.Band))
	rows := a.Runs[side].Attends
	var shade [attentionShades + 1]canvas.Pen
	for t := range min(len(rows), l.n) {
		for k := range min(len(rows[t]), t+1) {
			i := int(math.Round(math.Sqrt(canvas.Clamp(state.ValueAt(rows[t], k), 0, 1)) * attentionShades))
			px, py := x+float64(k)*s, y+float64(t)*s
			p, d := &shade[i], s-min(1, s*.12)
			p.Move(px, py)
			p.Line(px+d, py)
			p.Line(px+d, py+d)
			p.Line(px, py+d)
			p.Close()
		}
	}
	for i := 1; i <= attentionShades; i++ {
		if !shade[i].Empty() {
			v := float64(i) / attentionShades
			c.Path(shade[i].String(), canvas.Fill(who.Line).WithAlpha(v*v))
		}
	}
	l.predictor(c, a, side)
}

// predictor outlines the row that the chosen token is predicted from, and names
// what it reads most.
func (l attentionLayout) predictor(c canvas.Canvas, a *wire.Trace, side int) {
	x, y, s := l.left(side), l.titleH, l.cell
	row := a.Focus.Token - 1
	f := canvas.Font{Size: 12, Mono: true, Color: canvas.Ink3, Align: "center"}
	foot := y + float64(l.n)*s
	for t := range l.n {
		if l.names || t == row {
			g := f
			if t == row {
				g.Bold, g.Color = true, canvas.Ink
			}
			g.Align = "right"
			c.Text(state.NameOf(a, a.Tokens[t]), x-4, y+(float64(t)+.5)*s+4, g)
		}
		if l.names {
			c.Text(state.NameOf(a, a.Tokens[t]), x+(float64(t)+.5)*s, foot+13, f)
		}
	}
	if row < 0 || row >= l.n {
		return
	}
	c.Rect(x-.5, y+float64(row)*s-.5, float64(row+1)*s, s, canvas.Stroke(canvas.Ink, 1.25))
	note := canvas.Font{Size: 12, Color: canvas.Ink2}
	of := state.NameOf(a, state.TokenOf(a, a.Focus.Token))
	top := state.MostRead(a.Runs[side].Attends, row)
	if len(top) == 0 {
		return
	}
	var read []string
	for _, s := range top {
		read = append(read, state.NameOf(a, state.TokenOf(a, s.Token))+" "+words.Percent(s.P))
	}
	if !l.names { // the strongest column has its name
		g := f
		g.Color = canvas.Ink
		half := c.TextWidth(state.NameOf(a, state.TokenOf(a, top[0].Token)), g) / 2
		c.Text(state.NameOf(a, state.TokenOf(a, top[0].Token)), max(x+(float64(top[0].Token)+.5)*s, half), foot+13, g)
	}
	room := l.block - 2
	c.Text(canvas.Fit(c, note, room, words.Attended(of, read)...), x-l.axis+2, foot+31, note)
}
