package task

import (
	"slices"
	"testing"
)

func mustTask(t *testing.T, name string) Task {
	t.Helper()
	x, err := New(name, Options{Slip: .1})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Demonstrations are right, and what follows their end does not count.
func TestJudgesKnowDemonstrations(t *testing.T) {
	for _, name := range []string{"sort", "chain", "lake6", "lake4"} {
		x := mustTask(t, name)
		demos := x.Demonstrations(Rand(3, 1), 20, Train)
		at := max(slices.Index(demos.Mask, 1), 1)
		q := Questions{B: demos.B, T: demos.T, Forced: slices.Clone(demos.Tokens)}
		noisy := slices.Clone(demos.Tokens)
		for i := range noisy {
			if i%q.T >= at {
				q.Forced[i] = NoToken
			}
			if i%q.T >= at && demos.Mask[i] == 0 {
				noisy[i] = 7 // written on after the end
			}
		}
		mask := q.Trim(x, noisy)
		if !slices.Equal(mask, demos.Mask) || !slices.Equal(noisy, demos.Tokens) {
			t.Errorf("%s: trimmed to\n%v\n%v, demonstrations are\n%v\n%v", name, noisy, mask, demos.Tokens, demos.Mask)
		}
		for i, r := range q.Rewards(x.(Rewarder), noisy, mask) {
			if r != 1 {
				t.Errorf("%s: demonstration %d %v is worth %g", name, i, demos.Row(i).Tokens, r)
			}
		}
	}
}

func TestJudgesKnowMistakes(t *testing.T) {
	cells := func(c ...int) (tokens []uint32) {
		for _, x := range c {
			tokens = append(tokens, cellToken(x))
		}
		return tokens
	}
	words := func(s string) (tokens []uint32) {
		for i := range s {
			tokens = append(tokens, token(s[i]))
		}
		return tokens
	}
	for _, x := range []struct {
		task           string
		prompt, answer []uint32
		want           float64
	}{
		{"sort", words("scabcabca>"), words("aaabbccc."), 1},
		{"sort", words("scabcabca>"), words("aaabbbcc."), 8. / 9},
		{"sort", words("scabcabca>"), words("aaa."), 3. / 9},
		{"sort", words("scabcabca>"), words("aaabbccca"), 8. / 9},
		{"chain", words("      cx3>"), words("adgjmpsv."), 1},
		{"chain", words("      cx3>"), words("adgjmpsw."), 8. / 9},
		{"lake4", cells(14), cells(15), 1},
		{"lake4", cells(14), cells(14, 15), 1},     // into the wall first
		{"lake4", cells(10), cells(15), 0},         // no neighbour
		{"lake4", cells(10), cells(11), 0},         // a hole
		{"lake4", cells(10), cells(9, 10, 14), 0},  // not there yet
		{"lake4", cells(14), []uint32{0}, 0},       // padding is no move
		{"lake4", cells(14), cells(15, 14, 15), 0}, // went on from the goal
	} {
		if got := mustTask(t, x.task).(Rewarder).Reward(x.prompt, x.answer); got != x.want {
			t.Errorf("%s: %v %v is worth %g, want %g", x.task, x.prompt, x.answer, got, x.want)
		}
	}
}

func TestQuestionsLeaveTheAnswerToTheModel(t *testing.T) {
	for name, at := range map[string]int{"sort": prompt, "lake6": 1} {
		x := mustTask(t, name)
		q := Ask(x, Rand(5, 1), 8, Train)
		for i, f := range q.Forced {
			if (f == NoToken) != (i%q.T >= at) {
				t.Fatalf("%s: token %d of a question is %d", name, i%q.T, f)
			}
		}
		two := q.Twice()
		if two.B != 16 || !slices.Equal(two.Forced[:len(q.Forced)], two.Forced[len(q.Forced):]) {
			t.Errorf("%s: asked twice, the questions differ", name)
		}
	}
}
