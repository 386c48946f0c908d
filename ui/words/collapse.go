package words

import (
	"math"
	"strconv"
	"strings"

	"softmix/i18n"
	"softmix/ui/state"
)

// collapse names the sides that have collapsed, and how it shows; nothing where none
// has. standing are the others.
func collapse(s *state.Store, who []ArmName) (say []Part, standing []int) {
	what := ScenarioOf(s.Settings.Scenario).Tests
	if s.Lake != nil {
		what = i18n.VerdictCells.String()
	}
	var names []Part
	var facts []string
	for i, a := range who {
		seeds := s.Collapsed(i)
		if seeds == 0 {
			standing = append(standing, i)
			continue
		}
		e := s.Runs[i].Newest("distinct")
		n := e.Prompts["distinct"]
		t := i18n.Say(i18n.VerdictAboutTo, counted(i18n.CountDifferentAnswer, max(1, int(math.Round(e.Metrics["distinct"]*float64(n))))), strconv.Itoa(n), what)
		if s.Seeds() > 1 {
			t = i18n.Say(i18n.VerdictInOf, strconv.Itoa(seeds), counted(i18n.CountSeed, s.Seeds()), t)
		}
		if d, _, ok := s.Runs[i].Metric("drift"); ok {
			t += i18n.Say(i18n.VerdictNatsATokenFrom, Decimal(d))
		}
		names, facts = append(names, Part{Text: a.Name, Method: s.Runs[i].Method, Bold: true}), append(facts, t)
	}
	if names == nil {
		return nil, standing
	}
	verb := i18n.VerdictHasCollapsed.String()
	if len(names) > 1 {
		verb = i18n.VerdictHaveCollapsed.String()
	}
	for i, n := range names {
		switch {
		case i > 0 && i == len(names)-1:
			say = append(say, Part{Text: i18n.VerdictAnd2.String()})
		case i > 0:
			say = append(say, Part{Text: ", "})
		}
		say = append(say, n)
	}
	return append(say, Part{Text: verb, Bold: true}, Part{Text: ": " + strings.Join(facts, "; ") + "."}), standing
}
