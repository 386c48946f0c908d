package trace

import (
	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/draw/boards"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// drawInjectLake paints both runs' ways: the one without the error thin, the one
// with it strong, and a ring where the agent was pushed to.
func drawInjectLake(c canvas.Canvas, in *wire.Injection, lake *wire.Lake, who [2]draw.Arm) {
	w, _ := c.Size()
	l := LayPair(w)
	for side := range min(len(in.Runs), 2) {
		r, arm := in.Runs[side], who[side]
		b := l.boardOf(c, side)
		head := canvas.Font{Size: 13, Bold: true, Color: arm.Ink}
		c.Text(arm.Name, b.DX, 13, head)
		ice := boards.LayLake(l.side, lake)
		ice.Ice(b)
		ice.Landmarks(b)
		track(ice, b, in.Prompt, r.Free, canvas.Paint{Stroke: arm.Line, Width: 1.5, Dash: []float64{1, 4}, Alpha: .8})
		end := track(ice, b, in.Prompt, r.Pushed, canvas.Paint{Stroke: arm.Line, Width: 2.5, Dash: arm.Dash, Alpha: .9})
		if at := in.Inject.At; at >= 0 && at < len(r.Pushed) && ice.Valid(state.CellOf(r.Pushed[at])) {
			q := ice.At(state.CellOf(r.Pushed[at]))
			d := ice.S * .24
			var zig canvas.Pen
			zig.MoveTo(canvas.Pt(q.X-d, q.Y-d*.5))
			zig.LineTo(canvas.Pt(q.X-d*.3, q.Y+d*.5))
			zig.LineTo(canvas.Pt(q.X+d*.3, q.Y-d*.5))
			zig.LineTo(canvas.Pt(q.X+d, q.Y+d*.5))
			b.Path(zig.String(), canvas.Stroke(canvas.Paper, 4.5))
			b.Path(zig.String(), canvas.Stroke(canvas.Ink, 1.75))
		}
		if ice.Valid(end) {
			q := ice.At(end)
			b.Circle(q.X, q.Y, ice.S*.17+2, canvas.Fill(canvas.Paper))
			b.Circle(q.X, q.Y, ice.S*.17, canvas.Fill(arm.Line))
		}
		f := canvas.Font{Size: 12, Color: canvas.Ink2}
		c.Text(canvas.Fit(c, f, l.side, words.PushedTo(state.NameIn(in.Names, in.Inject.Token), words.Fate(lake, r.Pushed))...), b.DX, l.H-5, f)
	}
}

// track paints a way up to its end and returns the last cell.
func track(l boards.LakeLayout, c canvas.Canvas, given, tokens []int, p canvas.Paint) (end int) {
	end = -1
	var cells []int
	if len(given) > 0 && l.Valid(state.CellOf(given[len(given)-1])) {
		cells = append(cells, state.CellOf(given[len(given)-1]))
	}
	for _, k := range tokens {
		if !l.Valid(state.CellOf(k)) {
			continue
		}
		cells = append(cells, state.CellOf(k))
		if l.Is(state.CellOf(k), 'G') || l.Is(state.CellOf(k), 'H') {
			break
		}
	}
	if len(cells) == 0 {
		return end
	}
	if len(cells) > 1 {
		var way canvas.Pen
		way.Round(l.Cells(cells), l.S*.28)
		c.Path(way.String(), p)
	}
	at := l.At(cells[0])
	c.Circle(at.X, at.Y, max(3, l.S*.08), canvas.Paint{Fill: canvas.Paper, Stroke: p.Stroke, Width: 1.75, Alpha: 1})
	return cells[len(cells)-1]
}

// injectHeight is how high the drawing of an injected error is.
func injectHeight(w float64, in *wire.Injection, lake *wire.Lake) float64 {
	if in != nil && len(in.Runs) > 0 && lake != nil {
		return LayPair(w).H
	}
	return layInject(w, in).H
}
