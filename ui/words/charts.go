package words

import (
	"strconv"
	"strings"

	"softmix/i18n"
	"softmix/model/task"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// lessIsBetter tells of the metrics that training should bring down.
func lessIsBetter(metric string) bool { return task.MeasureOf(metric).Better == task.Less }

// LossTitle is the title of the chart of losses, and the short one.
func LossTitle(s *state.Store) (title, short string) {
	title = ScenarioOf(s.Settings.Scenario).Loss.String()
	for i := range s.Settings.Width() {
		if wire.Judged(s.Runs[i].Method) {
			title = i18n.ChartsLossEachByIts.String()
		}
	}
	return title, i18n.ChartsLoss.String()
}

// RewardsTitle is the title of the chart of both rewards, and the short one.
func RewardsTitle() (title, short string) {
	return i18n.ChartsRewardTheJudgeS.String(), i18n.ChartsTheJudgeSAnd.String()
}

func JudgeName() string { return i18n.ChartsJudge.String() }

func RewardModelName() string { return i18n.ChartsModel.String() }

func NothingYet() string { return i18n.ChartsNothingYet.String() }

// NoCharts is what stands in the place of charts that cannot be drawn.
func NoCharts() string {
	return i18n.ChartsTheChartsCannotBe.String()
}

// BandNote says what line and band are with several seeds, the longest wording
// first.
func BandNote(seeds int) []string {
	n := strconv.Itoa(seeds)
	return []string{i18n.Say(i18n.ChartsMeanOneStandardDeviation, n), i18n.Say(i18n.ChartsMeanStandardDeviationSeeds, n), i18n.Say(i18n.ChartsMeanStdSeeds, n), i18n.Say(i18n.ChartsSeedsStd, n), ""}
}

// SeedsValue is a value as it is written, with its spread where there are several
// seeds.
func SeedsValue(y, std float64, seeds int) string {
	if seeds > 1 {
		return plusMinus(y, std)
	}
	return Decimal(y)
}

// XLabel writes a place on an x axis with its unit: see wire.XAxes.
func XLabel(unit string, x float64) string {
	n := Grouped(int(x))
	switch unit {
	case "tokens":
		return i18n.Say(i18n.ChartsTokens, n)
	case "seconds", "device":
		return strconv.FormatFloat(x, 'f', 1, 64) + " s"
	case "flops":
		return Flops(x)
	case "passes":
		return i18n.Say(i18n.ChartsPasses, n)
	case "written":
		return i18n.Say(i18n.ChartsTokensWritten, n)
	case "demos":
		return i18n.Say(i18n.ChartsDemonstrations, n)
	case "judged":
		return i18n.Say(i18n.ChartsAnswersJudged, n)
	}
	return i18n.Say(i18n.ChartsStep, int(x))
}

// ChartWords are what the charts over the training show.
type ChartWords struct {
	At         string // where they are read
	Panes      []PaneWords
	Reference  string // the line that is drawn for comparison; "" for none
	Seeds      int
	Difference string // of the sides; "" for none
}

// PaneWords are one chart: its title, and name and value of each line.
type PaneWords struct {
	Title string
	Lines []string
}

// String says so in words.
func (w ChartWords) String() string {
	s := i18n.Say(i18n.ChartsChartsOverTheTraining, len(w.Panes), w.At)
	sep := ", "
	for _, p := range w.Panes {
		s += sep + LowerFirst(p.Title) + ": " + strings.Join(p.Lines, ", ")
		sep = "; "
	}
	s += "."
	if w.Reference != "" {
		s += i18n.Say(i18n.ChartsReferenceLine, w.Reference)
	}
	if w.Seeds > 1 {
		s += i18n.Say(i18n.ChartsLinesAreMeansOver, w.Seeds)
		if w.Difference != "" {
			s += " " + w.Difference + "."
		}
	}
	return s
}

// LowerFirst makes the first letter a small one.
func LowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}
