package train

import (
	"math"
	"slices"
	"strings"
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/task"
)

// lossesOf trains a run and returns its losses.
func lossesOf(t *testing.T, r *Run, n int) []float32 {
	t.Helper()
	from := r.At()
	for range n {
		if err := r.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	l, err := r.Losses(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func newRun(t *testing.T, dev device.Device, c Config) *Run {
	t.Helper()
	r, err := NewRun(t.Context(), dev, baseOf(c.Task), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Free)
	return r
}

func TestSeedDecidesEverything(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		a, b := newRun(t, dev, sampled()), newRun(t, dev, sampled())
		la, lb := lossesOf(t, a, 12), lossesOf(t, b, 12)
		if !slices.Equal(la, lb) {
			t.Errorf("one seed, two courses:\n%v\n%v", la, lb)
		}
		other := sampled()
		other.Seed++
		if lc := lossesOf(t, newRun(t, dev, other), 12); slices.Equal(la, lc) {
			t.Error("another seed gave the same losses")
		}
		if mean(la[8:]) >= mean(la[:4]) {
			t.Errorf("losses do not fall: %v", la)
		}
		ra, err := a.Evaluate(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		rb, err := b.Evaluate(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ra.Metrics, rb.Metrics) {
			t.Errorf("the same weights were evaluated as %v and %v", ra.Metrics, rb.Metrics)
		}
	})
}

func mean(x []float32) float64 {
	s := 0.
	for _, v := range x {
		s += float64(v) / float64(len(x))
	}
	return s
}

func TestMethodsOfOneSeedSeeTheSameBatches(t *testing.T) {
	for name, demos := range map[string]int{"a set": 6, "a set smaller than a batch": 2, "fresh ones": 0} {
		t.Run(name, func(t *testing.T) {
			a, b := sft(), sampled()
			a.Demos, b.Demos = demos, demos
			fa, err := newDataLoader(a)
			if err != nil {
				t.Fatal(err)
			}
			fb, err := newDataLoader(b)
			if err != nil {
				t.Fatal(err)
			}
			var seen [][]uint32
			for range 20 {
				// The two need different numbers of draws.
				x, _ := fa.next(false, 0)
				y, _ := fb.next(false, 77)
				if !slices.Equal(x.Tokens, y.Tokens) || !slices.Equal(x.Mask, y.Mask) {
					t.Fatal("batches differ")
				}
				seen = append(seen, x.Tokens)
			}
			if slices.Equal(seen[0], seen[1]) && slices.Equal(seen[1], seen[2]) {
				t.Error("every step has the same batch")
			}
			_, da := fa.next(false, 5)
			_, db := fb.next(false, 9)
			if !slices.Equal(da, db[:5]) {
				t.Error("earlier draws shifted the draws of this step")
			}
		})
	}
}

func TestSnapshotRestoresExactly(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		for name, c := range map[string]Config{"sft": sft(), "ift": sampled(), "frozen": frozen(), "ss": rising(), "neftune": Default(counting{}, "neftune", 7)} {
			t.Run(name, func(t *testing.T) {
				r := newRun(t, dev, c)
				lossesOf(t, r, 5)
				s, err := r.Snapshot(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				want, spent := lossesOf(t, r, 6), r.Spent()
				if err := r.Restore(s); err != nil {
					t.Fatal(err)
				}
				if r.At() != 5 {
					t.Errorf("restored to step %d, not 5", r.At())
				}
				if got := lossesOf(t, r, 6); !slices.Equal(got, want) || r.Spent() != spent {
					t.Errorf("after restoring:\n%v %v, before:\n%v %v", got, r.Spent(), want, spent)
				}
				// In another run, too: a snapshot is all there is.
				fresh := newRun(t, dev, c)
				if err := fresh.Restore(s); err != nil {
					t.Fatal(err)
				}
				if got := lossesOf(t, fresh, 6); !slices.Equal(got, want) {
					t.Errorf("in a fresh run:\n%v, before:\n%v", got, want)
				}
			})
		}
	})
}

// rising is scheduled sampling whose p grows.
func rising() Config {
	c := Default(counting{}, "ss", 7)
	c.SamplingProb, c.Rise = .8, true
	return c
}

func frozen() Config {
	c := sampled()
	c.Settings.Frozen = true
	return c
}

func TestSetTakesEffectOnTheNextStep(t *testing.T) {
	dev := cpu.Open()
	a, b := newRun(t, dev, sampled()), newRun(t, dev, sampled())
	lossesOf(t, a, 5)
	lossesOf(t, b, 5)
	n := b.Config().Recipe
	n.Lambda = 0
	if err := b.Set(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if la, lb := lossesOf(t, a, 1), lossesOf(t, b, 1); la[0] == lb[0] {
		t.Error("lambda did not change the next step's loss")
	}

	// Structure: SFT after six steps of IFT is a different step on the same
	// weights, moments and batches, and the change back leaves no trace but those.
	before, err := b.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n.Method = "sft"
	if err := b.Set(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	after, err := b.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(before.state.W, after.state.W) || !slices.Equal(before.state.V, after.state.V) || after.Step() != 6 {
		t.Error("changing the method changed the weights, the moments or the step")
	}
	want := lossesOf(t, b, 4)
	if err := b.Restore(before); err != nil {
		t.Fatal(err)
	}
	if b.Config().Method != "ift" {
		t.Errorf("restored to %s, the snapshot was ift's", b.Config().Method)
	}
	if err := b.Set(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if got := lossesOf(t, b, 4); !slices.Equal(got, want) {
		t.Errorf("the same change of method gave %v, then %v", want, got)
	}
	n.Lambda = 2
	if err := b.Set(t.Context(), n); err == nil || !strings.Contains(err.Error(), "lambda is 2") {
		t.Errorf("lambda 2: %v", err)
	}
}

func TestConfigErrorsNameTheSetting(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"batch is 0":           func(c *Config) { c.Batch = 0 },
		"steps is -1":          func(c *Config) { c.Steps = -1 },
		"demos is -1":          func(c *Config) { c.Demos = -1 },
		"gamma is NaN":         func(c *Config) { c.Gamma = math.NaN() },
		"tau is 0":             func(c *Config) { c.Tau = 0 },
		"lr is +Inf":           func(c *Config) { c.LR = math.Inf(1) },
		"p is 1.5":             func(c *Config) { c.SamplingProb = 1.5 },
		"alpha is -1":          func(c *Config) { c.Alpha = -1 },
		"passes is 9":          func(c *Config) { c.Settings.Passes = 9 },
		`method "reward"`:      func(c *Config) { c.Method = "reward" },
		`feedback "telepathy"`: func(c *Config) { c.Settings.Feedback = "telepathy" },
	} {
		c := sft()
		change(&c)
		if _, err := NewRun(t.Context(), cpu.Open(), baseOf(counting{}), c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("expected an error with %q, got %v", want, err)
		}
	}
	if _, err := NewRun(t.Context(), cpu.Open(), baseOf(counting{})[1:], sft()); err == nil {
		t.Error("base weights of the wrong length were accepted")
	}
}

func TestPretrainIsDeterministicAndLearns(t *testing.T) {
	once := func(seed uint64) ([]float32, float64) {
		w, loss, err := Pretrain(t.Context(), cpu.Open(), counting{}, seed, nil)
		if err != nil {
			t.Fatal(err)
		}
		return w, loss
	}
	a, la := once(1)
	b, lb := once(1)
	if !slices.Equal(a, b) || la != lb {
		t.Error("one seed gave two base models")
	}
	if c, _ := once(2); slices.Equal(a, c) {
		t.Error("two seeds gave one base model")
	}
	if la > 1.2 { // ln 6 = 1.79 is what knowing nothing costs
		t.Errorf("final loss %.3f: nothing was learned", la)
	}
}

func TestOpenDevice(t *testing.T) {
	if dev, note, err := OpenDevice(t.Context(), "cpu"); err != nil || dev.Kind() != "cpu" || note != "" {
		t.Errorf("cpu: %v %q %v", dev, note, err)
	}
	dev, note, err := OpenDevice(t.Context(), "auto")
	if err != nil {
		t.Fatal(err)
	}
	if dev.Kind() == "cpu" && note == "" {
		t.Error("auto fell back to the CPU without saying why")
	}
	dev.Close()
	if _, _, err := OpenDevice(t.Context(), "abacus"); err == nil || !strings.Contains(err.Error(), "abacus") {
		t.Errorf("unknown kind: %v", err)
	}
}

var _ task.Task = counting{}
