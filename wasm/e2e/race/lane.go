//go:build !js

package main

import (
	"context"
	"fmt"
	"time"

	"softmix/wasm/e2e"
)

// lane is a contender at one size: its tab, and what its steps cost.
type lane struct {
	contender
	page   *e2e.Page // or
	native *native
	steps  int     // a turn
	first  float64 // ms from navigation to the end of the first step
	info   e2e.BenchInfo
	ms     []float64 // by step
	losses []float64 // by step, from the first on
	wall   []float64 // by turn: median ms a step
	cpu    []e2e.CPU // by turn, a step
}

// enter opens a contender's page, lets it take its first step and a few more
// that warm it up, and settles how many steps a turn has.
func enter(ctx context.Context, b *e2e.Browser, url string, o options, s size, c contender) (l *lane, err error) {
	l = &lane{contender: c}
	if c.path == "" {
		l.native, err = newNative(ctx, s)
	} else {
		l.page, err = b.Open(url+c.path+"&"+s.query, e2e.View{})
	}
	if err != nil {
		return nil, err
	}
	var last float64
	for _, n := range []int{1, 1, 3} {
		r, err := l.run(ctx, n)
		if err != nil {
			l.close()
			return nil, err
		}
		if l.first == 0 {
			l.first = r.First
		}
		l.losses = append(l.losses, r.Losses...)
		last = r.MS[len(r.MS)-1]
		limit := o.limit
		if len(l.losses) == 1 {
			limit *= 2 // it compiles
		}
		if took := time.Duration(last * 1e6); took > limit {
			l.close()
			return nil, fmt.Errorf("a step took %v", took.Round(time.Second))
		}
		if last > 5000 {
			break // compiling is the smaller part
		}
	}
	l.steps = min(500, max(1, int(float64(o.slice.Milliseconds())/last)))
	return l, nil
}

// run trains n steps.
func (l *lane) run(ctx context.Context, n int) (e2e.BenchRun, error) {
	if l.native != nil {
		return l.native.run(ctx, n)
	}
	return e2e.RunSteps(l.page, n)
}

func (l *lane) close() {
	if l.page != nil {
		l.page.Close()
	}
}

// turn takes the steps of one turn.
func (l *lane) turn(ctx context.Context, b *e2e.Browser) error {
	clock := used
	if l.page != nil {
		clock = b.CPU
		if err := l.page.Front(); err != nil {
			return err
		}
	}
	before, err := clock()
	if err != nil {
		return err
	}
	r, err := l.run(ctx, l.steps)
	if err != nil {
		return err
	}
	after, err := clock()
	if err != nil {
		return err
	}
	used, n := after.Sub(before), time.Duration(l.steps)
	l.cpu = append(l.cpu, e2e.CPU{All: used.All / n, Pages: used.Pages / n, GPU: used.GPU / n})
	l.ms, l.losses, l.info = append(l.ms, r.MS...), append(l.losses, r.Losses...), r.Info
	l.wall = append(l.wall, median(r.MS))
	return nil
}
