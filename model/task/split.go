package task

import (
	"hash/fnv"
	"math/rand/v2"
)

// Split is a side of a task's prompts. Every prompt lies on one of the two for
// good: whatever a model learns from (pre-training text, demonstrations, pairs,
// rollouts, what a reward model reads) has training prompts only, and evaluations
// ask test prompts only.
//
// A prompt is what is given of a sequence: the question of the writing tasks and
// of prog, the grid of maze, all hints of a game of treasure, the cell that a walk
// on the lake begins in. Treasure's hints come one by one, so a test game may begin
// as a training game does. A lake has one map, whose free cells are few: what a
// model has never seen is a walk that begins in a test cell, not the cell, which
// walks from elsewhere cross. Its start is where demonstrations begin, and lies on
// the training side.
type Split int

const (
	Train Split = iota
	Test
)

// testShare is N: one prompt in N, as a hash of it falls, is a test prompt.
const testShare = 4

// SplitOf returns the side of a prompt, its tokens without padding: 64-bit FNV-1a
// of them, a byte each, seeds a random source, whose first number decides.
func SplitOf(prompt []uint32) Split {
	h := fnv.New64a()
	for _, k := range prompt {
		h.Write([]byte{byte(k)})
	}
	if rand.New(rand.NewPCG(h.Sum64(), 0)).IntN(testShare) == 0 {
		return Test
	}
	return Train
}

// promptOf returns the prompt of a batch of one row: what is neither an answer
// nor padding.
func promptOf(row Batch) []uint32 {
	var p []uint32
	for i, k := range row.Tokens {
		if row.Mask[i] == 0 && k != 0 {
			p = append(p, k)
		}
	}
	return p
}

// draw returns n sequences of t tokens. fill writes sequence i into an empty row,
// and again until its prompt lies on side s.
func (s Split) draw(n, t int, fill func(i int, row Batch)) Batch {
	b := NewBatch(n, t)
	for i := range n {
		row := b.Row(i)
		for fill(i, row); SplitOf(promptOf(row)) != s; fill(i, row) {
			clear(row.Tokens)
			clear(row.Mask)
		}
	}
	return b
}
