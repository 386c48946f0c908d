package words

import (
	"math"
	"strconv"
	"strings"

	"softmix/ui/state"
)

// collapse names the sides that have collapsed, and how it shows; nothing where none
// has. standing are the others.
func collapse(s *state.Store, who []ArmName) (say []Part, standing []int) {
	what := ScenarioOf(s.Settings.Scenario).Tests
	if s.Lake != nil {
		what = "cells"
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
		t := "about " + plural(max(1, int(math.Round(e.Metrics["distinct"]*float64(n)))), "different answer") + " to " + strconv.Itoa(n) + " " + what
		if s.Seeds() > 1 {
			t = "in " + strconv.Itoa(seeds) + " of " + plural(s.Seeds(), "seed") + ", " + t
		}
		if d, _, ok := s.Runs[i].Metric("drift"); ok {
			t += ", " + Decimal(d) + " nats a token from its start"
		}
		names, facts = append(names, Part{Text: a.Name, Method: s.Runs[i].Method, Bold: true}), append(facts, t)
	}
	if names == nil {
		return nil, standing
	}
	verb := " has collapsed"
	if len(names) > 1 {
		verb = " have collapsed"
	}
	for i, n := range names {
		switch {
		case i > 0 && i == len(names)-1:
			say = append(say, Part{Text: " and "})
		case i > 0:
			say = append(say, Part{Text: ", "})
		}
		say = append(say, n)
	}
	return append(say, Part{Text: verb, Bold: true}, Part{Text: ": " + strings.Join(facts, "; ") + "."}), standing
}
