package worker

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"softmix/wasm/wire"
)

// A command that cannot be carried out is refused: it alone fails, and training
// goes on as if it had not come.
func TestRefusedCommandsChangeNothing(t *testing.T) {
	wrong := small()
	wrong.Arms[0].Weights = "heavy"
	other := wrong
	other.Seed = 9
	for name, c := range map[string]wire.Command{
		"weights of no arm":   {Do: "weights", N: 9},
		"step back":           {Do: "step", N: -3},
		"seek before 0":       {Do: "seek", N: -1},
		"inject nothing":      {Do: "inject"},
		"inject no token":     {Do: "inject", Inject: &wire.Inject{Token: 99}},
		"look at nothing":     {Do: "look"},
		"set nothing":         {Do: "set"},
		"impossible settings": {Do: "set", Settings: &wrong},
		"impossible runs":     {Do: "set", Settings: &other, Run: 2},
		"no command":          {Do: "dance"},
		"steps of other runs": {Do: "step", N: 1, Run: 2},
		"pause of other runs": {Do: "pause", Run: 2},
		"reset of other runs": {Do: "reset", Run: 2},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			s := small()
			p.do(wire.Command{Do: "init", Settings: &s, Run: 1, Base: "weights/"})
			long := p.send(wire.Command{Do: "step", N: 30})
			e := p.ask(c)
			if e.Type != "error" || e.Error.Code != "settings" || !e.Error.Refused {
				t.Fatalf("%s %+v", e.Type, e.Error)
			}
			if want := max(c.Run, 1); e.Run != want {
				t.Errorf("it is told of runs %d, want %d", e.Run, want)
			}
			if e := p.answer(long); e.Type != "done" || e.Update.Step != 30 || e.Run != 1 {
				t.Errorf("the steps before it: %s of runs %d at step %d", e.Type, e.Run, e.Update.Step)
			}
			p.once()
			p.mu.Lock()
			defer p.mu.Unlock()
			for _, e := range p.events { // the caller alone is told, and all that is new names its runs
				if e.Error != nil && e.ID != p.asked || e.Update != nil && e.Run != 1 {
					t.Errorf("%s to %d of runs %d: %+v", e.Type, e.ID, e.Run, e.Error)
				}
			}
		})
	}
}

// Where the weights of other runs cannot be had, those that there are stay and
// train on, and a later try succeeds.
func TestRunsStayWhereOthersCannotBeMade(t *testing.T) {
	p := open(t)
	p.roams = true
	s := small()
	p.do(wire.Command{Do: "init", Settings: &s, Run: 1, Base: "weights/"})
	p.do(wire.Command{Do: "step", N: 5})
	p.do(wire.Command{Do: "play"})
	p.file = func() ([]byte, error) { return nil, errors.New("Failed to fetch") }
	to := wire.Defaults("sort")
	to.Device, to.Batch = "cpu", 2
	e := p.ask(wire.Command{Do: "set", Settings: &to, Run: 2})
	if e.Type != "error" || e.Error.Code != "weights" || !e.Error.Refused || e.Run != 2 || !strings.Contains(e.Error.Text, "text.safetensors") {
		t.Fatalf("%s of runs %d: %+v", e.Type, e.Run, e.Error)
	}
	p.wait("the end of the run", func(e wire.Event) bool { return e.Update != nil && e.Run == 1 && e.Update.Step == s.Steps })
	good := freshWeights(t, "sort")
	p.file = func() ([]byte, error) { return good, nil }
	if e := p.ask(wire.Command{Do: "set", Settings: &to, Run: 3}); e.Type != "done" || e.Run != 3 || e.Update.Step != 0 {
		t.Fatalf("%s of runs %d: %+v", e.Type, e.Run, e.Error)
	}
	p.once()
}

// Runs that nobody waits for any more are neither made nor evaluated, wherever
// their making has got to; all that is told names the runs it is about.
func TestAbandonedRunsAreNotMade(t *testing.T) {
	t.Run("all at once", func(t *testing.T) {
		p := open(t)
		s := small()
		p.do(wire.Command{Do: "init", Settings: &s, Run: 1, Base: "weights/"})
		p.slowYield = time.Millisecond
		for run := 2; run <= 9; run++ {
			next := s
			next.Seed = run
			p.send(wire.Command{Do: "set", Settings: &next, Run: run})
		}
		if e := p.answer(p.asked); e.Type != "done" || e.Run != 9 {
			t.Fatalf("%s of runs %d", e.Type, e.Run)
		}
		if made := p.ready(); len(made) > 3 || made[len(made)-1] != 9 {
			t.Errorf("runs were made for %v", made)
		}
		p.once()
	})
	t.Run("from task to task", func(t *testing.T) {
		p := open(t)
		p.roams = true
		s := small()
		p.do(wire.Command{Do: "init", Settings: &s, Run: 1, Base: "weights/"})
		p.slowYield = time.Millisecond
		p.file = nil
		for i, name := range []string{"sort", "treasure", "lake6", "maze", "treasure", "lake4", "treasure", "lake6"} {
			next := wire.Defaults(name)
			next.Device = "cpu"
			p.send(wire.Command{Do: "set", Settings: &next, Run: 2 + i})
			time.Sleep(20 * time.Millisecond)
		}
		if e := p.answer(p.asked); e.Type != "done" || e.Run != 9 || e.Update == nil || len(e.Update.Runs[0].Evals) == 0 {
			t.Fatalf("%s of runs %d: %+v %+v", e.Type, e.Run, e.Error, e.Update)
		}
		t.Log(p.ready())
		p.once()
	})
	t.Run("while they are evaluated", func(t *testing.T) {
		p := open(t)
		s := small()
		p.do(wire.Command{Do: "init", Settings: &s, Run: 1, Base: "weights/"})
		second, third := s, s
		second.Seed, third.Seed = 8, 9
		p.asked += 2
		p.heard = func(e wire.Event) {
			if e.Type == "ready" && e.Run == 2 {
				p.inbox <- wire.Command{Do: "set", ID: p.asked, Settings: &third, Run: 3}
			}
		}
		p.inbox <- wire.Command{Do: "set", ID: p.asked - 1, Settings: &second, Run: 2}
		if e := p.answer(p.asked); e.Type != "done" || e.Run != 3 {
			t.Fatalf("%s of runs %d", e.Type, e.Run)
		}
		p.mu.Lock()
		for _, e := range p.events {
			if e.Run == 2 && e.Update != nil && len(e.Update.Runs[0].Evals) > 0 {
				t.Error("runs were evaluated that nobody waits for")
			}
		}
		p.mu.Unlock()
		p.once()
	})
}

// The same settings under another number are other runs: the page has dropped what
// it knew of those before.
func TestAnotherNumberMakesOtherRuns(t *testing.T) {
	p := open(t)
	s := small()
	p.do(wire.Command{Do: "init", Settings: &s, Run: 1, Base: "weights/"})
	p.do(wire.Command{Do: "step", N: 3})
	if u := p.do(wire.Command{Do: "set", Settings: &s, Run: 1}); u.Step != 3 {
		t.Errorf("the same runs went to step %d", u.Step)
	}
	if e := p.ask(wire.Command{Do: "set", Settings: &s, Run: 2}); e.Run != 2 || e.Update.Step != 0 || !e.Update.Rewound {
		t.Errorf("runs %d at step %d", e.Run, e.Update.Step)
	}
}

// ready are the runs that were made, in their order.
func (p *page) ready() (runs []int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		if e.Type == "ready" {
			runs = append(runs, e.Run)
		}
	}
	return runs
}

// While something takes long the trainer gives a sign of life now and then, in the
// middle of an evaluation too.
func TestSignsOfLife(t *testing.T) {
	b := newBench(t, time.Millisecond, "")
	b.events = nil
	b.yield()
	if slices.ContainsFunc(b.events, func(e wire.Event) bool { return e.Type == "alive" }) {
		t.Error("a sign of life with nothing to tell")
	}
	b.do(t, wire.Command{Do: "step", ID: 1, N: 1})
	b.until(t, 1)
	b.events = nil
	b.pause = 3 * time.Second // each yield of what follows
	b.evalAt = -1
	if err := b.evaluate(t.Context()); err != nil {
		t.Fatal(err)
	}
	alive := 0
	for _, e := range b.events {
		if e.Type == "alive" {
			alive++
		}
	}
	if runs := len(b.comparison.Runs()); alive <= 2*runs {
		t.Errorf("%d signs of life in an evaluation of %d runs", alive, runs)
	}
}
