package task

import (
	"context"
	"math"
	"reflect"
	"slices"
	"testing"
)

func lakes(t *testing.T, slip float64) []*lake {
	t.Helper()
	var all []*lake
	for _, name := range []string{"lake6", "lake4"} {
		l, err := New(name, Options{Slip: slip})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l.(*lake))
	}
	return all
}

func TestSteps(t *testing.T) {
	w := newWorld(holes4)
	if w.start != 0 || w.goal != 15 || !slices.Equal(w.free, []int{0, 1, 2, 3, 4, 6, 8, 9, 10, 13, 14}) {
		t.Fatalf("start %d, goal %d, free %v", w.start, w.goal, w.free)
	}
	const left, down, right, up = 0, 1, 2, 3
	for _, c := range []struct {
		from, action int
		slip, u      float64
		to           int
		slipped      bool
	}{
		{0, left, 0, 0, 0, false}, // walls
		{0, up, 0, 0, 0, false},
		{3, right, 0, 0, 3, false},
		{14, down, 0, 0, 14, false},
		{9, left, 0, .5, 8, false}, // inside
		{9, down, 0, .5, 13, false},
		{9, right, 0, .5, 10, false},
		{9, up, 0, .5, 5, false},
		{9, left, .2, .05, 13, true}, // sideways: down
		{9, left, .2, .15, 5, true},  // sideways: up
		{9, left, .2, .2, 8, false},
		{9, up, .2, .05, 8, true}, // left and right of up
		{9, up, .2, .15, 10, true},
		{0, right, .2, .05, 0, true}, // up, into the wall
		{0, right, .2, .15, 4, true},
	} {
		to, slipped := w.step(c.from, c.action, c.slip, c.u)
		if to != c.to || slipped != c.slipped {
			t.Errorf("step from %d, action %d, slip %v, u %v: %d %v, want %d %v", c.from, c.action, c.slip, c.u, to, slipped, c.to, c.slipped)
		}
	}
}

// distances counts the moves from each cell to the goal, by breadth-first search.
func distances(w world) []int {
	d := make([]int, len(w.cells))
	for i := range d {
		d[i] = -1
	}
	d[w.goal] = 0
	for k := 0; k < len(d); k++ {
		for _, c := range w.free {
			for _, n := range w.next[c] {
				if d[c] < 0 && d[n] == k {
					d[c] = k + 1
				}
			}
		}
	}
	return d
}

func TestPlanIsShortest(t *testing.T) {
	for _, l := range lakes(t, .1) {
		d := distances(l.world)
		for _, c := range l.world.free {
			n := 0.0
			for _, to := range l.world.next[c] {
				if d[to] == d[c]-1 {
					n++
				}
			}
			for a, to := range l.world.next[c] {
				want := 0.0
				if d[to] == d[c]-1 {
					want = 1 / n
				}
				if l.expert[c][a] != want {
					t.Errorf("%s, cell %d, action %d: probability %v, want %v", l.name, c, a, l.expert[c][a], want)
				}
			}
		}
	}
}

// TestPlanIsOptimal: with slips, no single other action in any cell improves the
// discounted value of the plan, which is value iteration's fixed point.
func TestPlanIsOptimal(t *testing.T) {
	for _, l := range lakes(t, .3) {
		p := l.world.plan(l.slip)
		// The plan's own value: each move costs the discount.
		v := l.world.sweep(4000, func(v []float64, c int) float64 {
			sum := 0.0
			for a := range 4 {
				sum += p[c][a] * discount * l.world.expect(v, l.slip, c, a)
			}
			return sum
		})
		for _, c := range l.world.free {
			for a := range 4 {
				if q := discount * l.world.expect(v, l.slip, c, a); q > v[c]+1e-5 {
					t.Errorf("%s: action %d in cell %d is worth %v, the plan %v", l.name, a, c, q, v[c])
				}
			}
		}
		best := l.world.values(l.slip, 1, episode)
		for what, q := range map[string]policy{"plan": p, "expert": l.expert} {
			for c, x := range l.world.success(q, l.slip, episode) {
				if x > best[c]+1e-12 {
					t.Errorf("%s: the %s's success %v from cell %d beats the best possible %v", l.name, what, x, c, best[c])
				}
			}
		}
	}
}

func TestSuccessAgainstPlay(t *testing.T) {
	r := Rand(5, 6)
	for _, l := range lakes(t, .2) {
		p := make(policy, len(l.world.cells))
		for c := range p {
			var m [4]float64
			for a := range m {
				m[a] = r.Float64() * l.expert[c][a]
				m[a] += .1 * r.Float64()
			}
			p[c] = normal(m)
		}
		want := l.world.success(p, l.slip, 12)
		const n = 20000
		for _, start := range []int{l.world.start, l.world.goal - 1} {
			hits := 0
			for range n {
				c := start
				for k := 0; k < 12 && !l.world.over(c); k++ {
					c, _ = l.world.step(c, choose(p[c][:], r.Float64()), l.slip, r.Float64())
				}
				if c == l.world.goal {
					hits++
				}
			}
			near(t, l.name+": success", float64(hits)/n, want[start], .015)
		}
	}
}

func TestLakeText(t *testing.T) {
	for _, l := range lakes(t, .1) {
		d := distances(l.world)
		seen := map[int]bool{}
		demos := l.Demonstrations(Rand(1, 1), 300, Train)
		for i := range demos.B {
			cells := LakeCells(demos.Row(i).Tokens)
			if cells[0] != l.world.start || cells[len(cells)-1] != l.world.goal || len(cells) != d[l.world.start]+1 {
				t.Fatalf("%s: demonstration %v is no shortest walk from start to goal", l.name, cells)
			}
			seen[cells[len(cells)/2]] = true
		}
		if len(seen) < 2 {
			t.Errorf("%s: all demonstrations pass the same cells halfway: %v", l.name, seen)
		}
		starts := map[int]bool{}
		walks := l.PretrainBatch(Rand(1, 5), 500)
		for _, b := range []Batch{demos, walks} {
			for i := range b.B {
				row := b.Row(i)
				cells := LakeCells(row.Tokens)
				for k, c := range cells {
					if k > 0 && (!slices.Contains(l.world.next[cells[k-1]][:], c) || l.world.over(cells[k-1])) {
						t.Fatalf("%s: walk %v goes where it cannot", l.name, cells)
					}
				}
				if n := len(cells); n < b.T && !l.world.over(cells[n-1]) {
					t.Fatalf("%s: walk %v ends on free ice", l.name, cells)
				}
				for k, m := range row.Mask {
					if (m == 1) != (k > 0 && k < len(cells)) {
						t.Fatalf("%s: mask %v of walk %v", l.name, row.Mask, cells)
					}
				}
				starts[cells[0]] = true
			}
		}
		if len(starts) != len(l.starts[Train]) {
			t.Errorf("%s: pre-training starts from %d of %d training cells", l.name, len(starts), len(l.starts[Train]))
		}
		if one := l.Demonstrations(Rand(1, 1), 1, Train); !slices.Equal(one.Tokens, demos.Row(0).Tokens) {
			t.Errorf("%s: the first demonstration depends on how many are drawn", l.name)
		}
	}
}

// plays is a Sampler that follows a policy of cells.
func plays(l *lake, p policy) scripted {
	vocab := len(l.world.cells) + 1
	return scripted{vocab, func(_ int, prefix []uint32) []float32 {
		logits, c := constant(vocab, -100), int(prefix[len(prefix)-1])-1
		mass := make([]float64, vocab)
		for a, to := range l.world.next[c] {
			mass[cellToken(to)] += p[c][a]
		}
		for k, m := range mass {
			if m > 0 {
				logits[k] = float32(math.Log(m))
			}
		}
		return logits
	}}
}

func TestLakePlayers(t *testing.T) {
	ctx := context.Background()
	for _, l := range lakes(t, .1) {
		eval := func(p Sampler, quick bool) Result {
			t.Helper()
			r, err := l.Evaluate(ctx, p, 3, quick)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		expert := eval(plays(l, l.expert), false)
		want := l.world.success(l.expert, l.slip, episode)
		near(t, l.name+": expert, mse", metric(t, expert, "mse"), 0, 1e-9)
		near(t, l.name+": expert, wrong mass", metric(t, expert, "wrong_mass"), 0, 1e-6)
		near(t, l.name+": expert, from the start", metric(t, expert, "success_start"), want[l.world.start], .12)
		near(t, l.name+": expert, from anywhere", metric(t, expert, "success_random"), l.mean(want), .08)
		near(t, l.name+": expert, exact", metric(t, expert, "success_markov"), l.mean(want), 1e-6)
		v := expert.View.(LakeView)
		if !reflect.DeepEqual(expert, eval(plays(l, l.expert), false)) {
			t.Errorf("%s: two evaluations with one seed differ", l.name)
		}
		if quick := eval(plays(l, l.expert), true).View.(LakeView); !reflect.DeepEqual(quick.Walk, v.Walk) {
			t.Errorf("%s: the quick evaluation walks another way", l.name)
		}
		checkWalk(t, l, v)

		// A model that knows nothing: all tokens alike.
		lost := eval(scripted{len(l.world.cells) + 1, func(int, []uint32) []float32 {
			return constant(len(l.world.cells)+1, 0)
		}}, false)
		if x := metric(t, lost, "success_random"); x > .5 {
			t.Errorf("%s: who knows nothing succeeds with %v", l.name, x)
		}
		// Of vocab equal shares, those of the demonstrator's moves are right; a
		// share is split where moves lead to the same cell.
		wrong := 0.0
		for _, c := range l.starts[Test] {
			good := map[int]bool{}
			for a, to := range l.world.next[c] {
				if l.expert[c][a] > 0 {
					good[to] = true
				}
			}
			wrong += 1 - float64(len(good))/float64(len(l.world.cells)+1)
		}
		near(t, l.name+": wrong mass of who knows nothing", metric(t, lost, "wrong_mass"), wrong/float64(len(l.starts[Test])), 1e-6)
		if a, b := v.Start, lost.View.(LakeView).Start; a != b {
			t.Errorf("%s: two models walk from different cells %d and %d", l.name, a, b)
		}

		// One that takes every move alike is 1/k - 1/4 off a plan of k best moves.
		even, off := make(policy, len(l.world.cells)), 0.0
		for _, c := range l.world.free {
			even[c] = [4]float64{.25, .25, .25, .25}
			if slices.Contains(l.starts[Test], c) {
				off += slices.Max(l.expert[c][:]) - .25
			}
		}
		drunk := eval(plays(l, even), false)
		near(t, l.name+": mse of who takes every move alike", metric(t, drunk, "mse"), off/float64(len(l.starts[Test])), 1e-6)
		near(t, l.name+": exact success of who takes every move alike", metric(t, drunk, "success_markov"), l.mean(l.world.success(even, l.slip, episode)), 1e-6)
		near(t, l.name+": success of who takes every move alike", metric(t, drunk, "success_random"), l.mean(l.world.success(even, l.slip, episode)), .1)
	}
}

// TestHistory: a walk is played with all of its way so far, and the policy asked
// with one cell alone.
func TestHistory(t *testing.T) {
	for _, l := range lakes(t, 0) {
		expert := plays(l, l.expert)
		forgets := scripted{expert.vocab, func(row int, prefix []uint32) []float32 {
			if len(prefix) > 1 {
				return says(expert.vocab, prefix[len(prefix)-1]) // says where it is: against a wall it stays, elsewhere it knows no move
			}
			return expert.next(row, prefix)
		}}
		r, err := l.Evaluate(context.Background(), forgets, 3, true)
		if err != nil {
			t.Fatal(err)
		}
		near(t, l.name+": policy asked cell by cell", metric(t, r, "success_markov"), 1, 1e-6)
		if x := metric(t, r, "success_start"); x > .5 {
			t.Errorf("%s: a model that is lost after its first move succeeds with %v from the start", l.name, x)
		}
		for _, s := range r.View.(LakeView).Walk {
			if s.Slipped {
				t.Errorf("%s: a slip on ice that holds: %+v", l.name, s)
			}
		}
	}
}

func TestTellingWalk(t *testing.T) {
	for _, l := range lakes(t, .1) {
		d := distances(l.world)
		for seed := range uint64(50) {
			e := l.runs(seed, 0, 0)[0]
			if d[e.at] < l.world.size || slices.Min(e.slip[:4]) >= l.slip {
				t.Errorf("%s, seed %d: starts %d moves from the goal, slips at draws %v", l.name, seed, d[e.at], e.slip[:4])
			}
		}
	}
}

// checkWalk checks that a walk obeys the world and slips early.
func checkWalk(t *testing.T, l *lake, v LakeView) {
	t.Helper()
	slipped := false
	for i, s := range v.Walk {
		if i == 0 && s.From != v.Start || i > 0 && s.From != v.Walk[i-1].To {
			t.Errorf("%s: the walk jumps at move %d: %+v", l.name, i, v.Walk)
		}
		n := l.world.next[s.From]
		ok := !s.Slipped && s.To == n[s.Meant] || s.Slipped && (s.To == n[(s.Meant+1)%4] || s.To == n[(s.Meant+3)%4])
		if !ok {
			t.Errorf("%s: move %+v cannot be", l.name, s)
		}
		slipped = slipped || s.Slipped && i < 4
	}
	if !slipped {
		t.Errorf("%s: no slip within four moves: %+v", l.name, v.Walk)
	}
	if len(LakeCells(nil)) != 0 || v.Demo[0] != l.world.start || v.Demo[len(v.Demo)-1] != l.world.goal {
		t.Errorf("%s: the demonstration of the view is %v", l.name, v.Demo)
	}
}

func TestLakeReferences(t *testing.T) {
	l := lakes(t, .1)
	// The open lake forgives slips; between the holes they cost a tenth, and
	// more to the demonstrator, who does not expect them.
	if x := l[0].References(); len(x) != 2 || x[1].Value < .999 {
		t.Errorf("lake6: %+v", x)
	}
	x := l[1].References()
	if len(x) != 4 || x[3].Label != "demonstrator" {
		t.Fatalf("lake4: %+v", x)
	}
	near(t, "lake4, optimal, from anywhere", x[1].Value, .9475, .001)
	near(t, "lake4, demonstrator, from anywhere", x[3].Value, .8936, .001)
	for _, slip := range []float64{-.1, 1.1, math.NaN()} {
		if _, err := New("lake4", Options{Slip: slip}); err == nil {
			t.Errorf("slip %v is no error", slip)
		}
	}
}
