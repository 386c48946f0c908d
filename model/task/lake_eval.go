package task

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"softmix/model/stats"
)

// episode is the number of moves after which an agent that is not at the goal
// has failed.
const episode = 29

// LakeView is the lake and what one model does on it.
type LakeView struct {
	Size  int
	Map   string  // S start, F ice, H hole, G goal, row by row
	Demo  []int   // cells of the first demonstration of stream 1 of the evaluation's seed
	Slip  float64 // probability that a move goes sideways
	Best  float64 // success_random of the best possible agent
	Start int     // the cell where Walk starts

	Policy  [][4]float64 // [cells] probability of each action, asked with that cell alone; 0 where a walk ends
	Success []float64    // [cells] exact chance of that policy to reach the goal within 29 moves
	Walk    []Stride     // one episode of the agent, which knows how it came
}

// Stride is one move of a walk: the agent at From meant Meant and landed on To.
type Stride struct {
	From, To int
	Meant    int  // the action it chose
	Slipped  bool // the world pushed it sideways
}

// Evaluate lets p walk: after each move it is told the cell where it landed, and
// it draws its next move from its distribution over the neighbouring cells,
// given all of its way so far.
//
// success_start and success_random are the shares of such episodes, from the
// start, where demonstrations begin, and from test cells in turn, that reach the
// goal within 29 moves.
// The others look at the policy that p has when it is asked with one cell alone:
// mse is its squared distance from the demonstrator's, summed over actions, and
// wrong_mass the probability of actions that the demonstrator never takes and of
// tokens that are no neighbour, both means over the test cells; success_markov
// is the exact success of that policy from random test cells; distinct is how many different tokens it
// finds likeliest, over the number of free cells. Exact is what the best agent
// reaches in the very same episodes, which slip at the same moves.
func (l *lake) Evaluate(ctx context.Context, p Sampler, seed uint64, quick bool) (Result, error) {
	asked, moves, wrong, err := l.ask(ctx, p)
	if err != nil {
		return Result{}, err
	}
	fromStart, fromRandom := 100, 200
	if quick {
		fromStart, fromRandom = 27, 100
	}
	runs := l.runs(seed, fromStart, fromRandom)
	walk := runs[0].at
	if err := l.play(ctx, p, runs); err != nil {
		return Result{}, err
	}
	success := l.world.success(asked, l.slip, episode)
	return Result{
		Metrics: []Metric{
			{"success_start", l.arrived(runs[1 : 1+fromStart])},
			{"success_random", l.arrived(runs[1+fromStart:])},
			{"mse", exactly(l.distance(asked))},
			{"wrong_mass", exactly(wrong)},
			{"success_markov", exactly(l.mean(success))},
			{"distinct", moves},
		},
		Exact: []Reference{
			{Metric: "success_start", Label: "optimal", Value: l.perfect(runs[1 : 1+fromStart])},
			{Metric: "success_random", Label: "optimal", Value: l.perfect(runs[1+fromStart:])},
			{Metric: "distinct", Label: "demonstrator", Value: l.variety()},
		},
		View: LakeView{
			Size: l.world.size, Map: l.world.cells, Slip: l.slip, Best: l.best.random,
			Demo:  LakeCells(l.Demonstrations(Rand(seed, 1), 1, Train).Tokens),
			Start: walk, Policy: asked, Success: success, Walk: runs[0].strides,
		},
	}, nil
}

// exactly is a number that no chance was in: the lake has few cells, and all of
// them are asked.
func exactly(v float64) stats.Estimate { return stats.Estimate{Value: v} }

// ask returns the policy of p in each cell, prompted with that cell alone; how many
// different tokens are the likeliest next ones, over the number of free cells; and
// the mean probability of what the demonstrator never does.
func (l *lake) ask(ctx context.Context, p Sampler) (policy, stats.Estimate, float64, error) {
	n := len(l.world.cells)
	b := NewBatch(n, 1)
	for c := range n {
		b.Tokens[c] = cellToken(c)
	}
	logits, err := p.Forward(ctx, b)
	if err != nil {
		return nil, stats.Estimate{}, 0, fmt.Errorf("asking the model for its move in each of %d cells: %w", n, err)
	}
	asked, vocab := make(policy, n), l.Shape().Vocab
	wrong, likeliest := make([]float64, n), map[int]bool{}
	for _, c := range l.world.free {
		q := softmax(logits[c*vocab : (c+1)*vocab])
		likeliest[slices.Index(q, slices.Max(q))] = true
		m := l.world.moves(c, q)
		asked[c], wrong[c] = normal(m), 1
		for a := range 4 {
			if l.expert[c][a] > 0 {
				wrong[c] -= m[a]
			}
		}
	}
	return asked, stats.Share(len(likeliest), len(l.world.free)), l.mean(wrong), nil
}

// variety is how many different cells the demonstrator goes to next, over the number
// of free cells.
func (l *lake) variety() float64 {
	next := map[int]bool{}
	for _, c := range l.world.free {
		p := l.expert[c][:]
		next[l.world.next[c][slices.Index(p, slices.Max(p))]] = true
	}
	return float64(len(next)) / float64(len(l.world.free))
}

// distance is the mean over test cells of the squared distance of p from the
// demonstrator's policy.
func (l *lake) distance(p policy) float64 {
	square := make([]float64, len(l.world.cells))
	for _, c := range l.starts[Test] {
		for a := range 4 {
			d := p[c][a] - l.expert[c][a]
			square[c] += d * d
		}
	}
	return l.mean(square)
}

// run is one episode: where the agent is, and the draws in [0,1) that decide its
// choices and the world's slips.
type run struct {
	start, at   int
	agent, slip [episode]float64
	strides     []Stride
}

// runs prepares the episode of the view, then those from the start, then those
// from the test cells in turn. The draws do not depend on the model: runs of two
// models, or of one at two times, differ by what the models do alone.
func (l *lake) runs(seed uint64, fromStart, fromRandom int) []*run {
	r := Rand(seed, 4)
	runs := []*run{l.telling(fork(r))}
	for range fromStart {
		runs = append(runs, newRun(r, l.world.start))
	}
	var cells []int
	for range fromRandom {
		if len(cells) == 0 {
			cells = r.Perm(len(l.starts[Test]))
		}
		runs = append(runs, newRun(r, l.starts[Test][cells[0]]))
		cells = cells[1:]
	}
	return runs
}

func newRun(r *rand.Rand, at int) *run {
	e := &run{start: at, at: at}
	for t := range episode {
		e.agent[t], e.slip[t] = r.Float64(), r.Float64()
	}
	return e
}

// telling draws the episode of the view: a test cell from which the goal is at
// least size moves away, and, on slippery ice, a world that slips within the
// first four moves. No model has a say in the choice.
func (l *lake) telling(r *rand.Rand) *run {
	var far []int
	near := l.world.values(0, 1, l.world.size-1) // 1 where the goal is within size-1 moves
	for _, c := range l.starts[Test] {
		if near[c] == 0 {
			far = append(far, c)
		}
	}
	at := far[r.IntN(len(far))]
	e := newRun(r, at)
	if l.slip > 0 && min(e.slip[0], e.slip[1], e.slip[2], e.slip[3]) >= l.slip {
		e.slip[r.IntN(4)] = r.Float64() * l.slip
	}
	return e
}

// play runs all episodes at once.
func (l *lake) play(ctx context.Context, p Sampler, runs []*run) error {
	s, err := p.Open(ctx, len(runs))
	if err != nil {
		return fmt.Errorf("opening %d walks: %w", len(runs), err)
	}
	tokens, vocab := make([]uint32, len(runs)), l.Shape().Vocab
	for t := range episode {
		moving := false
		for i, e := range runs {
			tokens[i] = cellToken(e.at) // who has arrived or drowned stays
			moving = moving || !l.world.over(e.at)
		}
		if !moving {
			return nil
		}
		logits, err := s.Step(ctx, tokens)
		if err != nil {
			return fmt.Errorf("move %d of %d walks: %w", t+1, len(runs), err)
		}
		for i, e := range runs {
			if l.world.over(e.at) {
				continue
			}
			m := normal(l.world.moves(e.at, softmax(logits[i*vocab:(i+1)*vocab])))
			a := choose(m[:], e.agent[t])
			to, slipped := l.world.step(e.at, a, l.slip, e.slip[t])
			e.strides = append(e.strides, Stride{From: e.at, To: to, Meant: a, Slipped: slipped})
			e.at = to
		}
	}
	return nil
}

// arrived is the share of runs that ended at the goal.
func (l *lake) arrived(runs []*run) stats.Estimate {
	n := 0
	for _, e := range runs {
		if e.at == l.world.goal {
			n++
		}
	}
	return stats.Share(n, len(runs))
}

// perfect is the share of runs that would end at the goal if the agent made the best
// move each time, on ice that slips just as it does in these runs.
func (l *lake) perfect(runs []*run) float64 {
	n := 0
	for _, e := range runs {
		at := e.start
		for t := 0; t < episode && !l.world.over(at); t++ {
			at, _ = l.world.step(at, l.best.moves[episode-t-1][at], l.slip, e.slip[t])
		}
		if at == l.world.goal {
			n++
		}
	}
	return float64(n) / float64(len(runs))
}
