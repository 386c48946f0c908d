//go:build !js

// Command tour looks at the built page in a real Chromium: it measures what a
// reader waits for, and takes the README's picture.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"softmix/wasm/e2e"
)

// What a reader should wait at most for the first training step, by device.
var aims = map[string]time.Duration{"cpu": 3 * time.Second, "webgpu": 5 * time.Second}

func main() {
	log.SetFlags(0)
	dist := flag.String("dist", "dist", "folder of the built page")
	measure := flag.Bool("measure", false, "print start times and long tasks")
	visit := flag.Bool("visits", false, "print start times over a slow link, also of the builds whose folders are named, in turn")
	than := flag.String("than", "", "folder of another build: print how fast each trains on the page, in turn, with each query that is named")
	shot := flag.String("shot", "", "write a screenshot of a real run to this PNG file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := tour(ctx, *dist, *measure, *visit, *than, *shot, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func tour(ctx context.Context, dist string, measure, visit bool, than, shot string, queries []string) error {
	server := e2e.Serve(dist)
	defer server.Close()
	b, err := e2e.Start(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	if measure {
		if err := start(b, server.URL); err != nil {
			return err
		}
		if err := tasks(b, server.URL); err != nil {
			return err
		}
	}
	if visit {
		if err := visits(ctx, append([]string{dist}, queries...)...); err != nil {
			return err
		}
	}
	if than != "" {
		if err := compare(b, server.URL, than, queries); err != nil {
			return err
		}
	}
	if shot != "" {
		return picture(b, server.URL, shot)
	}
	return nil
}

// start prints the time to the first training step, of several visits.
func start(b *e2e.Browser, url string) error {
	const visits = 5
	for _, device := range []string{"cpu", "webgpu"} {
		var ready, step []float64
		var name string
		for range visits {
			t, state, err := b.FirstStep(url+"/?autoplay=1&speed=max&device="+device, e2e.View{}, 0)
			if err != nil {
				return fmt.Errorf("first step on %s: %w", device, err)
			}
			ready, step, name = append(ready, t.Ready), append(step, t.Step), state.Device.Name
		}
		slices.Sort(ready)
		slices.Sort(step)
		fmt.Printf("first training step, device=%-6s  median %.2f s, slowest %.2f s of %d visits (aim: %v); ready after %.2f s  [%s]\n",
			device, step[visits/2]/1000, step[visits-1]/1000, visits, aims[device], ready[visits/2]/1000, name)
	}
	return nil
}

// tasks prints the longest task of the main thread while the page trains.
func tasks(b *e2e.Browser, url string) error {
	for _, device := range []string{"cpu", "webgpu"} {
		t, err := b.Train(url+"/?speed=max&device="+device, 8*time.Second)
		if err != nil {
			return fmt.Errorf("training on %s: %w", device, err)
		}
		longest := "none above 50 ms"
		if t.Count > 0 {
			longest = fmt.Sprintf("%d above 50 ms, the longest %.0f ms", t.Count, t.Longest)
		}
		fmt.Printf("tasks of the main thread, device=%-6s  %s, in 8 s of training, %d steps\n", device, longest, t.Steps)
	}
	return nil
}

// picture writes a screenshot of the opening scenario some way into its run.
func picture(b *e2e.Browser, url, file string) error {
	p, err := b.Open(url+"/?device=cpu&theme=light", e2e.View{Width: 1280, Height: 860, Reduced: true})
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.Ready(); err != nil {
		return err
	}
	if err := p.Do("step(200)"); err != nil {
		return err
	}
	if _, err := e2e.Eval[bool](p, 10*time.Second, "new Promise(r => setTimeout(() => r(true), 1500))"); err != nil {
		return err // the page draws at most ten times a second
	}
	state, err := p.State()
	if err != nil {
		return err
	}
	if state.Failed() {
		return errors.New("the page shows an error: " + string(state.Error))
	}
	png, err := p.Screenshot()
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		return fmt.Errorf("writing the screenshot: %w", err)
	}
	fmt.Printf("%s: step %d, %d KB\n", file, state.Step, len(png)/1000)
	return nil
}
