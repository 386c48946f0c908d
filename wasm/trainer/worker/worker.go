package worker

import (
	"context"
	"errors"
	"math"
	"runtime/debug"
	"time"

	"softmix/i18n"
	"softmix/model/train"
	"softmix/wasm/wire"
)

// dependencies are what the worker needs of the world it runs in.
type dependencies struct {
	post  func(wire.Event)
	fetch func(ctx context.Context, url string, progress func(done, total int)) ([]byte, error)
	open  func(ctx context.Context, kind string) (dev train.Device, note string, err error)
	yield func() // lets messages in that wait; called often
	now   func() time.Time
	// afterStep, if set, returns what is called after each step of a run. Tests
	// break runs with it.
	afterStep   func(run int) func(step int, m *train.Model) error
	memory      int           // bytes that there are for runs on the CPU; 0 = no bound is known
	much        int           // bytes worth a word; 0 = the usual
	verifyAgain time.Duration // how long a device that was lost may take to be verified; 0 = the usual
}

// aliveEvery is the longest time without a message while there is work: the page
// gives up a trainer that is silent for much longer.
const aliveEvery = 2 * time.Second

// worker is a comparison behind the wire. All its work is done on the goroutine of
// serve; commands reach it between two slices of training.
type worker struct {
	dependencies
	inbox <-chan wire.Command
	queue []wire.Command // that were taken out of the inbox before their turn

	settings wire.Settings
	run      int                  // the page's number for the runs
	asked    int                  // that of the runs that the command at hand asks for
	posted   time.Time            // the last sign of life
	base     string               // URL prefix of the weights
	bases    map[string][]float32 // weights fetched so far
	startKey startKey             // of begins
	starts   map[uint64][]float32 // weights that the runs of each seed begin with

	devices    deviceManager
	task       train.Task
	comparison *train.Comparison // nil before the first init and after a failed one
	lost       error             // the device is gone; reset opens another

	playing bool
	goals   []goal    // step commands to be answered, in order
	due     time.Time // of the next slice

	updates    *updateBuilder
	opening    []train.Result   // evaluations at step 0, by run
	rlMetrics  [][]train.Metric // beside the task's of the next evaluation, by run
	evalAt     int              // step of the last evaluation; -1 = none
	pacing     pacing
	told       time.Time // of the last update
	inspection inspection

	yielding bool // training, and the evaluations of it, give way to commands
	building bool // new runs are made, which give way to others
	owed     bool // an evaluation gave way
}

// goal is a step or seek command that is answered when a step is reached.
type goal struct {
	id, step int
}

func newWorker(s dependencies, inbox <-chan wire.Command) *worker {
	w := &worker{dependencies: s, inbox: inbox, bases: map[string][]float32{}, evalAt: -1}
	if w.much == 0 {
		w.much = much
	}
	if w.verifyAgain == 0 {
		w.verifyAgain = verifyAgain
	}
	w.post = func(e wire.Event) {
		if e.Run == 0 {
			e.Run = w.run
		}
		w.posted = s.now()
		s.post(e)
	}
	w.yield = func() {
		s.yield()
		if s.now().Sub(w.posted) >= aliveEvery {
			w.post(wire.Event{Type: "alive"})
		}
	}
	w.devices.dependencies = &w.dependencies
	return w
}

// serve answers commands and trains until the inbox closes or ctx ends.
func (w *worker) serve(ctx context.Context) {
	for {
		wait := time.Duration(math.MaxInt64)
		if w.busy() {
			wait = w.due.Sub(w.now())
		}
		if !w.next(ctx, wait) {
			return
		}
	}
}

// next handles one command, or, if none comes before wait is over, trains a
// slice. It reports whether to go on.
func (w *worker) next(ctx context.Context, wait time.Duration) bool {
	if len(w.queue) > 0 {
		c := w.queue[0]
		w.queue = w.queue[1:]
		w.handle(ctx, c)
		return true
	}
	if wait <= 0 {
		if !w.guard(ctx, 0, func() error { w.yield(); return nil }) {
			return true
		}
		select {
		case c, ok := <-w.inbox:
			if ok {
				w.handle(ctx, c)
			}
			return ok
		default:
			w.guard(ctx, 0, func() error { return w.advance(ctx) })
			return ctx.Err() == nil
		}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case c, ok := <-w.inbox:
		if ok {
			w.handle(ctx, c)
		}
		return ok
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// busy reports whether there is training to do.
func (w *worker) busy() bool { return w.comparison != nil && (w.playing || len(w.goals) > 0) }

// handle carries out one command and answers it.
func (w *worker) handle(ctx context.Context, c wire.Command) {
	later, answer := false, wire.Event{Type: "done", ID: c.ID}
	w.asked = c.Run
	ok := w.guard(ctx, c.ID, func() (err error) {
		later, err = w.do(ctx, c)
		if errors.Is(err, errSuperseded) {
			return nil
		}
		if err != nil || later {
			return err
		}
		return w.attach(ctx, c, &answer)
	})
	if ok && !later {
		answer.Update = w.update() // none where other runs are wanted
		w.post(answer)
	}
}

// guard runs f and turns its error, or its panic, into an error event for the
// command id (0 = none) and for all who wait for steps. It reports whether all
// went well.
func (w *worker) guard(ctx context.Context, id int, f func() error) (ok bool) {
	err := w.caught(func() error { return w.surviving(ctx, f) })
	if err == nil {
		return true
	}
	fault := faultOf(err)
	if fault.Refused {
		w.post(wire.Event{Type: "error", ID: id, Run: w.asked, Error: fault})
		return false
	}
	if fault.Code == "lost" {
		w.lost = err
	}
	w.playing = false
	if w.comparison != nil && w.lost == nil && w.updates.rewound { // where the runs stand now
		w.tell()
	}
	var ids []int
	for _, g := range w.goals {
		ids = append(ids, g.id)
	}
	if w.goals = nil; id != 0 || len(ids) == 0 {
		ids = append(ids, id)
	}
	for _, id := range ids {
		w.post(wire.Event{Type: "error", ID: id, Error: fault})
	}
	return false
}

// caught runs f and makes an error of a panic.
func (w *worker) caught(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			debug.PrintStack()
			w.abandon()
			err = errors.New(i18n.Say(i18n.WorkerTrainerFailed, r))
		}
	}()
	return f()
}

// abandon gives up runs and device, of which nobody knows what they are worth now:
// reset makes new ones. With the device all that was made on it is released.
func (w *worker) abandon() {
	w.comparison = nil
	defer func() {
		if r := recover(); r != nil { // the panic may have come from there
			debug.PrintStack()
		}
	}()
	w.devices.close()
}
