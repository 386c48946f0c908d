package wire

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Figure is how an embed shows what the other settings say: what of the page is
// there, when it loads, what it is called. No run knows anything of it.
type Figure struct {
	View        string `json:"view"`        // what it shows; see the table
	Controls    string `json:"controls"`    // full, min, none
	Hide        string `json:"hide"`        // parts, with commas, that are left out besides
	Show        string `json:"show"`        // parts that are there all the same
	Loading     string `json:"loading"`     // lazy: when in view; click: when asked for; eager: at once
	StopAt      int    `json:"stopAt"`      // step at which playing stops by itself; 0 = the last one
	Transparent bool   `json:"transparent"` // the parent's colour shows through
	Title       string `json:"title"`       // plain text above the figure
	Caption     string `json:"caption"`     // plain text below it
	Lang        string `json:"lang"`
	Height      int    `json:"height"` // px that the author gives it; 0 = what it takes
	Static      bool   `json:"static"` // nothing trains: a recorded run, or a picture
	Run         string `json:"run"`    // id of a saved run
	Version     int    `json:"v"`      // of the settings
}

// version is the settings' version that this program speaks.
const version = 1

// parts are what of a figure can be hidden or shown.
var parts = []string{
	"title", "sentence", "tabs", "methods", "boards", "charts", "scrubber", "transport", "speed",
	"knobs", "shared", "cost", "step", "badge", "caption", "link",
}

// bare are the figure's settings where nothing was chosen.
var bare = Figure{View: "race", Controls: "min", Loading: "lazy", Lang: "en", Version: version}

// WithoutFigure returns the settings as they are without an embed around them.
func (s Settings) WithoutFigure() Settings {
	s.Figure = bare
	return s
}

// Lengths of texts, in characters: as much as an embed has room for.
const (
	maxTitle   = 120
	maxCaption = 500
	maxID      = 40
)

var figureRows = []Param{
	{Name: "view", Label: "view", Kind: Choice, Choices: []string{"race", "loss", "board", "tokens", "phases"}, word: func(s *Settings) *string { return &s.Figure.View }},
	{Name: "controls", Label: "controls", Kind: Choice, Choices: []string{"full", "min", "none"}, word: func(s *Settings) *string { return &s.Figure.Controls }},
	{Name: "hide", Label: "hide", Kind: List, Choices: parts, word: func(s *Settings) *string { return &s.Figure.Hide }},
	{Name: "show", Label: "show", Kind: List, Choices: parts, word: func(s *Settings) *string { return &s.Figure.Show }},
	{Name: "loading", Label: "loading", Kind: Choice, Choices: []string{"lazy", "click", "eager"}, word: func(s *Settings) *string { return &s.Figure.Loading }},
	{Name: "stopAt", Label: "the step to stop at", Kind: Whole, Min: 0, Max: 2000, whole: func(s *Settings) *int { return &s.Figure.StopAt }},
	{Name: "transparent", Label: "transparent", Kind: Flag, flag: func(s *Settings) *bool { return &s.Figure.Transparent }},
	{Name: "title", Label: "title", Kind: Words, Max: maxTitle, word: func(s *Settings) *string { return &s.Figure.Title }},
	{Name: "caption", Label: "caption", Kind: Words, Max: maxCaption, word: func(s *Settings) *string { return &s.Figure.Caption }},
	{Name: "lang", Label: "language", Kind: Choice, Choices: []string{"en"}, word: func(s *Settings) *string { return &s.Figure.Lang }},
	{Name: "height", Label: "height", Kind: Whole, Min: 0, Max: 4000, whole: func(s *Settings) *int { return &s.Figure.Height }},
	{Name: "static", Label: "static", Kind: Flag, flag: func(s *Settings) *bool { return &s.Figure.Static }},
	{Name: "run", Label: "run", Kind: ID, Max: maxID, word: func(s *Settings) *string { return &s.Figure.Run }},
	{Name: "v", Label: "version of the settings", Kind: Whole, Min: 1, Max: version, whole: func(s *Settings) *int { return &s.Figure.Version }},
}

// Shown reports whether a setting is about the display of an embed.
func (p Param) Shown() bool {
	return slices.ContainsFunc(figureRows, func(q Param) bool { return q.Name == p.Name })
}

// assignWords puts a List, Words or an ID right.
func (p Param) assignWords(at *string, value string) (text string, bad bool) {
	switch p.Kind {
	case List:
		return p.assignList(at, value)
	case ID:
		if len(value) > int(p.Max) || strings.ContainsFunc(value, func(r rune) bool { return !plain(r) }) {
			return p.Label + " is the name of a saved run, of letters and digits; " + quote(value) + " was left out", true
		}
		*at = value
		return "", false
	}
	// Whatever is no visible character becomes a space, and no two stand together.
	clean := strings.Join(strings.FieldsFunc(value, unseen), " ")
	if r := []rune(clean); len(r) > int(p.Max) {
		*at = strings.TrimSpace(string(r[:int(p.Max)]))
		return p.Label + " has room for " + short(p.Max) + " characters; " + strconv.Itoa(len(r)) + " were cut there", true
	}
	*at = clean
	return "", false
}

// assignList keeps the words that are known, each once, in the order of the table.
func (p Param) assignList(at *string, value string) (text string, bad bool) {
	var strange string
	named := strings.FieldsFunc(strings.ToLower(value), func(r rune) bool { return r == ',' || r == ' ' })
	for _, w := range named {
		if strange == "" && !slices.Contains(p.Choices, w) {
			strange = w
		}
	}
	var kept []string
	for _, c := range p.Choices {
		if slices.Contains(named, c) {
			kept = append(kept, c)
		}
	}
	*at = strings.Join(kept, ",")
	if strange != "" {
		return p.Label + " takes " + list(p.Choices) + "; " + quote(strange) + " was left out", true
	}
	return "", false
}

// unseen reports whether a character leaves no mark of its own: spaces, controls,
// and those that turn the direction of what follows. (The tables of package
// unicode would say it of all, at the price of a larger download.)
func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff
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
