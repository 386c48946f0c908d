package trace

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/device/gpu"
	"softmix/model/method"
	"softmix/model/task"
	"softmix/model/train"
	"softmix/model/train/internal/toy"
)

// open returns a comparison on dev and the losses that it tells of each run.
func open(t *testing.T, dev device.Device, configs ...train.Config) (*train.Comparison, [][]float32) {
	t.Helper()
	losses := make([][]float32, len(configs))
	base := train.FreshBase(toy.Counting{}, task.Rand(1, 6))
	d, err := train.NewComparison(t.Context(), dev, base, train.Events{
		Losses: func(run, from int, l []float32) { losses[run] = append(losses[run][:from], l...) },
	}, configs...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Free)
	return d, losses
}

// step trains n steps and reads their losses.
func step(t *testing.T, d *train.Comparison, n int) {
	t.Helper()
	if err := d.Step(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if err := d.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func set(t *testing.T, d *train.Comparison, i int, r train.Recipe) {
	t.Helper()
	if err := d.Set(i, r); err != nil {
		t.Fatal(err)
	}
}

// keep reads the weights before the next step.
func keep(t *testing.T, tr *Tracer) {
	t.Helper()
	if err := tr.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func sft() train.Config { return train.Default(toy.Counting{}, "sft", 7) }

// sampled is the configuration that uses everything a step can: draws, passes,
// discounting.
func sampled() train.Config {
	c := train.Default(toy.Counting{}, "ift", 7)
	c.Settings = method.Settings{Feedback: "sampled", Passes: 2}
	c.Lambda, c.Gamma = .6, .5
	return c
}

// take takes the last step of a comparison apart.
func take(t *testing.T, tr *Tracer, v Focus) *Trace {
	t.Helper()
	a, err := tr.Trace(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func stateOf(t *testing.T, r *train.Run) method.State {
	t.Helper()
	s, err := r.MethodStep().State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// onDevices runs body on the CPU, and on the GPU where there is one.
func onDevices(t *testing.T, body func(t *testing.T, dev device.Device)) {
	t.Run("cpu", func(t *testing.T) { body(t, cpu.Open()) })
	t.Run("webgpu", func(t *testing.T) {
		dev, err := gpu.Open(t.Context())
		if err != nil {
			t.Skip(err)
		}
		t.Cleanup(dev.Close) // after what the body frees
		body(t, dev)
	})
}

// Steps that are taken apart, with the weights before them kept or made again
// from a snapshot, leave the runs as an uninterrupted training does.
func TestTracedStepsAreTheSteps(t *testing.T) {
	frozen := sampled()
	frozen.Settings = method.Settings{Feedback: "soft", Passes: 1, Frozen: true, Live: true}
	onDevices(t, func(t *testing.T, dev device.Device) {
		course := func(step func(d *train.Comparison, k int)) (*train.Comparison, [][]float32) {
			d, losses := open(t, dev, sft(), sampled())
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
					n = sampled().Recipe
				}
				set(t, d, 1, n)
				step(d, k)
			}
			return d, losses
		}
		plain, want := course(func(d *train.Comparison, _ int) { step(t, d, 1) })
		var tr *Tracer
		seen := map[int]*Trace{}
		looked, got := course(func(d *train.Comparison, k int) {
			if tr == nil {
				tr = New(d)
			}
			if k%3 != 0 {
				keep(t, tr)
			}
			if k%4 == 0 { // a change between a step and a look at it
				step(t, d, 1)
				n := d.Recipe(1)
				n.LR *= 2
				set(t, d, 1, n)
				seen[k] = take(t, tr, Focus{Sequence: k % 4})
				n.LR /= 2
				set(t, d, 1, n)
				return
			}
			step(t, d, 1)
			seen[k] = take(t, tr, Focus{Sequence: k % 4})
			if k == 9 {
				tr.Close()
				tr = nil
			}
		})
		for i := range want {
			if !slices.Equal(want[i], got[i]) {
				t.Errorf("run %d: losses\n%v, uninterrupted\n%v", i, got[i], want[i])
			}
			if !reflect.DeepEqual(stateOf(t, looked.Runs()[i]), stateOf(t, plain.Runs()[i])) {
				t.Errorf("run %d: weights or moments differ from those of an uninterrupted training", i)
			}
			if looked.Runs()[i].Spent() != plain.Runs()[i].Spent() {
				t.Errorf("run %d spent %+v, uninterrupted %+v", i, looked.Runs()[i].Spent(), plain.Runs()[i].Spent())
			}
			for k, a := range seen {
				if a.Step != k || a.Runs[i].Batch != float64(want[i][k-1]) {
					t.Errorf("run %d: step %d shows a loss of %g, it was %g", i, k, a.Runs[i].Batch, want[i][k-1])
				}
			}
		}
		// Going back to a step shows what it showed then.
		for _, k := range []int{20, 18, 17, 16, 13, 8, 1} {
			if err := looked.Seek(t.Context(), k); err != nil {
				t.Fatal(err)
			}
			if a := take(t, tr, Focus{Sequence: k % 4}); !reflect.DeepEqual(a, seen[k]) {
				t.Errorf("step %d looks different after a seek:\n%+v\n%+v", k, a, seen[k])
			}
		}
	})
}

func TestTraceSaysWhatTheStepDid(t *testing.T) {
	d, losses := open(t, cpu.Open(), sft(), sampled())
	tr := New(d)
	if a := take(t, tr, Focus{}); a != nil {
		t.Errorf("before the first step: %+v", a)
	}
	step(t, d, 4)
	before := [][]float32{stateOf(t, d.Runs()[0]).W, stateOf(t, d.Runs()[1]).W}
	step(t, d, 1)
	a := take(t, tr, Focus{Sequence: 77, Token: -1, Layer: 5, Head: 5})
	if want := (Focus{Sequence: 3, Token: 2, Layer: 0, Head: 1}); a.Focus != want || a.Step != 5 || a.Sequences != 4 || len(a.Tokens) != toy.Len {
		t.Fatalf("%+v", a)
	}
	for i, r := range a.Runs {
		after, layout := stateOf(t, d.Runs()[i]).W, d.Runs()[i].Model().Layout
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
		if r.Batch != float64(losses[i][4]) {
			t.Errorf("batch loss %g, told %g", r.Batch, losses[i][4])
		}
		// What the step did to the guess: the learned tokens became likelier.
		gain := 0.
		for k := 2; k < toy.Len; k++ {
			gain += math.Log(float64(r.After[k][a.Tokens[k]])) - math.Log(float64(r.Train[k][a.Tokens[k]]))
		}
		if !(gain > 0) {
			t.Errorf("run %d: the log-probability of the answer changed by %g", i, gain)
		}
	}
	// Another token costs a read, not a step.
	turns := d.Runs()[0].MethodStep().Turns()
	if b := take(t, tr, Focus{Sequence: 3, Token: 5}); b.Focus.Token != 5 || reflect.DeepEqual(a.Runs[1].From, b.Runs[1].From) {
		t.Errorf("another token: %+v", b.Focus)
	}
	if d.Runs()[0].MethodStep().Turns() != turns {
		t.Error("another token made the step again")
	}
}

func TestNoTracerCostsNothing(t *testing.T) {
	cost := func(before func(d *train.Comparison)) (toy.Counts, [][]device.Call) {
		m := &toy.Meter{Device: cpu.Open()}
		d, _ := open(t, m, sft(), sampled())
		step(t, d, 3)
		before(d)
		start := m.Counts
		step(t, d, 10)
		var calls [][]device.Call
		for _, r := range d.Runs() {
			calls = append(calls, r.MethodStep().Calls())
		}
		return toy.Counts{Buffers: m.Buffers - start.Freed, Freed: m.Freed - start.Freed, Compiled: m.Compiled - start.Compiled,
			Runs: m.Runs - start.Runs, Lists: m.Lists - start.Lists, Reads: m.Reads - start.Reads}, calls
	}
	want, list := cost(func(*train.Comparison) {})
	got, same := cost(func(d *train.Comparison) {
		tr := New(d)
		take(t, tr, Focus{})
		step(t, d, 1)
		take(t, tr, Focus{Sequence: 1, Token: 3})
		if err := d.Seek(t.Context(), 3); err != nil {
			t.Fatal(err)
		}
		tr.Close()
	})
	if got != want {
		t.Errorf("ten steps after a tracer cost %+v, without one %+v", got, want)
	}
	for i := range list {
		if !slices.EqualFunc(list[i], same[i], func(a, b device.Call) bool { return a.Kernel == b.Kernel && slices.Equal(a.Args, b.Args) }) {
			t.Errorf("run %d: the list of a step has changed", i)
		}
	}
}

// What is looked at on another device is what was on the one that was lost.
func TestTracerSurvivesAnotherDevice(t *testing.T) {
	d, _ := open(t, cpu.Open(), sft(), sampled())
	tr := New(d)
	step(t, d, 5)
	want := take(t, tr, Focus{})
	if err := d.Reopen(t.Context(), cpu.Open()); err != nil {
		t.Fatal(err)
	}
	if got := take(t, tr, Focus{}); !reflect.DeepEqual(got, want) {
		t.Error("on another device of the same kind the step looks different")
	}
}

// A step whose update breaks the weights can still be taken apart.
func TestTraceOfABreakingStep(t *testing.T) {
	c := sampled()
	c.AfterStep = func(step int, m *arch.Model) error {
		if step != 3 {
			return nil
		}
		return m.Dev.WriteF32(m.W, 0, []float32{float32(math.NaN())})
	}
	d, _ := open(t, cpu.Open(), sft(), c)
	tr := New(d)
	step(t, d, 3)
	a := take(t, tr, Focus{})
	if p := a.Runs[1].After[2][0]; p == p {
		t.Errorf("predicted by broken weights: %g", p)
	}
	if p := a.Runs[1].Train[2][0]; p != p {
		t.Error("the step itself was sound")
	}
}
