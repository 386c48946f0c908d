package words

import (
	"strconv"

	"softmix/i18n"
	"softmix/ui/state"
)

// references are the exact methods, by what a task calls them.
var references = map[string]i18n.Key{
	"optimal": i18n.ReferenceOptimal, "demonstrator": i18n.ReferenceDemonstrator, "any order": i18n.ReferenceAnyOrder,
	"right answers": i18n.ReferenceRightAnswers, "Bayes": i18n.ReferenceBayes,
}

// named says a name that comes with the numbers; one of no table as it came.
func named(table map[string]i18n.Key, name string) string {
	if k, ok := table[name]; ok {
		return k.String()
	}
	return name
}

// Reference is what an exact method reaches by a metric: on the prompts that the
// runs are evaluated on, and on average over all that there could be. names say so,
// the longest wording first: one alone where the two are the same or the first is
// not known, none where there is no such method. The difference is luck of the draw,
// and it is that of every run in the chart.
func Reference(s *state.Store, metric string) (here, mean float64, names []string) {
	r, ok := s.Reference(metric)
	if !ok {
		return 0, 0, nil
	}
	plain := named(references, r.Label) + " " + exact(r.Value)
	if r.Here == nil || exact(*r.Here) == exact(r.Value) {
		return r.Value, r.Value, []string{plain}
	}
	tests := ScenarioOf(s.Settings.Scenario).Tests.String()
	if e := s.Runs[0].Newest(metric); e.Prompts[metric] > 0 {
		count := strconv.Itoa(e.Prompts[metric])
		if s.Seeds() > 1 {
			count = strconv.Itoa(s.Seeds()) + " × " + count
		}
		tests = count + " " + tests
	}
	short := named(references, r.Label) + " " + exact(*r.Here)
	return *r.Here, r.Value, []string{
		i18n.Say(i18n.ReferenceOnTheseOnAverage, short, tests, exact(r.Value)),
		i18n.Say(i18n.ReferenceHereOnAverage, short, exact(r.Value)), i18n.Say(i18n.ReferenceMean, short, exact(r.Value)), short,
	}
}
