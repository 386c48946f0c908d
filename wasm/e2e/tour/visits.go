//go:build !js

package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"softmix/wasm/e2e"
)

// far is the link that visits are measured over.
var far = e2e.Link{Rate: 10e6, Latency: 40 * time.Millisecond}

// visits prints how long a reader waits for the first training step over a slow
// link, on the CPU, at a first visit and at a later one, when the browser has the
// files and may have the compiled program. Other builds take their turns.
func visits(ctx context.Context, dists ...string) error {
	// Chromium keeps compiled code when it has run for a while and nothing more has
	// been compiled for 2 s.
	const rounds, stay = 5, 6 * time.Second
	waits := make([][2][]float64, len(dists))
	for round := range rounds {
		for i := range dists {
			which := (i + round) % len(dists)
			pair, err := twice(ctx, dists[which], stay)
			if err != nil {
				return fmt.Errorf("visiting %s: %w", dists[which], err)
			}
			for visit, w := range pair {
				waits[which][visit] = append(waits[which][visit], w.Step/1000)
			}
		}
	}
	for i, dist := range dists {
		for visit, name := range []string{"first", "second"} {
			w := waits[i][visit]
			slices.Sort(w)
			fmt.Printf("first training step, %s visit at 10 Mbit/s and 40 ms: median %.2f s, %.2f to %.2f s of %d  [%s]\n", name, w[rounds/2], w[0], w[rounds-1], rounds, dist)
		}
	}
	return nil
}

// twice visits the page twice with a profile of its own.
func twice(ctx context.Context, dist string, stay time.Duration) (waits [2]e2e.Waits, err error) {
	server := e2e.ServeOver(far, dist)
	defer server.Close()
	b, err := e2e.Start(ctx)
	if err != nil {
		return waits, err
	}
	defer b.Close()
	for visit := range waits {
		waits[visit], _, err = b.FirstStep(server.URL+"/?autoplay=1&speed=max&device=cpu", e2e.View{Kept: true}, stay*time.Duration(1-visit))
		if err != nil {
			return waits, err
		}
	}
	return waits, nil
}
