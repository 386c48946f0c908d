package statetest

import (
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Update is one with the losses and evaluations of steps from+1 … to in both
// runs. The loss of step k is k/scale.
func Update(from, to int, scale float64, rewound bool) wire.Event {
	u := wire.Update{Step: to, Rewound: rewound, Runs: make([]wire.RunUpdate, 2)}
	for i := range u.Runs {
		for k := from + 1; k <= to; k++ {
			u.Runs[i].Points = append(u.Runs[i].Points, wire.Point{Step: k, Loss: float64(k) / scale, Seconds: float64(k) / 10, Tokens: 8 * k})
			if k%5 == 0 {
				u.Runs[i].Evals = append(u.Runs[i].Evals, wire.Eval{Step: k, Metrics: map[string]float64{"accuracy": float64(k) / 100}})
			}
		}
	}
	return wire.Event{Type: "update", Update: &u}
}

// Ready is a store whose trainer has told of the runs' start.
func Ready(scenario string) *state.Store {
	s := state.NewStore(wire.Defaults(scenario))
	s.Apply(Update(0, 0, 1, true))
	return s
}
