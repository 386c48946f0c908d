package task

import (
	"context"
	"fmt"
	"math"

	"softmix/model/stats"
)

// drawn is the number of samples in the view.
const drawn = 12

// Evaluate asks p for orders of the letters of fresh prompts, 200 of them, or 64
// where it is to be quick. Metrics: valid is the share of samples at temperature
// 1 that are an order of the prompt's letters; greedy_valid that of the most
// probable answers; reward the judge's mean opinion of the samples; distinct the
// number of different samples over that of samples, whatever their prompts (it
// depends on how many there are: all orders being equally likely, 200 have .985);
// entropy that of the first letter's distribution (nats; all orders: log 5 =
// 1.609); nll the mean surprise over the tokens of demonstrations.
func (t perm5) Evaluate(ctx context.Context, p Sampler, seed uint64, quick bool) (Result, error) {
	n := 200
	if quick {
		n = 64
	}
	r := Rand(seed, 4)
	demos := t.Demonstrations(fork(r), n, Test)
	logits, err := p.Forward(ctx, demos)
	if err != nil {
		return Result{}, fmt.Errorf("reading %d right answers: %w", n, err)
	}
	// The first rows come again with the first letter said twice.
	free := prompts(demos, prompt)
	twice := append([]uint32{}, free[:shown*length]...)
	for i := range shown {
		at := i*length + prompt
		twice[at], twice[at+1] = demos.Tokens[at], demos.Tokens[at]
	}
	greedy, err := p.Generate(ctx, Request{R: n + shown, C: length, EOS: endMark, Forced: append(free[:len(free):len(free)], twice...)})
	if err != nil {
		return Result{}, fmt.Errorf("answering %d prompts greedily: %w", n, err)
	}
	sampled, err := p.Generate(ctx, Request{R: n, C: length, EOS: endMark, Forced: free, Temp: 1, Rand: fork(r)})
	if err != nil {
		return Result{}, fmt.Errorf("answering %d prompts by sampling: %w", n, err)
	}

	view := textView(alphabet, prompt, demos, greedy.Tokens, greedy.Tokens[n*length:])
	for i := shown; i < drawn; i++ { // what the other samples answer
		view.Prompts = append(view.Prompts, spell(alphabet, demos.Tokens[i*length+prompt-picked-2:i*length+prompt]))
	}
	valid, reward, entropy := 0, make([]float64, n), make([]float64, n)
	vocab := t.Shape().Vocab
	for i := range n {
		row := sampled.Tokens[i*length : (i+1)*length]
		right := t.valid(row[:prompt], row[prompt:])
		if right {
			valid++
		}
		if i < drawn {
			view.Samples, view.Right = append(view.Samples, spell(alphabet, row[prompt:])), append(view.Right, right)
		}
		reward[i] = t.Reward(row[:prompt], row[prompt:])
		before := (i*length + prompt - 1) * vocab
		for _, q := range softmax(logits[before : before+vocab]) {
			if q > 0 {
				entropy[i] -= q * math.Log(q)
			}
		}
	}
	best := 0
	for i := range n {
		if row := greedy.Tokens[i*length : (i+1)*length]; t.valid(row[:prompt], row[prompt:]) {
			best++
		}
	}
	return Result{
		Metrics: []Metric{
			{"valid", stats.Share(valid, n)},
			{"greedy_valid", stats.Share(best, n)},
			{"reward", stats.Mean(reward)},
			{"distinct", distinct(sampled.Tokens, length, prompt)},
			{"entropy", stats.Mean(entropy)},
			{"nll", nll(demos, logits, vocab)},
		},
		// Every order is as likely, whatever the prompt: here exact and expected are one.
		Exact: append(t.References(), variety(demos, prompt)...),
		View:  view,
	}, nil
}

// Inject says a letter that no order has in that place: one that was not asked
// for or is already there.
func (t perm5) Inject(ctx context.Context, p Sampler, seed uint64, e Error) (Injection, error) {
	row := t.Demonstrations(fork(Rand(seed, 4)), shown, Test).Row(max(0, min(e.Item, shown-1)))
	forced := prompts(row, prompt)
	x := Injection{Items: shown, Prompt: row.Tokens[prompt-picked-2 : prompt]}
	var err error
	if x.Free, err = t.write(ctx, p, forced); err != nil {
		return Injection{}, err
	}
	e = e.fit(shown, min(picked, len(x.Free)))
	left := map[uint32]bool{}
	for _, k := range row.Tokens[prompt-1-picked : prompt-1] {
		left[k] = true
	}
	for _, k := range x.Free[:e.At] {
		delete(left, k)
	}
	for i := range few {
		if k := token(few[i]); !left[k] {
			x.Legal = append(x.Legal, k)
		}
	}
	x.Error = e.pick(x.Legal)
	forced[prompt+e.At] = x.Error.Token
	x.Pushed, err = t.write(ctx, p, forced)
	return x, err
}
