package task

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
)

// sides counts the prompts of a batch's rows on either side.
func sides(b Batch) (n [2]int) {
	for i := range b.B {
		n[SplitOf(promptOf(b.Row(i)))]++
	}
	return n
}

// promptsOf are the prompts that questions ask.
func promptsOf(q Questions) Batch {
	b := Batch{B: q.B, T: q.T, Tokens: slices.Clone(q.Forced), Mask: make([]float32, len(q.Forced))}
	for i, k := range b.Tokens {
		if k == NoToken {
			b.Mask[i] = 1
		}
	}
	return b
}

// TestNoTestPromptIsLearned: whatever a model can learn from has training prompts
// alone, and what it is examined on test prompts alone.
func TestNoTestPromptIsLearned(t *testing.T) {
	const n = 2000
	for _, name := range Names() {
		x := mustTask(t, name)
		only := func(what string, s Split, b Batch) {
			t.Helper()
			if got := sides(b); got[s] != n || got[1-s] != 0 {
				t.Errorf("%s: of %d %s, %v are training and test prompts", name, n, what, got)
			}
		}
		only("sequences of pre-training text", Train, x.PretrainBatch(Rand(3, 5), n))
		only("demonstrations", Train, x.Demonstrations(Rand(3, 1), n, Train))
		only("test demonstrations", Test, x.Demonstrations(Rand(3, 1), n, Test))
		if _, ok := x.(Rewarder); ok {
			only("questions", Train, promptsOf(Ask(x, Rand(3, 7), n, Train)))
			only("test questions", Test, promptsOf(Ask(x, Rand(3, 7), n, Test)))
		}
	}
}

// asked notes the prompts that a Sampler is given: tokens that are neither left to
// it nor, in a forward pass, answers.
type asked struct {
	scripted
	given   func(row []uint32) []uint32 // the prompt in a row
	prompts [][]uint32
}

func (a *asked) note(rows []uint32, width int) {
	for row := range slices.Chunk(rows, width) {
		a.prompts = append(a.prompts, a.given(row))
	}
}

func (a *asked) Generate(ctx context.Context, q Request) (Generation, error) {
	a.note(q.Forced, q.C)
	return a.scripted.Generate(ctx, q)
}

func (a *asked) Forward(ctx context.Context, b Batch) ([]float32, error) {
	if b.T > 1 { // the lake's board is asked in every cell
		a.note(b.Tokens, b.T)
	}
	return a.scripted.Forward(ctx, b)
}

func (a *asked) Open(ctx context.Context, r int) (Stepper, error) {
	s, err := a.scripted.Open(ctx, r)
	return &opened{Stepper: s, asked: a}, err
}

// opened notes the first tokens of its sequences.
type opened struct {
	Stepper
	asked *asked
	begun bool
}

func (o *opened) Step(ctx context.Context, tokens []uint32) ([]float32, error) {
	if !o.begun {
		o.begun = true
		o.asked.note(tokens, 1)
	}
	return o.Stepper.Step(ctx, tokens)
}

// TestEvaluationsAskTestPrompts, quick or not, and so do injections. Only the lake
// also lets walk from the start.
func TestEvaluationsAskTestPrompts(t *testing.T) {
	ctx := context.Background()
	for _, name := range Names() {
		x := mustTask(t, name)
		vocab := x.Shape().Vocab
		first := slices.Index(x.Demonstrations(Rand(1, 1), 1, Train).Mask, 1) // where answers begin
		_, hints := x.(treasure)                                              // every second token
		start := uint32(NoToken)
		if l, ok := x.(*lake); ok {
			start = cellToken(l.world.start)
		}
		a := &asked{scripted: scripted{vocab, func(int, []uint32) []float32 { return constant(vocab, 0) }},
			given: func(row []uint32) (p []uint32) {
				for i, k := range row {
					if k != 0 && (i < first || hints && i%2 == 0) {
						p = append(p, k)
					}
				}
				return p
			}}
		for _, quick := range []bool{true, false} {
			if _, err := x.Evaluate(ctx, a, 5, quick); err != nil {
				t.Fatal(err)
			}
		}
		for item := range 5 {
			if _, err := x.Inject(ctx, a, 5, Error{Item: item}); err != nil {
				t.Fatal(err)
			}
		}
		test := 0
		for _, p := range a.prompts {
			switch {
			case SplitOf(p) == Test:
				test++
			case p[0] != start:
				t.Fatalf("%s: %v is a training prompt", name, p)
			}
		}
		if test < 200 {
			t.Errorf("%s: %d test prompts were asked", name, test)
		}
	}
}

// TestShares: a quarter of the prompts is for the test, and of the small spaces
// both sides have enough. Another rule would make base models and tables
// worthless, so that what it says of the lakes is written out.
func TestShares(t *testing.T) {
	r, n := Rand(1, 1), 0
	const all = 20000
	for range all {
		p := make([]uint32, 12)
		for i := range p {
			p[i] = 1 + r.Uint32N(20)
		}
		if SplitOf(p) == Test {
			n++
		}
	}
	near(t, "share of test prompts", float64(n)/all, 1./testShare, .01)

	words := func(s string) (p []uint32) {
		for i := range s {
			p = append(p, token(s[i]))
		}
		return p
	}
	var chains [2]int
	for first := 'a'; first <= 'z'; first++ {
		var steps [2]int
		for by := range 9 {
			s := SplitOf(words(fmt.Sprintf("c%c%d>", first, by+1)))
			chains[s]++
			steps[s]++
		}
		if steps[Train] == 0 {
			t.Errorf("chain: no training prompt begins with %c", first)
		}
	}
	if want := [2]int{166, 68}; chains != want {
		t.Errorf("chain: %v training and test prompts, want %v", chains, want)
	}
	var orders [2]int
	for k := range 1 << 15 { // five letters of eight, three bits each
		s := []byte("p")
		for i := range picked {
			if c := few[k>>(3*i)&7]; !slices.Contains(s, c) {
				s = append(s, c)
			}
		}
		if len(s) == 1+picked {
			orders[SplitOf(words(string(s)+">"))]++
		}
	}
	if total := orders[Train] + orders[Test]; total != 6720 || math.Abs(float64(orders[Test])/6720-1./testShare) > .02 {
		t.Errorf("perm5: %v training and test prompts", orders)
	}
	for name, want := range map[string][]int{"lake6": {2, 4, 7, 8, 9, 10, 16, 18, 26, 30, 32}, "lake4": {2, 4, 8, 9, 10}} {
		if got := mustTask(t, name).(*lake).starts[Test]; !slices.Equal(got, want) {
			t.Errorf("%s: test cells are %v, want %v", name, got, want)
		}
	}
}
