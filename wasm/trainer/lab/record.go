package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"softmix/wasm/trainer/worker"
	"softmix/wasm/wire"
)

// evaluations and pictures are how many of each a recording holds beside those of
// the start; each picture stands beside an evaluation.
const (
	evaluations = 16
	pictures    = 8
)

// recording is a run as the page shows it before its trainer is there. It is
// written to be small: public/js/recorded.js makes wire's updates of it again.
type recording struct {
	V        int        `json:"v"`
	Settings string     `json:"settings"` // query of the page
	Date     string     `json:"date"`
	Device   string     `json:"device"`
	Command  string     `json:"command"`
	Steps    int        `json:"steps"`
	Params   int        `json:"params"`
	Refs     []wire.Ref `json:"refs"`
	// Picture is what all runs share, by its name in wire.Update.
	Picture json.RawMessage `json:"picture"`
	Runs    []course        `json:"runs"` // side by side
}

// course is one run. Loss holds the losses of steps 1, 2, …. Costs holds, by the
// names of wire.Point, what each step added to what was used before: one number
// where every step added the same, otherwise a number a step.
type course struct {
	Method string                 `json:"method"`
	Loss   []json.Number          `json:"loss"`
	Costs  map[string]any         `json:"costs"`
	Evals  []wire.Eval            `json:"evals"`
	Frames []json.RawMessage      `json:"frames"` // pictures and costs, with their steps
	Copies []wire.Copy            `json:"copies"`
	drawn  map[int]map[string]any // the frames by step
}

const aboutRecord = `  records the runs that the page shows before its trainer is there: every scenario
  with its defaults, on the CPU`

// recorder is what record was told.
type recorder struct {
	dir        string // for the recordings
	weightsDir string
}

func (r *recorder) flags(f *flag.FlagSet) {
	f.StringVar(&r.dir, "out", "public/recorded", "`folder` for the recordings")
	weightsVar(f, &r.weightsDir)
}

func (r *recorder) check() error { return nil }

func (r *recorder) run(ctx context.Context, stdout, _ io.Writer) error {
	for _, name := range wire.Scenarios() {
		s := wire.Defaults(name)
		s.Device, s.Speed = "cpu", "max"
		begin := time.Now()
		made, err := recordRun(ctx, s, func(file string) ([]byte, error) { return readWeights(r.weightsDir, file) })
		if err != nil {
			return err
		}
		made.Date = begin.UTC().Format(time.DateOnly)
		made.Settings = wire.Encode(wire.Defaults(name))
		made.Command = program + " record"
		b, err := json.Marshal(made)
		if err != nil {
			return fmt.Errorf("recording %s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(r.dir, name+".json"), append(b, '\n'), 0o644); err != nil {
			return fmt.Errorf("writing the recording of %s: %w", name, err)
		}
		fmt.Fprintf(stdout, "%-16s %d steps, %d bytes, %.1f s\n", name, made.Steps, len(b), time.Since(begin).Seconds())
	}
	return nil
}

// stops are the steps at which a run of n steps is evaluated.
func stops(n int) []int {
	var at []int
	for i := range evaluations {
		at = append(at, (i+1)*n/evaluations)
	}
	return slices.Compact(slices.DeleteFunc(at, func(s int) bool { return s == 0 }))
}

// recordRun trains settings to their last step. fetch returns a weights file.
func recordRun(ctx context.Context, s wire.Settings, fetch func(string) ([]byte, error)) (*recording, error) {
	at := stops(s.Steps)
	r := &recording{V: 1, Steps: s.Steps, Runs: make([]course, s.Width())}
	points := make([][]wire.Point, s.Width())
	var picture map[string]any
	err := worker.Record(ctx, s, at, fetch, func(e wire.Event) {
		if e.Device != nil {
			r.Device = e.Device.Kind + ": " + e.Device.Name
		}
		if u := e.Update; u != nil {
			r.take(u, points, func(step int) bool { return step == 0 || slices.Contains(at, step) })
			if p := pictureOf(u.Shared); p != nil {
				picture = p
			}
		}
	})
	if err != nil {
		return nil, err
	}
	if r.Picture, err = rounded(picture, 4); err != nil {
		return nil, err
	}
	for i := range r.Runs {
		if err := r.Runs[i].finish(points[i]); err != nil {
			return nil, fmt.Errorf("recording %s: %w", s.Scenario, err)
		}
	}
	return r, nil
}

// take adds what an update tells. Evaluations count at the steps that keep names:
// when the others happen depends on the machine's pace.
func (r *recording) take(u *wire.Update, points [][]wire.Point, keep func(step int) bool) {
	if u.Params > 0 {
		r.Params = u.Params
	}
	if u.Refs != nil {
		r.Refs = u.Refs
	}
	for i := range u.Runs {
		n, c := &u.Runs[i], &r.Runs[i]
		c.Method, c.Copies = n.Method, n.Cost.Copies
		points[i] = append(points[i], n.Points...)
		for _, e := range n.Evals {
			if keep(e.Step) {
				c.Evals = append(c.Evals, e)
			}
		}
		frame := pictureOf(n.Picture)
		if frame == nil || !keep(u.Step) {
			continue
		}
		if c.drawn == nil {
			c.drawn = map[int]map[string]any{}
		}
		cost := n.Cost
		cost.Copies, cost.Device = nil, 0
		frame["step"], frame["cost"] = u.Step, cost
		c.drawn[u.Step] = frame
	}
}

// pictureOf is the one picture that is there, by its name in an update; nil if none is.
func pictureOf[P wire.Shared | wire.Picture](p P) (picture map[string]any) {
	b, err := json.Marshal(p)
	if err != nil || json.Unmarshal(b, &picture) != nil || len(picture) == 0 {
		return nil
	}
	return picture
}

// finish rounds the course and gives it its last form.
func (c *course) finish(points []wire.Point) error {
	for i, p := range points {
		if p.Step != i+1 {
			return fmt.Errorf("%s: point %d is of step %d", c.Method, i+1, p.Step)
		}
		c.Loss = append(c.Loss, digits(p.Loss, 4))
	}
	c.Costs = map[string]any{}
	for name, of := range map[string]func(wire.Point) float64{
		"tok": func(p wire.Point) float64 { return float64(p.Tokens) }, "fl": func(p wire.Point) float64 { return p.FLOPs },
		"fb": func(p wire.Point) float64 { return float64(p.Passes) }, "wr": func(p wire.Point) float64 { return float64(p.Written) },
		"dm": func(p wire.Point) float64 { return float64(p.Demos) }, "jd": func(p wire.Point) float64 { return float64(p.Judged) },
	} {
		if n := increments(points, of); n != nil {
			c.Costs[name] = n
		}
	}
	for _, e := range c.Evals {
		for name, v := range e.Metrics {
			e.Metrics[name], _ = digits(v, 4).Float64()
		}
		for name, v := range e.Errs {
			e.Errs[name], _ = digits(v, 2).Float64()
		}
		maps.DeleteFunc(e.Errs, func(_ string, v float64) bool { return v == 0 }) // as where nothing is said
		maps.DeleteFunc(e.Prompts, func(_ string, n int) bool { return n == 0 })
	}
	steps := make([]int, 0, len(c.drawn))
	for step := range c.drawn {
		steps = append(steps, step)
	}
	slices.Sort(steps)
	every := max(1, (len(steps)-1)/pictures)
	for i, step := range steps {
		if i%every != 0 && i != len(steps)-1 {
			continue
		}
		b, err := rounded(c.drawn[step], 2)
		if err != nil {
			return err
		}
		c.Frames = append(c.Frames, b)
	}
	return nil
}

// increments are what each step added: one number where all added the same, nil
// where none added anything.
func increments(points []wire.Point, of func(wire.Point) float64) any {
	var all []json.Number
	last, same := 0.0, true
	for _, p := range points {
		v := of(p)
		all = append(all, digits(v-last, 4))
		same = same && all[len(all)-1] == all[0]
		last = v
	}
	switch {
	case !same:
		return all
	case len(all) == 0 || all[0] == "0":
		return nil
	}
	return all[0]
}

// digits writes a number with at most n significant digits.
func digits(v float64, n int) json.Number {
	if v != 0 && math.Abs(v) >= math.Pow10(n) && math.Abs(v) < 1e15 { // no exponent
		scale := math.Pow10(int(math.Log10(math.Abs(v))) + 1 - n)
		return json.Number(strconv.FormatFloat(math.Round(v/scale)*scale, 'f', 0, 64))
	}
	return json.Number(strconv.FormatFloat(v, 'g', n, 64))
}

// rounded is the JSON of v with every number between -1 and 1 that is not whole
// at n places.
func rounded(v any, n int) (json.RawMessage, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(b, &tree); err != nil {
		return nil, err
	}
	return json.Marshal(roundAll(tree, math.Pow10(n)))
}

func roundAll(v any, scale float64) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = roundAll(v[k], scale)
		}
		return v
	case []any:
		for i := range v {
			v[i] = roundAll(v[i], scale)
		}
		return v
	case float64:
		if math.Abs(v) < 1 {
			return math.Round(v*scale) / scale
		}
	}
	return v
}
