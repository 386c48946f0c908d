package words

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PseudoTag is the made-up language, under the name that the field has for it: what
// stays plain English under it does not come from a language's file.
const PseudoTag = "en-XA"

// markup is what a message holds besides words: code, keys, tags, characters by name.
var markup = regexp.MustCompile(`<(?:code|kbd)>[^<]*</(?:code|kbd)>|<[^>]*>|&\w+;`)

var accents = accentsOf(
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"áƀçđéƒǧĥíĵķĺɱñóƥɋŕšţúṽŵẋýžÁƁÇĐÉƑǦĤÍĴĶĹṀÑÓƤɊŔŠŢÚṼŴẊÝŽ")

func accentsOf(plain, accented string) map[rune]rune {
	m, to := map[rune]rune{}, []rune(accented)
	for i, r := range plain {
		m[r] = to[i]
	}
	return m
}

// Pseudo says a message in PseudoTag: each letter accented, vowels doubled until it
// is two fifths longer, in brackets; arguments and markup stay.
func Pseudo(m string) (string, error) {
	nodes, err := parse(m)
	if err != nil || strings.TrimSpace(m) == "" {
		return m, err
	}
	walk(nodes, func(n *node) { n.text = lengthen(n.text) })
	return "[" + written(nodes) + "]", nil
}

// lengthen accents a text and makes it two fifths longer.
func lengthen(text string) string {
	var b strings.Builder
	add := func(plain string) {
		letters := 0
		for _, r := range plain {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		more := (2*letters + 4) / 5
		var last rune
		for _, r := range plain {
			a, ok := accents[r]
			if !ok {
				a = r
			}
			b.WriteRune(a)
			if ok {
				last = a
			}
			if more > 0 && strings.ContainsRune("aeiouyAEIOUY", r) {
				b.WriteRune(unicode.ToLower(a))
				more--
			}
		}
		if last != 0 && more > 0 { // too few vowels
			tail := b.String()
			end, size := utf8.DecodeLastRuneInString(tail)
			if end == ' ' || end == '\u00a0' { // a space at the end stays there
				b.Reset()
				b.WriteString(tail[:len(tail)-size] + strings.Repeat(string(unicode.ToLower(last)), more) + string(end))
			} else {
				b.WriteString(strings.Repeat(string(unicode.ToLower(last)), more))
			}
		}
	}
	at := 0
	for _, span := range markup.FindAllStringIndex(text, -1) {
		add(text[at:span[0]])
		b.WriteString(text[span[0]:span[1]])
		at = span[1]
	}
	add(text[at:])
	return b.String()
}
