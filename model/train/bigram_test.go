package train

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/method"
	"softmix/model/train/internal/toy"
	"softmix/model/train/rl"
)

// asBigram is c with a bigram whose parameter called frozen nobody trains.
func asBigram(c Config, frozen string) Config {
	c.Arch, c.Frozen, c.Base = toy.BigramOf(c.Task, frozen)
	c.LR = 5e-2
	return c
}

// frozenOf reads the frozen parameter of a run.
func frozenOf(t *testing.T, r *Run) []float32 {
	t.Helper()
	v := r.model.Weight(r.model.Arch.(toy.Bigram).Untrained)
	w := make([]float32, v.Len)
	if err := r.model.Dev.ReadF32(t.Context(), v.Buf, v.Off, w); err != nil {
		t.Fatal(err)
	}
	return w
}

// Every method trains the second architecture, and what is frozen stays.
func TestEveryMethodTrainsAnotherArchitecture(t *testing.T) {
	for _, name := range MethodNames() {
		for _, frozen := range []string{"P", "E", "U"} {
			t.Run(name+" "+frozen, func(t *testing.T) {
				c := Default(counting{}, name, 7)
				if rl.Learns(name) {
					c = rlConfig(name)
				}
				r := newRun(t, cpu.Open(), asBigram(c, frozen))
				before := frozenOf(t, r)
				losses := lossesOf(t, r, 20)
				for _, l := range losses {
					if math.IsNaN(float64(l)) {
						t.Fatalf("losses %v", losses)
					}
				}
				if !rl.Learns(name) && mean(losses[15:]) > .8*mean(losses[:5]) {
					t.Errorf("the losses do not fall: %v", losses)
				}
				if !slices.Equal(frozenOf(t, r), before) {
					t.Error("what nobody trains has changed")
				}
			})
		}
	}
}

// A table that nobody trains can be mixed from, by every feedback.
func TestFrozenTableIsMixedFrom(t *testing.T) {
	for _, feedback := range Feedbacks() {
		for _, constant := range []bool{false, true} {
			c := sampled()
			c.Settings.Feedback, c.Settings.Frozen = feedback, constant
			l := lossesOf(t, newRun(t, cpu.Open(), asBigram(c, "E")), 20)
			if mean(l[15:]) > .8*mean(l[:5]) {
				t.Errorf("%s: the losses do not fall: %v", feedback, l)
			}
		}
	}
}

// Two runs of a comparison share what nobody trains: it is in memory once, and in no
// snapshot. They learn, seek and move to another device as all do.
func TestAnotherArchitectureInAComparison(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		h := &toy.Meter{Device: dev}
		a, b := asBigram(sft(), "P"), asBigram(sampled(), "P")
		d, w := newComparison(t, h, a, b)
		taken := h.Bytes
		frozen := 4 * toy.Len * 16
		if one := taken/2 - frozen/2; taken != 2*one+frozen {
			t.Errorf("%d bytes", taken)
		}
		if err := d.Evaluate(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		train(t, d, 20)
		want := [][]float32{slices.Clone(w.losses[0]), slices.Clone(w.losses[1])}
		for i, l := range want {
			if mean(l[15:]) > .8*mean(l[:5]) {
				t.Errorf("run %d: the losses do not fall: %v", i, l)
			}
		}
		if err := d.Evaluate(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		for _, r := range d.Runs() {
			if r.model.Weight("P").Buf != d.runs[0].model.Weight("P").Buf {
				t.Error("each run has a frozen parameter of its own")
			}
			s, err := r.Snapshot(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if n := arch.LayoutOf(a.Arch).Len; s.Bytes() != 3*4*n {
				t.Errorf("a snapshot takes %d bytes, for %d trained weights", s.Bytes(), n)
			}
		}
		if err := d.Seek(t.Context(), 9); err != nil {
			t.Fatal(err)
		}
		train(t, d, 11)
		for i := range want {
			if !slices.Equal(w.losses[i], want[i]) {
				t.Errorf("run %d after a seek: %v, was %v", i, w.losses[i], want[i])
			}
		}
		if err := d.Reopen(t.Context(), cpu.Open()); err != nil {
			t.Fatal(err)
		}
		train(t, d, 2)
	})
}

// Memory is told apart: what a run takes, and what all share.
func TestFootprintCountsSharedWeightsOnce(t *testing.T) {
	c := asBigram(sft(), "P")
	own, shared, err := Footprint(t.Context(), c.Base, c)
	if err != nil {
		t.Fatal(err)
	}
	if shared != 4*toy.Len*16 || own < 4*4*arch.LayoutOf(c.Arch).Len {
		t.Errorf("%d bytes of a run's own, %d shared", own, shared)
	}
}

// A checkpoint holds what is trained, and comes back.
func TestCheckpointHoldsWhatIsTrained(t *testing.T) {
	c := asBigram(sft(), "U")
	b, err := arch.EncodeExact(c.Base, c.Arch, counting{}.Names(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if w, err := arch.DecodeWeights(b, c.Arch); err != nil || !slices.Equal(w, c.Base) {
		t.Errorf("came back changed: %v", err)
	}
	if bytes.Contains(b, []byte(`"U"`)) || !bytes.Contains(b, []byte(`"W"`)) {
		t.Error("the file has another selection of parameters")
	}
}

// What a device computes of the second architecture is verified like all else.
func TestAnotherArchitectureIsVerified(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		for _, k := range asBigram(sampled(), "P").Kinds() {
			if kernel, err := k.Verify(t.Context(), dev); kernel != "" || err != nil {
				t.Errorf("%v: %q, %v", k, kernel, err)
			}
		}
	})
}

// Frozen weights that do not come are an error with their name.
func TestFrozenWeightsMustCome(t *testing.T) {
	c := asBigram(sft(), "P")
	gone := errors.New("gone")
	for _, source := range []arch.Source{nil,
		func(context.Context, arch.Parameter, func(int, []float32) error) error { return gone },
		func(_ context.Context, _ arch.Parameter, write func(int, []float32) error) error {
			return write(1, make([]float32, toy.Len*16))
		}} {
		c.Frozen = source
		h := &toy.Meter{Device: cpu.Open()}
		if r, err := NewRun(t.Context(), h, nil, c); err == nil {
			t.Errorf("a run at %d without its weights", r.At())
		}
		if h.Bytes != 0 {
			t.Errorf("%d bytes are left", h.Bytes)
		}
	}
	other := asBigram(sft(), "E")
	if _, err := NewComparison(t.Context(), cpu.Open(), nil, Events{}, asBigram(sft(), "P"), other); err == nil {
		t.Error("two models in one comparison")
	}
}

// Gradients are those of the loss, by differences of it, and a second pass does not
// add to the first one's, whichever parameter is frozen.
func TestGradientsOfAnotherArchitecture(t *testing.T) {
	for _, frozen := range []string{"P", "E", "U", ""} {
		c := asBigram(sft(), frozen)
		dev := cpu.Naive()
		held, err := c.frozen(t.Context(), dev)
		if err != nil {
			t.Fatal(err)
		}
		m, err := arch.New(dev, c.Arch, held)
		if err != nil {
			t.Fatal(err)
		}
		b := counting{}.Demonstrations(rand.New(rand.NewPCG(1, 2)), 4, 0)
		for _, name := range []string{"sft", "ift", "reward"} {
			s, err := method.New(m, name, method.Settings{}, method.DefaultOptim(), b.B, b.T)
			if err != nil {
				t.Fatal(err)
			}
			k := method.Knobs{Tau: 1} // lambda 0, gamma 0: the gradient of IFT is that of its loss
			at := func(w []float32) (loss float64, grads []float32) {
				state := method.State{W: w, M: make([]float32, len(w)), V: make([]float32, len(w)), Head: make([]float32, 3*64)}
				for i := range c.Arch.Shape().Dim {
					state.Head[i] = float32(i%3) - 1
				}
				if name != "reward" {
					state.Head = nil
				}
				if err := s.SetState(state); err != nil {
					t.Fatal(err)
				}
				if err := s.Run(b.Tokens, b.Mask, nil, k); err != nil {
					t.Fatal(err)
				}
				l, err := s.Losses(t.Context(), 0)
				if err != nil {
					t.Fatal(err)
				}
				if grads, err = s.Grads(t.Context()); err != nil {
					t.Fatal(err)
				}
				return float64(l[0]), grads
			}
			_, g := at(c.Base)
			if _, again := at(c.Base); !slices.Equal(g, again) {
				t.Errorf("%s, %q frozen: a second pass has other gradients", name, frozen)
			}
			for _, p := range m.Layout.Tensors {
				const h = 1e-2
				up, down, norm := slices.Clone(c.Base), slices.Clone(c.Base), method.Norm(g[p.Off:p.Off+p.Len])
				if norm == 0 {
					if name != "reward" || p.Name != "U" {
						t.Errorf("%s, %q frozen: %s has no gradient", name, frozen, p.Name)
					}
					continue
				}
				for i := p.Off; i < p.Off+p.Len; i++ {
					d := float32(h / norm * float64(g[i]))
					up[i], down[i] = up[i]+d, down[i]-d
				}
				hi, _ := at(up)
				lo, _ := at(down)
				if slope := (hi - lo) / (2 * h); math.Abs(slope-norm) > .01*norm+1e-4 {
					t.Errorf("%s, %q frozen: along the gradient of %s the loss rises by %g, its norm is %g", name, frozen, p.Name, slope, norm)
				}
			}
			s.Free()
		}
	}
}
