package words

import (
	"strconv"
	"strings"

	"softmix/i18n"
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
		return i18n.Say(i18n.InjectStepPushedToAt, Grouped(i.Step), name, at, who[0].Name, arrival(s, i.Runs[0]), who[1].Name, arrival(s, i.Runs[1]))
	}
	place, things := i18n.Say(i18n.InjectLetter, at), i18n.InjectLettersTheEndMark.String()
	switch board {
	case "maze":
		place, things = i18n.Say(i18n.InjectMove, at), i18n.InjectLetters.String()
	case "treasure":
		place, things = i18n.Say(i18n.InjectTheAnswerToHint, at), i18n.InjectAnswers.String()
	}
	t := i18n.Say(i18n.InjectStepPutInAs, Grouped(i.Step), name, place)
	if len(i.Right) == 0 {
		return strings.TrimSpace(t)
	}
	later := len(i.Right) - i.Inject.At - 1
	if later <= 0 {
		return t + i18n.InjectNothingFollowsIt.String()
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
		return i18n.Say(i18n.InjectWithoutTheError, count(i.Runs[run].Pushed), count(i.Runs[run].Free))
	}
	return t + i18n.Say(i18n.InjectOfTheAfterIt, later, things, who[0].Name, of(0), who[1].Name, of(1))
}

// arrival says where a walk ended.
func arrival(s *state.Store, way wire.Continuing) string {
	if n := len(way.Pushed); n > 0 && s.Lake != nil {
		if cell := way.Pushed[n-1] - 1; cell >= 0 && cell < len(s.Lake.Map) {
			switch s.Lake.Map[cell] {
			case 'G':
				return i18n.Say(i18n.InjectReachesTheGoalIn, n)
			case 'H':
				return i18n.Say(i18n.InjectFallsIntoAHole, n)
			}
		}
	}
	return i18n.InjectDoesNotArrive.String()
}
