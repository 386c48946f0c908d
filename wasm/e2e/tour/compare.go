//go:build !js

package main

import (
	"fmt"
	"slices"
	"time"

	"softmix/wasm/e2e"
)

// rate is what training on the page costs.
type rate struct {
	steps float64 // a second
	cpu   float64 // ms of all of the browser's processes, a step
}

// compare lets this build and another one train at speed max, in turn, and
// prints both and the median of the rounds' ratios: what else the machine does
// weighs on the two turns of a round alike. Evaluations count too: on a slow
// adapter, whose turn has a few steps, one more of them outweighs all else.
func compare(b *e2e.Browser, url, than string, queries []string) error {
	const rounds, span = 5, 6 * time.Second
	other := e2e.Serve(than)
	defer other.Close()
	if len(queries) == 0 {
		queries = []string{"scenario=lake6&device=cpu", "scenario=lake6&device=webgpu"}
	}
	for _, query := range queries {
		var steps, cpu []float64
		for round := range rounds {
			var ran [2]rate
			for i := range 2 {
				which := (i + round) % 2
				r, err := measure(b, [2]string{url, other.URL}[which]+"/?speed=max&steps=2000&"+query, span)
				if err != nil {
					return fmt.Errorf("comparing %s: %w", query, err)
				}
				ran[which] = r
			}
			fmt.Printf("%s: %.1f steps/s and %.1f cpu-ms a step, the other %.1f and %.1f\n", query, ran[0].steps, ran[0].cpu, ran[1].steps, ran[1].cpu)
			steps, cpu = append(steps, ran[0].steps/ran[1].steps), append(cpu, ran[0].cpu/ran[1].cpu)
		}
		slices.Sort(steps)
		slices.Sort(cpu)
		fmt.Printf("%s: %.2f times the other's steps a second, %.2f times its processor time a step (medians of %d)\n", query, steps[rounds/2], cpu[rounds/2], rounds)
	}
	return nil
}

// measure opens a page and lets it play.
func measure(b *e2e.Browser, url string, span time.Duration) (rate, error) {
	p, err := b.Open(url, e2e.View{})
	if err != nil {
		return rate{}, err
	}
	defer p.Close()
	if err := p.Ready(); err != nil {
		return rate{}, err
	}
	if err := p.Do("step(10)"); err != nil { // what compiles late has compiled
		return rate{}, err
	}
	before, err := b.CPU()
	if err != nil {
		return rate{}, err
	}
	begin := time.Now()
	if err := p.Do("play()"); err != nil {
		return rate{}, err
	}
	time.Sleep(span)
	if err := p.Do("pause()"); err != nil {
		return rate{}, err
	}
	took := time.Since(begin)
	after, err := b.CPU()
	if err != nil {
		return rate{}, err
	}
	s, err := p.State()
	if err != nil {
		return rate{}, err
	}
	n := float64(s.Step - 10)
	return rate{steps: n / took.Seconds(), cpu: float64(after.Sub(before).All.Milliseconds()) / n}, nil
}
