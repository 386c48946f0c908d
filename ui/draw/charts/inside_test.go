package charts

import (
	"fmt"
	"testing"

	"softmix/ui/canvas/canvastest"
	"softmix/ui/state/statetest"
)

// TestChartsInside draws the charts at the widths that the page has.
func TestChartsInside(t *testing.T) {
	for _, w := range []float64{150, 160, 320, 347, 420, 700} {
		for _, unit := range []string{"step", "tokens", "seconds"} {
			for _, steps := range []int{0, 1, 62, 200} {
				for _, log := range []bool{false, true} {
					s := statetest.Store(steps)
					s.Settings.XAxis, s.Settings.Log = unit, log
					f := newFigure(s, w)
					for i := range f.panes {
						for _, read := range []reading{f.atPlay(), f.atX(f.panes[0].XMax)} {
							r := &canvastest.Recorder{W: w, H: f.panes[i].height()}
							f.drawUnder(r, i)
							f.drawOver(r, i, read)
							r.Inside(t, fmt.Sprintf("chart %d of %s, step %d, %g px", i, unit, steps, w))
						}
					}
				}
			}
		}
	}
}
