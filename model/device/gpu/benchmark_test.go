package gpu

import (
	"math/rand/v2"
	"testing"
	"time"

	"softmix/shaders"
)

// adapter is one that was never seen: what a dispatch costs in each variant, and how
// long after the end of the work a browser tells of it.
type adapter struct {
	cost map[string]time.Duration
	tell func(now, end time.Duration) time.Duration
	now  time.Duration
}

func (a *adapter) time(s shaders.Variant, reps int) (time.Duration, error) {
	began := a.now
	a.now = a.tell(began, began+200*time.Microsecond+time.Duration(reps)*a.cost[s.Name])
	return a.now - began, nil
}

// A slow way of telling that work is done neither marks an adapter as slow nor
// decides between variants: the faster one wins, or nobody says which that is.
func TestMeasuringIsNotFooledByWaits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	at := func(d time.Duration) func(now, end time.Duration) time.Duration {
		return func(_, end time.Duration) time.Duration { return end + d }
	}
	tells := map[string]func(now, end time.Duration) time.Duration{
		"at once":            at(0),
		"4 ms late":          at(4 * time.Millisecond),
		"30 ms late":         at(30 * time.Millisecond),
		"at times 2 ms late": func(_, end time.Duration) time.Duration { return end + time.Duration(r.IntN(2000))*time.Microsecond },
		"from a 100 ms timer": func(_, end time.Duration) time.Duration {
			return (end/(100*time.Millisecond) + 1) * 100 * time.Millisecond
		},
	}
	variants := []shaders.Variant{{}, {Name: "a"}, {Name: "b"}}
	costs := map[string]map[string]time.Duration{
		"a fast adapter": {"": 100 * time.Microsecond, "a": 60 * time.Microsecond, "b": 150 * time.Microsecond},
		"a tiny kernel":  {"": 2 * time.Microsecond, "a": 1 * time.Microsecond, "b": 3 * time.Microsecond},
		"a slow adapter": {"": 20 * time.Millisecond, "a": 11 * time.Millisecond, "b": 40 * time.Millisecond},
		"all alike":      {"": time.Millisecond, "a": 2 * time.Millisecond, "b": 3 * time.Millisecond},
	}
	told := 0
	for how, tell := range tells {
		for what, cost := range costs {
			a := &adapter{cost: cost, tell: tell, now: 37 * time.Millisecond}
			w := stopwatch(a.time)
			slow, err := w.slow(variants[0])
			ok(t, err)
			if slow && what != "a slow adapter" {
				t.Errorf("%s, told %s, counts as slow", what, how)
			}
			best, known, err := w.fastest(variants, slow, func(shaders.Variant) bool { return true }, func() bool { return true })
			ok(t, err)
			want := "a"
			if what == "all alike" {
				want = ""
			}
			if known && best.Name != want {
				t.Errorf("%s, told %s: chose %q, the fastest is %q", what, how, best.Name, want)
			}
			if !known && best.Name != "" {
				t.Errorf("%s, told %s: chose %q without knowing", what, how, best.Name)
			}
			if known {
				told++
			}
		}
	}
	if told < 12 {
		t.Errorf("only %d of %d were told at all", told, len(tells)*len(costs))
	}
}

// What was not measured is used and not kept for later visits; what was, is.
func TestOnlyWhatWasMeasuredIsKept(t *testing.T) {
	d := openGPU(t)
	c := product(t, d, 60, 64, 64)
	k := must(find("linear_add"))(t)
	before, known := d.Remembered(tuningKey(k, c.Args))
	d.tuning.spent = budget
	d.tuning.winners = []winner{{"linear_add", "vec4-4x4"}}
	compileList(t, d, c)
	if got := d.tuning.chosen[tuningKey(k, c.Args)]; got != "vec4-4x4" && !known {
		t.Errorf("took %q, not the favourite", got)
	}
	if after, still := d.Remembered(tuningKey(k, c.Args)); still != known || after != before {
		t.Errorf("kept %q, which was not measured", after)
	}
}
