package state

import (
	"strconv"

	"softmix/model/method"
	"softmix/wasm/wire"
)

// Report is what softmix.state() answers.
type Report struct {
	Step     int            `json:"step"`
	Playing  bool           `json:"playing"`
	Recorded bool           `json:"recorded,omitempty"` // nothing is trained yet, or ever: the numbers are a recorded run's
	Device   *wire.Device   `json:"device"`             // null until the trainer is ready
	Settings map[string]any `json:"settings"`           // by the names of the URL; see ReportOf
	Seeds    int            `json:"seeds"`              // runs a side; with several, all numbers are means over them
	Runs     []RunReport    `json:"runs"`               // left, right, and the third and fourth where there are
	// Difference is right minus left, pair by pair over the seeds, by metric; absent
	// with one seed.
	Difference map[string]DifferenceReport `json:"difference,omitempty"`
	Error      *wire.Fault                 `json:"error"` // null if all is well
	Fixed      []string                    `json:"fixed"` // what was put right by the last change of settings
}

// RunReport is one run's part of a Report.
type RunReport struct {
	Method  string             `json:"method"`
	Loss    *float64           `json:"loss"`    // of the last step's batch; null at step 0
	Metrics map[string]float64 `json:"metrics"` // the newest value of each
	// Std holds the standard deviations over the seeds, of every metric and of
	// "loss"; absent with one seed.
	Std map[string]float64 `json:"std,omitempty"`
	// Difference is this run minus the left one, pair by pair over the seeds, by
	// metric; of the third and fourth run, absent with one seed.
	Difference map[string]DifferenceReport `json:"difference,omitempty"`
	Cost       wire.Cost                   `json:"cost"` // what it has used so far; with several seeds, the first one's run
}

// DifferenceReport is a stats.Difference in numbers that JSON knows.
type DifferenceReport struct {
	Mean  float64 `json:"mean"`
	Std   float64 `json:"std"`
	T     float64 `json:"t"`     // with floor in the place of a smaller std
	Floor float64 `json:"floor"` // the evaluation's own error: the least spread that counts
	Clear bool    `json:"clear"` // the seeds tell the two apart
	// Interval is where the mean lies, [low, high]: clear means that 0 is outside.
	// Absent where no verdict can be given: with two seeds, at step 0, beyond the
	// planned steps.
	Interval []float64 `json:"interval,omitempty"`
}

// ReportOf reports where the page is. Settings holds every setting under its bare
// name; a sided one also as name.1 (left), name.2 (right), and name.3 and name.4 where these
// sides are there, its bare name being the value of the left side if that trains
// with IFT and the right one does not, else of the right side. left, right, third,
// fourth and methods tell the methods.
func ReportOf(s *Store) Report {
	st := Report{Step: s.Step, Playing: s.Playing, Recorded: s.Recorded != nil, Device: s.Device, Error: s.Fault, Fixed: []string{}, Seeds: s.Seeds(), Settings: Flat(s.Settings)}
	for _, f := range s.Fixes {
		st.Fixed = append(st.Fixed, f.Text)
	}
	for i := range s.Settings.Width() {
		r := RunReport{Method: s.Runs[i].Method, Metrics: s.Runs[i].Metrics(), Cost: s.Runs[i].Cost}
		if l, ok := s.Runs[i].Loss(); ok {
			r.Loss = finite(l)
		}
		if st.Seeds > 1 {
			r.Std = stds(&s.Runs[i])
		}
		if i > 1 {
			r.Difference = differences(s, i, r.Metrics)
		}
		st.Runs = append(st.Runs, r)
	}
	st.Difference = differences(s, 1, st.Runs[1].Metrics)
	return st
}

// differences are a side minus the left one, by metric; nil with one seed.
func differences(s *Store, side int, metrics map[string]float64) (m map[string]DifferenceReport) {
	for name := range metrics {
		d, ok := s.Difference(side, 0, name)
		if !ok {
			continue
		}
		if m == nil {
			m = map[string]DifferenceReport{}
		}
		of := DifferenceReport{Mean: d.Mean, Std: d.Std, T: d.T, Floor: d.Floor, Clear: d.Clear}
		if low, high, ok := d.Interval(); ok {
			of.Interval = []float64{low, high}
		}
		m[name] = of
	}
	return m
}

// stds are the newest standard deviations over the seeds.
func stds(r *Run) map[string]float64 {
	m := map[string]float64{}
	if k := len(r.Points); k > 0 {
		m["loss"] = r.Points[k-1].Std
	}
	for name := range r.Metrics() {
		if std, ok := r.Std(name); ok {
			m[name] = std
		}
	}
	return m
}

func Flat(s wire.Settings) map[string]any {
	m := map[string]any{}
	methods := ""
	for i, name := range wire.ArmNames() {
		if m[name] = s.Arms[i].Method; i < s.Width() {
			methods += "," + s.Arms[i].Method
		} else {
			m[name] = wire.NoMethod
		}
	}
	m["methods"] = methods[1:]
	lead := 1
	if method.Of(s.Arms[0].Method).Subject && !method.Of(s.Arms[1].Method).Subject {
		lead = 0
	}
	for _, p := range wire.Params() {
		if p.Name == "method" {
			continue
		}
		m[p.Name] = p.Value(s, lead)
		if p.PerArm {
			for i := range s.Width() {
				m[p.Name+"."+strconv.Itoa(i+1)] = p.Value(s, i)
			}
		}
	}
	return m
}

// MetricsOf is what softmix.metrics() answers:
//
//	{step: [1, 2, …], seconds: […], tokens: […],
//	 runs: [{method, loss: […], flops: […], eval: [0, 10, …], accuracy: […], …}, …]}
//
// loss[i] is the loss of the batch that update step[i] was made on (see wire.Point
// for what it is a mean over), flops[i] what
// the run had computed with it. eval holds
// the number of updates after which the model was evaluated; every metric of the
// scenario is a series of that length, null where it was not measured. With
// several seeds all of them are means, seeds tells how many, and std, a part of
// each run, holds the same series of standard deviations.
func MetricsOf(s *Store) map[string]any {
	m := map[string]any{}
	step, seconds, tokens := []int{}, []float64{}, []int{}
	for _, p := range s.Runs[0].Points {
		step, seconds, tokens = append(step, p.Step), append(seconds, p.Seconds), append(tokens, p.Tokens)
	}
	m["step"], m["seconds"], m["tokens"], m["seeds"] = step, seconds, tokens, s.Seeds()
	runs := []any{}
	for i := range s.Settings.Width() {
		r := &s.Runs[i]
		of := series(r, func(p wire.Point) float64 { return p.Loss }, func(e wire.Eval, name string) float64 { return e.Metrics[name] })
		of["method"] = r.Method
		work := make([]float64, len(r.Points))
		for k, p := range r.Points {
			work[k] = p.FLOPs
		}
		of["flops"] = work
		if s.Seeds() > 1 {
			std := series(r, func(p wire.Point) float64 { return p.Std }, func(e wire.Eval, name string) float64 {
				v, _ := StdOf(e, name)
				return v
			})
			delete(std, "eval")
			of["std"] = std
		}
		runs = append(runs, of)
	}
	m["runs"] = runs
	return m
}

// series are a run's losses and metrics, and the steps of its evaluations, by
// name; the two functions tell what of them is asked for.
func series(r *Run, of func(wire.Point) float64, measured func(wire.Eval, string) float64) map[string]any {
	loss, eval := []*float64{}, []int{}
	for _, p := range r.Points {
		loss = append(loss, finite(of(p)))
	}
	out := map[string]any{}
	for i, e := range r.Evals {
		eval = append(eval, e.Step)
		for name := range e.Metrics {
			s, _ := out[name].([]*float64)
			if s == nil {
				s = make([]*float64, len(r.Evals))
				out[name] = s
			}
			s[i] = finite(measured(e, name))
		}
	}
	out["loss"], out["eval"] = loss, eval
	return out
}

// finite is v, or nil (null in JSON) where v is no number.
func finite(v float64) *float64 {
	if v-v != 0 {
		return nil
	}
	return &v
}
