package task

import "math/rand/v2"

// A game of treasure has 16 rounds: a hint that names one of four boxes, then a
// label, the box that the speaker believes in. Tokens 1..4 are hints, 5..8
// labels; 0 and 9 never occur.
const (
	rounds    = 16
	boxes     = 4
	hintToken = 1
	boxToken  = 5
	weakSight = 3 // hints that the author of the pre-training text remembers
)

// treasure is a game of hidden information. The treasure lies in one of four
// boxes and stays there from round to round with probability stay; otherwise it
// moves to one of the other three. A hint is right with probability acc,
// otherwise it names one of the other three. The demonstrator knows the box and
// names it after each hint. The model sees hints and labels only, and alone it
// sees its own labels: they are no evidence, but in demonstrations they look as
// if they were.
type treasure struct {
	name      string
	stay, acc float64
	steps     int
	bayes     [2]float64 // accuracy and late accuracy of the exact filter
}

// treasureStays is the game whose treasure never moves. Its Bayes values are exact: the
// sum over all counts of hints, which the tests repeat.
func treasureStays() treasure {
	return treasure{name: "treasure", stay: 1, acc: .5, steps: 200, bayes: [2]float64{.7468610, .8540614}}
}

// treasureMoves is the game whose treasure moves now and then. Its Bayes values are the
// mean belief in the best box over four million drawn games (standard error
// about 1e-4); the tests repeat that with fewer.
func treasureMoves() treasure {
	return treasure{name: "treasure-moves", stay: .95, acc: .55, steps: 100, bayes: [2]float64{.7036, .7494}}
}

// Name names the task.
func (t treasure) Name() string { return t.name }

// Shape is the size of the task's transformer.
func (t treasure) Shape() Shape {
	return Shape{Vocab: 10, Dim: 64, Layers: 2, Heads: 4, Ctx: 2 * rounds}
}

// Hyper are the task's training settings.
func (t treasure) Hyper() Hyper {
	return Hyper{LR: 1e-3, Warmup: 5, Clip: 1, Batch: 16, Steps: t.steps, Demos: 512}
}

// Pretrain says how the base model is made.
func (t treasure) Pretrain() Pretrain {
	return Pretrain{Base: t.name, Steps: 400, Batch: 32, LR: 3e-3, Warmup: 50, Floor: .03}
}

// References are the accuracies of exact Bayes over all games: no model beats them
// but by luck with the games that it is given. See Result.Exact.
func (t treasure) References() []Reference {
	return []Reference{
		{Metric: "accuracy", Label: "Bayes", Value: t.bayes[0]},
		{Metric: "late_accuracy", Label: "Bayes", Value: t.bayes[1]},
	}
}

// game is one game: the box that each hint names and the box that is right.
type game struct{ hints, truth [rounds]int }

// draw draws a game.
func (t treasure) draw(r *rand.Rand) game {
	var g game
	box := r.IntN(boxes)
	for i := range rounds {
		if i > 0 && r.Float64() >= t.stay {
			box = other(r, box)
		}
		g.truth[i], g.hints[i] = box, box
		if r.Float64() >= t.acc {
			g.hints[i] = other(r, box)
		}
	}
	return g
}

// other returns one of the three boxes that are not box.
func other(r *rand.Rand, box int) int { return (box + 1 + r.IntN(boxes-1)) % boxes }

// belief is a probability for each box.
type belief [boxes]float64

// best returns the most probable box, the first of several.
func (b belief) best() int {
	k := 0
	for i := range b {
		if b[i] > b[k] {
			k = i
		}
	}
	return k
}

// chance is how likely somebody is right who names the most probable box, any of
// them where there are several.
func (b belief) chance(truth int) float64 {
	n, top := 0., b[b.best()]-1e-9
	for _, p := range b {
		if p >= top {
			n++
		}
	}
	if b[truth] < top {
		return 0
	}
	return 1 / n
}

// filter returns Bayes' belief after each hint. It counts the last window hints
// only, starting from no knowledge before them; 0 counts them all.
func (t treasure) filter(hints [rounds]int, window int) [rounds]belief {
	var out [rounds]belief
	for i := range hints {
		first := 0
		if window > 0 {
			first = max(0, i-window+1)
		}
		b := belief{1. / boxes, 1. / boxes, 1. / boxes, 1. / boxes}
		if window == 0 && i > 0 {
			b, first = out[i-1], i
		}
		for _, h := range hints[first : i+1] {
			b = t.update(b, h)
		}
		out[i] = b
	}
	return out
}

// update lets the treasure move once and then weighs a hint: the belief after it.
func (t treasure) update(b belief, hint int) belief {
	move, miss := (1-t.stay)/(boxes-1), (1-t.acc)/(boxes-1)
	sum := 0.0
	for i, p := range b { // b sums to 1
		q := t.stay*p + move*(1-p)
		if i == hint {
			q *= t.acc
		} else {
			q *= miss
		}
		b[i] = q
		sum += q
	}
	for i := range b {
		b[i] /= sum
	}
	return b
}

// PretrainBatch draws games told by a weak agent: its labels are draws from the
// belief that the last three hints give.
func (t treasure) PretrainBatch(r *rand.Rand, n int) Batch {
	return Train.draw(n, 2*rounds, func(_ int, row Batch) {
		g := t.draw(r)
		var said [rounds]int
		for j, p := range t.filter(g.hints, weakSight) {
			said[j] = choose(p[:], r.Float64())
		}
		write(row, g.hints, said)
	})
}

// Demonstrations draws games told by the demonstrator, who is always right.
func (t treasure) Demonstrations(r *rand.Rand, n int, s Split) Batch {
	return s.draw(n, 2*rounds, func(_ int, row Batch) {
		g := t.draw(r)
		write(row, g.hints, g.truth)
	})
}

// write puts a game's tokens, hint and label in turn, into a batch of one row.
func write(row Batch, hints, said [rounds]int) {
	for i := range rounds {
		row.Tokens[2*i] = uint32(hintToken + hints[i])
		row.Tokens[2*i+1] = uint32(boxToken + said[i])
		row.Mask[2*i+1] = 1
	}
}
