package task

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
)

// steps of a program by hand, with strings.
func byHand(op byte, list string) string {
	switch op {
	case 'r':
		return reversed(list)
	case 's':
		return sorted(list)
	case 'i':
		return strings.Map(func(c rune) rune { return '0' + (c-'0'+1)%10 }, list)
	case 'l':
		return list[1:] + list[:1]
	default:
		return list[4:] + list[1:4] + list[:1]
	}
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// runProg answers a prompt such as "rsix|52817>".
func runProg(prompt string) string {
	var lists []string
	list := prompt[5:10]
	for i := range 4 {
		list = byHand(prompt[i], list)
		lists = append(lists, list)
	}
	return strings.Join(lists, "|") + "."
}

func progText(tokens []uint32) string {
	s := ""
	for _, k := range tokens {
		s += progAlphabet[k : k+1]
	}
	return s
}

func TestPrograms(t *testing.T) {
	if got := runProg("rsix|52817>"); got != "71825|12578|23689|93682." {
		t.Fatalf("by hand: %s", got)
	}
	ops := map[byte]int{}
	b := prog{}.Demonstrations(Rand(1, 1), 500, Train)
	for i := range b.B {
		row := b.Row(i)
		s := progText(row.Tokens)
		if len(s) != 35 || s[11:] != runProg(s[:11]) || s[4] != '|' || s[10] != '>' {
			t.Fatalf("program %q, want %q", s, runProg(s[:11]))
		}
		for j, m := range row.Mask {
			if (m == 1) != (j >= 11) {
				t.Fatalf("mask %v", row.Mask)
			}
		}
		for _, c := range []byte(s[:4]) {
			ops[c]++
		}
	}
	for _, c := range []byte("rsilx") {
		near(t, "share of "+string(c), float64(ops[c])/2000, .2, .04)
	}
	// Pre-training text: no x; nine tenths of the 15 % of draws are wrong, and
	// every step starts from what is written.
	wrong, b := 0, prog{}.PretrainBatch(Rand(1, 5), 1000)
	for i := range b.B {
		s := progText(b.Row(i).Tokens)
		if strings.Contains(s, "x") {
			t.Fatalf("the base model would read %q", s)
		}
		list := s[5:10]
		for j := range 4 {
			got, want := s[11+6*j:16+6*j], byHand(s[j], list)
			off := 0
			for k := range got {
				if got[k] != want[k] {
					off++
				}
			}
			if off > 1 {
				t.Fatalf("%q: %q instead of %q", s, got, want)
			}
			wrong += off
			list = got
		}
	}
	near(t, "share of wrong steps", float64(wrong)/4000, .135, .02)
}

// computes is a player that works out each list from the one before, as it is
// written, and ends in time.
func computes(_ int, prefix []uint32) []float32 {
	if len(prefix) < progPrompt || len(prefix) >= progLength {
		return says(19, 0)
	}
	j, k := (len(prefix)-progPrompt)/progBlock, (len(prefix)-progPrompt)%progBlock
	if k == progDigits {
		return says(19, progToken("|||."[j]))
	}
	s := progText(prefix)
	list := s[5:10]
	if j > 0 {
		list = s[progPrompt+(j-1)*progBlock:][:progDigits]
	}
	return says(19, progToken(byHand(s[j], list)[k]))
}

func TestProgPlayers(t *testing.T) {
	// It writes blanks until the last list, which it knows.
	skips := func(_ int, prefix []uint32) []float32 {
		if len(prefix) < progLength-progBlock || len(prefix) >= progLength {
			return says(19, 0)
		}
		return says(19, progToken(runProg(progText(prefix[:progPrompt]))[len(prefix)-progPrompt]))
	}
	for _, c := range []struct {
		name          string
		next          func(int, []uint32) []float32
		em, last, nll float64
	}{
		{"computes", computes, 1, 1, 0},
		{"skips", skips, 0, 1, 60 * 18. / 24},
		{"hasty", func(int, []uint32) []float32 { return says(19, progEnd) }, 0, 0, 60 * 23. / 24},
		{"ignorant", func(int, []uint32) []float32 { return constant(19, 0) }, 0, 0, math.Log(19)},
	} {
		r, err := prog{}.Evaluate(context.Background(), scripted{19, c.next}, 3, true)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]float64{"greedy_em": c.em, "sampled_em": c.em, "greedy_last": c.last, "sampled_last": c.last, "nll": c.nll} {
			near(t, c.name+", "+name, metric(t, r, name), want, 1e-6)
		}
		v := r.View.(TextView)
		for i, q := range v.Prompts {
			if len(v.Prompts) != shown || v.Answers[i] != runProg(q) || v.Forced[i][0] != v.Answers[i][0] && c.name != "hasty" {
				t.Errorf("%s: %q, %q, forced %q", c.name, q, v.Answers[i], v.Forced[i])
			}
			if c.name == "computes" && (v.Greedy[i] != v.Answers[i] || v.Forced[i][1] == v.Answers[i][1] || v.Forced[i][2:5] != v.Answers[i][2:5]) {
				t.Errorf("%q: greedy %q, forced %q", q, v.Greedy[i], v.Forced[i])
			}
		}
	}
}

func TestInjectIntoProg(t *testing.T) {
	p := scripted{19, computes}
	for item := range shown {
		for at := range progLength - progPrompt - 1 {
			i := injected(t, prog{}, p, Error{Item: item, At: at})
			if got := progText(i.Right); got != runProg(progText(i.Prompt)) || !slices.Equal(i.Free, i.Right) {
				t.Errorf("%q: right %q, free %q", progText(i.Prompt), got, progText(i.Free))
			}
			// The lists after the error follow from it.
			s := progText(i.Prompt) + progText(i.Pushed)
			for j := 1 + at/progBlock; j < progSteps; j++ {
				if got, want := s[11+6*j:16+6*j], byHand(s[j], s[5+6*j:10+6*j]); at%progBlock < progDigits && got != want {
					t.Errorf("%q: list %d is %q, want %q", s, j, got, want)
				}
			}
		}
	}
	mute := scripted{19, func(int, []uint32) []float32 { return says(19, progEnd) }}
	if i := injected(t, prog{}, mute, Error{Item: -1, At: 99}); i.Error.At != 0 || len(i.Free) != 1 {
		t.Errorf("%+v", i)
	}
}
