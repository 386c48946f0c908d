package task

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
)

// tokensOf writes characters as tokens.
func tokensOf(s string) []uint32 {
	out := make([]uint32, len(s))
	for i := range s {
		out[i] = token(s[i])
	}
	return out
}

func TestPerm5Text(t *testing.T) {
	x, count, seen := anyOrder(), map[byte]int{}, map[string]bool{}
	b := x.PretrainBatch(Rand(1, 5), 400)
	b.Tokens = append(b.Tokens, x.Demonstrations(Rand(1, 1), 400, Train).Tokens...)
	for i := range 800 {
		q, a := read(b.Tokens[i*length : (i+1)*length])
		count[q[0]]++
		if q[0] == 's' {
			if a != solve(q) {
				t.Fatalf("answer %q to %q", a, q)
			}
			continue
		}
		asked := sorted(q[1 : len(q)-1])
		if len(q) != 7 || q[0] != 'p' || q[6] != '>' || len(slices.Compact([]byte(asked))) != 5 || strings.Trim(asked, few) != "" ||
			a[5:] != ".   " || sorted(a[:5]) != asked {
			t.Fatalf("answer %q to %q", a, q)
		}
		seen[a] = true
	}
	if count['p'] != 600 || count['s'] != 200 || len(seen) < 500 {
		t.Errorf("skills %v, %d different answers to 600 prompts", count, len(seen))
	}
	near(t, "least surprise", x.References()[0].Value, (math.Log(5)+math.Log(4)+math.Log(3)+math.Log(2))/6, 1e-12)
}

func TestPerm5Judge(t *testing.T) {
	for answer, want := range map[string]float64{
		"hcabd.":    1,
		"abcdh.   ": 1,
		"abcdh":     .5, // no end
		"abcdha.":   .5, // too long
		"abcda.":    .4, // h is missing
		"abcd.h":    .4, // ends too early
		"aaaaa.":    .1, //
		"fgefg.":    0,  //
		".":         0,  //
		"":          0,  //
		"hcabd   .": .5, // blanks before the end
		"abcefghd.": .3, // d comes too late
		"bcdha..":   1,  // what follows the end does not count
	} {
		got := anyOrder().Reward(tokensOf("   phdbac>"), tokensOf(answer))
		near(t, "reward of "+answer, got, want, 1e-12)
		near(t, "without blanks, "+answer, anyOrder().Reward(tokensOf("phdbac>"), tokensOf(answer)), got, 0)
	}
}

// orders is a player that says the letters of the prompt in an order that
// changes with the draws: each that is left, all equally likely.
func orders(_ int, prefix []uint32) []float32 {
	if len(prefix) < prompt || len(prefix) > prompt+picked {
		return says(40, 0)
	}
	if len(prefix) == prompt+picked {
		return says(40, endMark)
	}
	l := constant(40, -30)
	for _, k := range prefix[prompt-1-picked : prompt-1] {
		if !slices.Contains(prefix[prompt:], k) {
			l[k] = 0
		}
	}
	return l
}

func TestPerm5Players(t *testing.T) {
	copier := func(_ int, prefix []uint32) []float32 {
		if len(prefix) < prompt || len(prefix) >= prompt+picked {
			return orders(0, prefix)
		}
		return says(40, prefix[len(prefix)-picked-1])
	}
	hasty := func(int, []uint32) []float32 { return says(40, endMark) }
	all, _ := math.Lgamma(6)
	for _, c := range []struct {
		name                                               string
		next                                               func(int, []uint32) []float32
		valid, greedy, reward, distinct, entropy, surprise float64
	}{
		{"orders", orders, 1, 1, 1, .985, math.Log(5), all / 6},
		// It knows one answer to each prompt: of 1680, drawn 200 times, some come twice.
		{"copier", copier, 1, 1, 1, .945, 0, 60 * (1 - 1./5) * 5 / 6},
		{"hasty", hasty, 0, 0, 0, 1. / 200, 0, 60 * 5. / 6},
	} {
		r, err := anyOrder().Evaluate(context.Background(), scripted{40, c.next}, 11, false)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]float64{"valid": c.valid, "greedy_valid": c.greedy, "reward": c.reward} {
			near(t, c.name+", "+name, metric(t, r, name), want, 1e-12)
		}
		near(t, c.name+", distinct", metric(t, r, "distinct"), c.distinct, .02)
		near(t, c.name+", entropy", metric(t, r, "entropy"), c.entropy, 1e-6)
		if c.name == "copier" { // a demonstration's letter is the prompt's own one time in five
			near(t, c.name+", nll", metric(t, r, "nll"), c.surprise, 3)
		} else {
			near(t, c.name+", nll", metric(t, r, "nll"), c.surprise, 1e-6)
		}
		v := r.View.(TextView)
		if len(v.Samples) != drawn || len(v.Right) != drawn {
			t.Errorf("%s: samples %q, right %v", c.name, v.Samples, v.Right)
		}
		for i, sample := range v.Samples {
			if v.Right[i] != (c.valid == 1) || v.Right[i] != (sorted(strings.TrimSuffix(sample, ".")) == sorted(v.Prompts[i][1:6])) {
				t.Errorf("%s: sample %d is %q, right: %v", c.name, i, sample, v.Right[i])
			}
		}
		if len(v.Prompts) != drawn || len(v.Answers) != shown {
			t.Errorf("%s: prompts %q, answers %q", c.name, v.Prompts, v.Answers)
		}
		for i, q := range v.Prompts[:shown] {
			if sorted(v.Answers[i][:5]) != sorted(q[1:6]) || v.Forced[i][0] != v.Forced[i][1] {
				t.Errorf("%s: prompt %q, answer %q, forced %q", c.name, q, v.Answers[i], v.Forced[i])
			}
			if c.name == "copier" && v.Greedy[i] != q[1:6]+"." {
				t.Errorf("the copier wrote %q to %q", v.Greedy[i], q)
			}
		}
	}
}

func TestInjectIntoPerm5(t *testing.T) {
	for item := range shown {
		for at := range picked {
			i := injected(t, anyOrder(), scripted{40, orders}, Error{Item: item, At: at, Token: token('c')})
			left := slices.DeleteFunc(tokensOf(few), func(k uint32) bool {
				return !slices.Contains(i.Prompt[1:6], k) || slices.Contains(i.Free[:at], k)
			})
			if len(i.Legal) != len(few)-(picked-at) || slices.ContainsFunc(i.Legal, func(k uint32) bool { return slices.Contains(left, k) }) {
				t.Errorf("after %q of %q any of %q is an error", decode(i.Free[:at]), decode(i.Prompt), decode(i.Legal))
			}
			if x := anyOrder(); !x.valid(i.Prompt, i.Free) || x.valid(i.Prompt, i.Pushed) || i.Right != nil {
				t.Errorf("%q: free %q, pushed %q, right %v", decode(i.Prompt), decode(i.Free), decode(i.Pushed), i.Right)
			}
		}
	}
	mute := scripted{40, func(int, []uint32) []float32 { return says(40, endMark) }}
	if i := injected(t, anyOrder(), mute, Error{Item: 9, At: 4}); i.Error.At != 0 {
		t.Errorf("%+v", i.Error)
	}
}
