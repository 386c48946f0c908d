package worker

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// page plays the page's part: it sends commands and keeps what comes back.
type page struct {
	t      *testing.T
	inbox  chan wire.Command
	cancel func()
	ended  chan struct{}

	mu     sync.Mutex
	events []wire.Event
	more   chan struct{} // told after each event
	asked  int           // the last ID

	file      func() ([]byte, error) // the weights file, as the server gives it
	opened    []string               // kinds of device asked for
	refuse    error                  // of opening a device
	dev       train.Device           // to be opened, if set
	slowYield time.Duration          // that a yield takes
	bad       sabotage               // of runs that are made from now on
	limits    *dependencies          // the worker's own, for the time before its first command
	roams     bool                   // goes to other scenarios
	heard     func(wire.Event)       // is told of each event, on the worker's goroutine
}

// small are settings whose runs are quick on any machine.
func small() wire.Settings {
	s := wire.Defaults("lake4")
	s.Seed, s.Device, s.Speed, s.Batch, s.Steps = 3, "cpu", "max", 2, 40
	return s
}

func open(t *testing.T) *page { return openFor(t, "lake4") }

// openFor opens a page whose server has the weights of one scenario.
func openFor(t *testing.T, scenario string) *page {
	p := &page{t: t, inbox: make(chan wire.Command, 64), ended: make(chan struct{}), more: make(chan struct{}, 1)}
	weights := freshWeights(t, scenario)
	p.file = func() ([]byte, error) { return weights, nil }
	w := newWorker(dependencies{
		post: func(e wire.Event) {
			b, err := json.Marshal(e) // as on the way to a page
			if err == nil {
				e = wire.Event{}
				err = json.Unmarshal(b, &e)
			}
			if err != nil {
				t.Error(err)
			}
			p.mu.Lock()
			p.events = append(p.events, e)
			p.mu.Unlock()
			if p.heard != nil {
				p.heard(e)
			}
			select {
			case p.more <- struct{}{}:
			default:
			}
		},
		fetch: func(_ context.Context, url string, progress func(int, int)) ([]byte, error) {
			if !p.roams && !strings.HasPrefix(url, "weights/"+scenario[:4]) {
				t.Errorf("fetched %s", url)
			}
			if p.file == nil { // a whole server
				return freshWeights(t, serves(url)), nil
			}
			b, err := p.file()
			progress(len(b), len(b))
			return b, err
		},
		open: func(ctx context.Context, kind string) (train.Device, string, error) {
			p.opened = append(p.opened, kind)
			if p.refuse != nil {
				return nil, "", p.refuse
			}
			if p.dev != nil {
				return p.bad.wrap(p.dev), "", nil
			}
			dev, note, err := train.OpenDevice(ctx, kind)
			return p.bad.wrap(dev), note, err
		},
		yield:     func() { time.Sleep(p.slowYield) },
		now:       time.Now,
		afterStep: p.bad.spoil,
	}, p.inbox)
	p.limits = &w.dependencies
	ctx, cancel := context.WithCancel(t.Context())
	p.cancel = cancel
	go func() {
		defer close(p.ended)
		w.serve(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-p.ended
	})
	return p
}

// serves is a scenario whose base is at an address.
func serves(url string) string {
	for _, name := range wire.Scenarios() {
		if task, err := train.NewTask(name, train.TaskOptions{}); err == nil && url == "weights/"+task.Pretrain().Base+".safetensors" {
			return name
		}
	}
	return ""
}

// freshWeights is a base file with fresh weights.
func freshWeights(t *testing.T, scenario string) []byte {
	t.Helper()
	task, err := train.NewTask(scenario, train.TaskOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := train.EncodeBase(train.FreshBase(task, rand.New(rand.NewPCG(1, 2))), task, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// send posts a command without waiting and returns its ID.
func (p *page) send(c wire.Command) int {
	p.asked++
	c.ID = p.asked
	p.inbox <- c
	return c.ID
}

// wait returns the first event that fits.
func (p *page) wait(what string, fits func(wire.Event) bool) wire.Event {
	p.t.Helper()
	deadline := time.After(30 * time.Second)
	for seen := 0; ; {
		p.mu.Lock()
		events := p.events[seen:]
		seen = len(p.events)
		p.mu.Unlock()
		for _, e := range events {
			if fits(e) {
				return e
			}
		}
		select {
		case <-p.more:
		case <-deadline:
			p.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// ask sends a command and returns its answer.
func (p *page) ask(c wire.Command) wire.Event {
	p.t.Helper()
	return p.answer(p.send(c))
}

func (p *page) answer(id int) wire.Event {
	p.t.Helper()
	return p.wait("an answer", func(e wire.Event) bool { return e.ID == id && (e.Type == "done" || e.Type == "error") })
}

// do sends a command that must succeed.
func (p *page) do(c wire.Command) wire.Update {
	p.t.Helper()
	e := p.ask(c)
	if e.Type != "done" {
		p.t.Fatalf("%s: %s %+v", c.Do, e.Type, e.Error)
	}
	return *e.Update
}

func (p *page) init(s wire.Settings) wire.Update {
	p.t.Helper()
	return p.do(wire.Command{Do: "init", Settings: &s, Base: "weights/"})
}

// fails sends a command that must fail with a code, and returns its words.
func (p *page) fails(code string, c wire.Command) *wire.Fault {
	p.t.Helper()
	e := p.ask(c)
	if e.Type != "error" || e.Error == nil || e.Error.Code != code {
		p.t.Fatalf("%s: %s %+v, expected the error %s", c.Do, e.Type, e.Error, code)
	}
	if text := e.Error.Text; len(text) < 30 || !strings.HasSuffix(text, ".") || strings.ToUpper(text[:1]) != text[:1] {
		p.t.Errorf("%q is no sentence", text)
	}
	return e.Error
}

// course follows the events as a page does and returns the losses of a run by
// step, and the steps evaluated.
func (p *page) course(run int) (losses []float64, evals []int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		u := e.Update
		if u == nil {
			continue
		}
		if u.Rewound {
			losses = losses[:min(u.Step, len(losses))]
			for len(evals) > 0 && evals[len(evals)-1] > u.Step {
				evals = evals[:len(evals)-1]
			}
		}
		for _, pt := range u.Runs[run].Points {
			if pt.Step > len(losses)+1 {
				p.t.Errorf("step %d is told after step %d", pt.Step, len(losses))
			}
			losses = append(losses[:pt.Step-1], pt.Loss)
		}
		for _, v := range u.Runs[run].Evals {
			evals = append(evals, v.Step)
		}
	}
	return losses, evals
}

// once checks that every command was answered exactly once.
func (p *page) once() {
	p.t.Helper()
	answers := map[int]int{}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		if e.Type == "done" || e.Type == "error" {
			answers[e.ID]++
		}
	}
	for id := 1; id <= p.asked; id++ {
		if answers[id] != 1 {
			p.t.Errorf("command %d was answered %d times", id, answers[id])
		}
	}
}
