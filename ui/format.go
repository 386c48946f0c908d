package ui

import (
	"math"
	"strconv"
)

// percent writes a share of one: .812 is "81 %", with a space that never breaks.
func percent(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return strconv.Itoa(int(math.Round(100*v))) + "\u00a0%"
}

// megabytes writes a number of bytes as "0.7", in millions.
func megabytes(n int) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) }

// rate writes steps a second: whole ones from ten on.
func rate(v float64) string {
	if v >= 10 {
		return grouped(int(math.Round(v)))
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}

// size writes a number of bytes of memory: "140 kB", "2.1 MB".
func size(n int) string {
	if n < 1e6 {
		return strconv.Itoa((n+500)/1000) + "\u00a0kB"
	}
	return megabytes(n) + "\u00a0MB"
}
