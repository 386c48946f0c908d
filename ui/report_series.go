package ui

import "softmix/wasm/wire"

// SeriesState is what softmix.series() answers: all that is known of the runs,
// for files and saved runs.
type SeriesState struct {
	Query    string         `json:"query"` // the address that leads to these runs
	Settings map[string]any `json:"settings"`
	Seeds    int            `json:"seeds"`
	Recorded string         `json:"recorded,omitempty"` // what the recording is called, if this is one
	Device   *wire.Device   `json:"device"`
	Step     int            `json:"step"`
	Params   int            `json:"params"`
	Metric   string         `json:"metric"` // the one that the upper chart shows
	Refs     []wire.Ref     `json:"refs"`
	Runs     []SeriesRun    `json:"runs"`
}

// SeriesRun is one side's part of a SeriesState.
type SeriesRun struct {
	Method string       `json:"method"`
	Points []wire.Point `json:"points"`
	Evals  []wire.Eval  `json:"evals"`
	Cost   wire.Cost    `json:"cost"`
}

// SeriesOf reports the whole history of every side.
func SeriesOf(c *Control) SeriesState {
	s := c.Store
	to := s.Settings
	to.At, to.Phase = 0, "off"
	out := SeriesState{Query: wire.Encode(to), Settings: flat(s.Settings), Seeds: s.Seeds(), Device: s.Device, Step: s.Step, Params: s.Params,
		Metric: s.Settings.Metric, Refs: s.Refs}
	if out.Metric == "auto" {
		out.Metric = wire.Metrics(to.Scenario)[0]
	}
	if s.Recorded != nil {
		out.Recorded = s.Recorded.Label
	}
	for i := range s.Settings.Width() {
		r := &s.Runs[i]
		out.Runs = append(out.Runs, SeriesRun{Method: r.Method, Points: r.Points, Evals: r.Evals, Cost: r.Cost})
	}
	return out
}

// Weights asks for a side's weights (0 left): a safetensors file, or what went wrong.
func (c *Control) Weights(side int, done func(file []byte, fault string)) {
	c.ask(wire.Command{Do: "weights", N: side}, func(fault string) {
		file := c.file
		c.file = nil
		done(file, fault)
	})
}
