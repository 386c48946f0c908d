//go:build !js

// Command soak lets the page train for long, run after run, and prints how much
// memory the browser holds on the way. It fails where that is not flat.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"softmix/wasm/e2e"
)

const (
	points = 5 // of measurement
	from   = 2 // what comes before this point is warming up

	// whole is the longest run that a reader can ask for. After it the page is reset
	// and goes on: so every point of measurement sees as many losses kept and drawn
	// as the others, and what grows is a leak.
	whole = 2000

	// room is what the memory of the page's processes, and of the GPU's, may grow
	// by from point `from` to the last, in bytes: collectors leave some garbage.
	room = 24 << 20
)

// options are how long to soak.
type options struct {
	steps int
	limit time.Duration // a device that needs longer does fewer steps; 0 = endless
	query string        // of the page; "" = light settings, see light
}

// light returns settings under which a step on the device is short: what leaks
// leaks by the step, not by its size. SwiftShader takes a second for what a GPU
// does in a blink, so WebGPU gets the smallest step there is.
func light(device string) string {
	if device == "webgpu" {
		return "scenario=lake4&batch=1"
	}
	return "scenario=lake6"
}

func main() {
	log.SetFlags(0)
	dist := flag.String("dist", "dist", "folder of the built page")
	devices := flag.String("devices", "cpu,webgpu", "what to train on, in turn")
	var o options
	flag.IntVar(&o.steps, "steps", 0, "training steps; 0 = 20000, or what fits into -limit")
	flag.DurationVar(&o.limit, "limit", 15*time.Minute, "of a device, where no number of steps is asked for")
	flag.StringVar(&o.query, "query", "", `settings of the page, such as "scenario=sort&batch=8"; light ones by default`)
	flag.Parse()
	if o.steps != 0 {
		o.limit = 0
	} else {
		o.steps = 20000
	}
	if o.steps < 2*points {
		log.Fatalf("%d steps are too few for %d points", o.steps, points)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var failed error
	for _, device := range strings.Split(*devices, ",") {
		if err := soak(ctx, *dist, device, o); err != nil {
			failed = errors.Join(failed, fmt.Errorf("soaking on %s: %w", device, err))
		}
	}
	if failed != nil {
		log.Fatal(failed)
	}
}

// soak trains on one device, in a browser of its own.
func soak(ctx context.Context, dist, device string, o options) error {
	server := e2e.Serve(dist)
	defer server.Close()
	b, err := e2e.Start(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	query := cmp.Or(o.query, light(device))
	p, err := b.Open(server.URL+"/?speed=max&"+query+"&device="+device, e2e.View{Script: e2e.KeepTasks})
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.Ready(); err != nil {
		return err
	}
	s, err := p.State()
	if err != nil {
		return err
	}
	if s.Device.Kind != device {
		return fmt.Errorf("the page trains on %s instead", s.Device.Kind)
	}
	w := walk{page: p, length: whole}
	for _, step := range []int{10, 40} { // the first ones take longer; now a step's time is known
		if err := w.to(step); err != nil {
			return err
		}
	}
	n := o.steps
	if o.limit > 0 {
		n = min(n, max(2*points, int(o.limit.Seconds()/w.per)))
	}
	if err := p.Do("reset()"); err != nil {
		return err
	}
	w = walk{page: p, per: w.per, length: min(whole, n/points)}
	n = w.length * points * max(1, n/(w.length*points)) // whole runs
	fmt.Printf("%s on %s [%s]: %d of %d steps, in runs of %d\n", query, device, s.Device.Name, n, o.steps, w.length)
	var seen []e2e.Memory
	for i := 1; i <= points; i++ {
		if err := w.to(n * i / points); err != nil {
			return err
		}
		if err := p.Sweep(); err != nil {
			return err
		}
		time.Sleep(time.Second) // the page has drawn, and freed what it drew
		m, err := b.Memory()
		if err != nil {
			return err
		}
		seen = append(seen, m)
		fmt.Printf("  step %5d: renderers %6.1f MB, GPU process %6.1f MB, %6.2f ms a step; longest task of the main thread since the last point %s\n",
			w.at, mb(m.Pages), mb(m.GPU), 1000*w.per, w.longest)
	}
	if problems := p.Problems(); len(problems) > 0 {
		return fmt.Errorf("the page logged %q", problems)
	}
	return flat(seen)
}

// flat reports memory that grows.
func flat(seen []e2e.Memory) error {
	a, b := seen[from-1], seen[len(seen)-1]
	fmt.Printf("  from point %d to %d: renderers %+.1f MB, GPU process %+.1f MB (at most %+.1f each)\n", from, points, mb(b.Pages-a.Pages), mb(b.GPU-a.GPU), mb(room))
	if b.Pages-a.Pages > room || b.GPU-a.GPU > room {
		return errors.New("memory is not flat")
	}
	return nil
}

func mb(bytes int) float64 { return float64(bytes) / (1 << 20) }

// walk trains a page on.
type walk struct {
	page    *e2e.Page
	at      int     // steps so far
	run     int     // of them in the present run
	length  int     // of a run
	per     float64 // seconds a step lately
	longest string  // task of the main thread lately
}

// stretch is how long one command to the page takes, about.
const stretch = 10 * time.Second

// to trains up to a step. A run that is over gives way to the next one.
func (w *walk) to(step int) error {
	begin, from := time.Now(), w.at
	for w.at < step {
		if w.run >= w.length {
			if err := w.page.Do("reset()"); err != nil {
				return err
			}
			w.run = 0
		}
		n := min(step-w.at, w.length-w.run, 10)
		if w.per > 0 {
			n = min(step-w.at, w.length-w.run, int(math.Max(1, stretch.Seconds()/w.per)))
		}
		if err := w.page.Do(fmt.Sprintf("step(%d)", n)); err != nil {
			return err
		}
		w.at, w.run = w.at+n, w.run+n
		w.per = time.Since(begin).Seconds() / float64(w.at-from)
	}
	longest, err := e2e.Eval[float64](w.page, 10*time.Second, "Math.max(0, ...softmixTasks.splice(0).map(t => t.ms))")
	if w.longest = fmt.Sprintf("%.0f ms", longest); longest == 0 {
		w.longest = "below 50 ms"
	}
	return err
}
