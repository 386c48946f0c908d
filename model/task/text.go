package task

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
)

// The writing tasks share one alphabet, one length and one base model. A
// sequence is a prompt of ten characters, blanks first, and an answer of eight
// letters and the end mark. The blank is token 0, which is also padding.
const (
	alphabet = " abcdefghijklmnopqrstuvwxyz0123456789+>."
	prompt   = 10
	letters  = 8
	length   = prompt + letters + 1
	endMark  = uint32(len(alphabet) - 1)
)

// skills are what the base model reads before it is fine-tuned on one of them:
// reversing eight letters, sorting them, counting on from a letter in equal
// steps, and writing them in any order.
var skills = [...]string{"rev", "sort", "chain", "perm"}

// text is one of the skills.
type text struct{ skill string }

// Name names the task.
func (t text) Name() string { return t.skill }

// Shape is the size of the task's transformer.
func (t text) Shape() Shape {
	return Shape{Vocab: len(alphabet), Dim: 64, Layers: 2, Heads: 4, Ctx: length}
}

// Hyper are the task's training settings.
func (t text) Hyper() Hyper {
	return Hyper{LR: 2e-3, Warmup: 10, Decay: true, Clip: 1, Batch: 32, Steps: 150}
}

// Pretrain says how the base model is made.
func (t text) Pretrain() Pretrain {
	return Pretrain{Base: "text", Steps: 300, Batch: 32, LR: 3e-3, Warmup: 50, Floor: .05}
}

// References is empty: the right answer is always possible, so every metric's
// best value is 1, or 0 for the nll.
func (t text) References() []Reference { return nil }

// PretrainBatch draws a mix of all skills in equal shares.
func (t text) PretrainBatch(r *rand.Rand, n int) Batch {
	return Train.draw(n, length, func(i int, row Batch) {
		p, a := example(skills[i%len(skills)], r)
		encode(row, p, a)
	})
}

// Demonstrations draws prompts of this skill with their right answers.
func (t text) Demonstrations(r *rand.Rand, n int, s Split) Batch {
	return s.draw(n, length, func(_ int, row Batch) {
		p, a := example(t.skill, r)
		encode(row, p, a)
	})
}

// example draws a question of a skill and a right answer, end mark included.
//
//	rev    "rbadgeehc>"  eight letters of a to h; backwards
//	sort   "sbadgeejc>"  eight letters of a to j; in order
//	chain  "cx3>"        a letter and a step of 1 to 9; the letters 1 to 8 steps on, a after z
//	perm   "pbadgeijc>"  eight different letters of a to j; in any order
//	perm5  "pbdgeh>"     five different letters of a to h; in any order
func example(skill string, r *rand.Rand) (question, answer string) {
	w := make([]byte, letters)
	switch skill {
	case "rev":
		fill(w, "abcdefgh", r)
		question = "r" + string(w) + ">"
		slices.Reverse(w)
	case "sort":
		fill(w, "abcdefghij", r)
		question = "s" + string(w) + ">"
		inOrder(w)
	case "chain":
		first, by := r.IntN(26), 1+r.IntN(9)
		question = fmt.Sprintf("c%c%d>", 'a'+first, by)
		for i := range w {
			w[i] = 'a' + byte((first+by*(i+1))%26)
		}
	case "perm", "perm5":
		of := 10
		if skill == "perm5" {
			w, of = w[:picked], len(few)
		}
		for i, k := range r.Perm(of)[:len(w)] {
			w[i] = 'a' + byte(k)
		}
		question = "p" + string(w) + ">"
		r.Shuffle(len(w), func(i, j int) { w[i], w[j] = w[j], w[i] })
	default:
		panic("no skill " + skill)
	}
	return question, string(w) + "."
}

// fill draws the letters of w from set.
func fill(w []byte, set string, r *rand.Rand) {
	for i := range w {
		w[i] = set[r.IntN(len(set))]
	}
}

// encode writes a prompt and an answer into a batch of one row.
func encode(row Batch, question, answer string) {
	s := strings.Repeat(" ", prompt-len(question)) + question + answer
	for i := range s {
		row.Tokens[i] = token(s[i])
		if i >= prompt {
			row.Mask[i] = 1
		}
	}
}

// token returns the token of a character of the alphabet.
func token(c byte) uint32 { return uint32(strings.IndexByte(alphabet, c)) }

// decode writes tokens of the writing tasks' alphabet as text.
func decode(tokens []uint32) string { return spell(alphabet, tokens) }

// spell writes tokens as text in an alphabet whose first character is the blank
// and whose last is the end mark: up to the end mark where there is one, and a
// blank in the midst of an answer as "_".
func spell(alphabet string, tokens []uint32) string {
	var s strings.Builder
	for _, t := range tokens {
		if t == 0 {
			s.WriteByte('_')
		} else {
			s.WriteByte(alphabet[t])
		}
		if int(t) == len(alphabet)-1 {
			break
		}
	}
	return s.String()
}

// inOrder sorts letters, or tokens, by the sort of package sort, which all types
// share: the page's program is 90 kB smaller than with one of slices for each.
func inOrder[T byte | uint32](of []T) []T {
	sort.SliceStable(of, func(i, j int) bool { return of[i] < of[j] })
	return of
}
