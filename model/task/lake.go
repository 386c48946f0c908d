package task

import (
	"fmt"
	"math/rand/v2"
)

// The maps, row by row: S start, F ice, H hole, G goal.
const (
	open6  = "SFFFFF" + "FFFFFF" + "FFFFFF" + "FFFFFF" + "FFFFFF" + "FFFFFG"
	holes4 = "SFFF" + "FHFH" + "FFFH" + "HFFG"
)

// lake is the frozen lake. A sequence is the walk of an agent, a token the cell
// it stands on plus one (0 is padding): the model moves by naming the next cell.
// In the world of the evaluation a move goes sideways with probability slip.
type lake struct {
	name   string
	world  world
	slip   float64
	length int      // tokens of a sequence of training text
	starts [2][]int // [Split] the free cells that a walk can begin in
	expert policy   // the demonstrator's: the shortest ways on ice that never slips
	best   best
}

// best is the best agent that knows slip and clock: what it reaches in an episode
// on average, and its move in each cell by how many moves are left after it.
type best struct {
	start, random float64
	moves         [episode][]int
}

// newLake returns the lake of a square map, with sequences of length tokens.
func newLake(name, cells string, length int, slip float64) (*lake, error) {
	if !(slip >= 0 && slip <= 1) {
		return nil, fmt.Errorf("task %s: slip is a probability, not %v", name, slip)
	}
	l := &lake{name: name, world: newWorld(cells), slip: slip, length: length}
	// The demonstrator plans for ice that does not slip, whatever the slip of the
	// evaluation: one demonstration is a shortest walk, and the base model and
	// the demonstrations are the same for every slip.
	l.expert = l.world.plan(0)
	for _, c := range l.world.free {
		s := SplitOf([]uint32{cellToken(c)})
		l.starts[s] = append(l.starts[s], c)
	}
	v := l.world.values(slip, 1, episode)
	l.best = best{start: v[l.world.start], random: l.mean(v)}
	for left := range l.best.moves {
		l.best.moves[left] = l.world.wisest(l.world.values(slip, 1, left), slip)
	}
	return l, nil
}

// Name names the task.
func (l *lake) Name() string { return l.name }

// Shape is the size of the task's transformer.
func (l *lake) Shape() Shape {
	return Shape{Vocab: len(l.world.cells) + 1, Dim: 32, Layers: 2, Heads: 4, Ctx: 32}
}

// Hyper are the task's training settings.
func (l *lake) Hyper() Hyper {
	return Hyper{LR: 1e-3, Clip: 1, Batch: 16, Steps: 100, Demos: 1}
}

// Pretrain says how the base model is made.
func (l *lake) Pretrain() Pretrain {
	return Pretrain{Base: l.name, Steps: 400, Batch: 32, LR: 3e-3, Warmup: 20, Floor: .1, Answers: true}
}

// References are what the best agent reaches within an episode, and, where that
// is visibly less, what the demonstrator's plan reaches.
func (l *lake) References() []Reference {
	refs := []Reference{
		{Metric: "success_start", Label: "optimal", Value: l.best.start},
		{Metric: "success_random", Label: "optimal", Value: l.best.random},
	}
	v := l.world.success(l.expert, l.slip, episode)
	for i, x := range []float64{v[l.world.start], l.mean(v)} {
		if r := refs[i]; r.Value-x > .01 {
			refs = append(refs, Reference{Metric: r.Metric, Label: "demonstrator", Value: x})
		}
	}
	return refs
}

// mean averages a value over the test cells.
func (l *lake) mean(v []float64) float64 {
	sum := 0.0
	for _, c := range l.starts[Test] {
		sum += v[c]
	}
	return sum / float64(len(l.starts[Test]))
}

// PretrainBatch draws walks of an agent that moves at random from training cells.
// A random move that goes sideways is a random move: the text is the same
// whatever the slip, so the ice here holds.
func (l *lake) PretrainBatch(r *rand.Rand, n int) Batch {
	random := make(policy, len(l.world.cells))
	for c := range random {
		random[c] = [4]float64{.25, .25, .25, .25}
	}
	return Train.draw(n, l.length, func(_ int, row Batch) { l.walk(r, row, random, l.from(r, Train)) })
}

// from draws a free cell that a walk can begin in.
func (l *lake) from(r *rand.Rand, s Split) int { return l.starts[s][r.IntN(len(l.starts[s]))] }

// Demonstrations draws shortest walks to the goal, without a slip: from the start,
// or from test cells; where several moves are best, each is as likely.
func (l *lake) Demonstrations(r *rand.Rand, n int, s Split) Batch {
	return s.draw(n, l.length, func(_ int, row Batch) {
		c := l.world.start
		if s == Test {
			c = l.from(r, s)
		}
		l.walk(r, row, l.expert, c)
	})
}

// walk writes a walk on ice that does not slip, from cell c to its end or the
// row's, into a batch of one row.
func (l *lake) walk(r *rand.Rand, row Batch, p policy, c int) {
	row.Tokens[0] = cellToken(c)
	for t := 1; t < row.T && !l.world.over(c); t++ {
		c = l.world.next[c][choose(p[c][:], r.Float64())]
		row.Tokens[t], row.Mask[t] = cellToken(c), 1
	}
}

func cellToken(c int) uint32 { return uint32(c + 1) }

// LakeCells returns the cells of one sequence of lake tokens, without padding.
func LakeCells(tokens []uint32) []int {
	var cells []int
	for _, t := range tokens {
		if t == 0 {
			break
		}
		cells = append(cells, int(t)-1)
	}
	return cells
}
