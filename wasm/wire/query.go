package wire

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"softmix/i18n"
	"softmix/model/method"
)

// Pair is a setting by name and the text of its value, as a URL holds it. The
// name may end in .1 (left) or .2 (right) where the setting is sided.
type Pair struct{ Name, Value string }

// Correction says in one sentence what was wrong with a setting and what became
// of it.
type Correction struct {
	Name string // of the table; as it was given where that has none
	Text string // such as "λ runs from 0 to 1; 3 became 1"
}

// Parse reads the query of a URL, with or without its "?". Every setting that is
// not named has its scenario's default, as the version had it that the query is of;
// what is illegal is put right, and each time a correction tells so.
func Parse(query string) (Settings, []Correction) {
	pairs := split(query)
	s := defaultsAt(versionOf(pairs), "")
	s.Version = versionOf(pairs)
	s, said := Apply(s, pairs)
	s.Version = newest() // as which it will be written
	return s, said
}

// Apply sets several settings at once. A new scenario comes first, whatever its
// place, and brings its own defaults for all that belongs to a scenario; then the
// methods, which bring their knobs' defaults; then the others follow in their order.
// A metric that is not measured there becomes auto. Names may be written as in
// Canonical.
func Apply(s Settings, pairs []Pair) (Settings, []Correction) {
	var said []Correction
	for rank := range 3 {
		for _, p := range pairs {
			name := Canonical(p.Name)
			if name == "" || rankOf(name) != rank {
				continue
			}
			if c, wrong := s.Set(name, p.Value); wrong {
				said = append(said, c)
			}
		}
	}
	if s.Metric != "auto" && s.Metric != "" && !slices.Contains(Shown(s), s.Metric) {
		said = append(said, Correction{"metric", i18n.Say(i18n.WireMetric, quote(s.Metric))})
		s.Metric = "auto"
	}
	if x := s.XAxis; !moves(s, x) {
		said = append(said, Correction{"x", i18n.Say(i18n.WireAxis, quote(x))})
		s.XAxis = "step"
	}
	return s, said
}

// moves reports whether any side of s goes on along an x axis.
func moves(s Settings, x string) bool {
	counts := func(string) bool { return true }
	switch x {
	case "judged", "written":
		counts = Judged
	case "demos":
		counts = func(m string) bool { return method.Of(m).Learns == method.Demonstrations }
	}
	return slices.ContainsFunc(s.Arms[:s.Width()], func(d Arm) bool { return counts(d.Method) })
}

// rankOf says what of a query is carried out before what.
func rankOf(name string) int {
	switch {
	case name == "scenario":
		return 0
	case name == "methods" || slices.Contains(sideNames[:], name):
		return 1
	}
	return 2
}

// sideNames are the sides as a query names their methods.
var sideNames = [MaxArms]string{"left", "right", "third", "fourth"}

// SideNames returns them, in the order of the sides.
func ArmNames() []string { return append([]string(nil), sideNames[:]...) }

// Bare splits the name of one side's setting, such as lambda.3, into the setting's
// own name and the side (0 left, 1 right, …); side is -1 where it names no side.
func Bare(name string) (bare string, side int) {
	if n := len(name); n > 2 && name[n-2] == '.' && name[n-1] > '0' && name[n-1] <= '0'+MaxArms {
		return name[:n-2], int(name[n-1] - '1')
	}
	return name, -1
}

// Encode writes what differs from the scenario's defaults as a query without
// "?"; the defaults of the first scenario give "". Parse(Encode(s)) is s for
// every legal s. The version is named where the first one would mean something
// else: see versionOf.
func Encode(s Settings) string {
	var b strings.Builder
	put := func(name, value string) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name)
		b.WriteByte('=')
		b.WriteString(escape(value))
	}
	d := Defaults(s.Scenario)
	if s.Scenario != Scenarios()[0] {
		put("scenario", s.Scenario)
	}
	for i := range s.Arms {
		if m := s.Arms[i].Method; m != d.Arms[i].Method {
			put(sideNames[i], m)
		}
	}
	width := s.Width()
	for i := range width { // a method brings its own defaults
		d.Arms[i] = DefaultSide(s.Scenario, s.Arms[i].Method)
	}
	for _, p := range table {
		if p.Name == "scenario" || p.Name == "method" || p.Name == "v" || p.Long {
			continue
		}
		sides := 1
		if p.PerArm {
			sides = width
		}
		first, same, plain := p.Text(s, 0), true, true
		for i := range sides {
			t := p.Text(s, i)
			same = same && t == first
			plain = plain && t == p.Text(d, i)
		}
		switch {
		case plain:
		case same: // one name for all sides
			put(p.Name, first)
		default:
			for i := range sides {
				if t := p.Text(s, i); t != p.Text(d, i) {
					put(p.Name+"."+strconv.Itoa(i+1), t)
				}
			}
		}
	}
	s.Version, s.Data, s.Checkpoint = newest(), "", ""
	if again, _ := Parse(b.String()); again != s {
		put("v", strconv.Itoa(newest()))
	}
	return b.String()
}

// Set gives one setting a value from text. An illegal value becomes the nearest
// legal one, or stays as it was where nothing is near; then wrong is true and
// the correction says so. Besides the names of the table it knows "left", "right",
// "third" and "fourth" (the sides' methods), "methods" (two to four, with commas),
// "lambda.1" and its like, and "device=gpu" for webgpu. What is Long is no text. A change of scenario
// brings its defaults; seed, seeds, device and everything about the display stay.
// A side that is taken away leaves no gap: a fourth becomes the third.
func (s *Settings) Set(name, value string) (c Correction, wrong bool) {
	value = strings.TrimSpace(value)
	fail := func(text string) (Correction, bool) { return Correction{name, capital(text)}, true }
	if side := slices.Index(sideNames[:], name); side >= 0 {
		return s.setMethod(name, side, value)
	}
	from, to := 0, s.Width()
	bare := name
	switch name {
	case "methods":
		list := words(value)
		if len(list) < 2 || len(list) > MaxArms {
			return fail(i18n.Say(i18n.WireMethods, quote(value)))
		}
		for i := range s.Arms {
			m := NoMethod
			if i < len(list) {
				m = list[i]
			}
			if d, bad := s.setMethod(name, i, m); bad {
				c, wrong = d, true
			}
		}
		return c, wrong
	case "method":
		for i := range to {
			if d, bad := s.setMethod(name, i, value); bad {
				c, wrong = d, true
			}
		}
		return c, wrong
	default:
		if b, side := Bare(name); side >= 0 {
			bare, from, to = b, side, side+1
		}
	}
	p, known := Find(bare)
	if known && p.Long {
		return fail(i18n.Say(i18n.WireLong, p.Label))
	}
	if !known || bare != name && !p.PerArm {
		return fail(i18n.Say(i18n.WireNoSetting, quote(name), meantSetting(name)))
	}
	if p.Name == "method" {
		return s.setMethod(name, from, value)
	}
	if p.Name == "scenario" {
		return s.setScenario(value)
	}
	if from >= s.Width() {
		return fail(i18n.Say(i18n.WireNoSide, sideNames[from], quote(name)))
	}
	for side := from; side < to; side++ {
		text, bad := p.assign(s, side, value)
		if bad {
			c, wrong = fail(text)
		}
		if !p.PerArm {
			break
		}
	}
	return c, wrong
}

// setMethod gives a side a method. The first two sides always have one.
func (s *Settings) setMethod(name string, side int, value string) (Correction, bool) {
	fail := func(text string) (Correction, bool) { return Correction{name, capital(text)}, true }
	m := strings.ToLower(value)
	old := s.Arms[side].Method
	if m == NoMethod && side < 2 {
		return fail(i18n.Say(i18n.WireTwoSides, quote(value), old))
	}
	if legal := Methods(s.Scenario); m != NoMethod && !slices.Contains(legal, m) {
		if Judged(m) {
			return fail(i18n.Say(i18n.WireNoJudge, strings.ToUpper(m), old))
		}
		if side > 1 {
			legal = append(legal, NoMethod)
		}
		return fail(i18n.Say(i18n.WireMethod, list(legal), quote(value), old, meant(value, legal)))
	}
	switch w := s.Width(); {
	case m == NoMethod:
		if side < w {
			copy(s.Arms[side:], s.Arms[side+1:])
			s.Arms[MaxArms-1] = s.side(NoMethod)
		}
		return Correction{}, false
	case side >= w:
		s.Arms[w] = s.side(m)
		return Correction{}, false
	}
	s.Arms[side].Method = m
	was, is := Settings{Scenario: s.Scenario}, Settings{Scenario: s.Scenario}
	was.Arms[0], is.Arms[0] = s.side(old), s.side(m)
	for i := range table { // a knob that was not turned goes from one default to the other
		if p := &table[i]; p.PerArm && p.Name != "method" && p.Text(was, 0) != p.Text(is, 0) && p.Text(*s, side) == p.Text(was, 0) {
			p.put(s, side, p.Text(is, 0))
		}
	}
	return Correction{}, false
}

// side is a method as the settings' scenario and version have it by default.
func (s *Settings) side(method string) Arm {
	return sideAt(s.Version, s.Scenario, method)
}

func (s *Settings) setScenario(name string) (Correction, bool) {
	name = strings.ToLower(name)
	d := defaultsAt(s.Version, name)
	for _, p := range table {
		if p.Display {
			p.put(&d, 0, p.Text(*s, 0))
		}
	}
	d.Figure, d.Version = s.Figure, s.Version
	if d.Scenario == name {
		if name != s.Scenario {
			*s = d
		}
		return Correction{}, false
	}
	*s = d
	return Correction{"scenario", i18n.Say(i18n.WireScenario, quote(name), d.Scenario, meant(name, Scenarios()))}, true
}

// assign puts one value right and stores it; bad says that text tells how.
func (p Param) assign(s *Settings, side int, value string) (text string, bad bool) {
	switch at := p.at(s, side).(type) {
	case *string:
		if p.Kind != Choice {
			return p.assignWords(at, value)
		}
		if p.Name == "device" && strings.EqualFold(value, "gpu") {
			value = "webgpu"
		}
		for _, c := range p.Choices {
			if c == strings.ToLower(value) {
				*at = c
				return "", false
			}
		}
		return i18n.Say(i18n.WireChoice, p.Label, p.Plural, list(p.Choices), quote(value), *at, meant(value, p.Choices)), true
	case *bool:
		switch strings.ToLower(value) {
		case "", "1", "true", "on", "yes":
			*at = true
		case "0", "false", "off", "no":
			*at = false
		default:
			return i18n.Say(i18n.WireFlag, p.Label, quote(value), p.Text(*s, side)), true
		}
		return "", false
	}
	v, err := strconv.ParseFloat(decimal(value, p.Kind == Whole), 64)
	lo, hi := p.Range(*s)
	if math.IsNaN(v) || err != nil && !math.IsInf(v, 0) {
		return i18n.Say(i18n.WireNumber, p.Label, p.Plural, short(lo), short(hi), quote(value), p.Text(*s, side)), true
	}
	legal := clamp(v, lo, hi)
	if at, ok := p.at(s, side).(*int); ok {
		legal = math.Round(legal)
		*at = int(legal)
	} else if at, ok := p.at(s, side).(*float64); ok {
		*at = legal
	}
	switch {
	case p.Name == "v" && v > hi:
		return i18n.Say(i18n.WireNewer, short(v), short(hi)), true
	case v < lo || v > hi:
		return i18n.Say(i18n.WireRange, p.Label, p.Plural, short(lo), short(hi), value, short(legal)), true
	case v != legal:
		return i18n.Say(i18n.WireWhole, p.Label, p.Plural, value, short(legal)), true
	}
	return "", false
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
	return i18n.Say(i18n.WireQuoted, s)
}

// list joins words as a sentence does: a, b or c.
func list(words []string) string {
	n := len(words) - 1
	if n == 0 {
		return words[0]
	}
	return i18n.Say(i18n.WireOr, strings.Join(words[:n], ", "), words[n])
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
