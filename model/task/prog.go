package task

import "math/rand/v2"

// A list program is four operations on five digits; the answer is the list
// after each of them. The characters are tokens in this order; token 0 is padding.
//
//	"rsix|52817>71825|12578|23689|93682."
//
// r reverses, s sorts, i adds one to each digit (0 after 9), l rotates to the
// left, x swaps the ends.
const (
	progAlphabet = " 0123456789rsilx|>."
	progOps      = "rsilx"
	progSteps    = 4 // operations
	progDigits   = 5
	progPrompt   = progSteps + 1 + progDigits + 1
	progBlock    = progDigits + 1 // a list and what ends it
	progLength   = progPrompt + progSteps*progBlock
	progEnd      = uint32(len(progAlphabet) - 1)
	progSlip     = .15 // how often a step of pre-training text goes wrong
)

// prog is where the intermediate results are the only way to the answer: what
// hides them from the model ruins it. The text that the base model reads never
// swaps ends.
type prog struct{}

// Name names the task.
func (prog) Name() string { return "prog" }

// Shape is the size of the task's transformer.
func (prog) Shape() Shape {
	return Shape{Vocab: len(progAlphabet), Dim: 64, Layers: 2, Heads: 4, Ctx: progLength}
}

// Hyper are the task's training settings.
func (prog) Hyper() Hyper {
	return Hyper{LR: 1e-3, Warmup: 5, Clip: 1, Batch: 16, Steps: 200, Demos: 256}
}

// Pretrain says how the base model is made.
func (prog) Pretrain() Pretrain {
	return Pretrain{Base: "prog", Steps: 1500, Batch: 32, LR: 3e-3, Warmup: 50, Floor: .03}
}

// References is empty: the right answer is always possible.
func (prog) References() []Reference { return nil }

// PretrainBatch draws programs without x. One step in seven has a digit drawn
// anew, and the text goes on from there.
func (p prog) PretrainBatch(r *rand.Rand, n int) Batch {
	return p.draw(r, n, Train, progOps[:4], progSlip)
}

// Demonstrations draws programs with their right lists.
func (p prog) Demonstrations(r *rand.Rand, n int, s Split) Batch {
	return p.draw(r, n, s, progOps, 0)
}

// draw draws programs of the given operations, each of whose steps goes wrong
// with probability slip.
func (prog) draw(r *rand.Rand, n int, s Split, ops string, slip float64) Batch {
	return s.draw(n, progLength, func(_ int, row Batch) {
		var list [progDigits]int
		for j := range list {
			list[j] = r.IntN(10)
		}
		for j := range progSteps {
			row.Tokens[j] = progToken(ops[r.IntN(len(ops))])
		}
		row.Tokens[progSteps] = progToken('|')
		writeList(row.Tokens[progSteps+1:], list, '>')
		for j := range progSteps {
			list = operate(progAlphabet[row.Tokens[j]], list)
			if r.Float64() < slip {
				list[r.IntN(progDigits)] = r.IntN(10)
			}
			end := byte('|')
			if j == progSteps-1 {
				end = '.'
			}
			writeList(row.Tokens[progPrompt+j*progBlock:], list, end)
		}
		for j := progPrompt; j < progLength; j++ {
			row.Mask[j] = 1
		}
	})
}

// writeList writes a list and the character that ends it.
func writeList(to []uint32, list [progDigits]int, end byte) {
	for i, d := range list {
		to[i] = progDigit(d)
	}
	to[progDigits] = progToken(end)
}

// operate returns the list after an operation.
func operate(op byte, a [progDigits]int) [progDigits]int {
	switch op {
	case 'r':
		return [...]int{a[4], a[3], a[2], a[1], a[0]}
	case 's':
		for i := range a { // by insertion: five digits
			for j := i; j > 0 && a[j] < a[j-1]; j-- {
				a[j], a[j-1] = a[j-1], a[j]
			}
		}
	case 'i':
		for i := range a {
			a[i] = (a[i] + 1) % 10
		}
	case 'l':
		return [...]int{a[1], a[2], a[3], a[4], a[0]}
	case 'x':
		a[0], a[4] = a[4], a[0]
	}
	return a
}

// progDigit is the token of a digit.
func progDigit(d int) uint32 { return uint32(1 + d) }

// progToken is the token of a character of progAlphabet.
func progToken(c byte) uint32 {
	for i := range progAlphabet {
		if progAlphabet[i] == c {
			return uint32(i)
		}
	}
	return 0
}
