package wire

import (
	"math"
	"strconv"
	"strings"
)

// Pair is a setting by name and the text of its value, as a URL holds it. The
// name may end in .1 (left) or .2 (right) where the setting is sided.
type Pair struct{ Name, Value string }

// Correction says in one sentence what was wrong with a setting and what became
// of it.
type Correction struct {
	Name string // as it was given
	Text string // such as "λ runs from 0 to 1; 3 became 1"
}

// Parse reads the query of a URL, with or without its "?". Every setting that is
// not named has its scenario's default; what is illegal is put right, and each
// time a correction tells so.
func Parse(query string) (Settings, []Correction) {
	return Apply(Defaults(""), split(query))
}

// Apply sets several settings at once. A new scenario comes first, whatever its
// place, and brings its own defaults for all that belongs to a scenario; then
// the others follow in their order.
func Apply(s Settings, pairs []Pair) (Settings, []Correction) {
	var said []Correction
	for _, first := range []bool{true, false} {
		for _, p := range pairs {
			if (p.Name == "scenario") != first {
				continue
			}
			if c, wrong := s.Set(p.Name, p.Value); wrong {
				said = append(said, c)
			}
		}
	}
	return s, said
}

// Encode writes what differs from the scenario's defaults as a query without
// "?"; the defaults of the first scenario give "". Parse(Encode(s)) is s for
// every legal s.
func Encode(s Settings) string {
	var b strings.Builder
	put := func(name, value string) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name)
		b.WriteByte('=')
		b.WriteString(value)
	}
	d := Defaults(s.Scenario)
	if s.Scenario != scenarios[0] {
		put("scenario", s.Scenario)
	}
	for _, p := range table {
		left, right := p.Text(s, 0), p.Text(s, 1)
		switch {
		case p.Name == "scenario":
		case p.Name == "method":
			if left != p.Text(d, 0) {
				put("left", left)
			}
			if right != p.Text(d, 1) {
				put("right", right)
			}
		case !p.Sided || left == right: // one name for both sides
			if left != p.Text(d, 0) {
				put(p.Name, left)
			}
		default:
			if left != p.Text(d, 0) {
				put(p.Name+".1", left)
			}
			if right != p.Text(d, 1) {
				put(p.Name+".2", right)
			}
		}
	}
	return b.String()
}

// Set gives one setting a value from text. An illegal value becomes the nearest
// legal one, or stays as it was where nothing is near; then wrong is true and
// the correction says so. Besides the names of the table it knows "left" and
// "right" (the sides' methods), "methods" (both, with a comma), "lambda.1" and
// its like, and "device=gpu" for webgpu. A change of scenario brings its
// defaults; seed, seeds, device and everything about the display stay.
func (s *Settings) Set(name, value string) (c Correction, wrong bool) {
	value = strings.TrimSpace(value)
	fail := func(text string) (Correction, bool) { return Correction{name, capital(text)}, true }
	from, to := 0, len(s.Sides)
	bare := name
	switch name {
	case "methods":
		l, r, two := strings.Cut(value, ",")
		if !two {
			return fail("methods are two words with a comma, such as sft,ift; " + quote(value) + " was left out")
		}
		if c, wrong := s.Set("left", l); wrong {
			return c, wrong
		}
		return s.Set("right", r)
	case "left":
		bare, to = "method", 1
	case "right":
		bare, from = "method", 1
	default:
		if b, ok := strings.CutSuffix(name, ".1"); ok {
			bare, to = b, 1
		} else if b, ok := strings.CutSuffix(name, ".2"); ok {
			bare, from = b, 1
		}
	}
	p, known := Find(bare)
	if !known || bare != name && !p.Sided {
		return fail("there is no setting " + quote(name) + "; it was left out")
	}
	if p.Name == "scenario" {
		return s.setScenario(value)
	}
	for side := from; side < to; side++ {
		text, bad := p.assign(s, side, value)
		if bad {
			c, wrong = fail(text)
		}
		if !p.Sided {
			break
		}
	}
	return c, wrong
}

func (s *Settings) setScenario(name string) (Correction, bool) {
	d := Defaults(name)
	d.Seed, d.Seeds, d.Device, d.Speed, d.Autoplay = s.Seed, s.Seeds, s.Device, s.Speed, s.Autoplay
	d.XAxis, d.Log, d.Smooth, d.Theme, d.Phase = s.XAxis, s.Log, s.Smooth, s.Theme, s.Phase
	if d.Scenario == name {
		if name != s.Scenario {
			*s = d
		}
		return Correction{}, false
	}
	*s = d
	return Correction{"scenario", "There is no scenario " + quote(name) + "; this is " + d.Scenario}, true
}

// assign puts one value right and stores it; bad says that text tells how.
func (p Param) assign(s *Settings, side int, value string) (text string, bad bool) {
	switch at := p.at(s, side).(type) {
	case *string:
		if p.Name == "device" && value == "gpu" {
			value = "webgpu"
		}
		for _, c := range p.Choices {
			if c == strings.ToLower(value) {
				*at = c
				return "", false
			}
		}
		return p.Label + p.verb(" is ", " are ") + list(p.Choices) + "; " + quote(value) + " became " + *at, true
	case *bool:
		switch strings.ToLower(value) {
		case "", "1", "true", "on", "yes":
			*at = true
		case "0", "false", "off", "no":
			*at = false
		default:
			return p.Label + " is 1 or 0; " + quote(value) + " became " + p.Text(*s, side), true
		}
		return "", false
	}
	v, err := strconv.ParseFloat(value, 64)
	lo, hi := p.Range(*s)
	if math.IsNaN(v) || err != nil && !math.IsInf(v, 0) {
		return p.Label + p.verb(" is a number from ", " are a number from ") + short(lo) + " to " + short(hi) + "; " + quote(value) + " became " + p.Text(*s, side), true
	}
	legal := clamp(v, lo, hi)
	if at, ok := p.at(s, side).(*int); ok {
		legal = math.Round(legal)
		*at = int(legal)
	} else if at, ok := p.at(s, side).(*float64); ok {
		*at = legal
	}
	switch {
	case v < lo || v > hi:
		return p.Label + p.verb(" runs from ", " run from ") + short(lo) + " to " + short(hi) + "; " + value + " became " + short(legal), true
	case v != legal:
		return p.Label + p.verb(" is a whole number; ", " are a whole number; ") + value + " became " + short(legal), true
	}
	return "", false
}

// verb picks the form that agrees with the label.
func (p Param) verb(one, many string) string {
	switch p.Name {
	case "seeds", "steps", "demos", "passes", "weights":
		return many
	}
	return one
}

// capital makes the first letter of a sentence a large one; the Greek ones are
// names and stay.
func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

// quote marks what a reader wrote, cut where it is long.
func quote(s string) string {
	if r := []rune(s); len(r) > 24 {
		s = string(r[:24]) + "…"
	}
	return "“" + s + "”"
}

// list joins words as a sentence does: a, b or c.
func list(words []string) string {
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + " or " + words[n]
}

// split takes a query apart. net/url would do it too, at the price of a larger
// download.
func split(query string) []Pair {
	var ps []Pair
	for _, f := range strings.Split(strings.TrimPrefix(query, "?"), "&") {
		if f == "" {
			continue
		}
		name, value, _ := strings.Cut(f, "=")
		ps = append(ps, Pair{unescape(name), unescape(value)})
	}
	return ps
}

// unescape undoes "+" and "%xx"; what is no such code stays as it is.
func unescape(s string) string {
	if !strings.ContainsAny(s, "+%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b.WriteByte(' ')
		case s[i] == '%' && i+2 < len(s):
			n, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
			if err != nil {
				b.WriteByte('%')
				continue
			}
			b.WriteByte(byte(n))
			i += 2
		default:
			b.WriteByte(s[i])
		}
	}
	return strings.ToValidUTF8(b.String(), "�")
}
