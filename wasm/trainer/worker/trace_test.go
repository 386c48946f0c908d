package worker

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"softmix/wasm/wire"
)

// look asks for the trace of the present step and of all that follow.
func (p *page) look(l wire.Focus) *wire.Trace {
	p.t.Helper()
	l.On = true
	e := p.ask(wire.Command{Do: "look", Focus: &l})
	if e.Type != "done" {
		p.t.Fatalf("look: %+v", e.Error)
	}
	return e.Trace
}

// seen carries out a command and returns the trace that its answer brings.
func (p *page) seen(c wire.Command) *wire.Trace {
	p.t.Helper()
	e := p.ask(c)
	if e.Type != "done" || e.Trace == nil {
		p.t.Fatalf("%s %d was answered by %s %+v, trace %v", c.Do, c.N, e.Type, e.Error, e.Trace)
	}
	if e.Trace.Step != e.Update.Step {
		p.t.Fatalf("at step %d the trace is of step %d", e.Update.Step, e.Trace.Step)
	}
	return e.Trace
}

func TestLookShowsTheStepAndSeekRepeatsIt(t *testing.T) {
	p := open(t)
	p.init(small())
	if a := p.look(wire.Focus{}); a != nil {
		t.Errorf("before the first step there is a trace: %+v", a)
	}
	var first [4]*wire.Trace
	for k := 1; k <= 3; k++ {
		first[k] = p.seen(wire.Command{Do: "step", N: 1})
		checkTrace(t, first[k])
	}
	if reflect.DeepEqual(first[1].Runs, first[2].Runs) {
		t.Error("two steps look the same")
	}
	for _, k := range []int{1, 3, 2} { // back, forwards by training, back
		if a := p.seen(wire.Command{Do: "seek", N: k}); !reflect.DeepEqual(a, first[k]) {
			t.Errorf("step %d is not what it was:\n%+v\n%+v", k, a, first[k])
		}
	}
	if e := p.ask(wire.Command{Do: "seek", N: 0}); e.Trace != nil {
		t.Error("step 0 has a trace")
	}
	// The same course without anybody looking, and a look afterwards.
	q := open(t)
	q.init(small())
	q.do(wire.Command{Do: "step", N: 3})
	if a := q.look(wire.Focus{}); !reflect.DeepEqual(a, first[3]) {
		t.Errorf("looked at afterwards, step 3 is\n%+v, was\n%+v", a, first[3])
	}
	b, err := json.Marshal(first[3])
	t.Logf("%d bytes of JSON for %d tokens, %v", len(b), len(first[3].Tokens), err)
	p.once()
}

// checkTrace looks for what cannot be.
func checkTrace(t *testing.T, a *wire.Trace) {
	t.Helper()
	n := len(a.Tokens)
	if len(a.Answer) != n || len(a.Runs) != 2 || a.Sequences != 2 || a.Layers != 2 || len(a.Names) != 17 || !a.Answer[a.Focus.Token] {
		t.Fatalf("trace %+v", a)
	}
	for i, r := range a.Runs {
		for name, k := range map[string]int{"mix": len(r.Mix), "train": len(r.Train), "after": len(r.After), "loss": len(r.Loss), "weight": len(r.Weight),
			"pull": len(r.LogitGradNorm), "input": len(r.Input), "from": len(r.From), "attends": len(r.Attends), "stream": len(r.Stream[2])} {
			if k != n {
				t.Errorf("run %d: %d of %s for %d tokens", i, k, name, n)
			}
		}
		if (r.Guess != nil) != (i == 1) || (r.Belief != nil) != (i == 1) || len(r.Groups) != 2+2*2+1 || len(r.True) != 32 {
			t.Errorf("run %d, %s: guess %v, belief %v, %d groups", i, r.Method, r.Guess, r.Belief, len(r.Groups))
		}
		for tok := 1; tok < n; tok++ {
			p := math.NaN()
			for j, s := range r.Train[tok] {
				if s.Token == a.Tokens[tok] {
					p = s.P
				}
				if j > 0 && s.P > r.Train[tok][j-1].P && j < topShares-1 {
					t.Errorf("shares are not sorted: %v", r.Train[tok])
				}
			}
			if !(math.Abs(-math.Log(p)-r.Loss[tok]) < 1e-4) {
				t.Errorf("run %d, token %d: p %g, loss %g", i, tok, p, r.Loss[tok])
			}
			if (r.LogitGradNorm[tok] > 0) != a.Answer[tok] {
				t.Errorf("run %d, token %d: answer %v, gradient %g", i, tok, a.Answer[tok], r.LogitGradNorm[tok])
			}
		}
		for j := range n {
			if (r.From[j] > 0) != (j < a.Focus.Token) {
				t.Errorf("the loss of token %d sends %g to position %d", a.Focus.Token, r.From[j], j)
			}
		}
		for _, g := range r.Groups {
			if !(g.Size > 0 && g.Grad > 0 && g.Move > 0) {
				t.Errorf("run %d: group %+v", i, g)
			}
		}
	}
}

func TestLookIsPutRight(t *testing.T) {
	p := open(t)
	p.init(small())
	p.do(wire.Command{Do: "step", N: 2})
	a := p.look(wire.Focus{Sequence: 99, Token: 99, Layer: 99, Head: -4})
	if want := (wire.Focus{On: true, Sequence: 1, Token: len(a.Tokens) - 1, Layer: 1, Head: 0}); a.Focus != want {
		t.Errorf("looked at %+v, want %+v", a.Focus, want)
	}
	b := p.look(wire.Focus{Sequence: 0, Token: 2, Head: 1})
	if b.Focus.Token != 2 || b.Step != 2 || reflect.DeepEqual(a.Runs, b.Runs) {
		t.Errorf("another look: %+v", b.Focus)
	}
	p.fails("settings", wire.Command{Do: "look"})
	off := wire.Focus{}
	if e := p.ask(wire.Command{Do: "look", Focus: &off}); e.Type != "done" || e.Trace != nil {
		t.Errorf("closing was answered by %+v", e)
	}
	if e := p.ask(wire.Command{Do: "step", N: 1}); e.Trace != nil {
		t.Error("a trace comes while nobody looks")
	}
	p.once()
}

func TestLookWhilePlaying(t *testing.T) {
	p := open(t)
	s := small()
	s.Steps = 2000
	p.init(s)
	p.look(wire.Focus{})
	p.do(wire.Command{Do: "play"})
	begin := time.Now()
	var steps []int
	p.wait("three traces", func(e wire.Event) bool {
		if e.Type == "anatomy" {
			steps = append(steps, e.Trace.Step)
		}
		return len(steps) == 3
	})
	if d := time.Since(begin); d < 2*traceEvery {
		t.Errorf("three traces within %v", d)
	}
	if steps[0] >= steps[1] || steps[1] >= steps[2] {
		t.Errorf("traces of steps %v", steps)
	}
	asked := time.Now()
	p.seen(wire.Command{Do: "pause"})
	t.Logf("pause was answered after %v; traces of steps %v", time.Since(asked), steps)
	p.once()
}

func TestLookThroughSettingsAndReset(t *testing.T) {
	p := open(t)
	s := small()
	p.init(s)
	p.look(wire.Focus{})
	p.do(wire.Command{Do: "step", N: 3})
	third := p.seen(wire.Command{Do: "pause"})
	s.Arms[1].Lambda = .25
	p.do(wire.Command{Do: "set", Settings: &s})
	if a := p.look(wire.Focus{}); !reflect.DeepEqual(a, third) || a.Runs[1].Lambda != small().Arms[1].Lambda {
		t.Errorf("a setting of the next step changed how step 3 looks: lambda %g", a.Runs[1].Lambda)
	}
	if a := p.seen(wire.Command{Do: "step", N: 1}); a.Runs[1].Lambda != .25 || a.Runs[0].Lambda != 0 || a.Runs[0].Passes != 0 {
		t.Errorf("step 4 used lambda %g, sft %g", a.Runs[1].Lambda, a.Runs[0].Lambda)
	}
	if a := p.seen(wire.Command{Do: "seek", N: 3}); !reflect.DeepEqual(a, third) {
		t.Error("step 3 is not what it was")
	}
	if e := p.ask(wire.Command{Do: "reset"}); e.Type != "done" || e.Trace != nil || e.Update.Step != 0 {
		t.Errorf("reset: %+v", e)
	}
	if a := p.look(wire.Focus{}); a != nil {
		t.Error("step 0 has a trace after the reset")
	}
	p.seen(wire.Command{Do: "step", N: 2})
	s.Batch = 3 // new runs: the look stays
	if e := p.ask(wire.Command{Do: "set", Settings: &s}); e.Type != "done" || e.Trace != nil {
		t.Errorf("new runs: %+v", e)
	}
	if a := p.seen(wire.Command{Do: "step", N: 1}); a.Sequences != 3 {
		t.Errorf("%d sequences", a.Sequences)
	}
	q := open(t)
	q.init(s)
	q.do(wire.Command{Do: "step", N: 5})
	p.do(wire.Command{Do: "step", N: 4})
	losses, _ := p.course(0)
	if want, _ := q.course(0); !reflect.DeepEqual(losses, want) {
		t.Errorf("losses while looking\n%v, else\n%v", losses, want)
	}
	p.once()
}

// Faults reach the page as ever while somebody looks, and the look goes on after
// a reset.
func TestLookThroughFaults(t *testing.T) {
	for fault, code := range map[string]string{"nan": "nan", "lost": "", "panic": "internal"} {
		t.Run(fault, func(t *testing.T) {
			p := open(t)
			s := small()
			p.bad.fault = fault
			p.do(wire.Command{Do: "init", Settings: &s, Base: "weights/"})
			p.look(wire.Focus{})
			for k := 1; k < sabotageAt; k++ {
				p.seen(wire.Command{Do: "step", N: 1})
			}
			if code == "" { // it is survived
				if a := p.seen(wire.Command{Do: "step", N: 20}); a.Step != sabotageAt+19 {
					t.Errorf("the trace of step %d", a.Step)
				}
			} else if f := p.fails(code, wire.Command{Do: "step", N: 20}); fault == "nan" && f.Kernel != "norm_linear" {
				t.Errorf("%+v", f)
			}
			p.bad.fault = ""
			p.do(wire.Command{Do: "reset"})
			if a := p.seen(wire.Command{Do: "step", N: 7}); a.Step != 7 {
				t.Errorf("after the reset: the trace of step %d", a.Step)
			}
			p.once()
		})
	}
}

// Commands that come while the step gone to is evaluated interrupt that, and nothing
// is trained beyond it.
func TestLookStopsAtTheStepGoneTo(t *testing.T) {
	p := open(t)
	left, yield := 0, p.limits.yield
	p.limits.yield = func() {
		// Every other time: where a command waits before a slice, none is trained.
		if yield(); left > 0 {
			if left--; left%2 == 0 {
				return
			}
			p.inbox <- wire.Command{Do: "look", ID: 1000 + left, Focus: &wire.Focus{On: true}}
		}
	}
	p.init(small())
	p.look(wire.Focus{})
	for n := 1; n <= 3; n++ {
		p.heard = func(e wire.Event) {
			if e.Type == "done" && e.ID < 1000 { // the step has not been trained yet
				left = 0
			}
		}
		left = 40
		if e := p.ask(wire.Command{Do: "seek", N: n}); e.Update == nil || e.Update.Step != n || e.Trace == nil || e.Trace.Step != n {
			t.Errorf("gone to step %d: %+v, a trace: %v", n, e.Update, e.Trace != nil)
		}
		if u := p.do(wire.Command{Do: "pause"}); u.Step != n {
			t.Errorf("from step %d it went on to step %d", n, u.Step)
		}
	}
}
