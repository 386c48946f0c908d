package charts

import "testing"

import (
	"softmix/ui/state/statetest"
)

// A low frame leaves the charts so much height: there is one, and it fits.
func TestChartsInALowFrame(t *testing.T) {
	s := statetest.Store(0)
	s.Compact = true
	if f := newFigure(s, 420); len(f.panes) != 2 {
		t.Fatalf("%d charts where there is room", len(f.panes))
	}
	for _, room := range []float64{140, 200} {
		s.Room = room
		if f := newFigure(s, 420); len(f.panes) != 1 || f.panes[0].height() != room || f.panes[0].XMax == 0 {
			t.Errorf("in %v px: %d charts, the first of %v px", room, len(f.panes), f.panes[0].height())
		}
	}
}
