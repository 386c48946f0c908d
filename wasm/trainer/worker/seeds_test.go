package worker

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"softmix/model/device"
	"softmix/model/stats"
	"softmix/model/train"
	"softmix/wasm/wire"
)

// story is what a page knows of one arm after all events: losses and
// evaluations by step.
type story struct {
	points []wire.Point
	evals  []wire.Eval
}

// stories follows the events as a page does.
func (p *page) stories() (of [2]story) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		u := e.Update
		if u == nil {
			continue
		}
		for i := range of {
			s := &of[i]
			if u.Rewound {
				s.points = s.points[:min(u.Step, len(s.points))]
				s.evals = slices.DeleteFunc(s.evals, func(v wire.Eval) bool { return v.Step > u.Step })
			}
			for _, pt := range u.Runs[i].Points {
				pt.Seconds, pt.Device = 0, 0 // they differ from machine to machine
				s.points = append(s.points[:pt.Step-1], pt)
			}
			s.evals = append(s.evals, u.Runs[i].Evals...)
		}
	}
	return of
}

// at returns the evaluation after step.
func (s story) at(t *testing.T, step int) wire.Eval {
	t.Helper()
	i := slices.IndexFunc(s.evals, func(v wire.Eval) bool { return v.Step == step })
	if i < 0 {
		t.Fatalf("no evaluation after step %d", step)
	}
	return s.evals[i]
}

func TestSeedsAreTheMeanOfTheirRuns(t *testing.T) {
	const steps, k = 12, 3
	var single [k][2]story
	var first wire.Update
	for i := range k {
		p := open(t)
		s := small()
		s.Seed += i
		opening := p.init(s)
		u := p.do(wire.Command{Do: "step", N: steps})
		single[i] = p.stories()
		if single[i][0].points[0].Std != 0 || single[i][0].at(t, steps).Seeds != nil {
			t.Error("a single seed has a spread")
		}
		if i == 0 {
			first = u
			first.Lake = opening.Lake
		}
	}
	p := open(t)
	s := small()
	s.Seeds = k
	opening := p.init(s)
	u := p.do(wire.Command{Do: "step", N: steps})
	if len(u.Runs) != 2 || u.Tokens != first.Tokens || u.Runs[1].Cost.FLOPs != first.Runs[1].Cost.FLOPs || u.Runs[1].Cost.Forward != first.Runs[1].Cost.Forward {
		t.Errorf("costs of one run: %+v, alone %+v", u, first)
	}
	if !reflect.DeepEqual(opening.Lake, first.Lake) || !reflect.DeepEqual(u.Runs[1].Lake, first.Runs[1].Lake) {
		t.Error("the picture is not that of the first seed")
	}
	all := p.stories()
	for arm := range all {
		for j, got := range all[arm].points {
			var x []float64
			for i := range k {
				x = append(x, single[i][arm].points[j].Loss)
			}
			mean, std := stats.MeanStd(x)
			if got.Loss != mean || got.Std != std || !(std > 0) || got.Tokens != single[0][arm].points[j].Tokens {
				t.Fatalf("arm %d, step %d: %+v, the seeds alone %v", arm, j+1, got, x)
			}
		}
		for _, step := range []int{0, steps} {
			got := all[arm].at(t, step)
			for name, mean := range got.Metrics {
				var x []float64
				for i := range k {
					x = append(x, single[i][arm].at(t, step).Metrics[name])
				}
				want, _ := stats.MeanStd(x)
				if mean != want || !slices.Equal(got.Seeds[name], x) {
					t.Errorf("arm %d, step %d: %s is %v of %v, the seeds alone %v", arm, step, name, mean, got.Seeds[name], x)
				}
			}
			if len(got.Metrics) == 0 || len(got.Metrics) != len(single[0][arm].at(t, step).Metrics) {
				t.Errorf("metrics %v", got.Metrics)
			}
		}
	}

	for _, step := range []int{5, 0, 11} { // back, to the start, forth
		p.do(wire.Command{Do: "seek", N: step})
		for arm, s := range p.stories() {
			if !slices.Equal(s.points, all[arm].points[:step]) {
				t.Errorf("after seek %d arm %d has\n%v\nbefore\n%v", step, arm, s.points, all[arm].points[:step])
			}
		}
	}
	s.Arms[1].Lambda = 0 // of all seeds' right runs
	p.do(wire.Command{Do: "set", Settings: &s})
	p.do(wire.Command{Do: "step", N: 2})
	for arm, same := range []bool{true, false} {
		if got := p.stories()[arm].points[11]; (got == all[arm].points[11]) != same {
			t.Errorf("arm %d after a change of lambda: %+v, before %+v", arm, got, all[arm].points[11])
		}
	}
	s.Seeds = 1
	if u := p.do(wire.Command{Do: "set", Settings: &s}); u.Step != 0 || !u.Rewound {
		t.Errorf("fewer seeds: step %d", u.Step)
	}
	p.once()
}

func TestFaultWithSeedsNamesTheSeed(t *testing.T) {
	p := open(t)
	s := small()
	s.Seeds = 2
	p.bad.fault = "nan"
	p.do(wire.Command{Do: "init", Settings: &s, Base: "weights/"})
	f := p.fails("nan", wire.Command{Do: "step", N: 20})
	if !strings.Contains(f.Text, "ift with seed 3") {
		t.Errorf("%q does not name the seed", f.Text)
	}
	p.bad.fault = ""
	p.do(wire.Command{Do: "reset"})
	p.do(wire.Command{Do: "step", N: 8})
	if l, _ := p.course(1); len(l) != 8 {
		t.Errorf("after the reset: losses %v", l)
	}
}

// poor is a device with little memory.
type poor struct {
	train.Device
	left int // elements
}

func (d *poor) NewBuffer(label string, t device.Type, n int) (device.Buffer, error) {
	if d.left -= n; d.left < 0 {
		return nil, errors.New("out of memory")
	}
	return d.Device.NewBuffer(label, t, n)
}

func (d *poor) Free(b device.Buffer) {
	d.left += b.Len()
	d.Device.Free(b)
}

func TestTooManySeedsAreToldAndFewerRecover(t *testing.T) {
	p := open(t)
	dev, _, err := train.OpenDevice(t.Context(), "cpu")
	if err != nil {
		t.Fatal(err)
	}
	p.dev = &poor{dev, 2 << 20} // enough for a pair of runs and their evaluation
	s := small()
	s.Seeds = 8
	f := p.fails("device", wire.Command{Do: "init", Settings: &s, Base: "weights/"})
	for _, word := range []string{"16 runs", "out of memory", "Fewer seeds"} {
		if !strings.Contains(f.Text, word) {
			t.Errorf("%q does not say %q", f.Text, word)
		}
	}
	s.Seeds = 1
	p.do(wire.Command{Do: "set", Settings: &s})
	p.do(wire.Command{Do: "step", N: 1})
}

// What the page says of one run's cost, and the snapshots' memory, hold for as
// many seeds as there can be.
func TestSeedsOfEveryScenario(t *testing.T) {
	seeds, _ := wire.Find("seeds")
	for _, name := range wire.Scenarios() {
		s := wire.Defaults(name)
		s.Batch = 1
		task, err := TaskOf(s)
		if err != nil {
			t.Fatal(err)
		}
		base, err := train.DecodeBase(freshWeights(t, name), task)
		if err != nil {
			t.Fatal(err)
		}
		// Weights and two moments of all runs; two steps are kept at least, which is
		// all that the budget may be exceeded for.
		each := 2 * 3 * 4 * len(base) * int(seeds.Max)
		if two, four := 2*each, wire.MaxArms*each; two > train.SnapshotBudget || four > 2*train.SnapshotBudget {
			t.Errorf("%s: two steps' snapshots take %d bytes for two arms, %d for four", name, two, four)
		}
		s.Seeds = 2
		configs, err := configsOf(s, task)
		if err != nil {
			t.Fatal(err)
		}
		dev, _, err := train.OpenDevice(t.Context(), "cpu")
		if err != nil {
			t.Fatal(err)
		}
		d, err := train.NewComparison(context.Background(), dev, base, train.Events{}, configs...)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Step(t.Context(), 2); err != nil {
			t.Fatal(err)
		}
		a, b := d.Runs()[1].Spent(), d.Runs()[3].Spent()
		if name == "perm5" || name == "maze" { // answers are not all of one length
			b.Tokens, b.Generated = a.Tokens, a.Generated
		}
		if a != b || a.Tokens == 0 {
			t.Errorf("%s: the right runs of two seeds spent %+v and %+v", name, a, b)
		}
		d.Free()
		dev.Close()
	}
}
