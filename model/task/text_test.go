package task

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
)

var texts = []text{{"sort"}, {"chain"}}

// solve answers a decoded prompt the slow way, independent of example.
func solve(prompt string) string {
	p := strings.TrimSuffix(prompt, ">")
	switch p[0] {
	case 's':
		var s string
		for c := 'a'; c <= 'j'; c++ {
			s += strings.Repeat(string(c), strings.Count(p[1:], string(c)))
		}
		return s + "."
	case 'c':
		var s string
		c, by := p[1], p[2]-'0'
		for range letters {
			for range by {
				if c++; c > 'z' {
					c = 'a'
				}
			}
			s += string(c)
		}
		return s + "."
	case 'r':
		var s string
		for _, c := range p[1:] {
			s = string(c) + s
		}
		return s + "."
	}
	return ""
}

// read decodes a row into prompt and answer.
func read(tokens []uint32) (question, answer string) {
	s := ""
	for _, k := range tokens {
		s += string(alphabet[k])
	}
	return strings.TrimLeft(s[:prompt], " "), s[prompt:]
}

func sorted(s string) string {
	b := []byte(s)
	slices.Sort(b)
	return string(b)
}

func TestExamples(t *testing.T) {
	if len(alphabet) != 40 {
		t.Fatalf("the alphabet has %d characters", len(alphabet))
	}
	b := text{"sort"}.PretrainBatch(Rand(1, 5), 400)
	count := map[byte]int{}
	for i := range b.B {
		row := b.Row(i)
		q, a := read(row.Tokens)
		count[q[0]]++
		if len(a) != 9 || a[8] != '.' || strings.Count(a, ".") != 1 {
			t.Fatalf("answer %q to %q does not end where it should", a, q)
		}
		if q[0] == 'p' {
			if letters := sorted(q[1 : len(q)-1]); letters != sorted(a[:8]) || len(slices.Compact([]byte(letters))) != 8 {
				t.Fatalf("perm: answer %q to %q", a, q)
			}
		} else if want := solve(q); a != want {
			t.Fatalf("answer %q to %q, want %q", a, q, want)
		}
		if q[0] == 'c' && !strings.Contains("123456789", q[2:3]) || q[0] == 'r' && strings.Trim(q, "rabcdefgh>") != "" {
			t.Fatalf("question %q", q)
		}
		for j, m := range row.Mask {
			if (m == 1) != (j >= prompt) {
				t.Fatalf("mask %v", row.Mask)
			}
		}
	}
	for _, c := range "rscp" {
		if count[byte(c)] != 100 {
			t.Errorf("skill %c has %d of 400 examples", c, count[byte(c)])
		}
	}
	for _, x := range texts {
		b := x.Demonstrations(Rand(1, 1), 100, Train)
		for i := range b.B {
			if q, a := read(b.Row(i).Tokens); q[0] != x.skill[0] || a != solve(q) {
				t.Fatalf("%s: answer %q to %q", x.skill, a, q)
			}
		}
	}
}

// perfect knows all answers, whatever it is made to say.
func perfect(_ int, prefix []uint32) []float32 {
	if len(prefix) < prompt || len(prefix) >= length {
		return says(40, 0)
	}
	s := solve(strings.TrimLeft(charactersOf(prefix[:prompt]), " "))
	return says(40, token(s[len(prefix)-prompt]))
}

// follower writes the chain by looking at the letter before only, so that an
// error throws it off for good; it ends in time.
func follower(row int, prefix []uint32) []float32 {
	if len(prefix) <= prompt || len(prefix) >= length-1 {
		return perfect(row, prefix)
	}
	p := charactersOf(prefix[:prompt])
	by := uint32(p[prompt-2] - '0')
	return says(40, token('a')+(prefix[len(prefix)-1]-token('a')+by)%26)
}

func charactersOf(tokens []uint32) string {
	s := ""
	for _, k := range tokens {
		s += string(alphabet[k])
	}
	return s
}

func TestTextPlayers(t *testing.T) {
	ignorant := func(int, []uint32) []float32 { return constant(40, 0) }
	for _, c := range []struct {
		task                                     text
		name                                     string
		next                                     func(int, []uint32) []float32
		nll, greedy, sampled, recovery, accuracy float64
	}{
		{texts[0], "perfect", perfect, 0, 1, 1, 1, 1},
		{texts[1], "perfect", perfect, 0, 1, 1, 1, 1},
		{texts[1], "follower", follower, 0, 1, 1, 1. / 7, 1},
		{texts[0], "ignorant", ignorant, math.Log(40), 0, 0, 0, 0},
		// Surprised by eight letters of nine tokens; the end is where the answer begins.
		{texts[0], "hasty", func(int, []uint32) []float32 { return says(40, endMark) }, 60 * 8. / 9, 0, 0, 0, 0},
	} {
		for _, quick := range []bool{false, true} {
			r, err := c.task.Evaluate(context.Background(), scripted{40, c.next}, 11, quick)
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range map[string]float64{"nll": c.nll, "greedy_em": c.greedy, "sampled_em": c.sampled, "recovery": c.recovery, "accuracy": c.accuracy} {
				near(t, c.task.skill+", "+c.name+", "+name, metric(t, r, name), want, 1e-6)
			}
			v := r.View.(TextView)
			for i, q := range v.Prompts {
				if v.Answers[i] != solve(q) {
					t.Errorf("%s: the view answers %q to %q", c.task.skill, v.Answers[i], q)
				}
				switch f := v.Forced[i]; c.name {
				case "perfect":
					if v.Greedy[i] != v.Answers[i] || f[0] != v.Answers[i][0] || f[1] == v.Answers[i][1] || f[1] < 'a' || f[1] > 'h' || f[2:] != v.Answers[i][2:] {
						t.Errorf("%s: view %q, forced %q, for %q", c.task.skill, v.Greedy[i], f, v.Answers[i])
					}
				case "ignorant":
					if v.Greedy[i] != "_________" {
						t.Errorf("who knows nothing wrote %q", v.Greedy[i])
					}
				}
			}
		}
	}
}

// TestSampling: who gives the right token probability .9 is right in all nine
// with probability .9^9, but always when greedy.
func TestSampling(t *testing.T) {
	r, err := texts[1].Evaluate(context.Background(), scripted{40, func(row int, prefix []uint32) []float32 {
		l := perfect(row, prefix)
		for i := range l {
			if l[i] > 0 {
				l[i] = float32(math.Log(.9))
			} else {
				l[i] = float32(math.Log(.1 / 39))
			}
		}
		return l
	}}, 2, false)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "nll", metric(t, r, "nll"), -math.Log(.9), 1e-5)
	near(t, "greedy", metric(t, r, "greedy_em"), 1, 0)
	near(t, "sampled", metric(t, r, "sampled_em"), math.Pow(.9, 9), .12)
}

// TestInjectedError: the same wrong letter for all models, quick or not.
func TestInjectedError(t *testing.T) {
	injected := func(quick bool, next func(int, []uint32) []float32) (s string) {
		r, err := texts[0].Evaluate(context.Background(), scripted{40, next}, 4, quick)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.View.(TextView).Forced {
			s += f[:2]
		}
		return s
	}
	want := injected(false, perfect)
	if got := injected(true, func(int, []uint32) []float32 { return constant(40, 0) }); got != want || len(want) != 2*shown {
		t.Errorf("injected %q into one model and %q into another", want, got)
	}
}
