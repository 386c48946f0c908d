package trace

import (
	"math"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

const streamH = 136 // height of the stream's chart

// DrawStream paints the norm of the residual stream at the chosen position: what
// enters, and what each layer leaves. The trace may be nil.
func DrawStream(c canvas.Canvas, a *wire.Trace, who [2]draw.Arm) {
	w, _ := c.Size()
	f := canvas.Font{Size: 12, Color: canvas.Ink3}
	first := state.FirstTraced(a)
	if first == nil || len(first.Stream) == 0 {
		c.Text(canvas.Fit(c, f, w, words.NoStream()...), 0, 30, f)
		return
	}
	head := canvas.Font{Size: 13, Bold: true, Color: canvas.Ink}
	c.Text(canvas.Fit(c, head, w, words.StreamHead(state.NameOf(a, state.TokenOf(a, a.Focus.Token)))...), 0, 13, head)
	const top, base, left = 34.0, streamH - 24.0, 18.0
	right := w - 62
	stops := len(first.Stream)
	x := func(i int) float64 { return left + (right-left)*float64(i)/float64(max(stops-1, 1)) }
	most := 1e-9
	for i := range a.Runs {
		for _, v := range a.Runs[i].Stream {
			most = max(most, state.ValueAt(v, a.Focus.Token))
		}
	}
	y := func(v float64) float64 { return base - canvas.Clamp(v/most, 0, 1)*(base-top) }
	var axis canvas.Pen
	axis.Segment(left, base+.5, right, base+.5)
	c.Path(axis.String(), canvas.Stroke(canvas.Hairline, 1))
	f.Align = "center"
	for i := range stops {
		s := words.StreamInput()
		if i > 0 {
			s = canvas.Fit(c, f, (right-left)/float64(max(stops-1, 1))-6, words.StreamLayer(i)...)
		}
		c.Text(s, max(x(i), c.TextWidth(s, f)/2), base+16, f)
	}
	var ends [2]float64
	n := min(len(a.Runs), 2)
	for i := range n {
		if !state.Traced(&a.Runs[i]) {
			continue
		}
		var p canvas.Pen
		for k, v := range a.Runs[i].Stream {
			if at := canvas.Pt(x(k), y(state.ValueAt(v, a.Focus.Token))); k == 0 {
				p.MoveTo(at)
			} else {
				p.LineTo(at)
			}
		}
		c.Path(p.String(), canvas.Paint{Stroke: who[i].Line, Width: 2, Dash: who[i].Dash, Alpha: 1})
		for k, v := range a.Runs[i].Stream {
			c.Circle(x(k), y(state.ValueAt(v, a.Focus.Token)), 3.25, canvas.Paint{Fill: who[i].Line, Stroke: canvas.Paper, Width: 1.25, Alpha: 1})
		}
		last := a.Runs[i].Stream[len(a.Runs[i].Stream)-1]
		ends[i] = y(state.ValueAt(last, a.Focus.Token)) + 4
	}
	if n == 2 && state.Traced(&a.Runs[0]) && state.Traced(&a.Runs[1]) && math.Abs(ends[0]-ends[1]) < canvas.LabelGap {
		mid, up := (ends[0]+ends[1])/2, canvas.LabelGap/2.0
		if ends[0] > ends[1] {
			up = -up
		}
		ends[0], ends[1] = mid-up, mid+up
	}
	for i := range n {
		if !state.Traced(&a.Runs[i]) {
			continue
		}
		v := state.ValueAt(a.Runs[i].Stream[len(a.Runs[i].Stream)-1], a.Focus.Token)
		t := canvas.Font{Size: 13, Bold: true, Color: who[i].Ink}
		c.Text(canvas.Fit(c, t, w-right-8, who[i].Name+" "+words.Short(v), words.Short(v)), right+8, canvas.Clamp(ends[i], 14, base), t)
	}
}
