package words

import (
	"fmt"
	"strconv"
	"strings"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// What the boards say. Of several wordings the longest stands first.

func HintLane() []string { return []string{"hints, one after the other", "hints"} }

func DemonstratorLane() []string { return []string{"demonstrator, who knows the box", "demonstrator"} }

func BayesLine() []string {
	return []string{"height of the thin line: exact belief (Bayes)", "thin line: exact belief (Bayes)", "line: Bayes"}
}

func OutOfRight(n, of int) string { return OutOf(n, of) + " right" }

// Boxes is the number of places where the treasure may be.
const Boxes = 4

// BoxName is how the page calls box i (0..3): "A" to "D".
func BoxName(i int) string {
	if i < 0 || i >= Boxes {
		return "no box"
	}
	return "ABCD"[i : i+1]
}

// EachRun calls f for every longest stretch [from,to) of one answer b; answers
// that name no box are left out.
func EachRun(said []int, f func(from, to, b int)) {
	for from := 0; from < len(said); {
		to := from + 1
		for to < len(said) && said[to] == said[from] {
			to++
		}
		if b := said[from]; b >= 0 && b < Boxes {
			f(from, to, b)
		}
		from = to
	}
}

// Score counts the right answers.
func Score(truthIs, said []int) (right, n int) {
	for t, b := range said {
		if t >= len(truthIs) {
			break
		}
		n++
		if b == truthIs[t] {
			right++
		}
	}
	return right, n
}

// TreasureLabel says in words what drawTreasure shows.
func TreasureLabel(shared *wire.Treasure, run *wire.TreasureRun, who ArmName, step int) string {
	if shared == nil || run == nil {
		return fmt.Sprintf("%s and the treasure: nothing to show yet.", who.Name)
	}
	right, n := Score(shared.Truth, run.Said)
	s := fmt.Sprintf("%s alone, after %s: it names the right box after %d of %s.", who.Name, plural(step, "step"), right, plural(n, "hint"))
	best, where := 0, 0
	EachRun(run.Said, func(from, to, b int) {
		wrong := 0
		for t := from; t < to && t < len(shared.Truth); t++ {
			if shared.Truth[t] == b {
				wrong = 0
				continue
			}
			if wrong++; wrong > best {
				best, where = wrong, b
			}
		}
	})
	if best > 1 {
		s += fmt.Sprintf(" Its longest repeated mistake is box %s, %d times in a row.", BoxName(where), best)
	}
	if last := len(run.Said) - 1; last >= 0 && last < len(shared.Truth) && last < len(run.Belief) {
		b := run.Said[last]
		if b >= 0 && b < len(run.Belief[last]) {
			s += fmt.Sprintf(" After the last hint it says box %s with belief %s; the treasure is in box %s.", BoxName(b), Decimal(run.Belief[last][b]), BoxName(shared.Truth[last]))
		} else {
			s += fmt.Sprintf(" After the last hint it names no box; the treasure is in box %s.", BoxName(shared.Truth[last]))
		}
	}
	return s
}

func GoalName() string { return "goal" }

func DemonstrationName(lake *wire.Lake) string {
	if lake.Demos == 1 {
		return "the one demonstration"
	}
	return "a demonstration"
}

func Slipped() string { return "slipped" }

// LakeLabel says in words what the board shows.
func LakeLabel(lake *wire.Lake, run *wire.LakeRun, who ArmName, step int) string {
	if lake == nil || run == nil {
		return fmt.Sprintf("%s on the lake: nothing to show yet.", who.Name)
	}
	sum, n := 0.0, 0
	start := 0.0
	for cell, v := range run.Success {
		if state.OnLake(lake, cell, 'H') || state.OnLake(lake, cell, 'G') {
			continue
		}
		sum += v
		n++
		if state.OnLake(lake, cell, 'S') {
			start = v
		}
	}
	s := fmt.Sprintf("%s on the %d by %d lake, after %s: it reaches the goal with chance %s from the start and %s from a random cell; the best possible from a random cell is %s.",
		who.Name, lake.Size, lake.Size, plural(step, "step"), Decimal(start), Decimal(sum/float64(max(n, 1))), Decimal(lake.Best))
	if len(run.Walk) == 0 {
		return s
	}
	slips := 0
	for _, w := range run.Walk {
		if w.Slipped {
			slips++
		}
	}
	end := "has not arrived"
	switch last := run.Walk[len(run.Walk)-1].To; {
	case state.OnLake(lake, last, 'G'):
		end = "reaches the goal"
	case state.OnLake(lake, last, 'H'):
		end = "sinks in a hole"
	}
	return s + fmt.Sprintf(" The walk drawn slips %s and %s after %s.", times(slips), end, plural(len(run.Walk), "move"))
}

// MazeWords say how a walk ends.
func MazeWords(m *wire.Maze, run *wire.MazeRun, who ArmName) []string {
	says, brief := mazeEnd(m, run), "no legal move"
	if run.Won {
		brief = plural(len(run.Walk), "move")
	}
	return []string{who.Name + " " + says, says, brief}
}

// mazeEnd says how a walk ends.
func mazeEnd(m *wire.Maze, run *wire.MazeRun) string {
	n := len(run.Walk)
	switch {
	case !run.Won && n == 0:
		return "makes no legal move"
	case !run.Won:
		return "stops: no legal move after " + plural(n, "move")
	case n == len(m.Demo):
		return "arrives in " + plural(n, "move") + ", the fewest"
	}
	return "arrives in " + plural(n, "move")
}

// MazeLabel says in words what the board shows.
func MazeLabel(m *wire.Maze, run *wire.MazeRun, who ArmName, step int) string {
	if m == nil || run == nil {
		return who.Name + " in the maze: nothing to show yet."
	}
	return who.Name + " in a maze, after " + plural(step, "step") + ": it " + mazeEnd(m, run) +
		". The demonstrated walk takes " + plural(len(m.Demo), "move") + "."
}

// Injected is the answer position of the wrong letter that Forced begins with.
const Injected = 1

// TextBlocks is how many prompts are shown at most.
const TextBlocks = 3

// TextRows are the names of the four lines of a block.
func TextRows(who ArmName, wide bool) [4]string {
	if wide {
		return [4]string{"prompt", "answer", Alone(who)[0], "forced error"}
	}
	return [4]string{"prompt", "answer", who.Name, "forced"}
}

// textScore counts right letters over the prompts drawn: of what the run wrote alone,
// and of what it wrote behind the injected letter.
func textScore(text *wire.Text, run *wire.TextRun) (greedy, greedyOf, forced, forcedOf int) {
	for i, a := range text.Answers[:min(len(text.Answers), TextBlocks)] {
		answer := []rune(a)
		if i < len(run.Greedy) {
			g, n := Matches(answer, []rune(run.Greedy[i]), 0)
			greedy, greedyOf = greedy+g, greedyOf+n
		}
		if i < len(run.Forced) {
			g, n := Matches(answer, []rune(run.Forced[i]), Injected+1)
			forced, forcedOf = forced+g, forcedOf+n
		}
	}
	return greedy, greedyOf, forced, forcedOf
}

// Matches counts the letters that are right, from a position on.
func Matches(answer, said []rune, from int) (right, n int) {
	for i := from; i < len(answer); i++ {
		n++
		if i < len(said) && said[i] == answer[i] {
			right++
		}
	}
	return right, n
}

// TextLabel says in words what the board shows.
func TextLabel(text *wire.Text, run *wire.TextRun, who ArmName, step int) string {
	if text == nil || run == nil {
		return fmt.Sprintf("%s writing: nothing to show yet.", who.Name)
	}
	g, gn, f, fn := textScore(text, run)
	s := fmt.Sprintf("%s writing, after %s, on %s: alone it gets %d of %d letters right", who.Name, plural(step, "step"), plural(min(len(text.Prompts), TextBlocks), "prompt"), g, gn)
	if fn > 0 {
		s += fmt.Sprintf("; after one wrong letter was put in, %d of the %d letters behind it", f, fn)
	}
	s += "."
	if len(text.Prompts) > 0 && len(text.Answers) > 0 && len(run.Greedy) > 0 {
		s += fmt.Sprintf(" For %s it writes %s; right is %s.", text.Prompts[0], run.Greedy[0], text.Answers[0])
	}
	return s
}

func AskedName() string { return "asked" }

func WrongName() string { return "wrong" }

func SampleHead(who ArmName) []string {
	return []string{who.Name + ", one sample each", who.Name + " samples", who.Name}
}

func SamplesRight(right, n, kinds int) []string {
	all := OutOfRight(right, n)
	return []string{all + ", " + strconv.Itoa(kinds) + " different", all}
}

// Asked are the letters of a prompt, which stand between two marks.
func Asked(prompt string) string {
	if len(prompt) < 2 {
		return ""
	}
	return prompt[1 : len(prompt)-1]
}

// WrongAt reports whether a sample is wrong.
func WrongAt(run *wire.TextRun, i int) bool { return i < len(run.Right) && !run.Right[i] }

// OrdersScore counts the samples: the right ones, all, and the different ones.
func OrdersScore(run *wire.TextRun) (right, n, kinds int) {
	if run == nil {
		return 0, 0, 0
	}
	seen := map[string]bool{}
	for i, s := range run.Samples {
		seen[s] = true
		if !WrongAt(run, i) {
			right++
		}
	}
	return right, len(run.Samples), len(seen)
}

// OrdersLabel says in words what the board shows.
func OrdersLabel(text *wire.Text, run *wire.TextRun, who ArmName, step int) string {
	right, n, kinds := OrdersScore(run)
	if text == nil || n == 0 {
		return who.Name + " writing: nothing to show yet."
	}
	s := who.Name + " sampling, after " + plural(step, "step") + ": " + strconv.Itoa(right) + " of " + strconv.Itoa(n) +
		" answers are an order of the letters asked for; " + strconv.Itoa(kinds) + " are different."
	for i, p := range text.Prompts {
		if i < n && WrongAt(run, i) {
			return s + " The first wrong one: asked for " + Asked(p) + " it writes " + run.Samples[i]
		}
	}
	return s
}

func RightName() string { return "right" }

func StartName() string { return "start" }

// operations are those of a list program, by their letters.
var operations = map[rune]string{'r': "reverse", 's': "sort", 'i': "add 1", 'l': "rotate", 'x': "swap ends"}

func Operation(letter rune) string { return operations[letter] }

// Lists are the lists of an answer, without the marks that end them.
func Lists(answer string) []string { return strings.Split(strings.TrimSuffix(answer, "."), "|") }

// progScore counts the lists that are right over the programs drawn, and the
// programs whose last list is.
func progScore(text *wire.Text, run *wire.TextRun) (right, of, last, programs int) {
	for i, a := range text.Answers[:min(len(text.Answers), TextBlocks)] {
		if i >= len(run.Greedy) {
			break
		}
		want, said := Lists(a), Lists(run.Greedy[i])
		programs++
		for k := range want {
			of++
			if k < len(said) && said[k] == want[k] {
				right++
				if k == len(want)-1 {
					last++
				}
			}
		}
	}
	return right, of, last, programs
}

// ProgLabel says in words what the board shows.
func ProgLabel(text *wire.Text, run *wire.TextRun, who ArmName, step int) string {
	if text == nil || run == nil {
		return who.Name + " calculating: nothing to show yet."
	}
	right, of, last, programs := progScore(text, run)
	s := who.Name + " calculating alone, after " + plural(step, "step") + ", on " + plural(programs, "program") + ": " +
		strconv.Itoa(right) + " of " + strconv.Itoa(of) + " lists are right, and " + strconv.Itoa(last) + " of the last ones."
	if programs > 0 {
		s += " For " + text.Prompts[0] + " it writes " + run.Greedy[0] + "; right is " + text.Answers[0]
	}
	return s
}

// times says how often.
func times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}
