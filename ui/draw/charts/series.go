package charts

import (
	"math"
	"slices"
	"sort"
	"strconv"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// curve is a line of a chart: points in ascending order of X, in the unit of the
// chosen x axis. Y is a mean over the seeds and S its standard deviation, 0 with
// one seed; S may be nil.
type curve struct{ X, Y, S []float64 }

// add appends a point. One at the x of the last replaces it: on an axis on which
// a run stands still its newest value counts.
func (c *curve) add(x, y, std float64) {
	if math.IsNaN(y) || math.IsInf(y, 0) {
		return
	}
	if n := len(c.X) - 1; n >= 0 && c.X[n] == x {
		c.Y[n], c.S[n] = y, std
		return
	}
	c.X, c.Y, c.S = append(c.X, x), append(c.Y, y), append(c.S, std)
}

// index is the place of the last value at or before x; negative if there is none.
func (c curve) index(x float64) int {
	i, found := slices.BinarySearch(c.X, x)
	if !found {
		i--
	}
	return i
}

// std is the standard deviation of value i.
func (c curve) std(i int) float64 {
	if i < len(c.S) {
		return c.S[i]
	}
	return 0
}

// part is the points i … j-1.
func (c curve) part(i, j int) curve {
	d := curve{X: c.X[i:j:j], Y: c.Y[i:j:j]}
	if c.S != nil {
		d.S = c.S[i:j:j]
	}
	return d
}

// before is the part of c that lies before later begins; nothing if later is empty.
func (c curve) before(later curve) curve {
	if len(later.X) == 0 {
		return curve{}
	}
	i, _ := slices.BinarySearch(c.X, later.X[0])
	return c.part(0, i)
}

// then is c followed by d.
func (c curve) then(d curve) curve {
	return curve{X: append(slices.Clip(c.X), d.X...), Y: append(slices.Clip(c.Y), d.Y...), S: append(slices.Clip(c.S), d.S...)}
}

// tail is the last n points; nothing for a tail of one, which is no line.
func (c curve) tail(n int) curve {
	if n < 2 {
		return curve{}
	}
	return c.part(max(0, len(c.X)-n), len(c.X))
}

// smooth is how much of the previous smoothed loss stays in the next one.
const smooth = .7

// smoothed is an exponential mean of c that starts at its first value. It looks
// back only, so what was drawn does not change when new points come. The spread
// is smoothed alike.
func (c curve) smoothed() curve { return curve{X: c.X, Y: smoothed(c.Y), S: smoothed(c.S)} }

func smoothed(values []float64) []float64 {
	if values == nil {
		return nil
	}
	out := make([]float64, len(values))
	for i, y := range values {
		if i == 0 {
			out[0] = y
			continue
		}
		// The first few values weigh more, or the start would hang on one batch.
		keep := min(smooth, float64(i)/float64(i+1))
		out[i] = keep*out[i-1] + (1-keep)*y
	}
	return out
}

// plotData is what uPlot takes: a common ascending x and a column for each
// series, with null where a series has no point.
type plotData struct {
	x    []float64
	cols []curve
}

func newPlotData(cols ...curve) plotData {
	d := plotData{cols: cols}
	for _, c := range cols {
		d.x = append(d.x, c.X...)
	}
	sort.SliceStable(d.x, func(i, j int) bool { return d.x[i] < d.x[j] })
	d.x = slices.Compact(d.x)
	return d
}

// appendJSON writes the data as uPlot's array of arrays. One string is parsed
// faster than thousands of numbers are handed over.
func (d plotData) appendJSON(b []byte) []byte {
	num := func(v float64) { b = strconv.AppendFloat(b, v, 'g', 7, 64) }
	b = append(b, "[["...)
	for i, x := range d.x {
		if i > 0 {
			b = append(b, ',')
		}
		num(x)
	}
	b = append(b, ']')
	for _, c := range d.cols {
		b = append(b, ",["...)
		k := 0
		for i, x := range d.x {
			if i > 0 {
				b = append(b, ',')
			}
			for k+1 < len(c.X) && c.X[k] < x {
				k++
			}
			if k < len(c.X) && c.X[k] == x {
				num(c.Y[k])
			} else {
				b = append(b, "null"...)
			}
		}
		b = append(b, ']')
	}
	return append(b, ']')
}

// lossCurve is a run's losses on the chosen x axis.
func lossCurve(s *state.Store, points []wire.Point) (c curve) {
	for _, p := range points {
		c.add(s.X(p), p.Loss, p.Std)
	}
	return c
}

// metricCurve is a run's values of a metric on the chosen x axis.
func metricCurve(s *state.Store, side int, evals []wire.Eval, metric string) (c curve) {
	for _, e := range evals {
		if v, ok := e.Metrics[metric]; ok {
			std, _ := state.StdOf(e, metric)
			c.add(s.XOfStep(side, e.Step), v, std)
		}
	}
	return c
}
