package words

import (
	"softmix/i18n"
	"softmix/model/task"
)

// Scenario is a row of the table of tasks, and how the page speaks of it.
type Scenario struct {
	task.Row
	Title   i18n.Key // on its tab
	Short   i18n.Key // on its tab where the page is narrow
	Intro   i18n.Key // what the model has to do
	Compare i18n.Key // the comparison: a name and the value of the chart's metric
	Start   i18n.Key // the same of the model before it is fine-tuned: the value
	Look    i18n.Key // where to look for it
	Hides   bool     // the page's own method may fall far behind for one reason: Fails
	Fails   i18n.Key
	Loss    i18n.Key // what the chart of the loss is called
	Tests   i18n.Key // what an evaluation is a mean over
}

// ScenarioList is in the order of the tabs.
var ScenarioList = func() (list []Scenario) {
	for _, r := range task.Tasks {
		s := scenarioWords[r.Key]
		s.Row = r
		list = append(list, s)
	}
	return list
}()

// scenarioWords are what the page says of each, by its key.
var scenarioWords = map[string]Scenario{
	"treasure": {
		Title: i18n.ScenarioTreasure, Short: i18n.ScenarioShortTreasure, Intro: i18n.ScenarioIntroTreasure,
		Compare: i18n.ScenarioCompareTreasure, Start: i18n.ScenarioStartTreasure,
		Look: i18n.ScenarioLookTreasure, Tests: i18n.ScenarioTestsTreasure, Loss: i18n.ScenarioLossDemonstrations,
	},
	"treasure-moves": {
		Title: i18n.ScenarioTreasureMoves, Short: i18n.ScenarioShortTreasureMoves, Intro: i18n.ScenarioIntroTreasureMoves,
		Compare: i18n.ScenarioCompareTreasureMoves, Start: i18n.ScenarioStartTreasureMoves,
		Look: i18n.ScenarioLookTreasureMoves, Tests: i18n.ScenarioTestsTreasureMoves, Loss: i18n.ScenarioLossDemonstrations,
	},
	"lake6": {
		Title: i18n.ScenarioLake6, Short: i18n.ScenarioShortLake6, Intro: i18n.ScenarioIntroLake6,
		Compare: i18n.ScenarioCompareLake6, Start: i18n.ScenarioStartLake6,
		Look: i18n.ScenarioLookLake6, Tests: i18n.ScenarioTestsLake6, Loss: i18n.ScenarioLossDemonstration,
	},
	"lake4": {
		Title: i18n.ScenarioLake4, Short: i18n.ScenarioShortLake4, Intro: i18n.ScenarioIntroLake4,
		Compare: i18n.ScenarioCompareLake4, Start: i18n.ScenarioStartLake4,
		Look: i18n.ScenarioLookLake4, Tests: i18n.ScenarioTestsLake4, Loss: i18n.ScenarioLossDemonstration,
	},
	"sort": {
		Title: i18n.ScenarioSort, Short: i18n.ScenarioShortSort, Intro: i18n.ScenarioIntroSort,
		Compare: i18n.ScenarioCompareSort, Start: i18n.ScenarioStartSort,
		Look: i18n.ScenarioLookSort, Tests: i18n.ScenarioTestsSort, Loss: i18n.ScenarioLossDemonstrations,
	},
	"chain": {
		Title: i18n.ScenarioChain, Short: i18n.ScenarioShortChain, Intro: i18n.ScenarioIntroChain,
		Compare: i18n.ScenarioCompareChain, Start: i18n.ScenarioStartChain,
		Look: i18n.ScenarioLookChain, Tests: i18n.ScenarioTestsChain, Loss: i18n.ScenarioLossDemonstrations, Fails: i18n.ScenarioFailsChain, Hides: true,
	},
	"perm5": {
		Title: i18n.ScenarioPerm5, Short: i18n.ScenarioShortPerm5, Intro: i18n.ScenarioIntroPerm5,
		Compare: i18n.ScenarioComparePerm5, Start: i18n.ScenarioStartPerm5,
		Look: i18n.ScenarioLookPerm5, Tests: i18n.ScenarioTestsPerm5, Loss: i18n.ScenarioLossDemonstrations,
	},
	"prog": {
		Title: i18n.ScenarioProg, Short: i18n.ScenarioShortProg, Intro: i18n.ScenarioIntroProg,
		Compare: i18n.ScenarioCompareProg, Start: i18n.ScenarioStartProg,
		Look: i18n.ScenarioLookProg, Tests: i18n.ScenarioTestsProg, Loss: i18n.ScenarioLossDemonstrations,
	},
	"maze": {
		Title: i18n.ScenarioMaze, Short: i18n.ScenarioShortMaze, Intro: i18n.ScenarioIntroMaze,
		Compare: i18n.ScenarioCompareMaze, Start: i18n.ScenarioStartMaze,
		Look: i18n.ScenarioLookMaze, Tests: i18n.ScenarioTestsMaze, Loss: i18n.ScenarioLossDemonstrations,
	},
}

// ScenarioOf finds a scenario by its key; an unknown key gives the first.
func ScenarioOf(key string) Scenario {
	for _, s := range ScenarioList {
		if s.Key == key {
			return s
		}
	}
	return ScenarioList[0]
}
