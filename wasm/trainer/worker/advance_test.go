package worker

import (
	"context"
	"slices"
	"testing"
	"time"

	"softmix/model/device"
	"softmix/model/train"
	"softmix/wasm/wire"
)

// gpuLike is a CPU that takes a GPU's time, on a clock of the test's own: what is
// enqueued is computed in turn, meanwhile the script goes on, and what is read
// arrives a little after it was computed.
type gpuLike struct {
	train.Device
	now     time.Time
	busy    time.Time     // when all that was enqueued will be computed
	list    time.Duration // computing a list
	script  time.Duration // enqueuing one
	travel  time.Duration // of what is read
	longest time.Duration // most work under way when losses were sent
}

func (g *gpuLike) Run(lists ...device.List) error {
	g.now = g.now.Add(g.script)
	for range lists {
		g.busy = maxTime(g.busy, g.now).Add(g.list)
	}
	return g.Device.Run(lists...)
}

func (g *gpuLike) wait() { g.now = maxTime(g.now, g.busy.Add(g.travel)) }

func (g *gpuLike) ReadF32(ctx context.Context, b device.Buffer, off int, dst []float32) error {
	g.wait()
	return g.Device.ReadF32(ctx, b, off, dst)
}

func (g *gpuLike) ReadU32(ctx context.Context, b device.Buffer, off int, dst []uint32) error {
	g.wait()
	return g.Device.ReadU32(ctx, b, off, dst)
}

func (g *gpuLike) ReadAsync(views ...device.View) (device.PendingRead, error) {
	g.longest = max(g.longest, g.busy.Sub(g.now))
	r, err := g.Device.ReadAsync(views...)
	return &gpuRead{r, g, g.busy.Add(g.travel)}, err
}

type gpuRead struct {
	device.PendingRead
	dev  *gpuLike
	here time.Time
}

func (r *gpuRead) Ready() bool { return !r.dev.now.Before(r.here) }

func (r *gpuRead) Wait(ctx context.Context) ([]float32, error) {
	r.dev.now = maxTime(r.dev.now, r.here)
	return r.PendingRead.Wait(ctx)
}

// bench is a worker on such a device, driven by hand.
type bench struct {
	*worker
	dev    *gpuLike
	bad    sabotage
	pause  time.Duration // that a yield takes
	events []wire.Event
	posted []time.Time // when each was
}

func newBench(t *testing.T, list time.Duration, fault string) *bench {
	t.Helper()
	b := &bench{dev: &gpuLike{now: time.Unix(0, 0), list: list, script: time.Millisecond, travel: 4 * time.Millisecond}}
	weights := freshWeights(t, "lake4")
	b.worker = newWorker(dependencies{
		post: func(e wire.Event) {
			b.events, b.posted = append(b.events, e), append(b.posted, b.dev.now)
		},
		fetch: func(context.Context, string, func(int, int)) ([]byte, error) { return weights, nil },
		open: func(ctx context.Context, kind string) (train.Device, string, error) {
			dev, note, err := train.OpenDevice(ctx, "cpu")
			b.dev.Device = b.bad.wrap(dev)
			return b.dev, note, err
		},
		yield:     func() { b.dev.now = b.dev.now.Add(b.pause) },
		now:       func() time.Time { return b.dev.now },
		afterStep: b.bad.spoil,
	}, nil)
	s := small()
	s.Steps = 400
	b.bad.fault = fault
	b.do(t, wire.Command{Do: "init", Settings: &s, Base: "weights/"})
	return b
}

// do carries a command out.
func (b *bench) do(t *testing.T, c wire.Command) {
	t.Helper()
	b.handle(t.Context(), c)
	for _, e := range b.events {
		if e.Error != nil {
			t.Fatal(e.Error.Text)
		}
	}
}

// until advances until the losses of n steps were told.
func (b *bench) until(t *testing.T, n int) {
	t.Helper()
	for b.comparison.Told() < n {
		if !b.guard(t.Context(), 0, func() error { return b.advance(t.Context()) }) {
			t.Fatal(b.events[len(b.events)-1].Error.Text)
		}
	}
}

// A device is kept busy, with no more than flightTime of work; a slow one gets
// one step at a time. All of the time is counted, and counted once.
func TestDeviceIsKeptBusyButNotSwamped(t *testing.T) {
	for _, c := range []struct {
		list    time.Duration // half a step: there are two runs
		per     time.Duration // what a step takes all in all
		longest time.Duration // most work under way
	}{
		{3 * time.Millisecond, 6 * time.Millisecond, pendingTime},
		{10 * time.Millisecond, 20 * time.Millisecond, pendingTime},
		{21 * time.Millisecond, 42 * time.Millisecond, pendingTime},
		{40 * time.Millisecond, 85 * time.Millisecond, 80 * time.Millisecond},    // and script and travel
		{400 * time.Millisecond, 805 * time.Millisecond, 800 * time.Millisecond}, // one at a time
	} {
		b := newBench(t, c.list, "")
		b.do(t, wire.Command{Do: "play"})
		b.until(t, 25) // the pace is known
		from, begin := b.comparison.Told(), b.pacing.clock.seconds(b.comparison.Told())
		b.dev.longest = 0
		b.until(t, 85)
		at := b.comparison.Told()
		per := (b.pacing.clock.seconds(at) - begin) / float64(at-from)
		if want := c.per.Seconds(); per < .999*want || per > 1.02*want {
			t.Errorf("a step of %v took %.1f ms, want %v", 2*c.list, 1000*per, c.per)
		}
		if b.dev.longest > c.longest || b.dev.longest < c.longest/2 {
			t.Errorf("steps of %v: up to %v of work under way, want %v or somewhat less", 2*c.list, b.dev.longest, c.longest)
		}
	}
}

// Pause, seek and changes of settings settle what is under way first, and tell
// nothing that was not trained with what the page knows.
func TestCommandsSettleWhatIsUnderWay(t *testing.T) {
	naive := newBench(t, 0, "")
	naive.do(t, wire.Command{Do: "step", ID: 1, N: 100})
	for naive.comparison.Told() < 100 { // one step after the other
		if err := naive.comparison.Step(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if err := naive.comparison.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	want := losses(naive.update(), naive.events)

	b := newBench(t, 5*time.Millisecond, "")
	b.do(t, wire.Command{Do: "play"})
	b.until(t, 30)
	if b.comparison.At() == b.comparison.Told() {
		t.Fatal("nothing is under way")
	}
	asked, before := b.dev.now, len(b.events)
	b.do(t, wire.Command{Do: "pause"})
	at := b.comparison.At()
	if b.comparison.Told() != at || b.pacing.clock.seconds(at) <= b.pacing.clock.seconds(at-1) {
		t.Errorf("paused at %d of %d steps", b.comparison.Told(), at)
	}
	if took := b.posted[before].Sub(asked); took > pendingTime || b.events[before].Update.Playing {
		t.Errorf("the page was told of the pause after %v: %+v", took, b.events[before].Update)
	}
	b.do(t, wire.Command{Do: "play"})
	b.until(t, at+20)
	b.do(t, wire.Command{Do: "seek", ID: 2, N: 20})
	if u := b.update(); u.Step != 20 || b.comparison.At() != 20 || u.Seconds != b.pacing.clock.seconds(20) {
		t.Errorf("sought step 20: %+v", u)
	}
	b.do(t, wire.Command{Do: "step", ID: 3, N: 80})
	b.until(t, 100)
	b.tell()
	if got := losses(nil, b.events); !slices.Equal(got, want) {
		t.Errorf("under way\n%v, one by one\n%v", got, want)
	}
}

// A fault that shows while further steps are under way is told once, with the
// runs at a step before it, and a reset recovers.
func TestFaultsUnderWay(t *testing.T) {
	for fault, code := range map[string]string{"nan": "nan", "lost": ""} {
		b := newBench(t, 5*time.Millisecond, fault)
		b.do(t, wire.Command{Do: "play"})
		var told *wire.Fault
		for range 100 {
			if !b.busy() {
				break
			}
			b.guard(t.Context(), 0, func() error { return b.advance(t.Context()) })
		}
		for _, e := range b.events {
			if e.Error != nil {
				if told != nil {
					t.Errorf("%s: told twice: %+v", fault, e.Error)
				}
				told = e.Error
			}
		}
		if code == "" { // it is survived
			if told != nil || b.comparison.Told() <= sabotageAt {
				t.Errorf("%s: %+v, told %d steps", fault, told, b.comparison.Told())
			}
		} else if told == nil || told.Code != code || b.playing || b.comparison.Told() > sabotageAt {
			t.Errorf("%s: %+v, playing %v, told %d steps", fault, told, b.playing, b.comparison.Told())
		}
		b.events, b.posted, b.bad.fault = nil, nil, ""
		b.do(t, wire.Command{Do: "reset"})
		b.do(t, wire.Command{Do: "step", ID: 1, N: 12})
		b.until(t, 12)
		if u := b.update(); u.Step != 12 || !(u.Seconds > .1) {
			t.Errorf("%s: after the reset: %+v", fault, u)
		}
	}
}

// losses follows what a page is told of run 1.
func losses(more *wire.Update, events []wire.Event) (out []float64) {
	for _, e := range append(slices.Clone(events), wire.Event{Update: more}) {
		if e.Update == nil {
			continue
		}
		if e.Update.Rewound {
			out = out[:min(e.Update.Step, len(out))]
		}
		for _, p := range e.Update.Runs[1].Points {
			out = append(out[:p.Step-1], p.Loss)
		}
	}
	return out
}
