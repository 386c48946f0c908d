package words

import (
	"math"
	"strconv"
	"strings"

	"softmix/i18n"
)

// Percent writes a share of one: .812 is "81 %", with a space that never breaks.
func Percent(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return strconv.Itoa(int(math.Round(100*v))) + "\u00a0%"
}

// Megabytes writes a number of bytes as "0.7", in millions.
func Megabytes(n int) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) }

// Rate writes steps a second: whole ones from ten on.
func Rate(v float64) string {
	if v >= 10 {
		return Grouped(int(math.Round(v)))
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}

// size writes a number of bytes of memory: "140 kB", "2.1 MB".
func size(n int) string {
	if n < 1e6 {
		return strconv.Itoa((n+500)/1000) + "\u00a0kB"
	}
	return Megabytes(n) + "\u00a0MB"
}

// Decimal writes a number the way the charts do: ".45", "1.53", "12.3".
func Decimal(v float64) string {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case v == 0:
		return "0"
	}
	return bare(v, digitsOf(v))
}

// digitsOf is how many decimals a number of this size has on the charts.
func digitsOf(v float64) int {
	switch a := math.Abs(v); {
	case a >= 10:
		return 1
	case a < .1 && a > 0:
		return 3
	}
	return 2
}

// bare writes a number with so many decimals and without a leading zero.
func bare(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	switch {
	case len(s) > 1 && s[:2] == "0.":
		return s[1:]
	case len(s) > 2 && s[:3] == "-0.":
		return "−" + s[2:]
	case s[0] == '-':
		return "−" + s[1:]
	}
	return s
}

// exact writes a share with up to three digits: ".748", "1".
func exact(v float64) string {
	s := strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0")
	return strings.TrimPrefix(strings.TrimSuffix(s, "."), "0")
}

// Tick writes a round number at an axis: "2", ".5".
func Tick(v float64) string {
	s := strconv.FormatFloat(v, 'g', 3, 64)
	if len(s) > 1 {
		s = strings.TrimPrefix(s, "0")
	}
	return s
}

// Grouped writes a whole number with a thin space between thousands.
func Grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u2009" + s[i:]
	}
	return s
}

// counted is "1 step", "2 steps": k says what is counted.
func counted(k i18n.Key, n int) string { return i18n.Say(k, n, Grouped(n)) }

// Short writes a number for a narrow column: ".05", ".4", "1.3", "12".
func Short(v float64) string {
	digits := 1
	switch {
	case math.Abs(v) >= 1e4:
		return strconv.FormatFloat(v, 'g', 2, 64)
	case v != 0 && v < .095:
		digits = 2
	case v >= 9.95:
		digits = 0
	}
	s := strconv.FormatFloat(v, 'f', digits, 64)
	switch s {
	case "0.0", "0.00", "0":
		return "0"
	}
	if s[0] == '0' {
		return s[1:]
	}
	return s
}

// Brief is decimal, but keeps the numbers of a run that has diverged short.
func Brief(v float64) string {
	if math.Abs(v) >= 1e4 {
		return Short(v)
	}
	return Decimal(v)
}

// Hundredths writes a small share as a percentage: ".42 %".
func Hundredths(v float64) string { return Brief(100*v) + "\u00a0%" }

// Capitalize makes the first letter a large one.
func Capitalize(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
