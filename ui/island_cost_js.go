//go:build js

package ui

import (
	"softmix/ui/canvas"
)

// NewCost is the strip that says what the run of one side has cost.
func NewCost(store *Store, side int) canvas.Island {
	type picture struct {
		cost  Cost
		scale float64
		name  string
	}
	scale := func() (most float64) {
		for i := range store.Settings.Width() {
			most = max(most, store.costOf(i).units())
		}
		return most
	}
	b := newBoard()
	b.picture = func() any { return picture{store.costOf(side), scale(), who(store, side).Name} }
	b.height = func(float64) float64 { return costH }
	b.paint = func(c canvas.Canvas) { drawCost(c, store.costOf(side), scale(), who(store, side)) }
	b.words = func() string { return costLabel(store.costOf(side), who(store, side)) }
	return b
}
