package worker

import (
	"math"
	"strconv"
	"time"

	"softmix/model/train"
)

const (
	pendingTime = 100 * time.Millisecond // work under way on the device, where steps are shorter
	sliceTime   = pendingTime / 2        // training between two readings of the messages, where steps are shorter
	updateEvery = 100 * time.Millisecond // between two updates to the page
	rateWindow  = 2 * time.Second        // over which the rate is measured
	maxSlice    = 32                     // steps
	evalShare   = 3                      // training takes at least this many times as long as evaluating
)

// pace measures how long things take and says how much to do next.
type pace struct {
	step, eval float64 // seconds: a step of all runs, an evaluation of all; smoothed
	marks      []mark  // lately
}

type mark struct {
	t  time.Time
	at int
}

// smooth mixes a new measurement in.
func smooth(old *float64, v float64) {
	if *old == 0 {
		*old = v
	} else {
		*old += .3 * (v - *old)
	}
}

// trained notes how long n steps took, evaluated how long an evaluation did.
func (p *pace) trained(n int, seconds float64) { smooth(&p.step, seconds/float64(n)) }
func (p *pace) evaluated(seconds float64)      { smooth(&p.eval, seconds) }

// room returns how many steps to enqueue where some are under way: what fits
// into a slice and keeps the device busy for flightTime at most, but at least one
// where it has nothing to do. While it computes one slice the next is enqueued.
func (p *pace) room(underway int) int {
	if p.step == 0 { // nothing is known yet
		return max(1-underway, 0)
	}
	slice := min(sliceTime.Seconds()/p.step, maxSlice)
	n := min(slice, pendingTime.Seconds()/p.step-float64(underway))
	if underway == 0 {
		n = max(n, 1)
	}
	return int(max(n, 0))
}

// evalEvery returns after how many steps the next evaluation is due, so that
// evaluations take less than a quarter of the time: a round number. between is
// the time from one step to the next, which a slow speed makes longer.
func (p *pace) evalEvery(between float64) int {
	need := evalShare * p.eval / math.Max(between, 1e-6)
	for _, n := range []int{1, 2, 5, 10, 20, 25, 50, 100} {
		if float64(n) >= need {
			return n
		}
	}
	return 200
}

// interval returns the time between two steps at a speed; 0 for max.
func interval(speed string) time.Duration {
	n, err := strconv.ParseFloat(speed, 64)
	if err != nil || n <= 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / n)
}

// restart forgets the marks: what follows is not continuous with them.
func (p *pace) restart(t time.Time, at int) { p.marks = append(p.marks[:0], mark{t, at}) }

// pass notes that step at was reached.
func (p *pace) pass(t time.Time, at int) {
	p.marks = append(p.marks, mark{t, at})
	for len(p.marks) > 2 && t.Sub(p.marks[1].t) > rateWindow {
		p.marks = p.marks[1:]
	}
}

// rate returns the steps a second lately.
func (p *pace) rate() float64 {
	if len(p.marks) < 2 {
		return 0
	}
	a, b := p.marks[0], p.marks[len(p.marks)-1]
	s := b.t.Sub(a.t).Seconds()
	if s <= 0 {
		return 0
	}
	return float64(b.at-a.at) / s
}

// pacing measures what steps take, as their losses come.
type pacing struct {
	pace
	clock     clock
	runs      []clock       // seconds that each of the first seed's runs waited for the device
	waited    []float64     // of them, up to the steps that were counted
	counted   int           // steps in clock and pace
	since     time.Time     // what the next steps took is counted from here
	preparing bool          // the steps that are counted next include what methods prepare
	spare     time.Duration // what a step took that gave way
}

func newPacing(arms int) pacing {
	return pacing{runs: make([]clock, arms), waited: make([]float64, arms)}
}

// count notes the time of the steps whose losses have come: since those before
// them came, or since they were enqueued where nothing was under way.
func (p *pacing) count(c *train.Comparison, now time.Time) {
	told := c.Told()
	n := told - p.counted
	if n <= 0 {
		return
	}
	spent := now.Sub(p.since).Seconds()
	p.clock.add(told, spent)
	for i := range p.runs { // what a rewinding replays does not count
		waited := c.Runs()[i].Seconds()
		p.runs[i].add(told, waited-p.waited[i])
		p.waited[i] = waited
	}
	if !p.preparing { // else it says nothing of the steps to come
		p.trained(n, spent)
	}
	p.preparing, p.spare = false, 0
	p.pass(now, told)
	p.since, p.counted = now, told
}

// rewind forgets the times of the steps beyond one.
func (p *pacing) rewind(c *train.Comparison, step int, now time.Time) {
	p.clock.add(step, 0) // after a fault, steps may not have been timed
	p.clock.rewind(step)
	for i := range p.runs {
		p.runs[i].add(step, 0)
		p.runs[i].rewind(step)
		p.waited[i] = c.Runs()[i].Seconds()
	}
	p.spare, p.counted = 0, step
	p.restart(now, step)
}

// clock remembers the training time up to each step.
type clock struct{ at []float64 } // [steps+1] seconds; [0] = 0

// add spreads the seconds of the steps up to step evenly.
func (c *clock) add(step int, seconds float64) {
	if len(c.at) == 0 {
		c.at = []float64{0}
	}
	from := len(c.at) - 1
	begin := c.at[from]
	for s := from + 1; s <= step; s++ {
		c.at = append(c.at, begin+seconds*float64(s-from)/float64(step-from))
	}
}

func (c *clock) rewind(step int) {
	if step+1 < len(c.at) {
		c.at = c.at[:step+1]
	}
}

func (c *clock) seconds(step int) float64 {
	if step < len(c.at) {
		return c.at[step]
	}
	if len(c.at) == 0 {
		return 0
	}
	return c.at[len(c.at)-1]
}
