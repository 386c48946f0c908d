package ui

import "softmix/wasm/wire"

// SeriesOf is what softmix.series() answers: all that is known of the runs, for
// files and saved runs:
//
//	{query, settings, seeds, recorded, device, step, params, metric, refs,
//	 runs: [{method, points: [wire.Point, …], evals: [wire.Eval, …], cost: wire.Cost}, …]}
//
// query is the address that leads to these runs, recorded what a recording is
// called ("" where this is none), metric the one that the upper chart shows.
func SeriesOf(c *Control) map[string]any {
	s := c.Store
	metric, recorded := s.Settings.Metric, ""
	if metric == "auto" {
		metric = wire.Metrics(s.Settings.Scenario)[0]
	}
	if s.Recorded != nil {
		recorded = s.Recorded.Label
	}
	settings := flat(s.Settings)
	var runs []any
	for i := range s.Runs {
		if r := &s.Runs[i]; r.Method != "" && r.Method != wire.NoMethod {
			runs = append(runs, map[string]any{"method": r.Method, "points": append([]wire.Point{}, r.Points...), "evals": append([]wire.Eval{}, r.Evals...), "cost": &r.Cost})
		}
	}
	return map[string]any{
		"query": c.address(), "settings": settings, "seeds": s.Seeds(), "recorded": recorded, "device": s.Device,
		"step": s.Step, "params": s.Params, "metric": metric, "refs": s.Refs, "runs": runs,
	}
}

// address is the query of the runs, from their beginning.
func (c *Control) address() string {
	to := c.Store.Settings
	to.At, to.Phase = 0, "off"
	return wire.Encode(to)
}

// Weights asks for a side's weights (0 left): a safetensors file, or what went wrong.
func (c *Control) Weights(side int, done func(file []byte, fault string)) {
	c.ask(wire.Command{Do: "weights", N: side}, func(fault string) {
		file := c.file
		c.file = nil
		done(file, fault)
	})
}
