package task

import (
	"context"
	"fmt"
	"slices"

	"softmix/model/stats"
)

// MazeView is one maze and where a model walks in it when it runs alone.
type MazeView struct {
	Side int
	Map  string // cell by cell, row by row: S start, G goal, # wall, . free
	Demo []int  // cells that the demonstrator reaches, from the first move on
	Walk []int  // those of the model, each move its most probable one, up to its first illegal one
	Won  bool   // whether that walk reaches the goal
}

// Evaluate lets p walk through fresh mazes. A walk succeeds if it reaches the
// goal within 12 moves, all of them legal; what comes after does not matter.
// Metrics: success and sampled_success, with the most probable moves and at
// temperature 1; optimal and sampled_optimal, the share that succeed on a
// shortest path; slip, the success where the first move is the demonstrator's
// and the second any legal one, the others the most probable; nll the mean
// surprise over the tokens of demonstrations; distinct the number of different
// sampled walks over that of samples.
func (m maze) Evaluate(ctx context.Context, p Sampler, seed uint64, quick bool) (Result, error) {
	n := 150
	if quick {
		n = 48
	}
	r := Rand(seed, 4)
	demos := m.Demonstrations(fork(r), n, Test)
	logits, err := p.Forward(ctx, demos)
	if err != nil {
		return Result{}, fmt.Errorf("reading %d walks: %w", n, err)
	}
	free := prompts(demos, mazePrompt)
	slipped := slices.Clone(free)
	slips := fork(r)
	for i := range n {
		row := demos.Row(i).Tokens
		to := open(row, int(row[mazePrompt]-mazeCell))
		at := i*mazeLength + mazePrompt
		slipped[at], slipped[at+1] = row[mazePrompt], uint32(mazeCell+to[slips.IntN(len(to))])
	}
	greedy, err := p.Generate(ctx, Request{R: 2 * n, C: mazeLength, EOS: mazeEnd, Forced: slices.Concat(free, slipped)})
	if err != nil {
		return Result{}, fmt.Errorf("walking through %d mazes greedily: %w", n, err)
	}
	sampled, err := p.Generate(ctx, Request{R: n, C: mazeLength, EOS: mazeEnd, Forced: free, Temp: 1, Rand: fork(r)})
	if err != nil {
		return Result{}, fmt.Errorf("walking through %d mazes by sampling: %w", n, err)
	}
	success, optimal := m.score(demos, greedy.Tokens)
	sampledSuccess, sampledOptimal := m.score(demos, sampled.Tokens)
	slip, _ := m.score(demos, greedy.Tokens[n*mazeLength:])
	return Result{
		Exact: variety(demos, mazePrompt),
		Metrics: []Metric{
			{"success", success},
			{"sampled_success", sampledSuccess},
			{"optimal", optimal},
			{"sampled_optimal", sampledOptimal},
			{"slip", slip},
			{"nll", nll(demos, logits, m.Shape().Vocab)},
			{"distinct", distinct(sampled.Tokens, mazeLength, mazePrompt)},
		},
		View: mazeView(demos.Row(0).Tokens, greedy.Tokens),
	}, nil
}

// score returns the shares of the walks [R,T] through the mazes of demos that
// succeed, and that do so in as few moves as the demonstrator.
func (maze) score(demos Batch, walks []uint32) (success, optimal stats.Estimate) {
	arrived, shortest := 0, 0
	for i := range demos.B {
		row := walks[i*mazeLength : (i+1)*mazeLength]
		way, won := follow(row, row[mazePrompt:mazePrompt+mazeMoves])
		if !won {
			continue
		}
		arrived++
		if best, _ := follow(row, demos.Row(i).Tokens[mazePrompt:]); len(way) == len(best) {
			shortest++
		}
	}
	return stats.Share(arrived, demos.B), stats.Share(shortest, demos.B)
}

// follow returns the cells that the moves, tokens, reach in the grid, up to the
// goal or the first illegal one, and whether the goal is among them.
func follow(grid, moves []uint32) (way []int, won bool) {
	c, goal := slices.Index(grid[:mazeCells], mazeStart), slices.Index(grid[:mazeCells], mazeGoal)
	for _, k := range moves {
		to := int(k) - mazeCell
		if !slices.Contains(open(grid, c), to) {
			return way, false
		}
		c = to
		way = append(way, c)
		if c == goal {
			return way, true
		}
	}
	return way, false
}

// mazeView draws the walk in the first row of tokens.
func mazeView(demo, walk []uint32) MazeView {
	v := MazeView{Side: mazeSide}
	for _, k := range demo[:mazeCells] {
		v.Map += " .#SG"[k : k+1]
	}
	v.Demo, _ = follow(demo, demo[mazePrompt:])
	v.Walk, v.Won = follow(demo, walk[mazePrompt:mazePrompt+mazeMoves])
	return v
}

// Names are "□" for a free cell, "■" for a wall, "S", "G" and ">"; cells as on a
// chess board whose first row is the upper one; "." ends a walk, "·" is padding.
func (maze) Names() []string {
	names := []string{"·", "□", "■", "S", "G", ">"}
	for c := range mazeCells {
		names = append(names, fmt.Sprintf("%c%d", 'a'+c%mazeSide, 1+c/mazeSide))
	}
	return append(names, ".")
}

// Inject moves the model to another cell than it chose: to any that a legal move
// reaches from where it stands, or to any that is no wall where it stands nowhere.
func (m maze) Inject(ctx context.Context, p Sampler, seed uint64, e Error) (Injection, error) {
	row := m.Demonstrations(fork(Rand(seed, 4)), shown, Test).Row(max(0, min(e.Item, shown-1)))
	forced := prompts(row, mazePrompt)
	x := Injection{Items: shown, Prompt: row.Tokens[:mazePrompt]}
	var err error
	if x.Free, err = m.write(ctx, p, forced); err != nil {
		return Injection{}, err
	}
	e = e.fit(shown, min(mazeMoves, len(x.Free)))
	for _, c := range reach(x.Prompt, x.Free[:e.At]) {
		x.Legal = append(x.Legal, uint32(mazeCell+c))
	}
	x.Error = e.pick(x.Legal)
	forced[mazePrompt+e.At] = x.Error.Token
	x.Pushed, err = m.write(ctx, p, forced)
	return x, err
}

// reach returns the cells that can come after the given moves.
func reach(grid, moves []uint32) []int {
	if len(moves) == 0 {
		return open(grid, slices.Index(grid, mazeStart))
	}
	if c := int(moves[len(moves)-1]) - mazeCell; c >= 0 && c < mazeCells {
		return open(grid, c)
	}
	var all []int
	for c, k := range grid[:mazeCells] {
		if k != mazeWall {
			all = append(all, c)
		}
	}
	return all
}

// write lets p walk through one maze greedily, up to the end mark.
func (maze) write(ctx context.Context, p Sampler, forced []uint32) ([]uint32, error) {
	a, err := p.Generate(ctx, Request{R: 1, C: mazeLength, EOS: mazeEnd, Forced: forced})
	if err != nil {
		return nil, fmt.Errorf("walking through a maze: %w", err)
	}
	return ended(a.Tokens[mazePrompt:], mazeEnd), nil
}
