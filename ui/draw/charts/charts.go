// Package charts draws the curves over the training.
package charts

import (
	"math"
	"slices"
	"strings"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// ChartLeft and ChartRight are how far the x axis of the charts lies inside
// their element, px. The scrubber below uses the same, and is then their axis.
const (
	ChartLeft  = 10
	ChartRight = 62
)

// figure is the whole figure: the metric above, the loss below, between them a
// small chart where there is something more to say; one x.
type figure struct {
	s     *state.Store
	who   []draw.Arm // the runs, by side
	panes []pane
	unit  string    // of x: see wire.XAxes
	play  []float64 // where each run is
	step  int
	seeds int    // runs a side
	diff  string // right minus left over the seeds, in words
}

// newFigure lays the figure out for a width of w px.
func newFigure(s *state.Store, w float64) *figure {
	f := &figure{s: s, who: draw.ArmsOf(s.Methods()...), unit: s.Settings.XAxis, step: s.Step, seeds: s.Seeds()}
	if f.unit == "" {
		f.unit = "step"
	}
	metric := s.Metric()
	if d, ok := s.Difference(1, 0, metric); ok {
		f.diff = words.DifferenceText(d, draw.NamesOf([2]draw.Arm(f.who[:2])))
	}
	for i := range f.who {
		f.play = append(f.play, s.XOfStep(i, s.Step))
	}
	tall, short := 150.0, 100.0
	switch {
	case w < 300 || s.Compact && w < 400:
		tall, short = 100, 60
	case s.Compact:
		tall, short = 120, 80
	}
	up := pane{W: w, Top: 30, H: tall, Bottom: 24}
	if s.Room > 0 {
		up.H = max(40, s.Room-up.Top-up.Bottom)
	}
	up.Title, up.Short = wire.MetricName(metric)
	up.Ref, up.RefMean, up.RefNames = words.Reference(s, metric)
	for i := range f.who {
		f.metricLine(&up, i, metric, f.who[i])
	}
	up.scaleMetric()
	f.panes = append(f.panes, up)
	if more, ok := f.extra(w, metric); ok {
		f.panes = append(f.panes, more)
	}
	low := pane{W: w, Top: 32, H: short, Bottom: 8, Loss: true, Log: s.Settings.Log}
	low.Title, low.Short = words.LossTitle(s)
	for i := range f.who {
		f.lossLine(&low, i)
	}
	low.scaleLoss()
	f.panes = append(f.panes, low)
	if s.Room > 0 {
		f.panes = f.panes[:1]
	}
	end := f.reach(s)
	for i := range f.panes {
		f.panes[i].XMax = end
	}
	return f
}

// metricLine adds a run's values of a metric to a pane, drawn as who.
func (f *figure) metricLine(p *pane, side int, metric string, who draw.Arm) {
	r := &f.s.Runs[side]
	live := metricCurve(f.s, side, r.Evals, metric)
	gone := metricCurve(f.s, side, r.UndoneEvals, metric)
	undone := live.before(gone).then(gone).tail(len(gone.X) + 1)
	if len(live.X) > 0 && live.X[len(live.X)-1] < f.play[side] {
		last := len(live.Y) - 1
		live.add(f.play[side], live.Y[last], live.std(last)) // the last value holds until the next evaluation
	}
	p.add(side, who, curve{}, undone, live)
}

// lossLine adds a run's losses to a pane.
func (f *figure) lossLine(p *pane, side int) {
	r := &f.s.Runs[side]
	live, undone := lossCurve(f.s, r.Points), lossCurve(f.s, r.UndonePoints)
	whole, raw := live.before(undone).then(undone), curve{}
	if f.s.Settings.Smooth {
		raw = live
		live, whole = live.smoothed(), whole.smoothed()
	}
	p.add(side, f.who[side], raw, whole.tail(len(undone.X)+1), live)
}

// bandAlpha is the opacity of the bands, pale enough that two of them and a line
// can be told apart where they meet.
const bandAlpha = .18

// drawUnder paints what lies below the lines: the title, the bands, the one
// baseline and the reference line.
func (f *figure) drawUnder(c canvas.Canvas, i int) {
	p := &f.panes[i]
	right, base := p.W-ChartRight, math.Round(p.Top+p.H)+.5
	head := canvas.Font{Size: 13, Bold: true, Color: canvas.Ink}
	title := canvas.Fit(c, head, p.W-ChartLeft, p.Title, p.Short)
	c.Text(title, ChartLeft, 15, head)
	if f.seeds > 1 {
		note := canvas.Font{Size: 12, Color: canvas.Ink3, Align: "right"}
		if s := canvas.Fit(c, note, p.W-ChartLeft-c.TextWidth(title, head)-14, words.BandNote(f.seeds)...); s != "" {
			c.Text(s, p.W, 15, note)
		}
		for k, live := range p.Live {
			if p.From > 0 && k >= p.From {
				break // a spread has no place on another scale
			}
			c.Path(p.band(live), canvas.Fill(p.Who[k].Line).WithAlpha(bandAlpha))
		}
	}
	axis := canvas.Font{Size: 12, Color: canvas.Ink3}
	low := words.Tick(p.Min)
	if p.Log {
		c.Text(words.Tick(p.Max), right+5, p.Top+9, axis)
	}
	c.Text(low, right+5, base+4, axis)
	var line canvas.Pen
	line.Segment(ChartLeft, base, right, base)
	c.Path(line.String(), canvas.Stroke(canvas.Hairline, 1))
	if p.RefNames != nil {
		f.drawReference(c, p)
	}
}

// drawReference paints what an exact method reaches on the prompts that the runs are
// evaluated on, and, paler, what it reaches on average.
func (f *figure) drawReference(c canvas.Canvas, p *pane) {
	right := p.W - ChartRight
	y, mean := math.Round(p.py(p.Ref))+.5, math.Round(p.py(p.RefMean))+.5
	var here, all canvas.Pen
	here.Segment(ChartLeft, y, right, y)
	c.Path(here.String(), canvas.Stroke(canvas.Ink3, 1).Dashed(1, 4))
	if mean != y {
		all.Segment(ChartLeft, mean, right, mean)
		c.Path(all.String(), canvas.Stroke(canvas.Ink3, 1).Dashed(1, 10))
	}
	name, x := canvas.Font{Size: 12, Color: canvas.Ink3}, float64(ChartLeft)
	text := canvas.Fit(c, name, right-x, p.RefNames...)
	if at := p.px(slices.Max(f.play)); at > x && at < x+c.TextWidth(text, name)+6 {
		x, name.Align = right, "right" // out of the playhead's way
	}
	c.Text(text, x, min(y, mean)-5, name)
}

// reading is where the values are read: at the playhead, or where the reader
// points.
type reading struct {
	x     []float64 // for each side
	label string
	hover bool
}

// atPlay reads at the playhead.
func (f *figure) atPlay() reading {
	return reading{x: f.play, label: words.XLabel(f.unit, slices.Max(f.play))}
}

// atX reads where the reader points: at the step that is nearest, whatever the
// axis. Where the runs' steps lie at different x, each is read up to there.
func (f *figure) atX(x float64) reading {
	x = canvas.Clamp(x, 0, f.panes[0].XMax)
	label := ""
	if f.unit == "step" {
		x = math.Round(x)
	} else {
		step, best := 0, 0.0
		for i := range f.who {
			for _, ps := range [2][]wire.Point{f.s.Runs[i].Points, f.s.Runs[i].UndonePoints} {
				for _, p := range ps {
					if at := f.s.X(p); math.Abs(at-x) < math.Abs(best-x) {
						step, best = p.Step, at
					}
				}
			}
		}
		x = best
		label = words.XLabel("step", float64(step)) + " · "
	}
	r := reading{label: label + words.XLabel(f.unit, x), hover: true}
	for range f.who {
		r.x = append(r.x, x)
	}
	return r
}

// pointed is the x under a pixel of the canvas.
func (f *figure) pointed(px float64) float64 {
	p := &f.panes[0]
	return canvas.Clamp((px-ChartLeft)/(p.W-ChartLeft-ChartRight), 0, 1) * p.XMax
}

// drawOver paints what lies above the lines: the playhead, and beside it, or
// beside the crosshair, name and value of each run.
func (f *figure) drawOver(c canvas.Canvas, i int, r reading) {
	p := &f.panes[i]
	f.drawHeads(c, p)
	lx := p.px(slices.Max(r.x))
	if r.hover {
		var cross canvas.Pen
		at := math.Round(lx) + .5
		cross.Segment(at, p.Top-6, at, p.Top+p.H+4)
		c.Path(cross.String(), canvas.Stroke(canvas.Ink3, 1).Dashed(3, 3))
	}
	if i == 0 {
		step := canvas.Font{Size: 12, Bold: true, Color: canvas.Ink, Align: "center", Halo: true}
		_, brief, _ := strings.Cut(r.label, " · ")
		label := canvas.Fit(c, step, p.W, r.label, brief)
		half := c.TextWidth(label, step) / 2
		c.Text(label, canvas.Clamp(lx, half, max(half, p.W-half)), p.Top+p.H+18, step)
	}
	var tags []tag
	for k, who := range p.Who {
		x := r.x[p.Side[k]]
		y, std, undone, ok := p.read(k, x)
		if !ok {
			continue
		}
		at := canvas.Pt(p.px(x), p.py(y))
		c.Circle(at.X, at.Y, 5.5, canvas.Fill(canvas.Paper))
		if undone {
			c.Circle(at.X, at.Y, 3.25, canvas.Stroke(who.Line, 1.5))
		} else {
			c.Circle(at.X, at.Y, 3.75, canvas.Fill(who.Line))
		}
		y = p.value(k, y)
		tags = append(tags, tag{who.Name + " " + words.SeedsValue(y, std, f.seeds), who.Short + " " + words.Decimal(y), who.Ink, at.Y + 4})
	}
	f.drawTags(c, p, tags, lx)
}

// drawHeads paints the playhead; on an axis on which the runs are at different
// places, a paler one for each of the others.
func (f *figure) drawHeads(c canvas.Canvas, p *pane) {
	foot := p.Top + p.H + 4
	if p.Loss {
		foot = p.height()
	}
	end := math.Round(p.px(slices.Max(f.play)))
	seen := []float64{end}
	var head, others canvas.Pen
	head.Segment(end+.5, p.Top-6, end+.5, foot)
	for _, x := range f.play {
		if at := math.Round(p.px(x)); !slices.Contains(seen, at) {
			seen = append(seen, at)
			others.Segment(at+.5, p.Top-6, at+.5, p.Top+p.H+4)
		}
	}
	if !others.Empty() {
		c.Path(others.String(), canvas.Stroke(canvas.Ink, 1).WithAlpha(.25))
	}
	c.Path(head.String(), canvas.Stroke(canvas.Ink, 1).WithAlpha(.55))
}

// label says in words what the figure shows.
func (f *figure) label(r reading) string {
	say := words.ChartWords{At: words.XLabel("step", float64(f.step)), Seeds: f.seeds}
	if r.hover {
		say.At = r.label
	} else {
		say.Difference = f.diff
	}
	for i := range f.panes {
		p := &f.panes[i]
		pane := words.PaneWords{Title: p.Title}
		for k, who := range p.Who {
			line := who.Name + " " + words.NothingYet()
			if y, std, _, ok := p.read(k, r.x[p.Side[k]]); ok {
				line = who.Name + " " + words.SeedsValue(p.value(k, y), std, f.seeds)
			}
			pane.Lines = append(pane.Lines, line)
		}
		say.Panes = append(say.Panes, pane)
	}
	if names := f.panes[0].RefNames; names != nil {
		say.Reference = names[0]
	}
	return say.String()
}
