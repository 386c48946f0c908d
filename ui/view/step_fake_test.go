package view

import (
	"softmix/ui/state/statetest"
	"softmix/wasm/wire"
)

// openDesk is a desk at step 41 whose inspector is open and holds a.
func openDesk(scenario, phase string, a *wire.Trace) *desk {
	d := newDesk(scenario)
	d.Store.Apply(statetest.Update(0, 41, 1, false))
	d.Store.Settings.Phase, d.Store.Settings.At = phase, 41
	d.Store.Trace = a
	return d
}
