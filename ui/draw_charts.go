package ui

import (
	"math"
	"strconv"
)

// ChartLeft and ChartRight are how far the x axis of the charts lies inside
// their element, px. The scrubber below uses the same, and is then their axis.
const (
	ChartLeft  = 10
	ChartRight = 62
)

// labelGap is the least distance between two labels beside the playhead, px.
const labelGap = 16

// charts is the whole figure: the metric above, the loss below, one x.
type charts struct {
	who   [2]Actor
	panes [2]pane
	unit  string // of x: step, tokens, seconds
	play  [2]float64
	step  int
	seeds int    // runs a side
	diff  string // right minus left over the seeds, in words
}

// ChartMetric is the metric that the upper chart of a scenario shows.
func ChartMetric(scenario string) string {
	switch scenario {
	case "lake6", "lake4":
		return "success_random"
	case "sort":
		return "recovery"
	case "chain":
		return "greedy_em"
	}
	return "accuracy"
}

// newCharts lays the figure out for a width of w px.
func newCharts(s *Store, w float64) *charts {
	f := &charts{
		who:  Actors(s.Runs[0].Method, s.Runs[1].Method),
		unit: s.Settings.XAxis, step: s.Step, seeds: s.Seeds(),
	}
	if f.unit == "" {
		f.unit = "step"
	}
	metric := ChartMetric(s.Settings.Scenario)
	if d, ok := s.Difference(metric); ok {
		f.diff = d.words(f.who)
	}
	up, low := &f.panes[0], &f.panes[1]
	tall, short := 150.0, 100.0
	switch {
	case w < 300 || s.Compact && w < 400:
		tall, short = 100, 60
	case s.Compact:
		tall, short = 120, 80
	}
	title, brief := metricTitle(metric)
	*up = pane{W: w, Top: 30, H: tall, Bottom: 24, Title: title, Short: brief}
	*low = pane{W: w, Top: 32, H: short, Bottom: 8, Title: "Loss on the demonstrations", Short: "Loss", Loss: true, Log: s.Settings.Log}
	if s.Settings.Scenario == "lake6" || s.Settings.Scenario == "lake4" {
		low.Title = "Loss on the demonstration"
	}
	for _, r := range s.Refs {
		if r.Metric == metric {
			up.Ref, up.RefName = r.Value, r.Label+" "+exact(r.Value)
			break
		}
	}
	for i := range s.Runs[:2] {
		r := &s.Runs[i]
		f.play[i] = s.XOfStep(i, s.Step)
		up.Live[i] = metricCurve(s, i, r.Evals, metric)
		gone := metricCurve(s, i, r.UndoneEvals, metric)
		up.Undone[i] = up.Live[i].before(gone).then(gone).tail(len(gone.X) + 1)
		if c := &up.Live[i]; len(c.X) > 0 && c.X[len(c.X)-1] < f.play[i] {
			last := len(c.Y) - 1
			c.add(f.play[i], c.Y[last], c.std(last)) // the last value holds until the next evaluation
		}
		live, undone := lossCurve(s, r.Points), lossCurve(s, r.UndonePoints)
		whole := live.before(undone).then(undone)
		if s.Settings.Smooth {
			low.Raw[i] = live
			live, whole = live.smoothed(), whole.smoothed()
		}
		low.Live[i], low.Undone[i] = live, whole.tail(len(undone.X)+1)
	}
	up.XMax = f.reach(s)
	low.XMax = up.XMax
	up.scaleMetric()
	low.scaleLoss()
	return f
}

// bandAlpha is the opacity of the bands, pale enough that two of them and a line
// can be told apart where they meet.
const bandAlpha = .18

// drawUnder paints what lies below the lines: the title, the bands, the one
// baseline and the reference line.
func (f *charts) drawUnder(c Canvas, i int) {
	p := &f.panes[i]
	right, base := p.W-ChartRight, math.Round(p.Top+p.H)+.5
	head := Font{Size: 13, Bold: true, Color: ink}
	title := fit(c, head, p.W-ChartLeft, p.Title, p.Short)
	c.Text(title, ChartLeft, 15, head)
	if f.seeds > 1 {
		note := Font{Size: 12, Color: ink3, Align: "right"}
		if s := fit(c, note, p.W-ChartLeft-c.TextWidth(title, head)-14, f.bandNote()...); s != "" {
			c.Text(s, p.W, 15, note)
		}
		for k, live := range p.Live {
			c.Path(p.band(live), fill(f.who[k].Line).at(bandAlpha))
		}
	}
	axis := Font{Size: 12, Color: ink3}
	low := "0"
	if p.Log {
		low = tick(p.Min)
		c.Text(tick(p.Max), right+5, p.Top+9, axis)
	}
	c.Text(low, right+5, base+4, axis)
	var line pen
	line.seg(ChartLeft, base, right, base)
	c.Path(line.String(), stroke(rule, 1))
	if p.RefName != "" {
		y := math.Round(p.py(p.Ref)) + .5
		var ref pen
		ref.seg(ChartLeft, y, right, y)
		c.Path(ref.String(), stroke(ink3, 1).dashed(1, 4))
		name, x := Font{Size: 12, Color: ink3}, float64(ChartLeft)
		if at := p.px(max(f.play[0], f.play[1])); at > x && at < x+c.TextWidth(p.RefName, name)+6 {
			x, name.Align = right, "right" // out of the playhead's way
		}
		c.Text(p.RefName, x, y-5, name)
	}
}

// reading is where the values are read: at the playhead, or where the reader
// points.
type reading struct {
	x     [2]float64 // for each run
	label string
	hover bool
}

// atPlay reads at the playhead.
func (f *charts) atPlay() reading {
	r := reading{x: f.play}
	r.label = f.xLabel(max(f.play[0], f.play[1]))
	return r
}

// atX reads where the reader points.
func (f *charts) atX(x float64) reading {
	if f.unit == "step" {
		x = math.Round(x)
	}
	x = clamp(x, 0, f.panes[0].XMax)
	return reading{x: [2]float64{x, x}, label: f.xLabel(x), hover: true}
}

// pointed is the x under a pixel of the canvas.
func (f *charts) pointed(px float64) float64 {
	p := &f.panes[0]
	return clamp((px-ChartLeft)/(p.W-ChartLeft-ChartRight), 0, 1) * p.XMax
}

func (f *charts) xLabel(x float64) string {
	switch f.unit {
	case "tokens":
		return grouped(int(x)) + " tokens"
	case "seconds":
		return strconv.FormatFloat(x, 'f', 1, 64) + " s"
	}
	return "step " + strconv.Itoa(int(x))
}

// drawOver paints what lies above the lines: the playhead, and beside it, or
// beside the crosshair, name and value of each run.
func (f *charts) drawOver(c Canvas, i int, r reading) {
	p := &f.panes[i]
	play := f.atPlay()
	foot := p.Top + p.H + 4
	if p.Loss {
		foot = p.height()
	}
	var head pen
	x := math.Round(p.px(max(play.x[0], play.x[1]))) + .5
	head.seg(x, p.Top-6, x, foot)
	c.Path(head.String(), stroke(ink, 1).at(.55))
	lx := p.px(max(r.x[0], r.x[1]))
	if r.hover {
		var cross pen
		at := math.Round(lx) + .5
		cross.seg(at, p.Top-6, at, p.Top+p.H+4)
		c.Path(cross.String(), stroke(ink3, 1).dashed(3, 3))
	}
	if !p.Loss {
		step := Font{Size: 12, Bold: true, Color: ink, Align: "center", Halo: true}
		half := c.TextWidth(r.label, step) / 2
		c.Text(r.label, clamp(lx, half, p.W-half), p.Top+p.H+18, step)
	}
	type tag struct {
		who      Actor
		s, short string
		y        float64
	}
	var tags []tag
	for i := range f.who {
		y, std, undone, ok := p.read(i, r.x[i])
		if !ok {
			continue
		}
		at := pt{p.px(r.x[i]), p.py(y)}
		c.Circle(at.x, at.y, 5.5, fill(paper))
		if undone {
			c.Circle(at.x, at.y, 3.25, stroke(f.who[i].Line, 1.5))
		} else {
			c.Circle(at.x, at.y, 3.75, fill(f.who[i].Line))
		}
		short := f.who[i].Name + " " + decimal(y)
		tags = append(tags, tag{f.who[i], f.who[i].Name + " " + f.reads(y, std), short, at.y + 4})
	}
	if len(tags) == 2 {
		a, b := &tags[0], &tags[1]
		if b.y < a.y {
			a, b = b, a
		}
		if b.y-a.y < labelGap {
			mid := (a.y + b.y) / 2
			a.y, b.y = mid-labelGap/2, mid+labelGap/2
		}
		if over := b.y - (p.Top + p.H + 2); over > 0 {
			b.y -= over
			a.y = min(a.y, b.y-labelGap)
		}
		if under := p.Top + 4 - a.y; under > 0 {
			a.y += under
			b.y = max(b.y, a.y+labelGap)
		}
	}
	name := Font{Size: 13, Bold: true, Halo: true}
	widest, widestShort := 0.0, 0.0
	for _, t := range tags {
		widest = max(widest, c.TextWidth(t.s, name))
		widestShort = max(widestShort, c.TextWidth(t.short, name))
	}
	if lx+10+widest > p.W && lx-10-widest < 0 { // no room for the spread on either side
		for i := range tags {
			tags[i].s = tags[i].short
		}
		widest = widestShort
	}
	left := lx + 10
	name.Align = "left"
	if left+widest > p.W {
		left, name.Align = lx-10, "right"
	}
	if name.Align == "right" && len(tags) == 2 { // on the lines: the labels step off them
		a, b := &tags[0], &tags[1]
		if b.y < a.y {
			a, b = b, a
		}
		a.y, b.y = max(a.y-11, p.Top+4), min(b.y+12, p.Top+p.H-3)
	}
	for _, t := range tags {
		name.Color = t.who.Ink
		c.Text(t.s, left, t.y, name)
	}
}
