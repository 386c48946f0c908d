package task

import (
	"context"
	"fmt"
	"slices"
)

// Evaluate asks p to run fresh programs. Metrics: greedy_em and sampled_em are
// the shares of programs all of whose lists are right, greedily and at
// temperature 1; greedy_last and sampled_last those whose last list is right,
// whatever came before; nll the mean surprise over the tokens of right answers;
// distinct the number of different sampled answers over that of samples.
func (t prog) Evaluate(ctx context.Context, p Sampler, seed uint64, quick bool) (Result, error) {
	n := 150
	if quick {
		n = 48
	}
	r := Rand(seed, 4)
	right := t.Demonstrations(fork(r), n, Test)
	logits, err := p.Forward(ctx, right)
	if err != nil {
		return Result{}, fmt.Errorf("reading %d programs: %w", n, err)
	}
	// The first rows come again with a right first and a wrong second digit.
	free := prompts(right, progPrompt)
	pushed := slices.Clone(free[:shown*progLength])
	for i := range shown {
		at := i*progLength + progPrompt
		pushed[at], pushed[at+1] = right.Tokens[at], progDigit(int(right.Tokens[at+1])%10)
	}
	greedy, err := p.Generate(ctx, Request{R: n + shown, C: progLength, EOS: progEnd, Forced: slices.Concat(free, pushed)})
	if err != nil {
		return Result{}, fmt.Errorf("running %d programs greedily: %w", n, err)
	}
	sampled, err := p.Generate(ctx, Request{R: n, C: progLength, EOS: progEnd, Forced: free, Temp: 1, Rand: fork(r)})
	if err != nil {
		return Result{}, fmt.Errorf("running %d programs by sampling: %w", n, err)
	}
	const last = progLength - progBlock
	return Result{
		Exact: variety(right, progPrompt),
		Metrics: []Metric{
			{"greedy_em", exact(right, greedy.Tokens, progPrompt)},
			{"sampled_em", exact(right, sampled.Tokens, progPrompt)},
			{"greedy_last", exact(right, greedy.Tokens, last)},
			{"sampled_last", exact(right, sampled.Tokens, last)},
			{"nll", nll(right, logits, t.Shape().Vocab)},
			{"distinct", distinct(sampled.Tokens, progLength, progPrompt)},
		},
		View: textView(progAlphabet, progPrompt, right, greedy.Tokens, greedy.Tokens[n*progLength:]),
	}, nil
}

// Names are the characters; "·" is padding.
func (prog) Names() []string {
	names := []string{"·"}
	for i := 1; i < len(progAlphabet); i++ {
		names = append(names, progAlphabet[i:i+1])
	}
	return names
}

// Inject puts a digit that is not right into a program's lists.
func (t prog) Inject(ctx context.Context, p Sampler, seed uint64, e Error) (Injection, error) {
	row := t.Demonstrations(fork(Rand(seed, 4)), shown, Test).Row(max(0, min(e.Item, shown-1)))
	forced := prompts(row, progPrompt)
	x := Injection{Items: shown, Prompt: row.Tokens[:progPrompt], Right: row.Tokens[progPrompt:]}
	var err error
	if x.Free, err = t.write(ctx, p, forced); err != nil {
		return Injection{}, err
	}
	e = e.fit(shown, min(progLength-progPrompt-1, len(x.Free)))
	for d := range 10 {
		if k := progDigit(d); k != x.Right[e.At] {
			x.Legal = append(x.Legal, k)
		}
	}
	x.Error = e.pick(x.Legal)
	forced[progPrompt+e.At] = x.Error.Token
	x.Pushed, err = t.write(ctx, p, forced)
	return x, err
}

// write lets p run one program greedily, up to the end mark.
func (prog) write(ctx context.Context, p Sampler, forced []uint32) ([]uint32, error) {
	a, err := p.Generate(ctx, Request{R: 1, C: progLength, EOS: progEnd, Forced: forced})
	if err != nil {
		return nil, fmt.Errorf("running a program: %w", err)
	}
	return ended(a.Tokens[progPrompt:], progEnd), nil
}
