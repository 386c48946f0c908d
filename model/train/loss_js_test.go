//go:build js

package train

import (
	"errors"
	"math/rand/v2"
	"slices"
	"syscall/js"
	"testing"
	"time"

	"softmix/model/device"
)

// The browser's device is destroyed at twenty random moments of a course: on the one
// that is opened next the losses are those of an undisturbed run.
func TestLostAtAnyMoment(t *testing.T) {
	open := func() device.Device {
		dev, _, err := OpenDevice(t.Context(), "webgpu")
		if err != nil {
			t.Fatal(err)
		}
		return dev
	}
	const steps = 20
	train := func(d *Comparison) error {
		if err := d.Step(t.Context(), min(3, steps-d.At())); err != nil {
			return err
		}
		if d.At()%6 == 0 || d.At() == steps {
			if err := d.Flush(t.Context()); err != nil {
				return err
			}
			return d.Evaluate(t.Context(), true)
		}
		return nil
	}
	undisturbed := func() (losses [][]float32, took time.Duration) {
		dev := open()
		defer dev.Close()
		d, w := newComparison(t, dev, sft(), sampled())
		began := time.Now()
		for d.At() < steps {
			if err := train(d); err != nil {
				t.Fatal(err)
			}
		}
		return w.losses, time.Since(began)
	}
	undisturbed() // compiles, and chooses shapes
	want, took := undisturbed()
	r, lost := rand.New(rand.NewPCG(3, 14)), 0
	for range 20 {
		dev := open()
		d, w := newComparison(t, dev, sft(), sampled())
		when := time.Duration(r.Int64N(int64(took)))
		timer := time.AfterFunc(when, func() { js.Global().Get("softmixGPU").Get("device").Call("destroy") })
		here := 0
		for d.At() < steps || d.Told() < steps {
			err := train(d)
			if errors.Is(err, device.ErrLost) {
				here++
				dev.Close()
				dev = open()
				err = d.Reopen(t.Context(), dev)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		timer.Stop()
		if lost += here; here > 1 {
			t.Errorf("lost %d times", here)
		}
		for i := range want {
			if !slices.Equal(w.losses[i], want[i]) {
				t.Errorf("lost after %v of %v, run %d:\n%v, undisturbed\n%v", when, took, i, w.losses[i], want[i])
			}
		}
		dev.Close()
	}
	if lost < 10 {
		t.Errorf("lost only %d times of 20", lost)
	}
}
