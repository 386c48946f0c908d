package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"softmix/model/stats"
	"softmix/model/train"
)

// ledger is what a run took, as -json prints it; see ledger.Spent. All but Seconds
// repeats.
type ledger struct {
	Forward   int            `json:"forward"`
	Backward  int            `json:"backward"`
	FLOPs     float64        `json:"flops"`
	Tokens    int            `json:"tokens"`
	Generated int            `json:"generated"`
	Demos     int            `json:"demos"`
	Labels    int            `json:"labels"`
	Scored    int            `json:"scored"`
	Bytes     int            `json:"bytes"`
	Copies    map[string]int `json:"copies"`
	Seconds   float64        `json:"seconds"` // of waiting for the device, whatever else it computes
}

func ledgerOf(r *train.Run) ledger {
	s := r.Spent()
	l := ledger{Forward: s.Forward, Backward: s.Backward, FLOPs: s.FLOPs, Tokens: s.Tokens, Generated: s.Generated,
		Demos: s.Demos, Labels: s.Labels, Scored: s.Scored, Copies: map[string]int{}, Seconds: r.Seconds()}
	for _, c := range r.Held() {
		l.Copies[c.Name] = c.Bytes
		l.Bytes += c.Bytes
	}
	return l
}

// mark is how a run that learns from a judge stood after a step.
type mark struct {
	Step   int      `json:"step"`
	Kept   *float64 `json:"kept,omitempty"`   // offline pairs that the policy would still produce
	Truth  *float64 `json:"truth,omitempty"`  // PPO: the judge's reward of the latest rollout
	Reward *float64 `json:"reward,omitempty"` // PPO: the reward that it learned from
}

// mark notes how r stands, where there is something to note.
func (out *outcome) mark(ctx context.Context, r *train.Run) error {
	m := mark{Step: r.At()}
	s := r.RL()
	if s == nil {
		return nil
	}
	kept, pairs, err := s.Overlap(ctx)
	if err != nil {
		return err
	}
	if pairs {
		m.Kept = &kept.Value
		out.note("kept", kept)
	}
	if v, ok := s.Rollout(); ok {
		m.Truth, m.Reward = &v.True.Value, &v.Proxy.Value
	}
	if m.Kept != nil || m.Truth != nil {
		out.Course = append(out.Course, m)
	}
	return nil
}

// writeLedger prints what the runs of each method took, on average.
func (c *comparison) writeLedger(w io.Writer, outcomes []outcome) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "\ncost of a run\tforward\tbackward\tGFLOPs\ttrained tokens\tgenerated\tdemonstrations\tlabels\trewards\tmodels in KiB\tseconds waited\n")
	n := len(c.seeds)
	for i, a := range c.arms {
		fmt.Fprint(t, a.label)
		for _, x := range []struct {
			format string
			of     func(ledger) float64
		}{
			{"%.0f", func(l ledger) float64 { return float64(l.Forward) }},
			{"%.0f", func(l ledger) float64 { return float64(l.Backward) }},
			{"%.2f", func(l ledger) float64 { return l.FLOPs / 1e9 }},
			{"%.0f", func(l ledger) float64 { return float64(l.Tokens) }},
			{"%.0f", func(l ledger) float64 { return float64(l.Generated) }},
			{"%.0f", func(l ledger) float64 { return float64(l.Demos) }},
			{"%.0f", func(l ledger) float64 { return float64(l.Labels) }},
			{"%.0f", func(l ledger) float64 { return float64(l.Scored) }},
			{"%.0f", func(l ledger) float64 { return float64(l.Bytes) / 1024 }},
			{"%.2f", func(l ledger) float64 { return l.Seconds }},
		} {
			var v []float64
			for _, r := range outcomes[i*n : (i+1)*n] {
				v = append(v, x.of(r.Ledger))
			}
			m, _ := stats.MeanStd(v)
			fmt.Fprintf(t, "\t"+x.format, m)
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}
