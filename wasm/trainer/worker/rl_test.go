package worker

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// evals follows the events as a page does: the evaluations of each arm, by step.
func (p *page) evals(arms int) []map[int]wire.Eval {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]map[int]wire.Eval, arms)
	for i := range out {
		out[i] = map[int]wire.Eval{}
	}
	for _, e := range p.events {
		if e.Update == nil {
			continue
		}
		for i := range out {
			if e.Update.Rewound {
				for step := range out[i] {
					if step > e.Update.Step {
						delete(out[i], step)
					}
				}
			}
			for _, v := range e.Update.Runs[i].Evals {
				out[i][v.Step] = v
			}
		}
	}
	return out
}

// bare are points without what differs from machine to machine.
func bare(all [][]wire.Point) [][]wire.Point {
	for _, points := range all {
		for i := range points {
			points[i].Seconds, points[i].Device = 0, 0
		}
	}
	return all
}

// Runs that learn from a judge go back and forth and repeat: losses, costs, and
// what their evaluations tell.
func TestFourJudgedSidesRepeat(t *testing.T) {
	p := openFor(t, "perm5")
	s := four()
	s.Seeds = 2
	p.init(s)
	const steps = 10
	p.do(wire.Command{Do: "step", N: steps})
	points, evals := bare(p.points(4)), p.evals(4)
	for i, names := range [][]string{{"truth", "opinion"}, {"kept"}, {"truth", "opinion"}, nil} {
		first, last := evals[i][0], evals[i][steps]
		for _, name := range []string{"truth", "opinion", "kept"} {
			v, told := last.Metrics[name]
			if _, early := first.Metrics[name]; early != (told && name == "kept") || told != slices.Contains(names, name) {
				t.Errorf("arm %d: %s: %v at the start, then %v", i, name, early, told)
			}
			if told && (len(last.Seeds[name]) != 2 || v != (last.Seeds[name][0]+last.Seeds[name][1])/2 || name != "opinion" && !(v > 0 && v <= 1)) {
				t.Errorf("arm %d: %s is %g of %v", i, name, v, last.Seeds[name])
			}
		}
	}
	for _, step := range []int{9, 3, steps} { // from a snapshot, and from the start
		p.do(wire.Command{Do: "seek", N: step})
		for i, got := range bare(p.points(4)) {
			if !slices.Equal(got, points[i][:step]) {
				t.Errorf("after seek %d arm %d has\n%+v\nbefore\n%+v", step, i, got, points[i][:step])
			}
		}
	}
	if again := p.evals(4); !reflect.DeepEqual(again[0][steps], evals[0][steps]) || !reflect.DeepEqual(again[1][steps], evals[1][steps]) {
		t.Errorf("evaluations\n%+v\n%+v\nbefore\n%+v\n%+v", again[0][steps], again[1][steps], evals[0][steps], evals[1][steps])
	}
	p.do(wire.Command{Do: "reset"})
	p.do(wire.Command{Do: "step", N: steps})
	if got := bare(p.points(4)); !reflect.DeepEqual(got, points) {
		t.Errorf("after a reset\n%+v\nbefore\n%+v", got, points)
	}
	p.once()
}

// What a method prepares gives way to commands, and goes on where it was.
func TestPreparationsGiveWay(t *testing.T) {
	steady := openFor(t, "perm5")
	s := four()
	for i := range s.Arms {
		s.Arms[i].Pairs, s.Arms[i].RMSteps = 60, 20
	}
	steady.init(s)
	steady.do(wire.Command{Do: "step", N: 2})
	want := bare(steady.points(4))

	p := openFor(t, "perm5")
	p.slowYield = 5 * time.Millisecond // a yield
	p.init(s)
	parts := map[string]int{}
	for _, what := range []string{"reward model", "pairs"} {
		long := p.send(wire.Command{Do: "step", N: 1})
		p.wait("a part", func(e wire.Event) bool {
			return e.Progress != nil && e.Progress.What == what && e.Progress.Done > 0 && e.Progress.Done < e.Progress.Total
		})
		if u := p.do(wire.Command{Do: "pause"}); u.Step != 0 {
			t.Fatalf("paused at step %d", u.Step)
		}
		if e := p.answer(long); e.Update.Step != 0 {
			t.Errorf("the interrupted command came to step %d", e.Update.Step)
		}
		if what == "reward model" {
			p.do(wire.Command{Do: "set", Settings: &s}) // nothing that counts
		}
	}
	p.do(wire.Command{Do: "step", N: 2})
	if got := bare(p.points(4)); !reflect.DeepEqual(got, want) {
		t.Errorf("interrupted\n%+v\nundisturbed\n%+v", got, want)
	}
	p.mu.Lock()
	for _, e := range p.events {
		if x := e.Progress; x != nil {
			parts[x.What]++
			if x.Done == x.Total {
				parts[x.What+", all"]++
			}
		}
	}
	p.mu.Unlock()
	// 20 steps; 60 prompts by 3; one telling more at each interruption and at the end.
	if parts["reward model"] > 20+3 || parts["pairs"] > 20+3 || parts["pairs, all"] != 1 || parts["reward model, all"] != 1 {
		t.Errorf("parts told: %v", parts)
	}
	p.once()
}

// All arms of a seed begin with the same warmed weights, which are the lab's.
func TestWarmUp(t *testing.T) {
	p := openFor(t, "perm5")
	s := four()
	s.Warm, s.Seeds = 5, 2
	cold := four()
	cold.Seeds = 2
	p.init(cold)
	before := p.evals(4)
	p.do(wire.Command{Do: "set", Settings: &s})
	warm := p.evals(4)
	if reflect.DeepEqual(before[0][0], warm[0][0]) || !reflect.DeepEqual(warm[0][0], warm[3][0]) {
		t.Errorf("the first arm begins at %+v, cold at %+v, the fourth at %+v", warm[0][0], before[0][0], warm[3][0])
	}
	count := func() (n int, last wire.Progress) {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, e := range p.events {
			if e.Progress != nil && e.Progress.What == "warm-up" {
				n, last = n+1, *e.Progress
			}
		}
		return n, last
	}
	n, last := count()
	if n < 2 || last.Done != 10 || last.Total != 10 {
		t.Errorf("told %d times, last %+v", n, last)
	}
	s.Arms[2] = wire.DefaultSide("perm5", "sft")
	u := p.do(wire.Command{Do: "set", Settings: &s})
	if m, _ := count(); m != n || u.Runs[2].Cost.Forward != 0 {
		t.Errorf("warmed up again for another method: told %d times, then %d; cost %+v", n, m, u.Runs[2].Cost)
	}

	task, err := TaskOf(s)
	if err != nil {
		t.Fatal(err)
	}
	base, err := train.DecodeBase(freshWeights(t, "perm5"), task)
	if err != nil {
		t.Fatal(err)
	}
	dev, _, err := train.OpenDevice(t.Context(), "cpu")
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	w, err := train.WarmUp(t.Context(), dev, task, base, uint64(s.Seed), s.Warm, s.Batch, s.Demos, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := train.Default(task, "sft", uint64(s.Seed))
	c.Base = w
	r, err := train.NewRun(t.Context(), dev, base, c)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Free()
	res, err := r.Evaluate(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range res.Metrics {
		if got := warm[0][0].Seeds[m.Name][0]; got != m.Value {
			t.Errorf("%s is %g at the start, the lab's is %g", m.Name, got, m.Value)
		}
	}
}

// Other settings end a warm-up at once, whatever else waits.
func TestWarmUpIsGivenUp(t *testing.T) {
	p := openFor(t, "perm5")
	p.slowYield = time.Millisecond
	s := four()
	s.Warm = 1000
	first := p.send(wire.Command{Do: "init", Settings: &s, Base: "weights/"})
	p.wait("warming", func(e wire.Event) bool { return e.Progress != nil && e.Progress.What == "warm-up" })
	play := p.send(wire.Command{Do: "play"})
	cold := four()
	begin := time.Now()
	u := p.do(wire.Command{Do: "set", Settings: &cold})
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("waited %v", took)
	}
	if u.Step != 0 || len(u.Runs) != 4 || u.Playing {
		t.Errorf("%+v", u)
	}
	for _, id := range []int{first, play} {
		if e := p.answer(id); e.Type != "done" || e.Update != nil {
			t.Errorf("what was given up was answered by %s with %+v", e.Type, e.Update)
		}
	}
	p.do(wire.Command{Do: "step", N: 1})
	p.once()
}

// From random weights, pre-training begins at chance and learns all tokens.
func TestPreTrainingFromRandomWeights(t *testing.T) {
	p := openFor(t, "chain")
	p.file = func() ([]byte, error) { t.Error("weights were fetched"); return nil, nil }
	s := wire.Defaults("chain")
	s.Device, s.Speed, s.Batch, s.Start, s.LR, s.Seeds = "cpu", "max", 8, "random", 3e-3, 2
	s.Arms[0], s.Arms[1] = wire.DefaultSide("chain", "pt"), wire.DefaultSide("chain", "sft")
	p.init(s)
	u := p.do(wire.Command{Do: "step", N: 40})
	e := p.evals(2)[0]
	if !reflect.DeepEqual(e[0], p.evals(2)[1][0]) || e[0].Seeds["nll"][0] == e[0].Seeds["nll"][1] {
		t.Errorf("the arms begin at %+v and %+v", e[0], p.evals(2)[1][0])
	}
	if a, b := e[0].Metrics["accuracy"], e[40].Metrics["accuracy"]; !(a < .15 && b > a+.05) {
		t.Errorf("accuracy went from %g to %g", a, b)
	}
	pt, sft := u.Runs[0].Cost, u.Runs[1].Cost
	if pt.Tokens <= sft.Tokens || pt.Demos != 0 || sft.Demos != 40*8 || u.Tokens != pt.Tokens {
		t.Errorf("pre-training took %+v, supervised fine-tuning %+v", pt, sft)
	}
}

// What may change while runs train takes effect on the next step, and only there.
func TestKnobsOfJudgedSidesTakeEffect(t *testing.T) {
	p := openFor(t, "perm5")
	s := four()
	s.Arms[2].Rate = 3e-3 // or nothing is ever clipped
	s.Arms[3] = wire.DefaultSide("perm5", "ss")
	p.init(s)
	p.do(wire.Command{Do: "step", N: 6})
	losses := func() (all [4][]float64) {
		for i, points := range p.points(4) {
			for _, x := range points {
				all[i] = append(all[i], x.Loss)
			}
		}
		return all
	}
	want := losses()
	// One knob of each arm at a time.
	for _, turns := range []map[int]func(d *wire.Arm){
		{0: func(d *wire.Arm) { d.Rate = 3e-3 }, 1: func(d *wire.Arm) { d.Beta = 3 }, 2: func(d *wire.Arm) { d.Range = .01 }, 3: func(d *wire.Arm) { d.P = .9 }},
		{2: func(d *wire.Arm) { d.Value = 4 }, 3: func(d *wire.Arm) { d.Rise = "rising" }},
		{2: func(d *wire.Arm) { d.KL = 2 }},
		{2: func(d *wire.Arm) { d.GAE = .1 }},
	} {
		p.do(wire.Command{Do: "seek", N: 3})
		turned := s
		for arm, turn := range turns {
			turn(&turned.Arms[arm])
		}
		if u := p.do(wire.Command{Do: "set", Settings: &turned}); u.Step != 3 {
			t.Fatalf("%+v: it began anew: step %d", turned.Arms, u.Step)
		}
		p.do(wire.Command{Do: "step", N: 3})
		for i, got := range losses() {
			if !slices.Equal(got[:3], want[i][:3]) || slices.Equal(got, want[i]) != (turns[i] == nil) {
				t.Errorf("arm %d of %+v:\n%v\nbefore\n%v", i, turned.Arms, got, want[i])
			}
		}
	}
	p.once()
}
