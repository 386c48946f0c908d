package words

import (
	"strings"

	"softmix/i18n"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// What the boards say. Of several wordings the longest stands first.

func HintLane() []string {
	return []string{i18n.BoardsHintsOneAfterThe.String(), i18n.BoardsHints.String()}
}

func DemonstratorLane() []string {
	return []string{i18n.BoardsDemonstratorWhoKnowsThe.String(), i18n.BoardsDemonstrator.String()}
}

func BayesLine() []string {
	return []string{i18n.BoardsHeightOfTheThin.String(), i18n.BoardsThinLineExactBelief.String(), i18n.BoardsLineBayes.String()}
}

func OutOfRight(n, of int) string { return i18n.Say(i18n.BoardsRight, OutOf(n, of)) }

// Boxes is the number of places where the treasure may be.
const Boxes = 4

// BoxName is how the page calls box i (0..3): "A" to "D".
func BoxName(i int) string {
	if i < 0 || i >= Boxes {
		return i18n.BoardsNoBox.String()
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
		return i18n.Say(i18n.BoardsAndTheTreasureNothing, who.Name)
	}
	right, n := Score(shared.Truth, run.Said)
	s := i18n.Say(i18n.BoardsAloneAfterItNames, who.Name, counted(i18n.CountStep, step), right, counted(i18n.CountHint, n))
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
		s += i18n.Say(i18n.BoardsItsLongestRepeatedMistake, BoxName(where), best)
	}
	if last := len(run.Said) - 1; last >= 0 && last < len(shared.Truth) && last < len(run.Belief) {
		b := run.Said[last]
		if b >= 0 && b < len(run.Belief[last]) {
			s += i18n.Say(i18n.BoardsAfterTheLastHint, BoxName(b), Decimal(run.Belief[last][b]), BoxName(shared.Truth[last]))
		} else {
			s += i18n.Say(i18n.BoardsAfterTheLastHintIt, BoxName(shared.Truth[last]))
		}
	}
	return s
}

func GoalName() string { return i18n.BoardsGoal.String() }

func DemonstrationName(lake *wire.Lake) string {
	if lake.Demos == 1 {
		return i18n.BoardsTheOneDemonstration.String()
	}
	return i18n.BoardsADemonstration.String()
}

func Slipped() string { return i18n.BoardsSlipped.String() }

// LakeLabel says in words what the board shows.
func LakeLabel(lake *wire.Lake, run *wire.LakeRun, who ArmName, step int) string {
	if lake == nil || run == nil {
		return i18n.Say(i18n.BoardsOnTheLakeNothing, who.Name)
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
	s := i18n.Say(i18n.BoardsOnTheByLake, who.Name, lake.Size, counted(i18n.CountStep, step), Decimal(start), Decimal(sum/float64(max(n, 1))), Decimal(lake.Best))
	if len(run.Walk) == 0 {
		return s
	}
	slips := 0
	for _, w := range run.Walk {
		if w.Slipped {
			slips++
		}
	}
	end := i18n.BoardsHasNotArrived.String()
	switch last := run.Walk[len(run.Walk)-1].To; {
	case state.OnLake(lake, last, 'G'):
		end = i18n.BoardsReachesTheGoal.String()
	case state.OnLake(lake, last, 'H'):
		end = i18n.BoardsSinksInAHole.String()
	}
	return s + i18n.Say(i18n.BoardsTheWalkDrawnSlips, times(slips), end, counted(i18n.CountMove, len(run.Walk)))
}

// MazeWords say how a walk ends.
func MazeWords(m *wire.Maze, run *wire.MazeRun, who ArmName) []string {
	says, brief := mazeEnd(m, run), i18n.BoardsNoLegalMove.String()
	if run.Won {
		brief = counted(i18n.CountMove, len(run.Walk))
	}
	return []string{who.Name + " " + says, says, brief}
}

// mazeEnd says how a walk ends.
func mazeEnd(m *wire.Maze, run *wire.MazeRun) string {
	n := len(run.Walk)
	switch {
	case !run.Won && n == 0:
		return i18n.BoardsMakesNoLegalMove.String()
	case !run.Won:
		return i18n.Say(i18n.BoardsStopsNoLegalMove, counted(i18n.CountMove, n))
	case n == len(m.Demo):
		return i18n.Say(i18n.BoardsArrivesInTheFewest, counted(i18n.CountMove, n))
	}
	return i18n.Say(i18n.BoardsArrivesIn, counted(i18n.CountMove, n))
}

// MazeLabel says in words what the board shows.
func MazeLabel(m *wire.Maze, run *wire.MazeRun, who ArmName, step int) string {
	if m == nil || run == nil {
		return i18n.Say(i18n.BoardsInTheMazeNothing, who.Name)
	}
	return i18n.Say(i18n.BoardsInAMazeAfter, who.Name, counted(i18n.CountStep, step), mazeEnd(m, run), counted(i18n.CountMove, len(m.Demo)))
}

// Injected is the answer position of the wrong letter that Forced begins with.
const Injected = 1

// TextBlocks is how many prompts are shown at most.
const TextBlocks = 3

// TextRows are the names of the four lines of a block.
func TextRows(who ArmName, wide bool) [4]string {
	if wide {
		return [4]string{i18n.BoardsPrompt.String(), i18n.BoardsAnswer.String(), Alone(who)[0], i18n.BoardsForcedError.String()}
	}
	return [4]string{i18n.BoardsPrompt.String(), i18n.BoardsAnswer.String(), who.Name, i18n.BoardsForced.String()}
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
		return i18n.Say(i18n.BoardsWritingNothingToShow, who.Name)
	}
	g, gn, f, fn := textScore(text, run)
	s := i18n.Say(i18n.BoardsWritingAfterOnAlone, who.Name, counted(i18n.CountStep, step), counted(i18n.CountPrompt, min(len(text.Prompts), TextBlocks)), g, gn)
	if fn > 0 {
		s += i18n.Say(i18n.BoardsAfterOneWrongLetter, f, fn)
	}
	s += "."
	if len(text.Prompts) > 0 && len(text.Answers) > 0 && len(run.Greedy) > 0 {
		s += i18n.Say(i18n.BoardsForItWritesRight, text.Prompts[0], run.Greedy[0], text.Answers[0])
	}
	return s
}

func AskedName() string { return i18n.BoardsAsked.String() }

func WrongName() string { return i18n.BoardsWrong.String() }

func SampleHead(who ArmName) []string {
	return []string{i18n.Say(i18n.BoardsOneSampleEach, who.Name), i18n.Say(i18n.BoardsSamples, who.Name), who.Name}
}

func SamplesRight(right, n, kinds int) []string {
	all := OutOfRight(right, n)
	return []string{i18n.Say(i18n.BoardsDifferent, all, kinds), all}
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
		return i18n.Say(i18n.BoardsWritingNothingToShow, who.Name)
	}
	s := i18n.Say(i18n.BoardsSamplingAfterOfAnswers, who.Name, counted(i18n.CountStep, step), right, n, kinds)
	for i, p := range text.Prompts {
		if i < n && WrongAt(run, i) {
			return s + i18n.Say(i18n.BoardsTheFirstWrongOne, Asked(p), run.Samples[i])
		}
	}
	return s
}

func RightName() string { return i18n.BoardsRight2.String() }

func StartName() string { return i18n.BoardsStart.String() }

// operations are those of a list program, by their letters.
var operations = map[rune]i18n.Key{'r': i18n.OperationReverse, 's': i18n.OperationSort, 'i': i18n.OperationAdd, 'l': i18n.OperationRotate, 'x': i18n.OperationSwap}

func Operation(letter rune) string {
	if k, ok := operations[letter]; ok {
		return k.String()
	}
	return ""
}

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
		return i18n.Say(i18n.BoardsCalculatingNothingToShow, who.Name)
	}
	right, of, last, programs := progScore(text, run)
	s := i18n.Say(i18n.BoardsCalculatingAloneAfterOn, who.Name, counted(i18n.CountStep, step), counted(i18n.CountProgram, programs), right, of, last)
	if programs > 0 {
		s += i18n.Say(i18n.BoardsForItWritesRightIs, text.Prompts[0], run.Greedy[0], text.Answers[0])
	}
	return s
}

// times says how often.
func times(n int) string { return i18n.Say(i18n.CountTimes, n) }
