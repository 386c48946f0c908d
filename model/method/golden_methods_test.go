package method

import (
	"math"
	"slices"
	"testing"

	"softmix/model/device"
)

// testScheduledSampling chooses draws and coins from which the fixture's inputs
// come out.
func (g golden) testScheduledSampling(t *testing.T, dev device.Device) {
	want := load[struct {
		Inputs tensor `json:"input_tokens"`
	}](t, g.folder, "scheduled_sampling")
	const p = 0.5
	coins, replaced := make([]float32, len(g.tokens)), 0
	for n, x := range want.Inputs.u32() {
		coins[n] = p
		if x != g.tokens[n] {
			coins[n] = 0.49
			replaced++
		}
	}
	if replaced == 0 {
		t.Fatal("the fixture replaces nothing")
	}
	st := g.testStep(t, dev, "scheduled_sampling", "ss", Settings{}, Knobs{SamplingProb: p, Tau: 1}, append(g.drawsFor(t, want.Inputs), coins...))
	b, _ := st.Buffer("inputs")
	got := make([]uint32, len(g.tokens))
	if err := dev.ReadU32(t.Context(), b, 0, got); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want.Inputs.u32()) {
		t.Errorf("inputs %v, want %v", got, want.Inputs.u32())
	}
}

// testNEFTune puts the fixture's noise where the generator's would be.
func (g golden) testNEFTune(t *testing.T, dev device.Device) {
	want := load[struct {
		Alpha float64
		Noise tensor
	}](t, g.folder, "neftune")
	st := g.step(t, dev, g.model(t, dev), "neftune", Settings{}, plain)
	calls := slices.DeleteFunc(slices.Clone(st.Calls()), func(c device.Call) bool { return c.Kernel == "noise" })
	if len(calls) != len(st.Calls())-1 {
		t.Fatal("the step makes no noise")
	}
	list, err := dev.Compile("neftune with given noise", calls)
	if err != nil {
		t.Fatal(err)
	}
	st.list.Free()
	st.list = list
	z, scale := want.Noise.f32(), want.Alpha/math.Sqrt(float64(g.T*g.config.Dim))
	for i := range z {
		z[i] = float32(want.Noise[i] / scale)
	}
	b, _ := st.Buffer("z")
	if err := dev.WriteF32(b, 0, z); err != nil {
		t.Fatal(err)
	}
	g.runStep(t, dev, st, "neftune", Knobs{Alpha: want.Alpha, Tau: 1}, make([]float32, st.Draws()))
}
