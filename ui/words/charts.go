package words

import (
	"strconv"
	"strings"

	"softmix/model/task"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// lessIsBetter tells of the metrics that training should bring down.
func lessIsBetter(metric string) bool { return task.MeasureOf(metric).Better == task.Less }

// LossTitle is the title of the chart of losses, and the short one.
func LossTitle(s *state.Store) (title, short string) {
	title = ScenarioOf(s.Settings.Scenario).Loss
	for i := range s.Settings.Width() {
		if wire.Judged(s.Runs[i].Method) {
			title = "Loss, each by its own method’s measure"
		}
	}
	return title, "Loss"
}

// RewardsTitle is the title of the chart of both rewards, and the short one.
func RewardsTitle() (title, short string) {
	return "Reward: the judge’s; the reward model’s (dashed, own scale)", "The judge’s and the model’s reward"
}

func JudgeName() string { return "judge" }

func RewardModelName() string { return "model" }

func NothingYet() string { return "nothing yet" }

// NoCharts is what stands in the place of charts that cannot be drawn.
func NoCharts() string {
	return "The charts cannot be drawn: their script, uPlot, did not load. All else works; load the page again to have them."
}

// BandNote says what line and band are with several seeds, the longest wording
// first.
func BandNote(seeds int) []string {
	n := strconv.Itoa(seeds)
	return []string{"mean ± one standard deviation of " + n + " seeds", "mean ± standard deviation, " + n + " seeds", "mean ± std, " + n + " seeds", n + " seeds, ± std", ""}
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
		return n + " tokens"
	case "seconds", "device":
		return strconv.FormatFloat(x, 'f', 1, 64) + " s"
	case "flops":
		return Flops(x)
	case "passes":
		return n + " passes"
	case "written":
		return n + " tokens written"
	case "demos":
		return n + " demonstrations"
	case "judged":
		return n + " answers judged"
	}
	return "step " + strconv.Itoa(int(x))
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
	s := "Two"
	if len(w.Panes) > 2 {
		s = "Three"
	}
	s += " charts over the training. At " + w.At
	sep := ", "
	for _, p := range w.Panes {
		s += sep + LowerFirst(p.Title) + ": " + strings.Join(p.Lines, ", ")
		sep = "; "
	}
	s += "."
	if w.Reference != "" {
		s += " Reference line: " + w.Reference + "."
	}
	if w.Seeds > 1 {
		s += " Lines are means over " + strconv.Itoa(w.Seeds) + " seeds, bands and ± one standard deviation."
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
