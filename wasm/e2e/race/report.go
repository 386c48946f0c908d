//go:build !js

package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"softmix/wasm/e2e"
)

// median returns the middle of x, or NaN.
func median(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(x))
	return (s[len(s)/2] + s[(len(s)-1)/2]) / 2
}

// each returns f of every turn's processor time, in ms.
func each(cpu []e2e.CPU, f func(e2e.CPU) time.Duration) []float64 {
	var out []float64
	for _, c := range cpu {
		out = append(out, float64(f(c))/float64(time.Millisecond))
	}
	return out
}

func all(c e2e.CPU) time.Duration { return c.All }

// ratio is the median over the rounds of ours/theirs: the two turns of a round
// lie side by side, so that what else the machine does weighs on both.
func ratio(ours, theirs []float64) float64 {
	var out []float64
	for i := range min(len(ours), len(theirs)) {
		out = append(out, ours[i]/theirs[i])
	}
	return median(out)
}

// report prints the tables of one size.
func report(w io.Writer, s size, lanes []*lane) {
	fmt.Fprintf(w, "%-12s %9s %9s %9s %9s %9s %9s %17s %6s\n", "", "ms/step", "cpu-ms", "js-cpu", "gpu-cpu", "tokens/s", "first ms", "loss", "steps")
	for _, l := range lanes {
		ms := median(l.ms)
		fmt.Fprintf(w, "%-12s %9.1f %9.1f %9.1f %9.1f %9.0f %9.0f %7.4f → %7.4f %6d\n", l.name, ms, median(each(l.cpu, all)),
			median(each(l.cpu, func(c e2e.CPU) time.Duration { return c.Pages })), median(each(l.cpu, func(c e2e.CPU) time.Duration { return c.GPU })),
			float64(s.tokens)/ms*1000, l.first, l.losses[0], l.losses[len(l.losses)-1], len(l.ms))
	}
	for _, l := range lanes {
		for _, p := range lanes {
			if l.ours && (!p.ours || p.path == "" && l != p) && l.group == p.group {
				fmt.Fprintf(w, "%s / %s: %.2f in cpu-ms, %.2f in ms\n", l.name, p.name, ratio(each(l.cpu, all), each(p.cpu, all)), ratio(l.wall, p.wall))
			}
		}
	}
	for _, l := range lanes {
		if l.info.Dispatches == 0 {
			continue
		}
		fmt.Fprintf(w, "%s, per step: %s", l.name, l.info.Counts)
		if l.ours {
			fmt.Fprintf(w, ", %.1f ms of script until handed over [%s]", l.info.ScriptMS, l.info.Adapter)
		}
		fmt.Fprintln(w)
	}
	agree(w, lanes)
}

// agree says so where the peers, which all train the same model from the same
// weights on the same batches, do not have the same losses.
func agree(w io.Writer, lanes []*lane) {
	var one *lane
	for _, l := range lanes {
		if l.ours {
			continue
		}
		if one == nil {
			one = l
		}
		for i := range min(2, len(l.losses), len(one.losses)) {
			if d := math.Abs(l.losses[i] - one.losses[i]); !(d < 5e-3) {
				fmt.Fprintf(w, "WARNING: step %d of %s has the loss %.4f, of %s %.4f: one of them computes something else.\n", i+1, l.name, l.losses[i], one.name, one.losses[i])
				break
			}
		}
	}
}
