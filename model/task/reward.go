package task

import (
	"math/rand/v2"
	"slices"
)

// Judge scores generated answers: 1 is right, 0 wrong. A task that is one can be
// learned without demonstrations. prompt and answer are tokens, the answer up to
// and including its end.
type Rewarder interface {
	Reward(prompt, answer []uint32) float64
}

// Ender is a task whose answers may end before their row does: Ends returns how
// many of the tokens after a prompt belong to the answer, its end included.
type Ender interface {
	Ends(prompt, answer []uint32) int
}

// Prompter is a task whose prompts for a judge are not those of its
// demonstrations. Prompts draws n of them from one side; what Mask says is an
// answer is the model's to fill, and the tokens there do not count.
type Prompter interface {
	Prompts(r *rand.Rand, n int, s Split) Batch
}

// Questions are prompts that a model is to answer: B sequences of T tokens.
type Questions struct {
	B, T   int
	Forced []uint32 // [B,T] the prompts; NoToken from the first answer token on
}

// Ask draws n questions of a task, whose prompts lie on one side.
func Ask(t Task, r *rand.Rand, n int, s Split) Questions {
	var b Batch
	if p, ok := t.(Prompter); ok {
		b = p.Prompts(r, n, s)
	} else {
		b = t.Demonstrations(r, n, s)
	}
	q := Questions{B: n, T: b.T, Forced: slices.Clone(b.Tokens)}
	for i := range n {
		row := b.Row(i)
		for k := max(slices.Index(row.Mask, 1), 1); k < b.T; k++ {
			q.Forced[i*b.T+k] = NoToken
		}
	}
	return q
}

// Twice returns the questions followed by the same questions again, for a model
// to answer each twice.
func (q Questions) Twice() Questions {
	return Questions{B: 2 * q.B, T: q.T, Forced: slices.Concat(q.Forced, q.Forced)}
}

// split returns where the answer to question i begins in its row.
func (q Questions) split(i int) int {
	row := q.Forced[i*q.T : (i+1)*q.T]
	if k := slices.Index(row, NoToken); k >= 0 {
		return k
	}
	return q.T
}

// Trim ends the answers in tokens [B,T] where t says that they end: what comes
// after becomes padding, in place. It returns the answers' mask [B,T], 1 from the
// first token that the model chose up to and including the end.
func (q Questions) Trim(t Task, tokens []uint32) []float32 {
	mask := make([]float32, len(tokens))
	for i := range q.B {
		row, at := tokens[i*q.T:(i+1)*q.T], q.split(i)
		end := q.T
		if e, ok := t.(Ender); ok {
			end = at + e.Ends(row[:at], row[at:])
		}
		for k := at; k < end; k++ {
			mask[i*q.T+k] = 1
		}
		clear(row[end:])
	}
	return mask
}

// Rewards returns what j gives each of the trimmed answers in tokens [B,T], whose
// mask is that of Trim.
func (q Questions) Rewards(j Rewarder, tokens []uint32, mask []float32) []float64 {
	out := make([]float64, q.B)
	for i := range out {
		at := q.split(i)
		end := at
		for end < q.T && mask[i*q.T+end] != 0 {
			end++
		}
		out[i] = j.Reward(tokens[i*q.T:i*q.T+at], tokens[i*q.T+at:i*q.T+end])
	}
	return out
}

// Ends is after the end mark.
func (t text) Ends(_, answer []uint32) int {
	if k := slices.Index(answer, endMark); k >= 0 {
		return k + 1
	}
	return len(answer)
}

// Reward is the share of an answer's letters, its end mark included, that stand
// where the right answer has them, where there is one right answer.
func (t text) Reward(prompt, answer []uint32) float64 {
	right := t.right(prompt)
	hit := 0
	for i, k := range right {
		if i < len(answer) && answer[i] == k {
			hit++
		}
	}
	return float64(hit) / float64(max(len(right), 1))
}

// right is the one right answer to a prompt of sorting or counting on.
func (t text) right(prompt []uint32) []uint32 {
	question := prompt[:len(prompt)-1] // without ">"
	out := make([]uint32, 0, letters+1)
	switch t.skill {
	case "sort":
		out = append(out, question[len(question)-letters:]...)
		inOrder(out)
	case "chain":
		a, n := token('a'), len(question)
		first, by := question[n-2]-a, question[n-1]-token('0')
		for i := range uint32(letters) {
			out = append(out, a+(first+by*(i+1))%26)
		}
	default:
		return nil
	}
	return append(out, endMark)
}

// Prompts are free cells, each of a side as likely: those of the test are where
// the evaluation's random episodes begin.
func (l *lake) Prompts(r *rand.Rand, n int, s Split) Batch {
	return s.draw(n, l.length, func(_ int, row Batch) {
		row.Tokens[0] = cellToken(l.from(r, s))
		for t := 1; t < row.T; t++ {
			row.Mask[t] = 1
		}
	})
}

// Ends is where the walk is over: at the goal, in a hole, or with a token that is
// no move from the cell before.
func (l *lake) Ends(prompt, answer []uint32) int {
	n, _ := l.follow(prompt, answer)
	return n
}

// Reward is that of the game, on ice that holds: 1 for a walk of real moves that
// reaches the goal within its row, 0 for any other.
func (l *lake) Reward(prompt, answer []uint32) float64 {
	if n, goal := l.follow(prompt, answer); goal && n == len(answer) {
		return 1
	}
	return 0
}

// follow walks an answer to its end: after how many tokens, and whether at the
// goal.
func (l *lake) follow(prompt, answer []uint32) (n int, goal bool) {
	c := int(prompt[len(prompt)-1]) - 1
	for n < len(answer) && !l.world.over(c) {
		to := int(answer[n]) - 1
		n++
		if !slices.Contains(l.world.next[c][:], to) {
			return n, false
		}
		c = to
	}
	return n, c == l.world.goal
}
