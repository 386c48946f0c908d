package charts

import (
	"math"
	"slices"

	"softmix/model/method"
	"softmix/model/task"
	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// pane is one chart: its place in a canvas of width W and its scale.
type pane struct {
	W, Top, H, Bottom float64 // canvas width; above, of and below the plot area
	Title             string
	Short             string // the title where the other does not fit
	XMax              float64
	Min, Max          float64
	Log               bool
	// The reference line, if RefNames is set, the longest wording first; and where it
	// lies on average over all prompts, if that is another place.
	Ref, RefMean float64
	RefNames     []string
	Loss         bool // the lower chart, which stands on the scrubber
	// The lines: how each is drawn, whose it is, and its parts.
	Who    []draw.Arm
	Side   []int
	Raw    []curve // behind smoothed lines; empty otherwise
	Undone []curve
	Live   []curve
	// Own is the scale of the lines from From on, where that is not the pane's: their
	// least and greatest value. The curves hold their height in the pane.
	Own  [2]float64
	From int // 0: all lines are on the pane's scale
}

// add adds a line.
func (p *pane) add(side int, who draw.Arm, raw, undone, live curve) {
	p.Side, p.Who = append(p.Side, side), append(p.Who, who)
	p.Raw, p.Undone, p.Live = append(p.Raw, raw), append(p.Undone, undone), append(p.Live, live)
}

// value is what stands at a height of line k.
func (p *pane) value(k int, y float64) float64 {
	if p.From == 0 || k < p.From {
		return y
	}
	return p.Own[0] + (y-p.Min)/(p.Max-p.Min)*(p.Own[1]-p.Own[0])
}

func (p *pane) height() float64 { return p.Top + p.H + p.Bottom }

func (p *pane) px(x float64) float64 {
	return ChartLeft + (p.W-ChartLeft-ChartRight)*canvas.Clamp(x/p.XMax, 0, 1)
}

func (p *pane) py(y float64) float64 {
	t := (y - p.Min) / (p.Max - p.Min)
	if p.Log {
		t = math.Log(max(y, p.Min)/p.Min) / math.Log(p.Max/p.Min)
	}
	return p.Top + p.H*(1-canvas.Clamp(t, 0, 1))
}

// data is the pane's series in the order in which they are painted.
func (p *pane) data() plotData {
	return newPlotData(slices.Concat(p.Raw, p.Undone, p.Live)...)
}

// style is how series i of data is painted.
func (p *pane) style(i int) canvas.Paint {
	a := p.Who[i%len(p.Who)]
	s := canvas.Stroke(a.Line, 2)
	s.Dash = a.Dash
	switch i / len(p.Who) {
	case 0:
		s.Width = 1
		return s.WithAlpha(.35)
	case 1:
		return s.WithAlpha(.3)
	}
	return s
}

// reach is the right end of the x axis: all steps of the run. On the other axes
// it is what those steps would take at the pace so far.
func (f *figure) reach(s *state.Store) float64 {
	steps, end := max(s.Settings.Steps, s.Told(), 1), 0.0
	if f.unit == "step" {
		return float64(steps)
	}
	for i := range f.who {
		last := s.Told()
		if x := s.XOfStep(i, last); last > 0 && x > 0 {
			end = max(end, x*float64(steps)/float64(last))
		}
	}
	if end == 0 {
		return 1
	}
	return end
}

// top is the highest edge of the live bands.
func (p *pane) top() (y float64) {
	for _, c := range p.Live {
		for i := range c.Y {
			y = max(y, c.Y[i]+c.std(i))
		}
	}
	return y
}

func (p *pane) each(f func(y float64)) {
	for _, set := range [][]curve{p.Raw, p.Undone, p.Live} {
		for _, c := range set {
			for _, y := range c.Y {
				f(y)
			}
		}
	}
}

// scaleMetric starts at zero, or below the lowest value, and ends a little above
// the highest.
func (p *pane) scaleMetric() {
	top := max(p.Ref, p.RefMean, p.top())
	p.each(func(y float64) {
		top = max(top, y)
		p.Min = min(p.Min, math.Floor(y*11.2)/10)
	})
	if top <= 0 {
		top = 1
	}
	p.Max = math.Ceil(top*1.12*20) / 20
}

func (p *pane) scaleLoss() {
	lo, hi := math.Inf(1), p.top()
	p.each(func(y float64) {
		hi = max(hi, y)
		if y > 0 {
			lo = min(lo, y)
		}
	})
	if hi <= 0 {
		lo, hi = .1, 1
	}
	if !p.Log {
		unit := math.Pow(10, math.Floor(math.Log10(hi))) / 4
		p.Max = math.Ceil(hi*1.05/unit) * unit
		return
	}
	p.Min, p.Max = decade(lo, false), decade(hi, true)
	if p.Min >= p.Max {
		p.Min = p.Max / 10
	}
}

// decade rounds to 1, 2 or 5 times a power of ten, up or down.
func decade(v float64, up bool) float64 {
	p := math.Pow(10, math.Floor(math.Log10(v)))
	if up {
		for _, k := range []float64{1, 2, 5} {
			if k*p >= v {
				return k * p
			}
		}
		return 10 * p
	}
	for _, k := range []float64{5, 2} {
		if k*p <= v {
			return k * p
		}
	}
	return p
}

// read is what run i reads in pane p at x, with its standard deviation over the
// seeds: beyond the live line, the undone one.
func (p *pane) read(i int, x float64) (y, std float64, undone, ok bool) {
	c := p.Live[i]
	if u := p.Undone[i]; len(u.X) > 0 && x >= u.X[0] && x <= u.X[len(u.X)-1] && !(len(c.X) > 0 && x <= c.X[len(c.X)-1]) {
		c, undone = u, true
	}
	k := c.index(x)
	if k < 0 {
		return 0, 0, undone, false
	}
	return c.Y[k], c.std(k), undone, true
}

// band is the outline of the area within one standard deviation of c: its upper
// edge forth, its lower one back. Points of one pixel column become one.
func (p *pane) band(c curve) string {
	var xs, his, los []float64
	for i, x := range c.X {
		x, hi, lo := p.px(x), p.py(c.Y[i]+c.std(i)), p.py(c.Y[i]-c.std(i))
		if n := len(xs) - 1; n >= 0 && x-xs[n] < 1 {
			his[n], los[n] = min(his[n], hi), max(los[n], lo)
			continue
		}
		xs, his, los = append(xs, x), append(his, hi), append(los, lo)
	}
	if len(xs) < 2 {
		return ""
	}
	var line canvas.Pen
	line.Move(xs[0], his[0])
	for i := 1; i < len(xs); i++ {
		line.Line(xs[i], his[i])
	}
	for i := len(xs) - 1; i >= 0; i-- {
		line.Line(xs[i], los[i])
	}
	line.Close()
	return line.String()
}

// extra is the small chart between metric and loss, where there is something more
// to say than the metric does: how the reward model's opinion and the judge's part,
// how much of their stored pairs runs would still write, how many different answers
// they write.
func (f *figure) extra(w float64, metric string) (p pane, ok bool) {
	p = pane{W: w, Top: 28, H: 64, Bottom: 8}
	of := func(name string) {
		if metric == name {
			return
		}
		for i, who := range f.who {
			if !task.MeasureOf(name).OnAnswers || measures(f.s.Runs[i], name) {
				f.metricLine(&p, i, name, who)
			}
		}
		p.Title, p.Short = wire.MetricName(name)
	}
	any := func(has func(r state.Run) bool) bool { return slices.ContainsFunc(f.s.Runs[:len(f.who)], has) }
	aside := task.Of(f.s.Settings.Scenario).Aside
	switch {
	case any(state.Modelled):
		f.rewards(&p)
		return p, true
	case metric != "kept" && any(func(r state.Run) bool { return measures(r, "kept") }):
		of("kept")
	case aside != "":
		of(aside)
	case any(func(r state.Run) bool { return measures(r, "truth") }):
		of("truth")
	}
	p.scaleMetric()
	return p, len(p.Who) > 0
}

// measures reports whether a run's method measures a metric beside its scenario's.
func measures(r state.Run, metric string) bool {
	return slices.Contains(method.Of(r.Method).Metrics, metric)
}

// rewards draws the judge's rewards (solid) and, on a scale of their own, those
// that the reward model gave the same answers (dashed).
func (f *figure) rewards(p *pane) {
	p.Title, p.Short = words.RewardsTitle()
	as := func(i int, what string, dash []float64) draw.Arm {
		a := f.who[i]
		a.Name, a.Short, a.Dash = a.Name+", "+what, what, dash
		return a
	}
	for i := range f.who {
		if measures(f.s.Runs[i], "truth") {
			f.metricLine(p, i, "truth", as(i, words.JudgeName(), nil))
		}
	}
	p.scaleMetric()
	p.From = len(p.Who)
	for i := range f.who {
		if state.Modelled(f.s.Runs[i]) {
			f.metricLine(p, i, "opinion", as(i, words.RewardModelName(), []float64{5, 3}))
		}
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	own := slices.Concat(p.Live[p.From:], p.Undone[p.From:])
	for _, c := range own {
		for _, y := range c.Y {
			lo, hi = min(lo, y), max(hi, y)
		}
	}
	if !(lo < hi) {
		lo, hi = lo-1, lo+1
	}
	p.Own = [2]float64{lo - .1*(hi-lo), hi + .1*(hi-lo)}
	for _, c := range own {
		for k, y := range c.Y {
			c.Y[k] = p.Min + (y-p.Own[0])/(p.Own[1]-p.Own[0])*(p.Max-p.Min)
		}
	}
}
