package worker

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"softmix/model/device/cpu"
	"softmix/model/train"
	"softmix/wasm/wire"
)

func TestInitAnnouncesDeviceAndStepZero(t *testing.T) {
	p := open(t)
	u := p.init(small())
	ready := p.wait("ready", func(e wire.Event) bool { return e.Type == "ready" })
	if ready.Device == nil || ready.Device.Kind != "cpu" || ready.Device.Name == "" {
		t.Errorf("device %+v", ready.Device)
	}
	progress := p.wait("progress", func(e wire.Event) bool { return e.Type == "progress" })
	if progress.Progress.What != "weights" || progress.Progress.Done == 0 {
		t.Errorf("progress %+v", progress.Progress)
	}
	if u.Step != 0 || u.Playing || !u.Rewound || u.Params < 20000 || len(u.Runs) != 2 || u.Lake == nil || u.Lake.Size != 4 || len(u.Refs) == 0 {
		t.Errorf("update %+v", u)
	}
	for i, method := range []string{"sft", "ift"} {
		r := u.Runs[i]
		if r.Method != method || len(r.Evals) != 1 || r.Evals[0].Step != 0 || r.Lake == nil || len(r.Lake.Policy) != 16 {
			t.Errorf("run %d: %+v", i, r)
		}
		if _, ok := r.Evals[0].Metrics["success_random"]; !ok {
			t.Errorf("metrics %v", r.Evals[0].Metrics)
		}
	}
}

func TestStepAnswersWhenAllIsThere(t *testing.T) {
	p := open(t)
	p.init(small())
	u := p.do(wire.Command{Do: "step", N: 7})
	if u.Step != 7 || u.Playing {
		t.Errorf("step %d, playing %v", u.Step, u.Playing)
	}
	for run := range 2 {
		losses, evals := p.course(run)
		if len(losses) != 7 || evals[len(evals)-1] != 7 {
			t.Errorf("run %d: losses of %d steps, evaluations after %v", run, len(losses), evals)
		}
		if slices.ContainsFunc(losses, func(l float64) bool { return !(l > 0) }) {
			t.Errorf("losses %v", losses)
		}
	}
	a, b := u.Runs[0].Cost, u.Runs[1].Cost
	if a.Forward != 7 || b.Forward != 14 || a.Backward != 7 || !(a.FLOPs > 0) || u.Tokens == 0 || !(u.Seconds > 0) {
		t.Errorf("forward %d and %d, backward %d, %g FLOPs, %d tokens, %g s", a.Forward, b.Forward, a.Backward, a.FLOPs, u.Tokens, u.Seconds)
	}
	// Two at once are carried out one after the other.
	first, second := p.send(wire.Command{Do: "step", N: 2}), p.send(wire.Command{Do: "step", N: 3})
	if x, y := p.answer(first).Update.Step, p.answer(second).Update.Step; x != 9 || y != 12 {
		t.Errorf("steps %d and %d", x, y)
	}
	p.fails("settings", wire.Command{Do: "step"})
	p.fails("settings", wire.Command{Do: "dance"})
	p.once()
}

func TestPlayRunsToTheEndAndPauseStops(t *testing.T) {
	p := open(t)
	s := small()
	s.Speed = "16"
	p.init(s)
	if u := p.do(wire.Command{Do: "play"}); !u.Playing {
		t.Error("play is answered by a state that does not play")
	}
	begin := time.Now()
	p.wait("a few steps", func(e wire.Event) bool { return e.Update != nil && e.Update.Step >= 4 })
	if d := time.Since(begin); d < 3*time.Second/16 {
		t.Errorf("four steps at 16 a second took %v", d)
	}
	u := p.do(wire.Command{Do: "pause"})
	time.Sleep(150 * time.Millisecond)
	if v := p.do(wire.Command{Do: "pause"}); v.Step != u.Step || v.Playing {
		t.Errorf("paused at %d, then at %d", u.Step, v.Step)
	}
	s.Speed = "max"
	p.do(wire.Command{Do: "set", Settings: &s})
	p.do(wire.Command{Do: "play"})
	end := p.wait("the end", func(e wire.Event) bool { return e.Update != nil && e.Update.Step == s.Steps && !e.Update.Playing })
	if end.Type != "update" {
		t.Errorf("the end came as %s", end.Type)
	}
	if _, evals := p.course(0); evals[len(evals)-1] != s.Steps {
		t.Errorf("evaluated after %v", evals)
	}
	if u := p.do(wire.Command{Do: "play"}); u.Playing {
		t.Error("plays beyond the end")
	}
	p.once()
}

func TestSetTakesEffectAndResetAndSeekRepeat(t *testing.T) {
	p := open(t)
	s := small()
	p.init(s)
	p.do(wire.Command{Do: "step", N: 12})
	sft, _ := p.course(0)
	ift, _ := p.course(1)

	if u := p.do(wire.Command{Do: "seek", N: 5}); u.Step != 5 || !u.Rewound {
		t.Errorf("seek: %+v", u)
	}
	if l, _ := p.course(1); !slices.Equal(l, ift[:5]) {
		t.Errorf("after seek\n%v, before\n%v", l, ift[:5])
	}
	s.Arms[1].Lambda = 0
	if u := p.do(wire.Command{Do: "set", Settings: &s}); u.Step != 5 {
		t.Errorf("lambda reset the run to %d", u.Step)
	}
	p.do(wire.Command{Do: "seek", N: 12}) // forwards: trains
	if l, _ := p.course(0); !slices.Equal(l, sft) {
		t.Errorf("sft again:\n%v, before\n%v", l, sft)
	}
	if l, _ := p.course(1); l[5] == ift[5] || len(l) != 12 {
		t.Errorf("step 6 did not feel lambda 0: %v, before %v", l, ift)
	}
	s.Arms[1].Lambda = small().Arms[1].Lambda
	p.do(wire.Command{Do: "set", Settings: &s})
	if u := p.do(wire.Command{Do: "reset"}); u.Step != 0 || u.Seconds != 0 || u.Tokens != 0 || u.Runs[0].Lake == nil {
		t.Errorf("reset: %+v", u)
	}
	p.do(wire.Command{Do: "step", N: 12})
	if l, evals := p.course(1); !slices.Equal(l, ift) || evals[0] != 0 || slices.Index(evals[1:], 0) >= 0 {
		t.Errorf("after reset\n%v, before\n%v; evaluated after %v", l, ift, evals)
	}
	s.Seed++
	if u := p.do(wire.Command{Do: "set", Settings: &s}); u.Step != 0 || !u.Rewound {
		t.Errorf("another seed: step %d", u.Step)
	}
	p.do(wire.Command{Do: "step", N: 1})
	if l, _ := p.course(1); l[0] == ift[0] {
		t.Error("another seed has the same first loss")
	}
	s.Arms[0].Weights = "heavy"
	p.fails("settings", wire.Command{Do: "set", Settings: &s})
	p.fails("settings", wire.Command{Do: "seek", N: -1})
	p.once()
}

func TestPauseGetsThroughALongStep(t *testing.T) {
	p := open(t)
	p.init(small())
	long := p.send(wire.Command{Do: "step", N: 100000})
	p.wait("some steps", func(e wire.Event) bool { return e.Update != nil && e.Update.Step > 0 })
	u := p.do(wire.Command{Do: "pause"})
	if e := p.answer(long); e.Type != "done" || e.Update.Step > u.Step {
		t.Errorf("the interrupted command: %s at %d, paused at %d", e.Type, e.Update.Step, u.Step)
	}
	p.once()
}

func TestBrokenWeightsAreToldAndResetRecovers(t *testing.T) {
	good := freshWeights(t, "lake4")
	for name, file := range map[string]func() ([]byte, error){
		"truncated":   func() ([]byte, error) { return good[:len(good)/2], nil },
		"wrong shape": func() ([]byte, error) { return freshWeights(t, "lake6"), nil },
		"missing":     func() ([]byte, error) { return nil, errors.New("the server answered 404") },
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			ok := p.file
			p.file = file
			s := small()
			f := p.fails("weights", wire.Command{Do: "init", Settings: &s, Base: "weights/"})
			if !strings.Contains(f.Text, "lake4.safetensors") {
				t.Errorf("%q does not name the file", f.Text)
			}
			p.fails("settings", wire.Command{Do: "play"})
			p.file = ok
			p.do(wire.Command{Do: "reset"})
			p.do(wire.Command{Do: "step", N: 1})
			p.once()
		})
	}
}

func TestRefusedDeviceIsTold(t *testing.T) {
	p := open(t)
	p.refuse = errors.New("WebGPU did not open: no adapter")
	s := small()
	s.Device = "webgpu"
	f := p.fails("device", wire.Command{Do: "init", Settings: &s, Base: "weights/"})
	if !strings.Contains(f.Text, "no adapter") {
		t.Errorf("%q does not say why", f.Text)
	}
	p.refuse = nil
	s.Device = "cpu"
	p.do(wire.Command{Do: "set", Settings: &s})
	p.do(wire.Command{Do: "step", N: 1})
	if !slices.Equal(p.opened, []string{"webgpu", "cpu"}) {
		t.Errorf("opened %v", p.opened)
	}
}

// closing counts how often it is closed.
type closing struct {
	train.Device
	closed *int
}

func (c *closing) Close() { *c.closed++ }

func TestInjectedFaultsAreToldAndResetRecovers(t *testing.T) {
	for fault, code := range map[string]string{"nan": "nan", "lost": "", "panic": "internal"} {
		t.Run(fault, func(t *testing.T) {
			p := open(t)
			closed := 0
			p.dev = &closing{cpu.Open(), &closed}
			s := small()
			p.bad.fault = fault
			p.do(wire.Command{Do: "init", Settings: &s, Base: "weights/"})
			f := new(wire.Fault)
			if code == "" { // it is survived
				p.do(wire.Command{Do: "step", N: 20})
			} else {
				f = p.fails(code, wire.Command{Do: "step", N: 20})
			}
			if fault == "nan" && (f.Kernel != "norm_linear" || !strings.Contains(f.Text, "step 6") || !strings.Contains(f.Text, "norm_linear")) {
				t.Errorf("%+v does not name step 6 and norm_linear", f)
			}
			p.bad.fault = ""
			p.do(wire.Command{Do: "reset"})
			if u := p.do(wire.Command{Do: "step", N: 10}); u.Step != 10 {
				t.Errorf("after the reset: step %d", u.Step)
			}
			if l, _ := p.course(1); len(l) != 10 {
				t.Errorf("after the reset: losses %v", l)
			}
			if given := fault != "nan"; closed != len(p.opened)-1 || given != (closed > 0) {
				t.Errorf("%d of %d devices closed", closed, len(p.opened))
			}
			p.once()
		})
	}
}

// A panic while messages are let in, between two slices, is told as one within a
// slice is, and the worker goes on.
func TestAPanicBetweenSlicesIsTold(t *testing.T) {
	var told []wire.Event
	w := newWorker(dependencies{
		post:  func(e wire.Event) { told = append(told, e) },
		yield: func() { panic("as a test asked") },
		now:   time.Now,
	}, make(chan wire.Command))
	w.playing = true
	if !w.next(t.Context(), 0) || w.playing {
		t.Errorf("the worker ended, or plays on: %v", w.playing)
	}
	if len(told) != 1 || told[0].Error == nil || told[0].Error.Code != "internal" {
		t.Errorf("told %+v", told)
	}
}

// A step command that ends right after the step that broke the weights says so: no
// evaluation is made of what is no number.
func TestBrokenWeightsAreNotEvaluated(t *testing.T) {
	p := open(t)
	s := small()
	p.bad.fault = "nan"
	p.do(wire.Command{Do: "init", Settings: &s, Base: "weights/"})
	if f := p.fails("nan", wire.Command{Do: "step", N: sabotageAt}); f.Kernel != "norm_linear" {
		t.Errorf("%+v does not name norm_linear", f)
	}
	p.once()
}

func TestSettingsMakeTheRunsTheyName(t *testing.T) {
	for _, name := range wire.Scenarios() {
		s := wire.Defaults(name)
		task, err := TaskOf(s)
		if err != nil {
			t.Fatal(err)
		}
		h := task.Hyper()
		if name == "perm5" { // opens with PPO, which wants more steps than a further tuning
			h.Steps = 120
		}
		if s.LR != h.LR || s.Batch != h.Batch || s.Steps != h.Steps || s.Demos != h.Demos {
			t.Errorf("%s opens with lr %g, batch %d, %d steps, %d demos; the task's own are %+v", name, s.LR, s.Batch, s.Steps, s.Demos, h)
		}
		for _, method := range wire.Methods(name) {
			arm := wire.DefaultSide(name, method)
			arm.Rate = 4e-4
			c, err := ConfigOf(s, task, arm)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if !wire.Judged(method) {
				if c.LR != s.LR {
					t.Errorf("%s: %s trains at %g instead of %g", name, method, c.LR, s.LR)
				}
				arm.Rate = s.LR
			}
			if c.Steps != s.Steps || c.Decay != (h.Decay && !wire.Judged(method)) {
				t.Errorf("%s: %s: %+v", name, method, c)
			}
			for _, p := range wire.Params() {
				if at := (wire.Settings{Arms: [wire.MaxArms]wire.Arm{arm}}); p.PerArm && p.Name != "method" && p.Applies(at, 0) {
					other := arm
					turn(p, p.In(&other))
					if changed, err := ConfigOf(s, task, other); err != nil || changed.Recipe == c.Recipe {
						t.Errorf("%s: %s does not reach the runs of %s (%v)", name, p.Name, method, err)
					}
				}
			}
		}
	}
}

// turn gives a knob another legal value.
func turn(p wire.Param, at any) {
	switch at := at.(type) {
	case *int:
		*at++
	case *float64:
		if *at *= .75; *at == 0 {
			*at = .1
		}
	case *string:
		*at = p.Choices[(slices.Index(p.Choices, *at)+1)%len(p.Choices)]
	}
}

func TestPace(t *testing.T) {
	p := pace{step: .1, eval: .5}
	if n := p.evalEvery(.1); n != 20 { // 3 · .5 / .1 = 15
		t.Errorf("evaluates every %d steps", n)
	}
	if n := p.evalEvery(1); n != 2 { // a slow speed leaves more time
		t.Errorf("at one step a second: every %d", n)
	}
	for _, c := range []struct {
		step     float64 // seconds
		underway int
		want     int
	}{
		{0, 0, 1}, {0, 1, 0}, // unknown
		{.3, 0, 1}, {.3, 1, 0}, {.06, 0, 1}, {.06, 1, 0}, // slow: one at a time
		{.04, 0, 1}, {.04, 1, 1}, {.04, 2, 0}, // quicker: one more is enqueued meanwhile
		{.01, 0, 5}, {.01, 5, 5}, {.01, 7, 3}, {.01, 10, 0}, {.01, 12, 0},
		{.0005, 0, 32}, {.0005, 32, 32},
	} {
		p.step = c.step
		if n := p.room(c.underway); n != c.want {
			t.Errorf("steps of %g s, %d under way: room for %d, want %d", c.step, c.underway, n, c.want)
		}
	}
	begin := time.Now()
	p.restart(begin, 10)
	for i := 1; i <= 50; i++ {
		p.pass(begin.Add(time.Duration(i)*100*time.Millisecond), 10+i)
	}
	if r := p.rate(); math.Abs(r-10) > .01 || len(p.marks) > 25 {
		t.Errorf("rate %g from %d marks", r, len(p.marks))
	}
	if interval("4") != 250*time.Millisecond || interval("max") != 0 {
		t.Error("intervals are wrong")
	}
	var c clock
	c.add(4, 2)
	c.add(5, 1)
	if c.seconds(0) != 0 || c.seconds(2) != 1 || c.seconds(5) != 3 {
		t.Errorf("clock %v", c.at)
	}
	c.rewind(2)
	if c.seconds(9) != 1 {
		t.Errorf("rewound clock %v", c.at)
	}
}
