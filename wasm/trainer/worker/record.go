package worker

import (
	"context"
	"fmt"
	"slices"
	"time"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// Record trains settings as a page's trainer does, natively, and has take told of
// every event. It stops at the given steps, in ascending order; there both models
// run alone, so that an evaluation and a picture of each stop are told. fetch
// returns a weights file by its name.
func Record(ctx context.Context, s wire.Settings, stops []int, fetch func(name string) ([]byte, error), take func(wire.Event)) error {
	if !slices.IsSorted(stops) {
		return fmt.Errorf("the stops %v do not ascend", stops)
	}
	var fault *wire.Fault
	w := newWorker(dependencies{
		post: func(e wire.Event) {
			if e.Error != nil && fault == nil {
				fault = e.Error
			}
			take(e)
		},
		fetch: func(_ context.Context, url string, _ func(done, total int)) ([]byte, error) { return fetch(url) },
		open:  train.OpenDevice,
		yield: func() {},
		now:   time.Now,
	}, nil)
	w.handle(ctx, wire.Command{Do: "init", ID: 1, Settings: &s})
	defer func() {
		w.freeRuns()
		w.devices.close()
	}()
	for i, stop := range stops {
		if fault == nil && stop > w.comparison.At() {
			w.handle(ctx, wire.Command{Do: "step", ID: 2 + i, N: stop - w.comparison.At()})
		}
		for fault == nil && w.busy() {
			w.guard(ctx, 0, func() error { return w.advance(ctx) })
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case fault != nil:
			return fmt.Errorf("recording %s: %s", s.Scenario, fault.Text)
		}
	}
	return nil
}
