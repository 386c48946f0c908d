package task

import (
	"math"
	"strings"
)

// world is a square map and where each move leads. Cells are numbered row by
// row; actions are left, down, right, up (0..3), so that a and a±1 are at right
// angles. A move against the border stays where it is.
type world struct {
	size        int
	cells       string
	start, goal int
	next        [][4]int // [cell][action] where a move that does not slip leads
	free        []int    // cells where an agent can move: neither hole nor goal
}

// policy is the probability of each action in each cell.
type policy [][4]float64

// newWorld reads a square map of the letters S, F, H and G, row by row.
func newWorld(cells string) world {
	w := world{cells: cells, start: strings.IndexByte(cells, 'S'), goal: strings.IndexByte(cells, 'G')}
	w.size = int(math.Sqrt(float64(len(cells))))
	for c := range cells {
		y, x, last := c/w.size, c%w.size, w.size-1
		w.next = append(w.next, [4]int{
			y*w.size + max(x-1, 0),
			min(y+1, last)*w.size + x,
			y*w.size + min(x+1, last),
			max(y-1, 0)*w.size + x,
		})
		if !w.over(c) {
			w.free = append(w.free, c)
		}
	}
	return w
}

// over tells whether a walk ends in cell c.
func (w world) over(c int) bool { return w.cells[c] == 'H' || w.cells[c] == 'G' }

// step is where action a from cell c leads if the world draws u in [0,1), and
// whether the move went sideways: half of slip to either side.
func (w world) step(c, a int, slip, u float64) (to int, slipped bool) {
	switch {
	case u < slip/2:
		return w.next[c][(a+1)%4], true
	case u < slip:
		return w.next[c][(a+3)%4], true
	}
	return w.next[c][a], false
}

// expect is the mean of v [cells] over where action a from cell c may lead.
func (w world) expect(v []float64, slip float64, c, a int) float64 {
	n := w.next[c]
	return (1-slip)*v[n[a]] + slip/2*(v[n[(a+1)%4]]+v[n[(a+3)%4]])
}

// values is value iteration: the most that can be had from each cell within the
// given number of moves, if reaching the goal after k moves is worth gamma^k.
// With gamma 1 that is the highest possible probability of getting there.
func (w world) values(slip, gamma float64, moves int) []float64 {
	return w.sweep(moves, func(v []float64, c int) float64 {
		top := 0.0
		for a := range 4 {
			top = max(top, gamma*w.expect(v, slip, c, a))
		}
		return top
	})
}

// wisest is the move in each free cell after which v is most on average, the first
// of several.
func (w world) wisest(v []float64, slip float64) []int {
	moves := make([]int, len(w.cells))
	for _, c := range w.free {
		for a := range 4 {
			if w.expect(v, slip, c, a) > w.expect(v, slip, c, moves[c])+1e-12 {
				moves[c] = a
			}
		}
	}
	return moves
}

// success is the exact probability to reach the goal from each cell within the
// given number of moves, under a policy that looks at the cell alone.
func (w world) success(p policy, slip float64, moves int) []float64 {
	return w.sweep(moves, func(v []float64, c int) float64 {
		sum := 0.0
		for a := range 4 {
			sum += p[c][a] * w.expect(v, slip, c, a)
		}
		return sum
	})
}

// sweep starts from 1 at the goal and 0 elsewhere, and replaces the values of
// all free cells at once, the given number of times or until none changes.
func (w world) sweep(times int, value func(v []float64, c int) float64) []float64 {
	v, u := make([]float64, len(w.cells)), make([]float64, len(w.cells))
	v[w.goal], u[w.goal] = 1, 1
	for range times {
		change := 0.0
		for _, c := range w.free {
			u[c] = value(v, c)
			change = max(change, math.Abs(u[c]-v[c]))
		}
		v, u = u, v
		if change == 0 {
			break
		}
	}
	return v
}

// discount makes a shorter way the better one in a plan.
const discount = .99

// plan is the policy that is optimal for the given slip; where several actions
// are best, each is as likely. Cells where a walk ends have no action.
func (w world) plan(slip float64) policy {
	v := w.values(slip, discount, 4000)
	p := make(policy, len(w.cells))
	for _, c := range w.free {
		top, n := 0.0, 0.0
		for a := range 4 {
			top = max(top, w.expect(v, slip, c, a))
		}
		for a := range 4 {
			if w.expect(v, slip, c, a) > top-1e-6 {
				p[c][a] = 1
				n++
			}
		}
		for a := range 4 {
			p[c][a] /= n
		}
	}
	return p
}

// moves adds up what a model's distribution p [cells+1] over next tokens says
// of the four actions in cell c. Actions that lead to the same cell share its
// probability. What is missing to 1 lies on tokens that are no neighbour.
func (w world) moves(c int, p []float64) (m [4]float64) {
	for a, d := range w.next[c] {
		same := 0.0
		for _, e := range w.next[c] {
			if e == d {
				same++
			}
		}
		m[a] = p[cellToken(d)] / same
	}
	return m
}

// normal scales m to sum 1; where nothing is left of it, every move is as likely.
func normal(m [4]float64) [4]float64 {
	sum := m[0] + m[1] + m[2] + m[3]
	if sum == 0 {
		return [4]float64{.25, .25, .25, .25}
	}
	for a := range m {
		m[a] /= sum
	}
	return m
}
