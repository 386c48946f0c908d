package words

import (
	"slices"

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
		s := Scenario{Row: r, Loss: i18n.ScenarioLossDemonstrations}
		if slices.Contains(r.Defaults, task.Default{Name: "demos", Value: "1"}) {
			s.Loss = i18n.ScenarioLossDemonstration
		}
		for section, key := range map[string]*i18n.Key{
			"scenario": &s.Title, "scenarioShort": &s.Short, "scenarioIntro": &s.Intro, "scenarioCompare": &s.Compare,
			"scenarioStart": &s.Start, "scenarioLook": &s.Look, "scenarioTests": &s.Tests,
		} {
			*key, _ = i18n.Of(section, r.Key)
		}
		s.Fails, s.Hides = i18n.Of("scenarioFails", r.Key)
		list = append(list, s)
	}
	return list
}()

// ScenarioOf finds a scenario by its key; an unknown key gives the first.
func ScenarioOf(key string) Scenario {
	for _, s := range ScenarioList {
		if s.Key == key {
			return s
		}
	}
	return ScenarioList[0]
}
