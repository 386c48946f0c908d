package words

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/model/stats"
	"softmix/model/task"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Rule says the rule of package stats to readers, as HTML: it stands under the
// sentence, and page and figures open it with a click or a key.
func Rule() string { return i18n.VerdictRule.String() }

// verdict compares the sides by what they measured last: with three seeds or more
// who is ahead, by the rule of package stats; with fewer what these runs say, and
// that they are no verdict on methods. A side that has collapsed is named, and the
// others are compared.
func verdict(s *state.Store, who []ArmName, values []float64) []Part {
	p, sides := collapse(s, who)
	if len(sides) < 2 {
		return p
	}
	if p != nil {
		p = append(p, Part{Text: i18n.VerdictOfTheOthers.String()})
	}
	switch look, ok := s.LastLook(); {
	case sameSoFar(s, sides):
		return append(p, Part{Text: i18n.VerdictTheVerySameNumbers.String(), Bold: true}, Part{Text: i18n.VerdictAtEveryStepSo.String()})
	case s.Seeds() < stats.MinSeeds:
		return append(p, anecdote(s, who, sides, values)...)
	case !ok:
		return append(p, early(s, who, sides)...)
	case len(sides) > 2:
		return append(p, ranking(s, who, sides, look)...)
	default:
		return append(p, pair(s, who, sides[0], sides[1], look)...)
	}
}

// pair compares two sides as of a look.
func pair(s *state.Store, who []ArmName, left, right, look int) []Part {
	d, ok := s.DifferenceAt(look, right, left, s.Metric())
	end := "."
	if ok {
		end = " (" + gapText(d, who[left], who[right]) + ")."
	}
	if !d.Clear {
		return []Part{{Text: i18n.VerdictNoClearDifference.String(), Bold: true}, {Text: then(s, look) + end}}
	}
	ahead, behind := right, left
	if d.Mean < 0 != lessIsBetter(s.Metric()) {
		ahead, behind = left, right
	}
	if neutral(s.Metric()) {
		return []Part{{Text: i18n.Say(i18n.VerdictIsHigher, who[ahead].Name), Method: s.Runs[ahead].Method, Bold: true}, {Text: then(s, look) + end}}
	}
	if loser := s.Runs[behind].Method; method.Of(loser).Subject && s.Runs[ahead].Method != loser {
		return []Part{{Text: i18n.Say(i18n.VerdictLoses, who[behind].Name), Method: loser, Bold: true}, {Text: here(s, look) + end}}
	}
	return []Part{{Text: i18n.Say(i18n.VerdictIsAhead, who[ahead].Name), Method: s.Runs[ahead].Method, Bold: true}, {Text: then(s, look) + end}}
}

// neutral tells of the metrics of which neither more nor less is better.
func neutral(metric string) bool {
	return task.MeasureOf(metric).Better == task.Neither
}

// gapText is the difference of two sides in the sentence: it never breaks at its ±.
func gapText(d stats.Difference, left, right ArmName) string {
	return strings.ReplaceAll(DifferenceText(d, [2]ArmName{left, right}), " ± ", "\u00a0±\u00a0")
}

// then says when a verdict was passed, where that is not now; here says where, or
// when.
func then(s *state.Store, look int) string {
	if e := s.Runs[0].Evals; e[len(e)-1].Step == look {
		return ""
	}
	return i18n.Say(i18n.VerdictAsOfStep, Grouped(look))
}

func here(s *state.Store, look int) string {
	if t := then(s, look); t != "" {
		return t
	}
	return i18n.VerdictHere.String()
}

// early says how things stand before the first look that is planned, or where all of
// them so far were skipped.
func early(s *state.Store, who []ArmName, sides []int) []Part {
	t := i18n.VerdictNoneOfTheSteps.String()
	if next := stats.NextLook(s.Step, s.Settings.Steps); next < math.MaxInt {
		t = i18n.Say(i18n.VerdictBeforeStep, Grouped(next))
	}
	if d, ok := s.Difference(sides[1], sides[0], s.Metric()); ok && len(sides) == 2 {
		t += i18n.Say(i18n.VerdictSoFar, gapText(d, who[sides[0]], who[sides[1]]))
	}
	return []Part{{Text: i18n.VerdictNoVerdict.String(), Bold: true}, {Text: t + "."}}
}

// anecdote says what one run, or two, came to.
func anecdote(s *state.Store, who []ArmName, sides []int, values []float64) []Part {
	order := bestFirst(s, sides, values)
	first, last := order[0], order[len(order)-1]
	d := math.Abs(values[first] - values[last])
	n, lower := s.Seeds(), lessIsBetter(s.Metric())
	caveat := i18n.VerdictOneRunIsNo.String()
	if n > 1 {
		caveat = i18n.Say(i18n.VerdictAVerdictTakesSeeds, stats.MinSeeds)
	}
	tests, half, known := chance(s, first, last)
	if known && d <= half {
		k := i18n.VerdictWithinApart
		if len(sides) > 2 {
			k = i18n.VerdictWithinAll
		}
		return []Part{{Text: i18n.Say(k, apart(s, d), n), Bold: true}, {Text: i18n.Say(i18n.VerdictWithinThe, "±\u00a0"+digits(s, half), tests)}}
	}
	noise := ""
	if known {
		noise = i18n.Say(i18n.VerdictNoise, "±\u00a0"+digits(s, half), tests)
	}
	higher, highest, lowest := i18n.VerdictIsHigherBy, i18n.VerdictIsHighest, i18n.VerdictOtherLowest
	if lower {
		higher, highest, lowest = i18n.VerdictIsLowerBy, i18n.VerdictIsLowest, i18n.VerdictOtherHighest
	}
	if len(sides) == 2 {
		return []Part{{Text: i18n.Say(higher, who[first].Name, apart(s, d)), Method: s.Runs[first].Method, Bold: true},
			{Text: i18n.Say(i18n.VerdictInRuns, n, noise, caveat)}}
	}
	return []Part{{Text: i18n.Say(highest, who[first].Name), Method: s.Runs[first].Method, Bold: true}, {Text: i18n.Say(i18n.VerdictInRunsAnd, n)},
		{Text: who[last].Name, Method: s.Runs[last].Method}, {Text: i18n.Say(lowest, apart(s, d), noise, caveat)}}
}

// chance says how far the prompts of the evaluation can have moved the difference
// of two sides, and how many they are, in words; not ok where that is not told.
func chance(s *state.Store, a, b int) (tests string, half float64, ok bool) {
	metric := s.Metric()
	x, y := s.Runs[a].Newest(metric), s.Runs[b].Newest(metric)
	half = stats.OneRun(x.Errs[metric], y.Errs[metric]) / math.Sqrt(float64(s.Seeds()))
	n := x.Prompts[metric]
	if half == 0 || n == 0 {
		return "", 0, false
	}
	what := ScenarioOf(s.Settings.Scenario).Tests.String()
	if task.MeasureOf(metric).OnAnswers {
		what = i18n.VerdictAnswers.String()
	}
	count := strconv.Itoa(n)
	if s.Seeds() > 1 {
		count = strconv.Itoa(s.Seeds()) + " × " + count
	}
	return i18n.Say(i18n.VerdictTests, count, what), half, true
}

// apart writes a distance between two values of the metric as its values are
// written: "21 points" of a percentage, ".12".
func apart(s *state.Store, d float64) string {
	if t := digits(s, d); s.Metric() != state.ChartMetric(s.Settings.Scenario) {
		return t
	} else if t == "1" {
		return i18n.VerdictPoint.String()
	} else {
		return i18n.Say(i18n.VerdictPoints, t)
	}
}

// digits is apart without its unit.
func digits(s *state.Store, d float64) string {
	if s.Metric() != state.ChartMetric(s.Settings.Scenario) {
		return Decimal(d)
	}
	return strconv.Itoa(int(math.Round(100 * d)))
}

// ranking compares three or four sides as of a look: who is ahead of all others, and
// who comes last, each only where it can be told apart from its neighbour. Where IFT
// comes last it is said that it loses.
func ranking(s *state.Store, who []ArmName, sides []int, look int) []Part {
	values := make([]float64, len(who))
	for i := range who {
		e, _ := s.Runs[i].EvalAt(look)
		values[i] = e.Metrics[s.Metric()]
	}
	order, end := bestFirst(s, sides, values), then(s, look)+"."
	told := func(a, b int) bool {
		d, ok := s.DifferenceAt(look, a, b, s.Metric())
		return ok && d.Clear
	}
	n := len(order)
	first, last := order[0], order[n-1]
	if !told(first, last) {
		return []Part{{Text: i18n.VerdictNoClearDifference.String(), Bold: true}, {Text: end}}
	}
	var p []Part
	if told(first, order[1]) {
		p = append(p, Part{Text: i18n.Say(i18n.VerdictIsAhead, who[first].Name), Method: s.Runs[first].Method, Bold: true})
	} else {
		p = append(p, Part{Text: i18n.Say(i18n.VerdictAndLeadAndAre, who[first].Name, who[order[1]].Name), Bold: true})
	}
	if !told(order[n-2], last) {
		return append(p, Part{Text: end})
	}
	if loser := s.Runs[last].Method; method.Of(loser).Subject {
		return append(p, Part{Text: ", "}, Part{Text: i18n.Say(i18n.VerdictLoses, who[last].Name), Method: loser, Bold: true}, Part{Text: here(s, look) + "."})
	}
	return append(p, Part{Text: ", "}, Part{Text: who[last].Name, Method: s.Runs[last].Method}, Part{Text: i18n.Say(i18n.VerdictComesLast, end)})
}

// bestFirst are sides by the values of all, the best first.
func bestFirst(s *state.Store, sides []int, values []float64) []int {
	order := slices.Clone(sides)
	sign := 1.0
	if lessIsBetter(s.Metric()) {
		sign = -1
	}
	sort.SliceStable(order, func(i, j int) bool { return sign*values[order[i]] > sign*values[order[j]] })
	return order
}

// few is how many steps may be alike by themselves: every kind of DPO begins at
// log 2.
const few = 5

// sameSoFar reports whether sides have done the very same so far: the same losses,
// but for the last digits that a computer has, and the same measurements.
func sameSoFar(s *state.Store, sides []int) bool {
	left := &s.Runs[sides[0]]
	for _, i := range sides[1:] {
		r := &s.Runs[i]
		if len(r.Points) < few || len(r.Points) != len(left.Points) || len(r.Evals) != len(left.Evals) {
			return false
		}
		for k, p := range r.Points {
			if math.Abs(p.Loss-left.Points[k].Loss) > 1e-6*math.Abs(p.Loss) {
				return false
			}
		}
		for k, e := range r.Evals {
			if m := s.Metric(); e.Metrics[m] != left.Evals[k].Metrics[m] {
				return false
			}
		}
	}
	return true
}

// fell reports whether a metric of a run went down by more than chance in the
// prompts of its evaluations does, and by enough to speak of.
func fell(from, to wire.Eval, metric string) bool {
	was, before := from.Metrics[metric]
	is, now := to.Metrics[metric]
	return before && now && was-is > .02 && stats.Fell(was-is, from.Errs[metric], to.Errs[metric])
}
