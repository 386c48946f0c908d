package task

import (
	"context"
	"math"
	"slices"
	"testing"
)

// ways is how many moves a shortest way takes, found by trying all ways of up to
// n moves; n+1 where there is none.
func ways(grid []uint32, c, n int) int {
	if grid[c] == mazeGoal {
		return 0
	}
	best := n + 1
	if n == 0 {
		return best
	}
	for _, step := range [][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
		x, y := c%5+step[0], c/5+step[1]
		if x < 0 || x > 4 || y < 0 || y > 4 || grid[x+5*y] == mazeWall {
			continue
		}
		best = min(best, 1+ways(grid, x+5*y, min(n, best)-1))
	}
	return best
}

func TestMazes(t *testing.T) {
	short, strays, moves := maze{}.Demonstrations(Rand(1, 1), 150, Train), 0, 0
	choices := map[bool]int{}
	for what, b := range map[string]Batch{"demonstration": short, "stray": maze{}.PretrainBatch(Rand(1, 5), 150)} {
		for i := range b.B {
			row, mask := b.Row(i).Tokens, b.Row(i).Mask
			count := map[uint32]int{}
			for _, k := range row[:mazeCells] {
				count[k]++
			}
			if count[mazeWall] != 6 || count[mazeStart] != 1 || count[mazeGoal] != 1 || count[mazeFree] != 17 || row[25] != mazeGo {
				t.Fatalf("maze %v", row)
			}
			c := slices.Index(row, mazeStart)
			best := ways(row, c, mazeFar)
			if best < mazeNear || best > mazeFar {
				t.Fatalf("start and goal are %d moves apart", best)
			}
			at := mazePrompt
			for ; at < mazePrompt+mazeMoves && row[at] >= mazeCell && row[at] < mazeEnd; at++ {
				to := int(row[at]) - mazeCell
				if d := max(to-c, c-to); row[to] == mazeWall || d != 5 && (d != 1 || to/5 != c/5) {
					t.Fatalf("%s: from %d to %d in %v", what, c, to, row)
				}
				nearer := ways(row, to, mazeFar) < ways(row, c, mazeFar)
				if what == "stray" {
					moves++
					if !nearer {
						strays++
					}
				} else if choices[to > c]++; !nearer {
					t.Fatalf("the demonstrator goes from %d to %d in %v", c, to, row)
				}
				c = to
			}
			if row[c] == mazeGoal {
				if row[at] != mazeEnd {
					t.Fatalf("%s does not end at the goal: %v", what, row)
				}
				at++
			}
			if what == "demonstration" && (row[c] != mazeGoal || at-1-mazePrompt != best) {
				t.Fatalf("the demonstrator takes %d moves instead of %d", at-1-mazePrompt, best)
			}
			for j := range row {
				if (mask[j] == 1) != (j >= mazePrompt && j < at) || j >= at && row[j] != 0 {
					t.Fatalf("%s: mask %v of %v", what, mask, row)
				}
			}
		}
	}
	// A quarter of the moves go anywhere, of which about half lead away.
	near(t, "share of moves that lead away", float64(strays)/float64(moves), .125, .04)
	near(t, "share of moves right or down", float64(choices[true])/float64(choices[true]+choices[false]), .5, .08)
}

// finds is a player that walks the shortest way from where it stands, however it
// came there, and ends at the goal.
func finds(_ int, prefix []uint32) []float32 {
	if len(prefix) < mazePrompt {
		return says(32, 0)
	}
	goal, c := slices.Index(prefix, mazeGoal), slices.Index(prefix, mazeStart)
	if len(prefix) > mazePrompt {
		c = int(prefix[len(prefix)-1]) - mazeCell
	}
	switch {
	case c == goal:
		return says(32, mazeEnd)
	case c < 0 || c >= mazeCells: // the walk is over
		return says(32, 0)
	}
	far := fromGoal(prefix, goal)
	for _, b := range open(prefix, c) {
		if far[b] < far[c] {
			return says(32, uint32(mazeCell+b))
		}
	}
	return constant(32, 0)
}

func TestMazePlayers(t *testing.T) {
	// It goes to and fro before it sets out: two moves more than need be.
	dallies := func(row int, prefix []uint32) []float32 {
		start := slices.Index(prefix, mazeStart)
		switch len(prefix) {
		case mazePrompt:
			return says(32, uint32(mazeCell+open(prefix, start)[0]))
		case mazePrompt + 1:
			return says(32, uint32(mazeCell+start))
		}
		return finds(row, prefix)
	}
	// It goes where the demonstrator can go, walls or not.
	jumps := func(_ int, prefix []uint32) []float32 {
		if len(prefix) < mazePrompt {
			return says(32, 0)
		}
		return says(32, uint32(mazeCell+slices.Index(prefix, mazeGoal)))
	}
	for _, c := range []struct {
		name                   string
		next                   func(int, []uint32) []float32
		success, optimal, slip float64
	}{
		{"finds", finds, 1, 1, 1},
		{"dallies", dallies, 1, 0, 1},
		{"jumps", jumps, 0, 0, 0},
		{"ignorant", func(int, []uint32) []float32 { return constant(32, 0) }, 0, 0, 0},
	} {
		r, err := maze{}.Evaluate(context.Background(), scripted{32, c.next}, 3, true)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]float64{"success": c.success, "sampled_success": c.success, "optimal": c.optimal, "sampled_optimal": c.optimal} {
			near(t, c.name+", "+name, metric(t, r, name), want, .06)
		}
		near(t, c.name+", slip", metric(t, r, "slip"), c.slip, .12) // near the goal luck helps who jumps
		if c.name == "ignorant" {
			near(t, "nll", metric(t, r, "nll"), math.Log(32), 1e-6)
		}
		v := r.View.(MazeView)
		if v.Side != 5 || len(v.Map) != 25 || len(v.Demo) < mazeNear || v.Map[v.Demo[len(v.Demo)-1]] != 'G' {
			t.Errorf("view %+v", v)
		}
		if won := c.success == 1; v.Won != won || won && v.Map[v.Walk[len(v.Walk)-1]] != 'G' || !won && len(v.Walk) > 1 {
			t.Errorf("%s: view %+v", c.name, v)
		}
	}
}

// TestFollow: a walk counts up to the goal, and breaks off where a move is none.
func TestFollow(t *testing.T) {
	grid := slices.Repeat([]uint32{mazeFree}, mazeCells)
	grid[0], grid[2], grid[5] = mazeStart, mazeGoal, mazeWall
	for _, c := range []struct {
		cells []uint32
		way   int
		won   bool
	}{
		{[]uint32{1, 2}, 2, true},
		{[]uint32{1, 2, 24}, 2, true}, // what comes after the goal does not matter
		{[]uint32{1, 6, 7, 2}, 4, true},
		{[]uint32{5, 6, 7, 2}, 0, false}, // a wall
		{[]uint32{2}, 0, false},          // too far
		{[]uint32{1, 1, 2}, 1, false},    // no move
		{[]uint32{1, 25}, 1, false},      // the end before the goal
		{[]uint32{1, 6}, 2, false},
	} {
		moves := make([]uint32, len(c.cells))
		for i, k := range c.cells {
			moves[i] = mazeCell + k
		}
		if way, won := follow(grid, moves); len(way) != c.way || won != c.won {
			t.Errorf("%v: %v, %v", c.cells, way, won)
		}
	}
	grid[4], grid[3], grid[9] = mazeFree, mazeWall, mazeWall
	if slices.Contains(open(grid, 4), 5) || len(open(grid, 4)) != 0 {
		t.Error("a way leads around the edge")
	}
}

func TestInjectIntoMaze(t *testing.T) {
	p := scripted{32, finds}
	for item := range shown {
		for at := range mazeNear {
			i := injected(t, maze{}, p, Error{Item: item, At: at})
			way, won := follow(i.Prompt, i.Pushed)
			if freeWay, ok := follow(i.Prompt, i.Free); !ok || len(freeWay) != len(i.Free)-1 || i.Right != nil {
				t.Errorf("free %v, right %v", i.Free, i.Right)
			}
			// Every legal move is one, and the player finds back if it has the time.
			if len(way) <= at || len(i.Pushed) < mazeMoves && !won {
				t.Errorf("pushed %v: %v, %v", i.Pushed, way, won)
			}
		}
	}
	mute := scripted{32, func(int, []uint32) []float32 { return says(32, mazeEnd) }}
	if i := injected(t, maze{}, mute, Error{Item: 99, At: 99}); i.Error.At != 0 || len(i.Free) != 1 {
		t.Errorf("%+v", i)
	}
	if n := len(reach(slices.Repeat([]uint32{mazeFree}, mazePrompt), []uint32{mazeEnd})); n != mazeCells {
		t.Errorf("from nowhere %d cells can be reached", n)
	}
}
