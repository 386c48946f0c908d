package task

import (
	"context"
	"slices"
	"testing"
)

func TestNames(t *testing.T) {
	for task, want := range map[string]map[uint32]string{
		"sort":     {0: "␣", token('a'): "a", token('9'): "9", endMark: "."},
		"lake6":    {0: "·", 1: "a1", 6: "f1", 7: "a2", 36: "f6"},
		"lake4":    {0: "·", 5: "a2", 16: "d4"},
		"treasure": {0: "·", hintToken: "a?", hintToken + 3: "d?", boxToken: "A", boxToken + 3: "D", 9: "·"},
	} {
		x, err := New(task, Options{})
		if err != nil {
			t.Fatal(err)
		}
		names := x.Names()
		if len(names) != x.Shape().Vocab {
			t.Errorf("%s: %d names for %d tokens", task, len(names), x.Shape().Vocab)
		}
		for k, name := range want {
			if names[k] != name {
				t.Errorf("%s: token %d is called %q, want %q", task, k, names[k], name)
			}
		}
	}
}

// injected puts an error into what a player writes and checks what holds for
// every task.
func injected(t *testing.T, x Task, p Sampler, e Error) Injection {
	t.Helper()
	i, err := x.Inject(context.Background(), p, 7, e)
	if err != nil {
		t.Fatal(err)
	}
	at := i.Error.At
	if !slices.Contains(i.Legal, i.Error.Token) || i.Error.Item < 0 || i.Error.Item >= i.Items || at < 0 || at >= len(i.Pushed) {
		t.Fatalf("%s: %+v is put as %+v", x.Name(), e, i)
	}
	if i.Pushed[at] != i.Error.Token || !slices.Equal(i.Pushed[:at], i.Free[:at]) {
		t.Errorf("%s: with %+v the model wrote %v, without %v", x.Name(), i.Error, i.Pushed, i.Free)
	}
	if i.Right != nil && slices.Contains(i.Legal, i.Right[at]) {
		t.Errorf("%s: the right token %d counts as an error", x.Name(), i.Right[at])
	}
	return i
}

func TestInjectLetters(t *testing.T) {
	for _, x := range texts {
		view, err := x.Evaluate(context.Background(), scripted{40, perfect}, 7, true)
		if err != nil {
			t.Fatal(err)
		}
		for item := range shown {
			for at := range letters {
				i := injected(t, x, scripted{40, perfect}, Error{Item: item, At: at, Token: token('c')})
				prompts := view.View.(TextView)
				if decode(i.Prompt) != prompts.Prompts[item] || decode(i.Right) != prompts.Answers[item] || decode(i.Free) != prompts.Answers[item] {
					t.Errorf("%s: prompt %q, right %q, written %q, the page shows %q and %q", x.skill,
						decode(i.Prompt), decode(i.Right), decode(i.Free), prompts.Prompts[item], prompts.Answers[item])
				}
				// Who reads the prompt goes on as if nothing was.
				if !slices.Equal(i.Pushed[at+1:], i.Free[at+1:]) {
					t.Errorf("%s: after token %d in place %d comes %q", x.skill, i.Error.Token, at, decode(i.Pushed))
				}
			}
		}
		injected(t, x, scripted{40, perfect}, Error{Item: 99, At: 99, Token: endMark})
		injected(t, x, scripted{40, perfect}, Error{Item: -1, At: -1})
	}
	// Who reads the letter before is off for good: one wrong letter, all wrong.
	i := injected(t, text{"chain"}, scripted{40, follower}, Error{At: 2, Token: token('q')})
	for at := 2; at < letters; at++ {
		if i.Pushed[at] == i.Free[at] {
			t.Errorf("letter %d of %q is right again", at, decode(i.Pushed))
		}
	}
	// A model that ends at once leaves nothing to change.
	mute := scripted{40, func(int, []uint32) []float32 { return says(40, endMark) }}
	if i := injected(t, text{"sort"}, mute, Error{At: 5}); i.Error.At != 0 || decode(i.Free) != "." || decode(i.Pushed[1:]) != "." {
		t.Errorf("%+v: %q and %q", i.Error, decode(i.Free), decode(i.Pushed))
	}
}

func TestInjectPushesTheAgent(t *testing.T) {
	for _, l := range lakes(t, .5) { // the walk of an error does not slip
		p := plays(l, l.expert)
		free := injected(t, l, p, Error{}).Free
		if i := injected(t, l, p, Error{At: 1}); i.Error.Token == cellToken(l.world.start) || slices.Contains(free, i.Error.Token) {
			t.Errorf("%s: an error that nobody chose, %d, lies on the way %v", l.name, i.Error.Token, free)
		}
		if n := len(free); free[n-1] != cellToken(l.world.goal) || n != distances(l.world)[l.world.start] {
			t.Fatalf("%s: the demonstrator walked %v", l.name, free)
		}
		for _, c := range l.world.free {
			i := injected(t, l, p, Error{Item: 3, At: 2, Token: cellToken(c)})
			if i.Error != (Error{Item: 0, At: 2, Token: cellToken(c)}) || i.Right != nil {
				t.Errorf("%s: %+v", l.name, i)
			}
			if n := len(i.Pushed); i.Pushed[n-1] != cellToken(l.world.goal) || n != 3+distances(l.world)[c] {
				t.Errorf("%s: pushed to %d the demonstrator walked %v", l.name, c, i.Pushed)
			}
		}
		if i := injected(t, l, p, Error{At: 99, Token: cellToken(l.world.goal)}); i.Error.At != len(free)-1 || i.Error.Token == cellToken(l.world.goal) {
			t.Errorf("%s: %+v", l.name, i.Error)
		}
	}
}

func TestInjectSaysAWrongBox(t *testing.T) {
	for _, x := range treasures {
		games := x.games(7, 64)
		// It repeats what was said before, and at first the hint.
		repeater := scripted{10, func(_ int, prefix []uint32) []float32 {
			if len(prefix) == 1 {
				return says(10, prefix[0]-hintToken+boxToken)
			}
			return says(10, prefix[len(prefix)-2]) // after a hint: the label before it
		}}
		for item := range told {
			wrong := uint32(boxToken + (games[item].truth[3]+1)%boxes)
			i := injected(t, x, repeater, Error{Item: item, At: 3, Token: wrong})
			for r := range rounds {
				if i.Prompt[r] != uint32(hintToken+games[item].hints[r]) || i.Right[r] != uint32(boxToken+games[item].truth[r]) {
					t.Fatalf("%s: game %d is not the evaluation's", x.name, item)
				}
				want := i.Free[0]
				if r >= 3 {
					want = wrong
				}
				if i.Free[r] != i.Free[0] || i.Pushed[r] != want {
					t.Errorf("%s: who repeats itself said %v, with the error %v", x.name, i.Free, i.Pushed)
				}
			}
		}
	}
}
