package worker

import (
	"softmix/model/train"
	"softmix/wasm/wire"
)

// news gathers what the page has not been told yet.
type news struct {
	rewound bool
	runs    [2]wire.RunNews
	shared  wire.Update     // the shared picture: Treasure, Lake or Text
	drawn   bool            // it was sent
	refs    []wire.Ref      // reference lines not sent yet
	known   [2]map[int]bool // steps whose evaluations are sent or noted
}

func newNews(t train.Task) *news {
	n := &news{rewound: true}
	for i := range n.known {
		n.known[i] = map[int]bool{}
	}
	for _, r := range t.References() {
		n.refs = append(n.refs, wire.Ref{Metric: r.Metric, Label: r.Label, Value: r.Value})
	}
	return n
}

// rewind forgets what lies after step.
func (n *news) rewind(step int) {
	n.rewound = true
	for i := range n.runs {
		r := &n.runs[i]
		for len(r.Points) > 0 && r.Points[len(r.Points)-1].Step > step {
			r.Points = r.Points[:len(r.Points)-1]
		}
		for len(r.Evals) > 0 && r.Evals[len(r.Evals)-1].Step > step {
			r.Evals = r.Evals[:len(r.Evals)-1]
		}
		for s := range n.known[i] {
			if s > step {
				delete(n.known[i], s)
			}
		}
	}
}

// loss notes a loss.
func (n *news) loss(run int, p wire.Point) { n.runs[run].Points = append(n.runs[run].Points, p) }

// evaluated notes an evaluation: its metrics, unless the page has them, and its
// picture.
func (n *news) evaluated(run, step, demos int, r train.Result) {
	to := &n.runs[run]
	if !n.known[run][step] {
		n.known[run][step] = true
		m := map[string]float64{}
		for _, v := range r.Metrics {
			m[v.Name] = v.Value
		}
		to.Evals = append(to.Evals, wire.Eval{Step: step, Metrics: m})
	}
	switch v := r.View.(type) {
	case train.TreasureView:
		to.Treasure = &wire.TreasureRun{Belief: v.Belief, Said: v.Said}
		n.shared.Treasure = &wire.Treasure{Hints: v.Hints, Truth: v.Truth, Bayes: v.Bayes}
	case train.LakeView:
		to.Lake = &wire.LakeRun{Policy: v.Policy, Success: v.Success, Walk: strides(v.Walk)}
		n.shared.Lake = &wire.Lake{Size: v.Size, Map: v.Map, Demo: v.Demo, Demos: demos, Slip: v.Slip, Best: v.Best}
	case train.TextView:
		to.Text = &wire.TextRun{Greedy: v.Greedy, Forced: v.Forced}
		n.shared.Text = &wire.Text{Prompts: v.Prompts, Answers: v.Answers}
	}
}

func strides(walk []train.Stride) []wire.Stride {
	out := make([]wire.Stride, len(walk))
	for i, s := range walk {
		out[i] = wire.Stride{From: s.From, To: s.To, Meant: s.Meant, Slipped: s.Slipped}
	}
	return out
}

// take moves the news into an update, with the times of their steps, and forgets
// them.
func (n *news) take(u *wire.Update, c *clock) {
	for i := range n.runs {
		for j := range n.runs[i].Points {
			p := &n.runs[i].Points[j]
			p.Seconds = c.seconds(p.Step)
		}
	}
	u.Rewound = n.rewound
	u.Refs = n.refs
	if !n.drawn {
		u.Treasure, u.Lake, u.Text = n.shared.Treasure, n.shared.Lake, n.shared.Text
		n.drawn = u.Treasure != nil || u.Lake != nil || u.Text != nil
	}
	u.Runs = []wire.RunNews{n.runs[0], n.runs[1]}
	n.rewound, n.refs, n.runs = false, nil, [2]wire.RunNews{}
}
