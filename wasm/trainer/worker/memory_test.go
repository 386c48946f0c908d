package worker

import (
	"context"
	"strings"
	"testing"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// What runs take is told before it is taken, with what would take less; what cannot
// fit is refused, and the runs before stay.
func TestMemoryIsCheckedBeforeItIsTaken(t *testing.T) {
	p := open(t)
	p.limits.much, p.limits.memory = 20e6, 200e6
	s := small()
	p.do(wire.Command{Do: "init", Settings: &s, Run: 1, Base: "weights/"})
	p.do(wire.Command{Do: "step", N: 2})
	s.Seeds = 4
	p.do(wire.Command{Do: "set", Settings: &s, Run: 2})
	var told *wire.Progress
	p.mu.Lock()
	for _, e := range p.events {
		switch {
		case e.Run == 1 && e.Progress != nil && e.Progress.What == "memory":
			t.Errorf("two small runs are too much: %+v", e.Progress)
		case e.Run == 2 && e.Progress != nil && e.Progress.What == "memory":
			told = e.Progress
		case e.Run == 2 && e.Type == "ready" && told == nil:
			t.Error("it was not told before the runs were made")
		}
	}
	p.mu.Unlock()
	if told == nil || !strings.Contains(told.Note, "These 8 runs take about") || !strings.Contains(told.Note, "would take less") {
		t.Fatalf("told %+v", told)
	}
	t.Log(told.Note)

	s.Seeds, s.Batch = 8, 64
	for i, method := range []string{"rlhf", "ppo", "rlhf", "ppo"} {
		s.Arms[i] = wire.DefaultSide(s.Scenario, method)
	}
	f := p.fails("settings", wire.Command{Do: "set", Settings: &s, Run: 3})
	if !f.Refused || !strings.Contains(f.Text, "32 runs would take") || !strings.Contains(f.Text, "would fit") {
		t.Errorf("%+v", f)
	}
	t.Log(f.Text)
	if u := p.do(wire.Command{Do: "step", N: 1, Run: 2}); u.Step != 1 {
		t.Errorf("the runs before are at step %d", u.Step)
	}
	p.once()
}

// Where it shows only with the new device that runs cannot fit, those before are gone
// already, and the reader is told that.
func TestRunsThatDoNotFitTheDeviceThatCame(t *testing.T) {
	p := onGPUs(t, &fragile{})
	opens := p.limits.open
	p.limits.open = func(ctx context.Context, kind string) (train.Device, string, error) {
		if kind == "auto" {
			kind = "cpu"
		}
		return opens(ctx, kind)
	}
	p.limits.memory = 200e6
	s := gpuSettings()
	p.init(s)
	s.Device, s.Seeds, s.Batch = "auto", 8, 64
	for i := range 2 {
		s.Arms[i] = wire.DefaultSide(s.Scenario, "rlhf")
	}
	f := p.fails("settings", wire.Command{Do: "set", Settings: &s, Run: p.last().Run + 1})
	if f.Refused || !strings.Contains(f.Text, "16 runs would take") || strings.Contains(f.Text, "Nothing was changed") || !strings.HasSuffix(f.Text, "There is no run now; other settings make one.") {
		t.Errorf("%+v", f)
	}
	s.Seeds, s.Batch = 1, 2
	if u := p.do(wire.Command{Do: "set", Settings: &s, Run: p.last().Run + 2}); u.Step != 0 {
		t.Errorf("other settings: step %d", u.Step)
	}
}
