//go:build !js

package e2e

import (
	"math"
	"testing"
)

// TestDevicesAgree trains 50 steps on the CPU and on WebGPU from one seed. SFT
// must have the same losses to 1e-3 throughout. IFT feeds back tokens that it
// draws: once a rounding error tips one of them, the two runs see different
// inputs and part for good. Until then they must agree as well.
func TestDevicesAgree(t *testing.T) {
	const steps, tolerance, together = 50, 1e-3, 10
	for _, scenario := range []string{"lake6", "sort"} {
		t.Run(scenario, func(t *testing.T) {
			var by [2][2][]float64 // device, run
			for i, device := range devices {
				p, server := visit(t, "?seed=11&scenario="+scenario+"&device="+device, View{})
				ready(t, p)
				do(t, p, "step("+itoa(steps)+")")
				by[i] = losses(t, p)
				quiet(t, p, server)
				p.Close()
			}
			for run, method := range []string{"sft", "ift"} {
				worst, parted := 0.0, 0
				for i := range steps {
					a, b := by[0][run][i], by[1][run][i]
					d := math.Abs(a-b) / math.Max(math.Abs(a), math.Abs(b))
					worst = math.Max(worst, d)
					if !(d <= tolerance) && parted == 0 {
						parted = i + 1
					}
				}
				t.Logf("%s: largest relative difference of a loss over %d steps %.2g (first above %g at step %d; 0 = never)", method, steps, worst, tolerance, parted)
				switch {
				case method == "sft" && parted != 0:
					t.Errorf("sft parts at step %d", parted)
				case parted != 0 && parted <= together:
					t.Errorf("%s parts at step %d, within the first %d", method, parted, together)
				}
			}
		})
	}
}
