package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
)

// failing is a device of which a single call fails, without being lost.
type failing struct {
	device.Device
	in int // calls until then; below 0 = never
}

var errOnce = errors.New("the device refused once")

func (f *failing) strike() error {
	f.in--
	if f.in == -1 {
		return errOnce
	}
	return nil
}

func (f *failing) WriteF32(b device.Buffer, off int, data []float32) error {
	if err := f.strike(); err != nil {
		return err
	}
	return f.Device.WriteF32(b, off, data)
}

func (f *failing) WriteU32(b device.Buffer, off int, data []uint32) error {
	if err := f.strike(); err != nil {
		return err
	}
	return f.Device.WriteU32(b, off, data)
}

func (f *failing) Run(lists ...device.List) error {
	if err := f.strike(); err != nil {
		return err
	}
	return f.Device.Run(lists...)
}

func (f *failing) ReadAsync(views ...device.View) (device.PendingRead, error) {
	if err := f.strike(); err != nil {
		return nil, err
	}
	r, err := f.Device.ReadAsync(views...)
	return &failingRead{r, f}, err
}

type failingRead struct {
	device.PendingRead
	dev *failing
}

func (r *failingRead) Wait(ctx context.Context) ([]float32, error) {
	if err := r.dev.strike(); err != nil {
		return nil, err
	}
	return r.PendingRead.Wait(ctx)
}

// Whatever call fails on the way, of whichever run, the runs go on in lockstep and
// as if nothing had been.
func TestFailureLeavesNoRunAhead(t *testing.T) {
	judged := rlConfig("ppo")
	judged.Batch = 4
	for name, configs := range map[string][]Config{"demonstrations": {sft(), sampled(), sft()}, "rewards": {sft(), judged}} {
		t.Run(name, func(t *testing.T) {
			want := course(t, cpu.Open(), 20, configs...)
			for in := range 60 {
				dev := &failing{Device: cpu.Open(), in: -1}
				d, w := newComparison(t, dev, configs...)
				train(t, d, 6)
				dev.in = in
				failed := false
				for d.At() < 20 {
					err := d.Step(t.Context(), min(5, 20-d.At()))
					if err == nil {
						err = d.Flush(t.Context())
					}
					if errors.Is(err, errOnce) {
						failed = true
						continue
					}
					if err != nil {
						t.Fatal(err)
					}
				}
				if !failed {
					t.Fatalf("call %d did not fail", in)
				}
				for i, r := range d.Runs() {
					if r.At() != 20 {
						t.Fatalf("call %d: run %d is at %d", in, i, r.At())
					}
				}
				w.expect(t, fmt.Sprint("after a failure of call ", in), want, 20)
			}
		})
	}
}

// The update of the last step is looked at too: nothing is evaluated and nothing
// kept of weights that are no numbers, and the step and its kernel are named.
func TestLastUpdateIsLookedAt(t *testing.T) {
	onLateDevices(t, func(t *testing.T, dev device.Device) {
		d, w := newComparison(t, dev, sft(), sampled())
		train(t, d, 5)
		n := d.Recipe(1)
		n.LR = 1e39 // infinite as a float32
		set(t, d, 1, n)
		err := d.Step(t.Context(), 1)
		if err == nil {
			err = d.Flush(t.Context())
		}
		var nan *NaNError
		if !errors.As(err, &nan) || nan.Step != 6 || nan.Run != 1 || nan.Kernel != "adamw" {
			t.Fatalf("%v, expected a NaNError of step 6 in adamw", err)
		}
		if len(w.losses[1]) > 5 || d.At() > 5 {
			t.Errorf("left at %d with %d losses", d.At(), len(w.losses[1]))
		}
	})
}

// Weights that are finite, of which a sum of products is not, are found where the
// model runs alone: it is not evaluated by what it makes of NaN.
func TestEvaluationMakesNothingOfNaN(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		for name, c := range map[string]struct {
			value float32
			step  int
			word  string
		}{"overflow": {math.MaxFloat32, 5, "norm_linear"}, "a weight": {float32(math.NaN()), 5, Weights}, "kept": {float32(math.NaN()), 8, Weights}} {
			t.Run(name, func(t *testing.T) {
				broken := sampled()
				broken.AfterStep = func(step int, m *arch.Model) error {
					if step != c.step {
						return nil
					}
					q, _ := m.Layout.Find("0_qkv")
					return m.Dev.WriteF32(m.W, q.Off, slices.Repeat([]float32{c.value}, m.Shape.Dim))
				}
				d, w := newComparison(t, dev, sft(), broken)
				err := d.Step(t.Context(), c.step)
				if err == nil {
					err = d.Flush(t.Context())
				}
				if err == nil {
					err = d.Evaluate(t.Context(), true)
				}
				var nan *NaNError
				if !errors.As(err, &nan) || nan.Run != 1 || nan.Kernel != c.word {
					t.Fatalf("%v, expected a NaNError of run 1 by %s", err, c.word)
				}
				if w.evals > 1 {
					t.Errorf("%d evaluations were told", w.evals)
				}
				for _, k := range d.kept {
					if k.step >= c.step {
						t.Errorf("step %d was kept", k.step)
					}
				}
			})
		}
	})
}
