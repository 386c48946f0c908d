package trace

import (
	"math"
	"strings"
	"unicode/utf8"

	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/ui/words"
)

// gradient shows how hard each token pulls at the prediction before it, by the
// area of discs, and below, where the chosen token's loss goes: thin bars at
// every input that it reaches, the prompt's as well.
func (l *lane) gradient(c canvas.Canvas, y, h float64) {
	r := min(15, l.pitch*.47)
	mid := y + 5 + r + (15-r)*.6
	for _, t := range l.answer {
		v := state.ValueAt(l.run.LogitGradNorm, t) / max(l.top.Pull, 1e-12)
		if size := r * math.Sqrt(canvas.Clamp(v, 0, 1)); size > .2 {
			c.Circle(canvas.Clamp(l.x[t], size, l.w-size), mid, size, canvas.Fill(l.who.Line).WithAlpha(.88))
		}
	}
	base, tall := y+h-20, h-20-44
	var p canvas.Pen
	p.Segment(0, base+.5, l.right, base+.5)
	c.Path(p.String(), canvas.Stroke(canvas.Hairline, 1))
	f := canvas.Font{Size: 12, Color: canvas.Ink3}
	if l.a.Focus.Token != l.chosen || len(l.run.From) == 0 {
		return // asked for, not yet here
	}
	for t := range l.x {
		v := state.ValueAt(l.run.From, t) / max(l.top.From, 1e-12)
		up := canvas.Clamp(v, 0, 1) * tall
		if up < .4 {
			continue
		}
		wide := canvas.Clamp(l.col[t]*.6, 1.75, 6)
		c.Rect(l.x[t]-wide/2, base-up, wide, up, canvas.Fill(l.who.Line))
	}
	c.Text(canvas.Fit(c, f, l.right-4, words.ReachHead(l.token())...), l.left(), y+h-6, f)
}

// update is a bar for every parameter group.
func (l *lane) update(c canvas.Canvas, y, h float64) {
	groups := l.run.Groups
	if len(groups) == 0 {
		l.dotted(c, y+h/2, words.NothingMoved())
		return
	}
	note := canvas.Font{Size: 12, Color: canvas.Ink3}
	if l.single {
		c.Text(words.MoveHead()[2], 0, y+14, note)
		line := min((h-26)/float64(len(groups)), 26)
		for i, g := range groups {
			at := y + 24 + float64(i)*line
			c.Text(g.Name, 0, at+13, canvas.Font{Size: 12, Color: canvas.Ink2})
			room := l.w - 46 - 48
			c.Rect(46, at+5, room, 9, canvas.Fill(canvas.Band))
			c.Rect(46, at+5, max(room*state.Moved(g)/max(l.top.Update, 1e-12), .75), 9, canvas.Fill(l.who.Line))
			c.Text(words.Hundredths(state.Moved(g)), l.w, at+13, canvas.Font{Size: 12, Color: canvas.Ink2, Align: "right"})
		}
		return
	}
	c.Text(canvas.Fit(c, note, l.w-8, words.MoveHead()[:2]...), 4, y+16, note)
	wide := l.w / float64(len(groups))
	for i, g := range groups {
		x, room := float64(i)*wide+4, wide-10
		c.Rect(x, y+26, room, 8, canvas.Fill(canvas.Band))
		c.Rect(x, y+26, max(room*state.Moved(g)/max(l.top.Update, 1e-12), .75), 8, canvas.Fill(l.who.Line))
		f := canvas.Font{Size: 12, Color: canvas.Ink2}
		c.Text(canvas.Fit(c, f, wide-5, g.Name, initials(g.Name), ""), x, y+51, f)
		f.Color = canvas.Ink3
		c.Text(canvas.Fit(c, f, wide-5, words.Hundredths(state.Moved(g)), words.Brief(100*state.Moved(g)), ""), x, y+68, f)
	}
}

// initials shortens a group's name: "attn 1" is "a1".
func initials(name string) string {
	out := ""
	for _, w := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(w)
		out += string(r)
	}
	return out
}
