package ui

import (
	"softmix/wasm/wire"
)

// State is what softmix.state() answers.
type State struct {
	Step     int            `json:"step"`
	Playing  bool           `json:"playing"`
	Device   *wire.Device   `json:"device"`   // null until the trainer is ready
	Settings map[string]any `json:"settings"` // by the names of the URL; see StateOf
	Runs     []RunState     `json:"runs"`     // left, right
	Error    *wire.Fault    `json:"error"`    // null if all is well
	Fixed    []string       `json:"fixed"`    // what was put right by the last change of settings
}

// RunState is one run's part of a State.
type RunState struct {
	Method  string             `json:"method"`
	Loss    *float64           `json:"loss"`    // of the last step's batch; null at step 0
	Metrics map[string]float64 `json:"metrics"` // the newest value of each
}

// StateOf reports where the page is. Settings holds every setting under its bare
// name; a sided one also as name.1 (left) and name.2 (right), its bare name being
// the value of the side that trains with IFT, of the right one if both or none
// do. left, right and methods tell the methods.
func StateOf(c *Control) State {
	s := c.Store
	st := State{Step: s.Step, Playing: s.Playing, Device: s.Device, Error: s.Fault, Fixed: []string{}, Settings: flat(s.Settings)}
	for _, f := range c.Fixes {
		st.Fixed = append(st.Fixed, f.Text)
	}
	for i := range s.Runs {
		r := RunState{Method: s.Runs[i].Method, Metrics: s.Runs[i].Metrics()}
		if l, ok := s.Runs[i].Loss(); ok {
			r.Loss = finite(l)
		}
		st.Runs = append(st.Runs, r)
	}
	return st
}

func flat(s wire.Settings) map[string]any {
	m := map[string]any{
		"left": s.Sides[0].Method, "right": s.Sides[1].Method,
		"methods": s.Sides[0].Method + "," + s.Sides[1].Method,
	}
	lead := 1
	if s.Sides[0].Method == "ift" && s.Sides[1].Method != "ift" {
		lead = 0
	}
	for _, p := range wire.Params() {
		if p.Name == "method" {
			continue
		}
		m[p.Name] = p.Value(s, lead)
		if p.Sided {
			m[p.Name+".1"], m[p.Name+".2"] = p.Value(s, 0), p.Value(s, 1)
		}
	}
	return m
}

// MetricsOf is what softmix.metrics() answers:
//
//	{step: [1, 2, …], seconds: […], tokens: […],
//	 runs: [{method, loss: […], eval: [0, 10, …], accuracy: […], …}, …]}
//
// loss[i] is the loss of the batch that update step[i] was made on. eval holds
// the number of updates after which the model was evaluated; every metric of the
// scenario is a series of that length, null where it was not measured.
func MetricsOf(s *Store) map[string]any {
	m := map[string]any{}
	step, seconds, tokens := []int{}, []float64{}, []int{}
	for _, p := range s.Runs[0].Points {
		step, seconds, tokens = append(step, p.Step), append(seconds, p.Seconds), append(tokens, p.Tokens)
	}
	m["step"], m["seconds"], m["tokens"] = step, seconds, tokens
	runs := []any{}
	for i := range s.Runs {
		runs = append(runs, series(&s.Runs[i]))
	}
	m["runs"] = runs
	return m
}

func series(r *Run) map[string]any {
	loss, eval := []*float64{}, []int{}
	for _, p := range r.Points {
		loss = append(loss, finite(p.Loss))
	}
	out := map[string]any{"method": r.Method}
	for i, e := range r.Evals {
		eval = append(eval, e.Step)
		for name, v := range e.Metrics {
			s, _ := out[name].([]*float64)
			if s == nil {
				s = make([]*float64, len(r.Evals))
				out[name] = s
			}
			s[i] = finite(v)
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
