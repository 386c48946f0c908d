package ui

import (
	"softmix/wasm/wire"
)

// Inspect chooses what is looked at, as softmix.inspect() asks, and has done
// called when the trainer has answered. Where the section is closed it stays so.
func (c *Control) Inspect(ps []wire.Pair, done func(fault string)) {
	if c.Open() {
		if len(ps) == 0 && c.Store.Trace != nil && !c.insp.looking {
			done("")
			return
		}
		c.SetAll(append(ps, wire.Pair{Name: "phase", Value: c.Store.Settings.Phase}), func(fault string) {
			if fault != "" || !c.insp.looking && c.Store.Trace != nil {
				done(fault)
				return
			}
			c.look(done)
		})
		return
	}
	to, fixes := wire.Apply(c.Store.Settings, ps)
	c.Store.Fixes = fixes
	l := wire.Look{On: true, Sequence: to.Sequence, Token: to.Token, Layer: to.Layer, Head: to.Head}
	c.ask(wire.Command{Do: "look", Look: &l}, func(fault string) {
		if !c.Open() {
			c.ask(wire.Command{Do: "look", Look: &wire.Look{}}, nil)
		}
		done(fault)
	})
}
