package train

import (
	"context"
	"math"
	"reflect"
	"slices"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/method"
)

// anatomy takes the last step of a comparison apart.
func anatomy(t *testing.T, d *Comparison, v Focus) *Anatomy {
	t.Helper()
	a, err := d.Anatomy(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func stateOf(t *testing.T, r *Run) method.State {
	t.Helper()
	s, err := r.step.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Steps that are taken apart, with the weights before them kept or made again
// from a snapshot, leave the runs as an uninterrupted training does.
func TestDissectedStepsAreTheSteps(t *testing.T) {
	frozen := sampled()
	frozen.Settings = method.Settings{Feedback: "soft", Passes: 1, Frozen: true, Live: true}
	onDevices(t, func(t *testing.T, dev device.Device) {
		course := func(step func(d *Comparison, k int)) (*Comparison, *witness) {
			d, w := newDuel(t, dev, sft(), sampled())
			for k := 1; k <= 20; k++ {
				n := d.Recipe(1)
				switch k {
				case 6:
					n.Lambda, n.LR = .3, 1e-3
				case 11:
					n.Settings = frozen.Settings
				case 14:
					n.Method = "sft"
				case 17:
					n = sampled().Recipe()
				}
				set(t, d, 1, n)
				step(d, k)
			}
			return d, w
		}
		plain, want := course(func(d *Comparison, _ int) { train(t, d, 1) })
		seen := map[int]*Anatomy{}
		looked, got := course(func(d *Comparison, k int) {
			d.Dissect(true)
			if k%3 != 0 {
				if err := d.Keep(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if k%4 == 0 { // a change between a step and a look at it
				train(t, d, 1)
				n := d.Recipe(1)
				n.LR *= 2
				set(t, d, 1, n)
				seen[k] = anatomy(t, d, Focus{Sequence: k % 4})
				n.LR /= 2
				set(t, d, 1, n)
				return
			}
			train(t, d, 1)
			seen[k] = anatomy(t, d, Focus{Sequence: k % 4})
			if k == 9 {
				d.Dissect(false)
			}
		})
		for i := range want.losses {
			if !slices.Equal(want.losses[i], got.losses[i]) {
				t.Errorf("run %d: losses\n%v, uninterrupted\n%v", i, got.losses[i], want.losses[i])
			}
			if !reflect.DeepEqual(stateOf(t, looked.Runs()[i]), stateOf(t, plain.Runs()[i])) {
				t.Errorf("run %d: weights or moments differ from those of an uninterrupted training", i)
			}
			if looked.Runs()[i].Spent() != plain.Runs()[i].Spent() {
				t.Errorf("run %d spent %+v, uninterrupted %+v", i, looked.Runs()[i].Spent(), plain.Runs()[i].Spent())
			}
			for k, a := range seen {
				if a.Step != k || a.Runs[i].Batch != float64(want.losses[i][k-1]) {
					t.Errorf("run %d: step %d shows a loss of %g, it was %g", i, k, a.Runs[i].Batch, want.losses[i][k-1])
				}
			}
		}
		// Going back to a step shows what it showed then.
		for _, k := range []int{20, 18, 17, 16, 13, 8, 1} {
			if err := looked.Seek(t.Context(), k); err != nil {
				t.Fatal(err)
			}
			if a := anatomy(t, looked, Focus{Sequence: k % 4}); !reflect.DeepEqual(a, seen[k]) {
				t.Errorf("step %d looks different after a seek:\n%+v\n%+v", k, a, seen[k])
			}
		}
	})
}

func TestAnatomySaysWhatTheStepDid(t *testing.T) {
	d, w := newDuel(t, cpu.Open(), sft(), sampled())
	if _, err := d.Anatomy(t.Context(), Focus{}); err == nil {
		t.Error("a step was taken apart though nobody looks")
	}
	d.Dissect(true)
	if a := anatomy(t, d, Focus{}); a != nil {
		t.Errorf("before the first step: %+v", a)
	}
	train(t, d, 4)
	before := [][]float32{stateOf(t, d.runs[0]).W, stateOf(t, d.runs[1]).W}
	train(t, d, 1)
	a := anatomy(t, d, Focus{Sequence: 77, Token: -1, Layer: 5, Head: 5})
	if want := (Focus{Sequence: 3, Token: 2, Layer: 0, Head: 1}); a.Focus != want || a.Step != 5 || a.Sequences != 4 || len(a.Tokens) != countLen {
		t.Fatalf("%+v", a)
	}
	for i, r := range a.Runs {
		after, layout := stateOf(t, d.runs[i]).W, d.runs[i].model.Layout
		var names []string
		var size, move float64
		for _, g := range r.Groups {
			names = append(names, g.Name)
			size += g.Size * g.Size
			move += g.Move * g.Move
		}
		if want := []string{"E", "P", "attn 1", "mlp 1", "norms"}; !slices.Equal(names, want) {
			t.Errorf("groups %v, want %v", names, want)
		}
		diff := make([]float32, layout.Len)
		for j := range diff {
			diff[j] = after[j] - before[i][j]
		}
		if all := method.Norm(before[i]); math.Abs(math.Sqrt(size)-all) > 1e-6*all {
			t.Errorf("the groups' weights have norm %g together, all have %g", math.Sqrt(size), all)
		}
		if all := method.Norm(diff); math.Abs(math.Sqrt(move)-all) > 1e-4*all {
			t.Errorf("the groups' changes have norm %g together, all have %g", math.Sqrt(move), all)
		}
		if r.Batch != float64(w.losses[i][4]) {
			t.Errorf("batch loss %g, told %g", r.Batch, w.losses[i][4])
		}
		// What the step did to the guess: the learned tokens became likelier.
		gain := 0.
		for k := 2; k < countLen; k++ {
			gain += math.Log(float64(r.After[k][a.Tokens[k]])) - math.Log(float64(r.Train[k][a.Tokens[k]]))
		}
		if !(gain > 0) {
			t.Errorf("run %d: the log-probability of the answer changed by %g", i, gain)
		}
	}
	// Another token costs a look, not a step.
	turns := d.runs[0].step.Turns()
	if b := anatomy(t, d, Focus{Sequence: 3, Token: 5}); b.Focus.Token != 5 || reflect.DeepEqual(a.Runs[1].From, b.Runs[1].From) {
		t.Errorf("another token: %+v", b.Focus)
	}
	if d.runs[0].step.Turns() != turns {
		t.Error("another token made the step again")
	}
}

// meter counts what is asked of a device.
type meter struct {
	device.Device
	runs, lists, buffers, freed, reads int
}

func (m *meter) Run(l ...device.List) error { m.runs++; m.lists += len(l); return m.Device.Run(l...) }
func (m *meter) NewBuffer(label string, t device.Type, n int) (device.Buffer, error) {
	m.buffers++
	return m.Device.NewBuffer(label, t, n)
}
func (m *meter) Free(b device.Buffer) { m.freed++; m.Device.Free(b) }
func (m *meter) ReadF32(ctx context.Context, b device.Buffer, off int, dst []float32) error {
	m.reads++
	return m.Device.ReadF32(ctx, b, off, dst)
}

func TestNobodyLooksCostsNothing(t *testing.T) {
	cost := func(before func(d *Comparison)) (meter, [][]device.Call) {
		m := &meter{Device: cpu.Open()}
		d, _ := newDuel(t, m, sft(), sampled())
		train(t, d, 3)
		before(d)
		if open := m.buffers - m.freed; open != 0 {
			m.buffers, m.freed = open, 0
		}
		m.runs, m.lists, m.reads = 0, 0, 0
		train(t, d, 10)
		var calls [][]device.Call
		for _, r := range d.runs {
			calls = append(calls, r.step.Calls())
		}
		return meter{runs: m.runs, lists: m.lists, buffers: m.buffers, freed: m.freed, reads: m.reads}, calls
	}
	want, list := cost(func(*Comparison) {})
	got, same := cost(func(d *Comparison) {
		d.Dissect(true)
		anatomy(t, d, Focus{})
		train(t, d, 1)
		anatomy(t, d, Focus{Sequence: 1, Token: 3})
		if err := d.Seek(t.Context(), 3); err != nil {
			t.Fatal(err)
		}
		d.Dissect(false)
	})
	if got != want {
		t.Errorf("ten steps after a look cost %+v, without one %+v", got, want)
	}
	for i := range list {
		if !slices.EqualFunc(list[i], same[i], func(a, b device.Call) bool { return a.Kernel == b.Kernel && slices.Equal(a.Args, b.Args) }) {
			t.Errorf("run %d: the list of a step has changed", i)
		}
	}
}

// A lost device ends a look, and another one is looked at as the first was.
func TestLookSurvivesAnotherDevice(t *testing.T) {
	d, _ := newDuel(t, cpu.Open(), sft(), sampled())
	d.Dissect(true)
	train(t, d, 5)
	want := anatomy(t, d, Focus{})
	if err := d.Reopen(t.Context(), cpu.Open()); err != nil {
		t.Fatal(err)
	}
	if got := anatomy(t, d, Focus{}); !reflect.DeepEqual(got, want) {
		t.Error("on another device of the same kind the step looks different")
	}
}

// A step whose update breaks the weights can still be looked at.
func TestLookAtABreakingStep(t *testing.T) {
	c := sampled()
	c.AfterStep = func(step int, m *arch.Model) error {
		if step != 3 {
			return nil
		}
		return m.Dev.WriteF32(m.W, 0, []float32{float32(math.NaN())})
	}
	d, _ := newDuel(t, cpu.Open(), sft(), c)
	d.Dissect(true)
	train(t, d, 3)
	a := anatomy(t, d, Focus{})
	if p := a.Runs[1].After[2][0]; p == p {
		t.Errorf("predicted by broken weights: %g", p)
	}
	if p := a.Runs[1].Train[2][0]; p != p {
		t.Error("the step itself was sound")
	}
}
