package words

import (
	"math"
	"strconv"

	"softmix/i18n"
	"softmix/model/stats"
	"softmix/ui/state"
)

// DifferenceText is the difference as it stands in brackets and labels: "IFT − SFT: +.19
// ± .03 over 4 seeds, t 12.4".
func DifferenceText(d stats.Difference, who [2]ArmName) string {
	return who[1].Name + " − " + who[0].Name + ": " + differenceNumbers(d)
}

// differenceNumbers is the difference without its sides: "+.19 ± .03 over 4 seeds, t 12.4".
func differenceNumbers(d stats.Difference) string {
	sign := "+"
	if d.Mean < 0 {
		sign = "" // decimal writes its own
	}
	s := i18n.Say(i18n.SeedsOver, sign, plusMinus(d.Mean, d.Std), counted(i18n.CountSeed, d.Seeds))
	t := strconv.FormatFloat(math.Abs(d.T), 'f', 1, 64)
	if d.T < 0 && t != "0.0" {
		t = "−" + t
	}
	return s + ", t " + t
}

// plusMinus writes a mean and its standard deviation with as many digits:
// ".52 ± .03".
func plusMinus(mean, std float64) string {
	digits := digitsOf(mean)
	return bare(mean, digits) + " ± " + bare(std, digits)
}

// percentOf writes a share of one with its standard deviation, if there is one:
// "48 ± 3 %".
func percentOf(v, std float64, several bool) string {
	if !several || math.IsNaN(v) {
		return Percent(v)
	}
	return strconv.Itoa(int(math.Round(100*v))) + "\u00a0±\u00a0" + Percent(std)
}

// SeedNote says which seed the boards show, the longest wording first; nothing
// with one seed.
func SeedNote(s *state.Store) []string {
	if s.Seeds() < 2 {
		return nil
	}
	first := i18n.Say(i18n.SeedsPictureSeed, s.Settings.Seed)
	return []string{i18n.Say(i18n.SeedsTheFirstOf, first, s.Seeds()), first}
}

// SeedWords is seedNote for a picture's description.
func SeedWords(s *state.Store) string {
	if s.Seeds() < 2 {
		return ""
	}
	return i18n.Say(i18n.SeedsThisIsSeedThe, s.Settings.Seed, s.Seeds())
}
