package trace

import (
	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/ui/words"
)

// batch is the sequence: what is given small and grey, what is learned boxed.
func (l *lane) batch(c canvas.Canvas, y, h float64) {
	base := y + h/2 + 6
	if l.single {
		base = y + 56
	} else if !l.inline {
		base = y + h - 18
	}
	size := 12.0
	if room := l.bar(30); room >= 26 {
		size = 16
	} else if room >= 20 || l.pitch > 18 && l.chars == 1 {
		size = 14
	}
	tall := size + 12
	wide := canvas.Clamp(l.pitch-5, size*.6*float64(l.chars)+2, max(30, size*.6*float64(l.chars)+8))
	stagger := l.pitch < wide+.5
	if stagger {
		wide = size*.6*float64(l.chars) + 2.5
		if l.chars == 1 {
			wide, stagger = l.pitch-1, false
		}
		tall = size + 8
	}
	var boxes, chosen canvas.Pen
	for i, t := range l.answer {
		at := base
		if stagger {
			at += float64(2*(i%2)-1) * (tall/2 + 1)
		}
		x := canvas.Clamp(l.x[t], wide/2+1, l.w-wide/2-1)
		p := &boxes
		if t == l.chosen {
			p = &chosen
		}
		p.RoundRect(x-wide/2, at-size*.36-tall/2, wide, tall, 2)
		c.Text(state.NameOf(l.a, l.a.Tokens[t]), x, at, canvas.Font{Size: size, Mono: true, Bold: true, Color: canvas.Truth, Align: "center"})
	}
	c.Path(boxes.String(), canvas.Stroke("line", 1))
	if !chosen.Empty() {
		c.Path(chosen.String(), canvas.Stroke(canvas.Ink, 2))
	}
	l.prompt(c, y, base)
	if l.single {
		f := canvas.Font{Size: 12, Color: canvas.Ink3}
		l.lines(c, words.GivenAndLearned(), 0, y+h-20, l.w, f)
	}
}

// prompt sets what is given: in its columns where they are wide enough or lines
// of its own spread it, else as one word.
func (l *lane) prompt(c canvas.Canvas, y, base float64) {
	f := canvas.Font{Size: 12, Mono: true, Color: canvas.Ink3, Align: "center"}
	lines, name := 1, monoW*float64(l.promptChars)
	if !l.inline {
		base = y + 16
		if l.given < name {
			lines = 2
		}
	}
	word, n, last := "", 0, 0
	for t := range l.x {
		if !state.Learned(l.a, t) {
			last = t
		}
	}
	for t := range l.x {
		if state.Learned(l.a, t) {
			continue
		}
		s := state.NameOf(l.a, l.a.Tokens[t])
		word += s
		if l.inline || l.given*float64(lines) >= name {
			x := l.x[t]
			switch {
			case !l.inline: // all alike, so that the outermost stay inside
				from, to := max(l.x[0], name/2), min(l.x[last], l.w-name/2)
				x = from + (x-l.x[0])*(to-from)/max(l.x[last]-l.x[0], 1)
			case l.single && t == 0:
				x = 0 // clear of the first box
			}
			l.name(c, s, x, base+14*float64(n%lines), f)
		}
		n++
	}
	if !l.inline && l.given*float64(lines) < name {
		f.Align = ""
		c.Text(word, 0, base, f)
	}
}
