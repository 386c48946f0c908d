package task

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"softmix/model/stats"
)

// TextView is a few prompts and what one model writes when it runs alone. "."
// ends a text; a blank that the model wrote is shown as "_".
type TextView struct {
	Prompts []string // as the model reads them, without leading blanks
	Answers []string // the right ones; of perm5, which has many, the demonstrator's
	Greedy  []string // most probable letter by letter
	// Forced are the continuations after a right first and a wrong second letter
	// were put into the model's mouth; the wrong one is the same for all models.
	Forced []string
	// Samples, perm5's alone, are answers drawn at temperature 1 to the first dozen
	// prompts, which Prompts then holds; Right says which are an order of their prompt's letters.
	Samples []string
	Right   []bool
}

// shown is the number of prompts in the view: the first of the evaluation.
const shown = 5

// Evaluate asks p for the answers to fresh prompts. Metrics: nll is the mean
// surprise over the tokens of the right answers (nats, teacher-forced);
// greedy_em and sampled_em the share of prompts whose whole answer is right,
// greedily and at temperature 1; recovery the accuracy of the tokens after an
// injected error (a right first letter and a wrong second one), greedily, against
// the right answer; accuracy that of all greedy tokens; distinct the number of
// different sampled answers over that of samples.
func (t text) Evaluate(ctx context.Context, p Sampler, seed uint64, quick bool) (Result, error) {
	n := 150
	if quick {
		n = 48
	}
	r := Rand(seed, 4)
	right := t.Demonstrations(fork(r), n, Test)
	wrong := slips(fork(r), right)

	logits, err := p.Forward(ctx, right)
	if err != nil {
		return Result{}, fmt.Errorf("reading %d right answers: %w", n, err)
	}
	// Rows 0..n-1 run freely, rows n..2n-1 with the error.
	free := Request{R: n, C: length, EOS: endMark, Forced: prompts(right, prompt)}
	both := free
	both.R, both.Forced = 2*n, append(append([]uint32{}, free.Forced...), free.Forced...)
	for i := range n {
		at := (n+i)*length + prompt
		both.Forced[at], both.Forced[at+1] = right.Tokens[i*length+prompt], wrong[i]
	}
	greedy, err := p.Generate(ctx, both)
	if err != nil {
		return Result{}, fmt.Errorf("answering %d prompts greedily: %w", n, err)
	}
	free.Temp, free.Rand = 1, fork(r)
	sampled, err := p.Generate(ctx, free)
	if err != nil {
		return Result{}, fmt.Errorf("answering %d prompts by sampling: %w", n, err)
	}

	alone, after := greedy.Tokens[:n*length], greedy.Tokens[n*length:]
	return Result{
		Exact: variety(right, prompt),
		Metrics: []Metric{
			{"nll", nll(right, logits, t.Shape().Vocab)},
			{"greedy_em", exact(right, alone, 0)},
			{"sampled_em", exact(right, sampled.Tokens, 0)},
			{"recovery", accuracy(right, after, prompt+2)},
			{"accuracy", accuracy(right, alone, prompt)},
			{"distinct", distinct(sampled.Tokens, length, prompt)},
		},
		View: textView(alphabet, prompt, right, alone, after),
	}, nil
}

// slips draws a wrong second letter for each answer: one of a to h, and never
// the right one.
func slips(r *rand.Rand, right Batch) []uint32 {
	wrong := make([]uint32, right.B)
	for i := range wrong {
		k := right.Tokens[i*length+prompt+1] - token('a')
		wrong[i] = token('a') + (k+1+uint32(r.IntN(7)))%8
	}
	return wrong
}

// prompts are the tokens of b with the answers, from position at of each row
// on, left to the model.
func prompts(b Batch, at int) []uint32 {
	forced := append([]uint32{}, b.Tokens...)
	for i := range forced {
		if i%b.T >= at {
			forced[i] = NoToken
		}
	}
	return forced
}

// nll is the mean surprise of the answer tokens, logits [B,T,vocab].
func nll(b Batch, logits []float32, vocab int) stats.Estimate {
	sums, n := make([]float64, b.B), make([]float64, b.B)
	for i, k := range b.Tokens {
		if b.Mask[i] != 0 {
			sums[i/b.T] += negLogProb(logits[(i-1)*vocab:i*vocab], k)
			n[i/b.T]++
		}
	}
	return stats.Pooled(sums, n)
}

// exact is the share of rows whose tokens from position first on are right.
func exact(right Batch, got []uint32, first int) stats.Estimate {
	n := 0
	for i := range right.B {
		if lo, hi := i*right.T+first, (i+1)*right.T; slices.Equal(got[lo:hi], right.Tokens[lo:hi]) {
			n++
		}
	}
	return stats.Share(n, right.B)
}

// distinct is the number of different answers, tokens [B,T] from position first
// on, over that of answers: near 0 where a model writes the same whatever it is
// asked. It depends on how many there are.
func distinct(answers []uint32, t, first int) stats.Estimate {
	different := map[string]bool{}
	for i := 0; i < len(answers); i += t {
		different[fmt.Sprint(answers[i+first:i+t])] = true
	}
	return stats.Share(len(different), len(answers)/t)
}

// variety is how different the right answers are, as distinct counts it.
func variety(right Batch, first int) []Reference {
	return []Reference{{Metric: "distinct", Label: "right answers", Value: distinct(right.Tokens, right.T, first).Value}}
}

// accuracy is the share of right tokens among the answer tokens from position
// first of each row.
func accuracy(right Batch, got []uint32, first int) stats.Estimate {
	hits, n := make([]float64, right.B), make([]float64, right.B)
	for i, k := range right.Tokens {
		if i%right.T < first || right.Mask[i] == 0 {
			continue
		}
		n[i/right.T]++
		if got[i] == k {
			hits[i/right.T]++
		}
	}
	return stats.Ratio(hits, n)
}

// textView writes out the first prompts, which end at position at, and the
// tokens [R,T] of their answers: the right ones, and those of a model alone and
// after an error.
func textView(alphabet string, at int, right Batch, alone, after []uint32) TextView {
	var v TextView
	for i := range shown {
		begin, answer, end := i*right.T, i*right.T+at, (i+1)*right.T
		question := right.Tokens[begin:answer]
		for question[0] == 0 {
			question = question[1:]
		}
		v.Prompts = append(v.Prompts, spell(alphabet, question))
		v.Answers = append(v.Answers, spell(alphabet, right.Tokens[answer:end]))
		v.Greedy = append(v.Greedy, spell(alphabet, alone[answer:end]))
		v.Forced = append(v.Forced, spell(alphabet, after[answer:end]))
	}
	return v
}
