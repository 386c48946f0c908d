package train

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
)

func TestComparisonStepsRunsInLockstep(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		d, w := newComparison(t, dev, sft(), sampled())
		train(t, d, 20)
		if err := d.Evaluate(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		if d.At() != 20 || len(w.losses[0]) != 20 || len(w.losses[1]) != 20 || w.evals != 2 {
			t.Errorf("at %d, %d and %d losses, %d evaluations", d.At(), len(w.losses[0]), len(w.losses[1]), w.evals)
		}
		if slices.Equal(w.losses[0], w.losses[1]) {
			t.Error("both methods have the same losses")
		}
		alone := lossesOf(t, newRun(t, dev, sampled()), 20)
		if !slices.Equal(alone, w.losses[1]) {
			t.Errorf("in a comparison:\n%v, alone:\n%v", w.losses[1], alone)
		}
		a, b := d.Runs()[0].Spent(), d.Runs()[1].Spent()
		if a.Tokens != b.Tokens || a.Tokens != 20*4*6 || a.Forward != 20 || b.Forward != 60 || b.FLOPs <= a.FLOPs {
			t.Errorf("spent %+v and %+v", a, b)
		}
	})
}

func TestSeekRepeatsEveryLoss(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		d, w := newComparison(t, dev, sft(), sampled())
		train(t, d, 11)
		// A course with changes: numbers at 11, structure at 17.
		n := d.Recipe(1)
		n.Lambda, n.LR = .3, 1e-3
		set(t, d, 1, n)
		train(t, d, 6)
		n.Settings.Feedback, n.Settings.Passes = "soft", 1
		set(t, d, 1, n)
		m := d.Recipe(0)
		m.Method = "ift"
		set(t, d, 0, m)
		train(t, d, 8)
		want := [][]float32{slices.Clone(w.losses[0]), slices.Clone(w.losses[1])}
		course := slices.Clone(d.log)

		for _, step := range []int{25, 24, 19, 17, 16, 9, 3, 0} {
			told := w.told
			if err := d.Seek(t.Context(), step); err != nil {
				t.Fatal(err)
			}
			if d.At() != step || w.rewind[len(w.rewind)-1] != step {
				t.Fatalf("seek %d: at %d, told %v", step, d.At(), w.rewind)
			}
			if step%firstEvery != 0 && w.told == told {
				t.Errorf("seek %d told no replayed losses", step)
			}
			for i, r := range d.Runs() {
				if r.At() != step {
					t.Fatalf("seek %d: run %d is at %d", step, i, r.At())
				}
				if !slices.Equal(w.losses[i], want[i][:step]) {
					t.Errorf("seek %d: run %d replayed\n%v, was\n%v", step, i, w.losses[i], want[i][:step])
				}
			}
		}
		// From step 0 with the same changes at the same steps: the same course.
		for i, c := range course {
			until := 25
			if i+1 < len(course) {
				until = course[i+1].after
			}
			set(t, d, 0, c.recipes[0])
			set(t, d, 1, c.recipes[1])
			train(t, d, until-d.At())
		}
		for i := range want {
			if !slices.Equal(w.losses[i], want[i]) {
				t.Errorf("run %d, again from 0:\n%v, was\n%v", i, w.losses[i], want[i])
			}
		}
	})
}

func set(t *testing.T, d *Comparison, i int, r Recipe) {
	t.Helper()
	if err := d.Set(i, r); err != nil {
		t.Fatal(err)
	}
}

func TestAfterSeekTheCurrentSettingsHold(t *testing.T) {
	d, w := newComparison(t, cpu.Open(), sft())
	train(t, d, 10)
	before := slices.Clone(w.losses[0])
	n := d.Recipe(0)
	n.LR *= 3
	set(t, d, 0, n)
	train(t, d, 4)
	if err := d.Seek(t.Context(), 6); err != nil {
		t.Fatal(err)
	}
	train(t, d, 4)
	if w.losses[0][6] != before[6] {
		t.Error("the loss of step 7 is that of the weights after step 6, whatever the new rate")
	}
	if w.losses[0][7] == before[7] {
		t.Error("step 7 was trained with the old rate")
	}
	// Forwards is training.
	if err := d.Seek(t.Context(), 13); err != nil || d.At() != 13 || len(w.losses[0]) != 13 {
		t.Errorf("seek forwards: %v, at %d with %d losses", err, d.At(), len(w.losses[0]))
	}
	if err := d.Seek(t.Context(), -1); err == nil {
		t.Error("a negative step was accepted")
	}
}

func TestResetStartsOverWithTheCurrentSettings(t *testing.T) {
	d, w := newComparison(t, cpu.Open(), sft(), sampled())
	train(t, d, 9)
	first := []float32{w.losses[0][0], w.losses[1][0]}
	n := d.Recipe(1)
	n.Lambda = 0
	set(t, d, 1, n)
	if err := d.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	train(t, d, 2)
	if w.losses[0][0] != first[0] {
		t.Errorf("the first loss was %v, after the reset %v", first[0], w.losses[0][0])
	}
	if w.losses[1][0] == first[1] {
		t.Error("the changed lambda did not hold after the reset")
	}
	if len(d.log) > 2 {
		t.Errorf("the log still has %d entries", len(d.log))
	}
}

func TestCheckpointsStaysWithinItsBudget(t *testing.T) {
	d, w := newComparison(t, cpu.Open(), sft(), sampled())
	d.checkpoints.budget = 6 * d.checkpoints.bytes // six steps' worth
	train(t, d, 120)
	if d.checkpoints.bytes > d.checkpoints.budget || d.checkpoints.kept[0].step != 0 || len(d.checkpoints.kept) < 3 {
		t.Errorf("%d snapshots, %d of %d bytes, the first of step %d", len(d.checkpoints.kept), d.checkpoints.bytes, d.checkpoints.budget, d.checkpoints.kept[0].step)
	}
	want := slices.Clone(w.losses[1])
	if err := d.Seek(t.Context(), 101); err != nil {
		t.Fatal(err)
	}
	train(t, d, 19)
	if !slices.Equal(w.losses[1], want) {
		t.Error("losses differ after seeking over thinned snapshots")
	}
}

func TestNaNNamesStepRunAndKernel(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		broken := sampled()
		broken.AfterStep = func(step int, m *arch.Model) error {
			if step != 13 {
				return nil
			}
			// Weights that are finite, of which a sum of products is not.
			q, _ := m.Layout.Find("0_qkv")
			row := make([]float32, m.Shape.Dim)
			for i := range row {
				row[i] = math.MaxFloat32
			}
			return m.Dev.WriteF32(m.W, q.Off, row)
		}
		d, w := newComparison(t, dev, sft(), broken)
		err := d.Step(t.Context(), 20)
		if err == nil {
			err = d.Flush(t.Context())
		}
		var nan *NaNError
		if !errors.As(err, &nan) {
			t.Fatalf("expected a NaNError, got %v", err)
		}
		if nan.Step != 14 || nan.Run != 1 || nan.Seed != 7 || nan.Kernel != "norm_linear" {
			t.Errorf("%+v, expected step 14 of run 1 in norm_linear", nan)
		}
		for _, word := range []string{"ift", "seed 7", "step 14", "norm_linear"} {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%q does not say %s", err, word)
			}
		}
		if len(w.losses[1]) != d.At() || slices.ContainsFunc(w.losses[1], notFinite) {
			t.Errorf("told losses %v", w.losses[1])
		}
		if d.At() >= 14 || len(w.rewind) != 1 || w.rewind[0] != d.At() {
			t.Errorf("left at step %d, rewound to %v", d.At(), w.rewind)
		}
		first := w.losses[1][0]
		if err := d.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
		train(t, d, 5)
		if w.losses[1][0] != first {
			t.Errorf("after the reset the first loss is %v, was %v", w.losses[1][0], first)
		}
	})
}

func TestNaNInTheGradientNamesTheEarlierStep(t *testing.T) {
	c := sft()
	c.AfterStep = func(step int, m *arch.Model) error {
		if step != 5 {
			return nil
		}
		e, _ := m.Layout.Find("E")
		return m.Dev.WriteF32(m.W, e.Off+m.Shape.Dim, []float32{float32(math.NaN())})
	}
	d, _ := newComparison(t, cpu.Open(), c)
	err := d.Step(t.Context(), 10)
	if err == nil {
		err = d.Flush(t.Context())
	}
	var nan *NaNError
	if !errors.As(err, &nan) || nan.Kernel != Weights || nan.Step != 6 {
		t.Fatalf("%v, expected bad weights before step 6", err)
	}
}

// losing is a device that can be lost.
type losing struct {
	device.Device
	gone bool
}

func (l *losing) Run(lists ...device.List) error {
	if l.gone {
		return device.ErrLost
	}
	return l.Device.Run(lists...)
}

func (l *losing) ReadAsync(views ...device.View) (device.PendingRead, error) {
	if l.gone {
		return nil, device.ErrLost
	}
	return l.Device.ReadAsync(views...)
}

func (l *losing) ReadF32(ctx context.Context, b device.Buffer, off int, dst []float32) error {
	if l.gone {
		return device.ErrLost
	}
	return l.Device.ReadF32(ctx, b, off, dst)
}

func TestComparisonMovesToAnotherDevice(t *testing.T) {
	whole, w := newComparison(t, cpu.Open(), sft(), sampled())
	train(t, whole, 20)
	want := [][]float32{slices.Clone(w.losses[0]), slices.Clone(w.losses[1])}

	dev := &losing{Device: cpu.Open()}
	d, w := newComparison(t, dev, sft(), sampled())
	train(t, d, 13)
	dev.gone = true
	err := d.Step(t.Context(), 1)
	var lost *LostError
	if !errors.As(err, &lost) || !errors.Is(err, device.ErrLost) || lost.Step != 13 {
		t.Fatalf("expected a LostError after step 13, got %v", err)
	}
	if err := d.Reopen(t.Context(), cpu.Open()); err != nil {
		t.Fatal(err)
	}
	train(t, d, 7)
	for i := range want {
		if !slices.Equal(w.losses[i], want[i]) {
			t.Errorf("run %d on two devices:\n%v, on one:\n%v", i, w.losses[i], want[i])
		}
	}
}

func TestComparisonRejectsRunsThatCannotShareBatches(t *testing.T) {
	other := sampled()
	other.Batch++
	if _, err := NewComparison(t.Context(), cpu.Open(), baseOf(counting{}), Events{}, sft(), other); err == nil {
		t.Error("two batch sizes were accepted")
	}
}

func TestComparisonStopsWhenCancelled(t *testing.T) {
	d, _ := newComparison(t, cpu.Open(), sft())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Step(ctx, 5); !errors.Is(err, context.Canceled) || d.At() != 0 {
		t.Errorf("%v, at step %d", err, d.At())
	}
}
