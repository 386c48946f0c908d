package task

import (
	"math/rand/v2"
	"slices"
)

// A maze is a grid of 5×5 cells with six walls, a start and a goal that are 4 to
// 10 moves apart. A sequence is the 25 cells row by row, ">", the cells that a
// walk reaches, and the end mark once it is at the goal.
const (
	mazeSide   = 5
	mazeCells  = mazeSide * mazeSide
	mazeWalls  = 6
	mazeMoves  = 12 // the most that a walk may take
	mazePrompt = mazeCells + 1
	mazeLength = mazePrompt + mazeMoves + 1
	mazeNear   = 4
	mazeFar    = 10
	mazeStray  = .25 // how often a move of pre-training text is any legal one

	mazeFree  = 1 // tokens; 0 is padding
	mazeWall  = 2
	mazeStart = 3
	mazeGoal  = 4
	mazeGo    = 5
	mazeCell  = 6 // the first of 25
	mazeEnd   = uint32(mazeCell + mazeCells)
)

// maze is where a demonstrator has choices that nobody can foresee: which of
// several shortest paths is taken is settled by the walk itself, so a model must
// see where it went.
type maze struct{}

// Name names the task.
func (maze) Name() string { return "maze" }

// Shape is the size of the task's transformer.
func (maze) Shape() Shape {
	return Shape{Vocab: int(mazeEnd) + 1, Dim: 64, Layers: 2, Heads: 4, Ctx: mazeLength}
}

// Hyper are the task's training settings.
func (maze) Hyper() Hyper {
	return Hyper{LR: 3e-4, Warmup: 5, Clip: 1, Batch: 16, Steps: 128, Demos: 1024}
}

// Pretrain says how the base model is made.
func (maze) Pretrain() Pretrain {
	return Pretrain{Base: "maze", Steps: 1500, Batch: 32, LR: 3e-3, Warmup: 50, Floor: .03}
}

// References is empty: every goal can be reached on a shortest path.
func (maze) References() []Reference { return nil }

// PretrainBatch draws walks a quarter of whose moves go anywhere; after them the
// way is planned anew. Some do not arrive.
func (m maze) PretrainBatch(r *rand.Rand, n int) Batch {
	return m.draw(r, n, Train, mazeStray)
}

// Demonstrations draws walks on shortest paths, each move any of those that lead
// nearer to the goal, all equally likely.
func (m maze) Demonstrations(r *rand.Rand, n int, s Split) Batch { return m.draw(r, n, s, 0) }

// draw draws walks whose moves stray with probability stray.
func (m maze) draw(r *rand.Rand, n int, s Split, stray float64) Batch {
	return s.draw(n, mazeLength, func(_ int, row Batch) {
		goal := drawMaze(r, row.Tokens)
		far := fromGoal(row.Tokens, goal)
		c, at := slices.Index(row.Tokens, mazeStart), mazePrompt
		for ; at < mazePrompt+mazeMoves && c != goal; at++ {
			to := open(row.Tokens, c)
			if r.Float64() >= stray {
				to = slices.DeleteFunc(to, func(b int) bool { return far[b] >= far[c] })
			}
			c = to[r.IntN(len(to))]
			row.Tokens[at] = uint32(mazeCell + c)
		}
		if c == goal {
			row.Tokens[at] = mazeEnd
			at++
		}
		for j := mazePrompt; j < at; j++ {
			row.Mask[j] = 1
		}
	})
}

// drawMaze writes a grid and ">" to the first tokens and returns the goal.
func drawMaze(r *rand.Rand, to []uint32) (goal int) {
	for {
		p := r.Perm(mazeCells)
		for c := range mazeCells {
			to[c] = mazeFree
		}
		to[p[0]], to[p[1]] = mazeStart, mazeGoal
		for _, c := range p[2 : 2+mazeWalls] {
			to[c] = mazeWall
		}
		to[mazeCells] = mazeGo
		if d := fromGoal(to, p[1])[p[0]]; d >= mazeNear && d <= mazeFar {
			return p[1]
		}
	}
}

// beside returns the cells next to c.
func beside(c int) []int {
	var out []int
	if c%mazeSide < mazeSide-1 {
		out = append(out, c+1)
	}
	if c%mazeSide > 0 {
		out = append(out, c-1)
	}
	if c+mazeSide < mazeCells {
		out = append(out, c+mazeSide)
	}
	if c >= mazeSide {
		out = append(out, c-mazeSide)
	}
	return out
}

// open returns the cells that a move from c can reach in the grid.
func open(grid []uint32, c int) []int {
	return slices.DeleteFunc(beside(c), func(b int) bool { return grid[b] == mazeWall })
}

// fromGoal returns how many moves each cell is from the goal; -1 where no way
// leads there.
func fromGoal(grid []uint32, goal int) []int {
	d := slices.Repeat([]int{-1}, mazeCells)
	d[goal] = 0
	for queue := []int{goal}; len(queue) > 0; queue = queue[1:] {
		for _, b := range open(grid, queue[0]) {
			if d[b] < 0 {
				d[b] = d[queue[0]] + 1
				queue = append(queue, b)
			}
		}
	}
	return d
}
