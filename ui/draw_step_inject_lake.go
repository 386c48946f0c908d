package ui

import (
	"softmix/ui/canvas"
	"softmix/wasm/wire"
)

// drawInjectLake paints both runs' ways: the one without the error thin, the one
// with it strong, and a ring where the agent was pushed to.
func drawInjectLake(c canvas.Canvas, in *wire.Injection, lake *wire.Lake, who [2]Arm) {
	w, _ := c.Size()
	l := layPair(w)
	for side := range min(len(in.Runs), 2) {
		r, arm := in.Runs[side], who[side]
		b := l.boardOf(c, side)
		head := canvas.Font{Size: 13, Bold: true, Color: arm.Ink}
		c.Text(arm.Name, b.DX, 13, head)
		ice := layLake(l.side, lake)
		ice.ice(b)
		ice.landmarks(b)
		track(ice, b, in.Prompt, r.Free, canvas.Paint{Stroke: arm.Line, Width: 1.5, Dash: []float64{1, 4}, Alpha: .8})
		end := track(ice, b, in.Prompt, r.Pushed, canvas.Paint{Stroke: arm.Line, Width: 2.5, Dash: arm.Dash, Alpha: .9})
		if at := in.Inject.At; at >= 0 && at < len(r.Pushed) && ice.valid(cellOf(r.Pushed[at])) {
			q := ice.at(cellOf(r.Pushed[at]))
			d := ice.s * .24
			var zig canvas.Pen
			zig.MoveTo(canvas.Pt(q.X-d, q.Y-d*.5))
			zig.LineTo(canvas.Pt(q.X-d*.3, q.Y+d*.5))
			zig.LineTo(canvas.Pt(q.X+d*.3, q.Y-d*.5))
			zig.LineTo(canvas.Pt(q.X+d, q.Y+d*.5))
			b.Path(zig.String(), canvas.Stroke(canvas.Paper, 4.5))
			b.Path(zig.String(), canvas.Stroke(canvas.Ink, 1.75))
		}
		if ice.valid(end) {
			q := ice.at(end)
			b.Circle(q.X, q.Y, ice.s*.17+2, canvas.Fill(canvas.Paper))
			b.Circle(q.X, q.Y, ice.s*.17, canvas.Fill(arm.Line))
		}
		f := canvas.Font{Size: 12, Color: canvas.Ink2}
		c.Text(canvas.Fit(c, f, l.side, pushedTo(nameIn(in.Names, in.Inject.Token), fate(lake, r.Pushed))...), b.DX, l.h-5, f)
	}
}

// track paints a way up to its end and returns the last cell.
func track(l lakeLayout, c canvas.Canvas, given, tokens []int, p canvas.Paint) (end int) {
	end = -1
	var cells []int
	if len(given) > 0 && l.valid(cellOf(given[len(given)-1])) {
		cells = append(cells, cellOf(given[len(given)-1]))
	}
	for _, k := range tokens {
		if !l.valid(cellOf(k)) {
			continue
		}
		cells = append(cells, cellOf(k))
		if l.is(cellOf(k), 'G') || l.is(cellOf(k), 'H') {
			break
		}
	}
	if len(cells) == 0 {
		return end
	}
	if len(cells) > 1 {
		var way canvas.Pen
		way.Round(l.cells(cells), l.s*.28)
		c.Path(way.String(), p)
	}
	at := l.at(cells[0])
	c.Circle(at.X, at.Y, max(3, l.s*.08), canvas.Paint{Fill: canvas.Paper, Stroke: p.Stroke, Width: 1.75, Alpha: 1})
	return cells[len(cells)-1]
}

// injectHeight is how high the drawing of an injected error is.
func injectHeight(w float64, in *wire.Injection, lake *wire.Lake) float64 {
	if in != nil && len(in.Runs) > 0 && lake != nil {
		return layPair(w).h
	}
	return layInject(w, in).h
}
