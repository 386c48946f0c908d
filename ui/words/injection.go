package words

import (
	"strconv"
	"strings"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// InjectSentence says how both models went on after an error; "" where there is none.
func InjectSentence(s *state.Store) string {
	i := s.Injection
	if i == nil || len(i.Runs) < 2 {
		return ""
	}
	board := ScenarioOf(s.Settings.Scenario).Board
	who := ArmNames(s.Runs[0].Method, s.Runs[1].Method)
	name := "?"
	if k := i.Inject.Token; k >= 0 && k < len(i.Names) {
		name = i.Names[k]
	}
	at := strconv.Itoa(i.Inject.At + 1)
	if board == "lake" {
		return "Step " + Grouped(i.Step) + ", pushed to " + name + " at move " + at + ": " +
			who[0].Name + " " + arrival(s, i.Runs[0]) + ", " + who[1].Name + " " + arrival(s, i.Runs[1]) + "."
	}
	place, things := "letter "+at, "letters, the end mark among them,"
	switch board {
	case "maze":
		place, things = "move "+at, "letters"
	case "treasure":
		place, things = "the answer to hint "+at, "answers"
	}
	t := "Step " + Grouped(i.Step) + ", " + name + " put in as " + place + ". "
	if len(i.Right) == 0 {
		return strings.TrimSpace(t)
	}
	later := len(i.Right) - i.Inject.At - 1
	if later <= 0 {
		return t + "Nothing follows it."
	}
	count := func(tokens []int) string {
		n := 0
		for k := i.Inject.At + 1; k < len(i.Right) && k < len(tokens); k++ {
			if tokens[k] == i.Right[k] {
				n++
			}
		}
		return strconv.Itoa(n)
	}
	of := func(run int) string {
		return count(i.Runs[run].Pushed) + " (without the error " + count(i.Runs[run].Free) + ")"
	}
	return t + "Of the " + strconv.Itoa(later) + " " + things + " after it " + who[0].Name + " gets " + of(0) + " right, " + who[1].Name + " " + of(1) + "."
}

// arrival says where a walk ended.
func arrival(s *state.Store, way wire.Continuing) string {
	if n := len(way.Pushed); n > 0 && s.Lake != nil {
		if cell := way.Pushed[n-1] - 1; cell >= 0 && cell < len(s.Lake.Map) {
			switch s.Lake.Map[cell] {
			case 'G':
				return "reaches the goal in " + strconv.Itoa(n) + " moves"
			case 'H':
				return "falls into a hole at move " + strconv.Itoa(n)
			}
		}
	}
	return "does not arrive"
}
