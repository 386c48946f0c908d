package words

import (
	"math"
	"strings"

	"softmix/i18n"
	"softmix/ui/state"
)

// collapse names the sides that have collapsed, and how it shows; nothing where none
// has. standing are the others.
func collapse(s *state.Store, who []ArmName) (say []Part, standing []int) {
	what := ScenarioOf(s.Settings.Scenario).Tests.String()
	if s.Lake != nil {
		what = i18n.VerdictCells.String()
	}
	var names [][]Part
	var facts []string
	for i, a := range who {
		seeds := s.Collapsed(i)
		if seeds == 0 {
			standing = append(standing, i)
			continue
		}
		e := s.Runs[i].Newest("distinct")
		n := e.Prompts["distinct"]
		t := i18n.Say(i18n.VerdictAboutTo, counted(i18n.CountDifferentAnswer, max(1, int(math.Round(e.Metrics["distinct"]*float64(n))))), n, what)
		if s.Seeds() > 1 {
			t = i18n.Say(i18n.VerdictInOf, seeds, counted(i18n.CountSeed, s.Seeds()), t)
		}
		if d, _, ok := s.Runs[i].Metric("drift"); ok {
			t += i18n.Say(i18n.VerdictNatsATokenFrom, Decimal(d))
		}
		names, facts = append(names, []Part{{Text: a.Name, Method: s.Runs[i].Method, Bold: true}}), append(facts, t)
	}
	if names == nil {
		return nil, standing
	}
	return words(listed(names, i18n.ListTwo), loud(i18n.Say(i18n.VerdictCollapsed, len(names))), ": "+strings.Join(facts, "; ")+"."), standing
}
