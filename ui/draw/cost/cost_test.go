package cost

import (
	"fmt"
	"math"
	"testing"

	"softmix/ui/canvas/canvastest"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// TestCostInside draws the costs at the widths that the page has.
func TestCostInside(t *testing.T) {
	for _, w := range []float64{150, 160, 320, 347, 420, 700} {
		for _, who := range []draw.Arm{draw.ArmPair("sft", "ift")[0], draw.ArmPair("ift", "ift")[1]} {
			for _, steps := range []int{0, 62, 12345} {
				r := &canvastest.Recorder{W: w, H: costH}
				drawCost(r, state.Cost{Forward: 4, Backward: 1, Steps: steps, FLOPs: 4e7 * float64(steps)}, 6, who)
				r.Inside(t, fmt.Sprintf("cost of %s at %g px", who.Name, w))
			}
		}
		for _, c := range []state.Cost{{Forward: 4, Backward: 1, Runs: 4}, {Forward: 4, Backward: 1, Steps: 12345, FLOPs: 4e12, Runs: 4}} {
			r := &canvastest.Recorder{W: w, H: costH}
			drawCost(r, c, 6, draw.ArmPair("sft", "ift")[1])
			r.Inside(t, "cost")
			if len(r.Find("text", canvastest.Says("each run"))) != 1 {
				t.Errorf("at %g px the cost does not say that it is one run's", w)
			}
		}
	}
}

func TestCost(t *testing.T) {
	st := state.NewStore(wire.Defaults("treasure"))
	before := st.CostOf(1)
	tell := func(step int, costs ...wire.Cost) {
		u := wire.Update{Step: step}
		for _, c := range costs {
			u.Runs = append(u.Runs, wire.RunUpdate{Cost: c})
		}
		st.Apply(wire.Event{Type: "update", Update: &u})
	}
	// What is prepared once, nine passes here, is not a step's.
	tell(1, wire.Cost{Forward: 1, Backward: 1, FLOPs: 1e8}, wire.Cost{Forward: 11, Backward: 1, FLOPs: 1e8})
	tell(62, wire.Cost{Forward: 62, Backward: 62, FLOPs: 2.5e9}, wire.Cost{Forward: 133, Backward: 62, FLOPs: 3.3e9})
	sft, ift := st.CostOf(0), st.CostOf(1)
	if sft.Units() != 3 || ift.Units() != 4 {
		t.Fatalf("units %g and %g, want 3 and 4", sft.Units(), ift.Units())
	}
	if before.Forward != 4 || before.Backward != 1 {
		t.Errorf("ift with 3 passes costs %+v before its first step, want 4 forward, 1 backward", before)
	}
	painted := func(c state.Cost) []canvastest.Mark {
		r := &canvastest.Recorder{W: 402, H: costH}
		drawCost(r, c, 4, draw.ArmPair("sft", "ift")[0])
		if len(r.Find("text", canvastest.Says("× 62 steps = "+words.Flops(c.FLOPs)+" · 1 copy of the model"))) != 1 {
			t.Errorf("no sum: %v", r.Find("text", canvastest.Says("")))
		}
		return r.Find("rect", func(canvastest.Mark) bool { return true })
	}
	a, b := painted(sft), painted(ift)
	if len(a) != 2 || len(b) != 3 {
		t.Fatalf("%d and %d bars, want 2 and 3", len(a), len(b))
	}
	end := func(m canvastest.Mark) float64 { return m.X + m.W }
	if f, back := end(a[0])+.5, end(a[1])-end(a[0])-.5; !canvastest.Near(back, 2*(f+1)) && math.Abs(back-2*(f+1)) > 3 {
		t.Errorf("backward is %g px long, forward %g: want twice", back, f)
	}
	if !canvastest.Near(a[1].W, b[2].W) {
		t.Errorf("backward is %g and %g px long: not one scale", a[1].W, b[2].W)
	}
	got := words.CostLabel(ift, draw.ArmPair("sft", "ift")[1].ArmName)
	if want := "Cost of one step of IFT: 2 forward passes and 1 backward pass, and one copy of the model in memory. 62 steps so far: 3.3 GFLOP."; got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
	// A method that generates: passes on average, tokens in words.
	many := state.Cost{Forward: 11.5, Backward: 2, Written: 160, Steps: 9, FLOPs: 4e9, Bytes: 2100000}
	for _, w := range []float64{150, 160, 320, 420} {
		r := &canvastest.Recorder{W: w, H: costH}
		drawCost(r, many, 20, draw.ArmOf("ppo"))
		r.Inside(t, "cost of ppo")
		if n := len(r.Find("rect", func(canvastest.Mark) bool { return true })); n != 2 {
			t.Errorf("%d bars, want one forward and one backward", n)
		}
	}
	if got, want := words.CostLabel(many, words.SoleName("ppo")), "Cost of one step of PPO: 12 forward passes and 2 backward passes, 160 tokens written, and 2.1\u00a0MB for copies of models. 9 steps so far: 4.0 GFLOP."; got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
}
