//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"time"
)

// State is what softmix.state() returns.
type State struct {
	Step    int  `json:"step"`
	Playing bool `json:"playing"`
	Device  struct {
		Kind string `json:"kind"`
		Name string `json:"name"`
		Note string `json:"note"`
	} `json:"device"`
	Settings json.RawMessage `json:"settings"`
	Runs     []struct {
		Method  string             `json:"method"`
		Loss    *float64           `json:"loss"` // nil before the first step
		Metrics map[string]float64 `json:"metrics"`
	} `json:"runs"`
	Error json.RawMessage `json:"error"` // null, or what went wrong
}

// Failed reports whether the state carries an error.
func (s State) Failed() bool { return len(s.Error) > 0 && string(s.Error) != "null" }

// Metrics is what softmix.metrics() returns, as far as the tests use it.
type Metrics struct {
	Step []int `json:"step"`
	Runs []struct {
		Method string    `json:"method"`
		Loss   []float64 `json:"loss"`
	} `json:"runs"`
}

// KeepTasks is a script that notes a page's long tasks, those above 50 ms, in
// softmixTasks from the beginning.
const KeepTasks = `
window.softmixTasks = [];
new PerformanceObserver(list => {
  for (const e of list.getEntries()) softmixTasks.push({start: e.startTime, ms: e.duration});
}).observe({type: "longtask", buffered: true});
`

// whenReady is an expression that waits for the scripting surface, then for what
// follows.
const whenReady = `(async () => { while (!window.softmix) await new Promise(r => setTimeout(r, 10)); await softmix.ready; return %s; })()`

// Limits for the slowest machine that runs the tests: SwiftShader on two cores.
const (
	readyLimit = 90 * time.Second
	stepLimit  = 240 * time.Second
)

// Ready waits until the page can train.
func (p *Page) Ready() error {
	_, err := Eval[bool](p, readyLimit, fmt.Sprintf(whenReady, "true"))
	return err
}

// State asks for softmix.state().
func (p *Page) State() (State, error) { return Eval[State](p, 10*time.Second, "softmix.state()") }

// Metrics asks for softmix.metrics().
func (p *Page) Metrics() (Metrics, error) {
	return Eval[Metrics](p, 10*time.Second, "softmix.metrics()")
}

// Do calls a method of softmix and waits for it: Do("step(20)").
func (p *Page) Do(call string) error {
	_, err := Eval[bool](p, stepLimit, "(async () => { await softmix."+call+"; return true; })()")
	return err
}

// Until waits until a JavaScript condition holds.
func (p *Page) Until(limit time.Duration, condition string) error {
	_, err := Eval[bool](p, limit, "(async () => { while (!("+condition+")) await new Promise(r => setTimeout(r, 20)); return true; })()")
	return err
}

// Waits is what a reader waits for, from the start of the navigation on, as the
// page's clock has it.
type Waits struct {
	Ready float64 `json:"ready"` // ms until the page can train
	Step  float64 `json:"step"`  // ms until the first training step is done and shown
}

// FirstStep opens the page, which is to train by itself, and waits for its
// first training step. It stays for a while, trains, and stays as long again with
// nothing to do.
func (b *Browser) FirstStep(url string, v View, stay time.Duration) (Waits, State, error) {
	p, err := b.Open(url, v)
	if err != nil {
		return Waits{}, State{}, err
	}
	defer p.Close()
	start, err := Eval[Waits](p, readyLimit, `(async () => {
		const wait = () => new Promise(r => setTimeout(r, 20));
		while (!window.softmix) await wait();
		await softmix.ready;
		const ready = performance.now();
		while (softmix.state().step < 1 && !softmix.state().error) await wait();
		return {ready, step: performance.now()};
	})()`)
	if err != nil {
		return Waits{}, State{}, err
	}
	state, err := p.State()
	if err == nil && state.Failed() {
		err = fmt.Errorf("the page shows an error: %s", state.Error)
	}
	time.Sleep(stay)
	defer time.Sleep(stay)
	if err == nil {
		// What is still queued on the GPU would otherwise slow the next visit.
		err = p.Do("pause()")
	}
	return start, state, err
}

// LongTasks are the main thread's tasks above 50 ms (what a browser reports)
// while the page trained.
type LongTasks struct {
	Count   int     `json:"count"`
	Longest float64 `json:"longest"` // ms
	Steps   int     `json:"steps"`   // trained meanwhile
}

// Train opens the page, lets it play for a while and returns its long tasks
// during that time.
func (b *Browser) Train(url string, span time.Duration) (LongTasks, error) {
	p, err := b.Open(url, View{Script: KeepTasks})
	if err != nil {
		return LongTasks{}, err
	}
	defer p.Close()
	if err := p.Ready(); err != nil {
		return LongTasks{}, err
	}
	// The first steps warm up what the browser compiles late.
	if err := p.Do("step(2)"); err != nil {
		return LongTasks{}, err
	}
	return Eval[LongTasks](p, span+stepLimit, fmt.Sprintf(`(async () => {
		const before = performance.now(), step = softmix.state().step;
		await softmix.play();
		await new Promise(r => setTimeout(r, %d));
		await softmix.pause();
		const tasks = softmixTasks.filter(t => t.start >= before).map(t => t.ms);
		return {count: tasks.length, longest: Math.max(0, ...tasks), steps: softmix.state().step - step};
	})()`, span.Milliseconds()))
}
