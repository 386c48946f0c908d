package api

import (
	"html"
	"maps"
	"slices"
	"strconv"
	"strings"

	"softmix/i18n"
)

// The drawing's size and its plot's, in pixels: that of previews.
const (
	width, height = 1200, 630
	left, right   = 110, 1150
	top, bottom   = 200, 520
	maxDrawn      = 400 // points of a curve
)

// colours are those of the page: blue is SFT and orange IFT, whichever side they
// are on. Other methods, and a method's second run, take what is left.
var colours = []string{"#2f6bd0", "#d9731a", "#bf3b86", "#4a7a3a"}

// ownColours are those of the methods that have one; a test holds them to the table of
// methods, which this program does not carry.
var ownColours = map[string]string{"sft": colours[0], "ift": colours[1]}

// coloursOf gives each side its colour.
func coloursOf(sides []Side) []string {
	out, taken := make([]string, len(sides)), map[string]bool{}
	for i, s := range sides {
		if c := ownColours[s.Method]; !taken[c] {
			out[i] = c
			taken[c] = c != ""
		}
	}
	for i := range out {
		for _, c := range colours {
			if out[i] == "" && !taken[c] {
				out[i], taken[c] = c, true
			}
		}
	}
	return out
}

// draw draws the losses of a run, with its title and last numbers, as SVG
// without scripts or references.
func draw(run *Run) []byte {
	var b strings.Builder
	text := func(x, y, size float64, fill, more, s string) {
		b.WriteString(`<text x="` + num(x) + `" y="` + num(y) + `" font-size="` + num(size) + `" fill="` + fill + `"` + more + `>` + html.EscapeString(s) + "</text>\n")
	}
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630" font-family="Georgia, 'Liberation Serif', serif">` + "\n")
	b.WriteString("<title>" + html.EscapeString(titleOf(run)) + "</title>\n")
	b.WriteString(`<rect width="1200" height="630" fill="#fdfcfa"/>` + "\n")
	for i, line := range wrap(titleOf(run), 50, 2) {
		text(60, 80+float64(i)*50, 42, "#1d2130", ` font-weight="bold"`, line)
	}
	text(60, 168, 22, "#5b6070", "", i18n.Say(i18n.EdgeLoss, scenario(run), run.Steps))

	least, most := run.lossRange()
	last := 1.0
	for _, s := range run.Runs {
		last = max(last, s.Points[len(s.Points)-1][0])
	}
	if most-least < 1e-9 {
		least, most = least-.5, most+.5
	}
	x := func(step float64) float64 { return left + (right-left)*step/last }
	y := func(loss float64) float64 { return bottom - (bottom-top)*(loss-least)/(most-least) }
	b.WriteString(`<path d="M110 200V520H1150" fill="none" stroke="#8a8f9c"/>` + "\n")
	for _, v := range []float64{least, most} {
		text(left-12, y(v)+7, 20, "#5b6070", ` text-anchor="end"`, short(v))
	}
	text(left, bottom+28, 20, "#5b6070", "", "0")
	text(right, bottom+28, 20, "#5b6070", ` text-anchor="end"`, short(last))

	hues := coloursOf(run.Runs)
	for i, s := range run.Runs {
		colour := hues[i]
		b.WriteString(`<polyline fill="none" stroke="` + colour + `" stroke-width="3.5" stroke-linejoin="round" points="`)
		for _, p := range thin(s.Points, maxDrawn) {
			b.WriteString(num(x(p[0])) + "," + num(y(p[1])) + " ")
		}
		b.WriteString(`"/>` + "\n")
		row, column := float64(i/2), float64(i%2)
		text(60+column*560, 582+row*32, 24, colour, ` font-weight="bold"`, finalOf(s))
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// finalOf is a side's method and its last numbers: the metric that is named first
// by the alphabet, or the loss.
func finalOf(s Side) string {
	name := strings.ToUpper(s.Method) + ": "
	if n := len(s.Evals); n > 0 && len(s.Evals[n-1].Metrics) > 0 {
		m := s.Evals[n-1].Metrics
		first := slices.Min(slices.Collect(maps.Keys(m)))
		return name + strings.ReplaceAll(first, "_", " ") + " " + short(m[first])
	}
	return name + "loss " + short(s.Points[len(s.Points)-1][1])
}

// thin returns at most n points of a curve, its ends among them.
func thin(points [][2]float64, n int) [][2]float64 {
	if len(points) <= n {
		return points
	}
	out := make([][2]float64, n)
	for i := range out {
		out[i] = points[i*(len(points)-1)/(n-1)]
	}
	return out
}

// wrap breaks a text into at most lines lines of about n characters.
func wrap(s string, n, lines int) []string {
	var out []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > n {
			out = append(out, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	out = append(out, line)
	if len(out) > lines {
		out = out[:lines]
		out[lines-1] += " …"
	}
	for i, l := range out { // a single long word
		if r := []rune(l); len(r) > n+4 {
			out[i] = string(r[:n+3]) + "…"
		}
	}
	return out
}

// num writes a coordinate.
func num(v float64) string { return strconv.FormatFloat(v, 'f', -1, 32) }

// short writes a number for people, in three digits.
func short(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }
