package task

import (
	"context"
	"fmt"
	"math/rand/v2"

	"softmix/model/stats"
)

// TreasureView is one game and what the model says in it when it runs alone.
type TreasureView struct {
	Hints  []int       // [16] box 0..3 that each hint names
	Truth  []int       // [16] where the treasure is; what the demonstrator says
	Bayes  [][]float64 // [16][4] exact belief after each hint
	Belief [][]float64 // [16][4] the model's probability of each box, among the boxes
	Said   []int       // [16] box that the model names; -1 where it says something else
}

// late is the first round that late accuracy counts.
const late = rounds / 2

// Evaluate lets p name the boxes of fresh games, greedily: it is given the hints
// and reads its own labels. Row 0 of the request is the game of the view.
// Metrics: accuracy over all 16 labels; late_accuracy over the last 8; distinct the
// number of different rows of labels over that of games. Exact is what Bayes says
// of the same hints, guessing where boxes are as likely.
func (t treasure) Evaluate(ctx context.Context, p Sampler, seed uint64, quick bool) (Result, error) {
	n := 150
	if quick {
		n = 64
	}
	games := t.games(seed, n)
	q := Request{R: len(games), C: 2 * rounds, EOS: NoToken, Logits: true}
	for _, g := range games {
		for _, h := range g.hints {
			q.Forced = append(q.Forced, uint32(hintToken+h), NoToken)
		}
	}
	a, err := p.Generate(ctx, q)
	if err != nil {
		return Result{}, fmt.Errorf("letting the model name the boxes of %d games: %w", q.R, err)
	}
	accuracy, lateAccuracy := score(n, func(i, j int) float64 {
		if said(a, i+1)[j] == games[i+1].truth[j] {
			return 1
		}
		return 0
	})
	exact := t.References()
	all, second := score(n, func(i, j int) float64 {
		return t.filter(games[i+1].hints, 0)[j].chance(games[i+1].truth[j])
	})
	exact[0].Value, exact[1].Value = all.Value, second.Value
	told := NewBatch(n, 2*rounds)
	for i := range n {
		write(told.Row(i), games[i+1].hints, games[i+1].truth)
	}
	exact = append(exact, variety(Batch{B: n, T: rounds, Tokens: labels(told.Tokens)}, 0)...)
	return Result{
		Metrics: []Metric{{"accuracy", accuracy}, {"late_accuracy", lateAccuracy}, {"distinct", distinct(labels(a.Tokens)[rounds:], rounds, 0)}},
		Exact:   exact,
		View:    t.view(games[0], a),
	}, nil
}

// score returns the share of right labels in n games, and that in their second
// halves, of somebody who is right with the given chance in each game's round.
func score(n int, right func(game, round int) float64) (all, second stats.Estimate) {
	hits, lateHits, tries, lateTries := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		tries[i], lateTries[i] = rounds, rounds-late
		for j := range rounds {
			r := right(i, j)
			hits[i] += r
			if j >= late {
				lateHits[i] += r
			}
		}
	}
	return stats.Ratio(hits, tries), stats.Ratio(lateHits, lateTries)
}

// labels are those of the tokens [R,32] that follow hints, [R,16].
func labels(tokens []uint32) []uint32 {
	var out []uint32
	for i := 1; i < len(tokens); i += 2 {
		out = append(out, tokens[i])
	}
	return out
}

// games returns the game of the view and then n fresh games.
func (t treasure) games(seed uint64, n int) []game {
	r := Rand(seed, 4)
	games := []game{t.telling(fork(r))}
	for range n {
		games = append(games, t.test(r))
	}
	return games
}

// test draws a game whose hints are a test prompt.
func (t treasure) test(r *rand.Rand) game {
	for {
		g := t.draw(r)
		row := NewBatch(1, 2*rounds)
		write(row, g.hints, g.truth)
		if SplitOf(promptOf(row)) == Test {
			return g
		}
	}
}

// telling draws games until one misleads early and clears up late: after each of
// the first three hints exact Bayes prefers a wrong box, after each of the last
// three the right one; where treasures move, this one moves. No model has a say
// in the choice.
func (t treasure) telling(r *rand.Rand) game {
	const ends = 3
	for {
		g := t.test(r)
		ok := t.stay == 1 || g.truth[0] != g.truth[rounds-1]
		for i, b := range t.filter(g.hints, 0) {
			switch best := b[b.best()]; {
			case i < ends:
				ok = ok && b[g.truth[i]] < best-1e-9
			case i >= rounds-ends:
				ok = ok && b.best() == g.truth[i] && b[g.truth[i]] > .5
			}
		}
		if ok {
			return g
		}
	}
}

// said returns the box that row i names in each round; -1 where it names none.
func said(a Generation, i int) []int {
	row := a.Tokens[i*2*rounds : (i+1)*2*rounds]
	s := make([]int, rounds)
	for j := range s {
		s[j] = -1
		if k := row[2*j+1]; k >= boxToken && k < boxToken+boxes {
			s[j] = int(k - boxToken)
		}
	}
	return s
}

// view draws row 0 of a, the model's run of game g.
func (t treasure) view(g game, a Generation) TreasureView {
	v := TreasureView{Hints: g.hints[:], Truth: g.truth[:], Said: said(a, 0)}
	for i, b := range t.filter(g.hints, 0) {
		v.Bayes = append(v.Bayes, b[:])
		at := 2 * i * t.Shape().Vocab // the logits after hint i
		v.Belief = append(v.Belief, softmax(a.Logits[at+boxToken:at+boxToken+boxes]))
	}
	return v
}
