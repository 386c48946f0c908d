package wire

import (
	"slices"
	"strings"

	"softmix/i18n"
)

// Figure is how an embed shows what the other settings say: what of the page is
// there, when it loads, what it is called. No run knows anything of it.
type Figure struct {
	View        string // what it shows; see the table
	Controls    string // full, min, none
	Hide        string // parts, with commas, that are left out besides
	Show        string // parts that are there all the same
	Loading     string // lazy: when in view; click: when asked for; eager: at once
	StopAt      int    // step at which playing stops by itself; 0 = the last one
	Transparent bool   // the parent's colour shows through
	Title       string // plain text above the figure
	Caption     string // plain text below it
	Lang        string
	Height      int    // px that the author gives it; 0 = what it takes
	Static      bool   // nothing trains: a recorded run, or a picture
	Run         string // id of a saved run
}

// parts are what of a figure can be hidden or shown.
var parts = []string{
	"title", "sentence", "tabs", "methods", "boards", "charts", "scrubber", "transport", "speed",
	"knobs", "shared", "cost", "step", "badge", "caption", "link",
}

// WithoutFigure returns the settings as they are without an embed around them.
func (s Settings) WithoutFigure() Settings {
	s.Figure, s.Version = defaults(s.Scenario).Figure, newest()
	return s
}

// Lengths of texts, in characters: as much as an embed has room for.
const (
	maxTitle   = 120
	maxCaption = 500
	maxID      = 40
)

// assignWords puts a List, Words or an ID right. (The functions of package strings
// that take a function would make it shorter, and the download longer.)
func (p Param) assignWords(at *string, value string) (text string, bad bool) {
	var clean []rune
	strange := false
	for _, r := range value {
		if unseen(r) {
			r = ' '
		}
		strange = strange || !plain(r)
		if r != ' ' || len(clean) > 0 && clean[len(clean)-1] != ' ' {
			clean = append(clean, r)
		}
	}
	value = strings.TrimSpace(string(clean))
	switch {
	case p.Kind == List:
		return p.assignList(at, value)
	case p.Kind == ID && (strange || len(value) > int(p.Max)):
		return i18n.Say(i18n.WireNotARun, p.Label, quote(value)), true
	case len(clean) > int(p.Max):
		*at = strings.TrimSpace(string(clean[:int(p.Max)]))
		return i18n.Say(i18n.WireTooLong, p.Label, short(p.Max)), true
	}
	*at = value
	return "", false
}

// assignList keeps the words that are known, each once, in the order of the table.
func (p Param) assignList(at *string, value string) (text string, bad bool) {
	named := words(strings.ToLower(value))
	var kept []string
	for _, c := range p.Choices {
		if slices.Contains(named, c) {
			kept = append(kept, c)
		}
	}
	*at = strings.Join(kept, ",")
	for _, w := range named {
		if !slices.Contains(p.Choices, w) {
			return i18n.Say(i18n.WireTakes, p.Label, list(p.Choices), quote(w), meant(w, p.Choices)), true
		}
	}
	return "", false
}

// unseen reports whether a character leaves no mark of its own: spaces, controls,
// and those that turn the direction of what follows. (The tables of package
// unicode would say it of all.)
func unseen(r rune) bool {
	return r <= ' ' || r >= 0x7f && r <= 0xa0 || r >= 0x2000 && r <= 0x200f || r >= 0x2028 && r <= 0x202f || r >= 0x2060 && r <= 0x206f || r == 0x3000 || r == 0xfeff
}

// plain characters stand in a query as they are, and in ids.
func plain(r rune) bool {
	return r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
}

// escape is the way back of unescape.
func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case plain(rune(c)) || c == '.' || c == ',':
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			const digits = "0123456789ABCDEF"
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}
