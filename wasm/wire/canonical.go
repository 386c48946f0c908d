package wire

import (
	"slices"
	"strings"

	"softmix/i18n"
)

// Canonical is the name of a setting as the table has it, from what authors write:
// in any case, with hyphens (stop-at), as HTML's own data-, after the rest of an
// ampersand that a page's editor has written as &amp;, and with a side's number.
// Any other name stays as it is.
func Canonical(name string) string {
	bare := name
	for {
		rest, amp := cutPrefix(bare, "amp;")
		if bare = rest; !amp {
			break
		}
	}
	name = bare
	bare, _ = cutPrefix(bare, "data-")
	bare, side := Bare(bare)
	folded := fold(bare)
	for _, k := range known {
		if fold(k) != folded {
			continue
		}
		if side >= 0 {
			return k + name[len(name)-2:]
		}
		return k
	}
	return name
}

// known are all that a query can name, without the numbers of sides.
var known = func() []string {
	list := append(ArmNames(), "methods")
	for _, p := range Params() {
		list = append(list, p.Name)
	}
	return list
}()

// Known lists them.
func Known() []string { return slices.Clone(known) }

// fold is a name without what its writers differ in.
func fold(name string) string {
	b := make([]byte, 0, len(name))
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'A' && c <= 'Z':
			b = append(b, c|0x20)
		case c != '-' && c != '_' && c != ' ':
			b = append(b, c)
		}
	}
	return string(b)
}

// cutPrefix cuts a prefix of small letters off, in whatever case it stands there.
func cutPrefix(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// words are those of a list, between commas, semicolons or blanks.
func words(list string) []string {
	return strings.Fields(strings.ReplaceAll(strings.ReplaceAll(list, ",", " "), ";", " "))
}

// meant ends a sentence about a word that is not known, where a known one is near
// enough to have been meant.
func meant(word string, known []string) string {
	word = fold(word)
	best, least := "", min(2, len(word)/3)+1
	for _, k := range known {
		if d := distance(word, fold(k)); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return i18n.Say(i18n.WireMeant, best)
}

// meantSetting is meant for the names of settings. It also knows them by the words
// that the page has for them.
func meantSetting(name string) string {
	bare, _ := Bare(name)
	for _, p := range table {
		if fold(i18n.English.Say(p.Label)) == fold(bare) {
			return i18n.Say(i18n.WireMeant, p.Name)
		}
	}
	return meant(bare, known)
}

// distance is how many letters must be put in, left out, changed, or swapped with
// the next one, to make b of a (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range b {
		rows[0][j+1] = j + 1
	}
	for i := range len(a) {
		for j := range len(b) {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			d := min(rows[i][j]+change, rows[i][j+1]+1, rows[i+1][j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = d
		}
	}
	return rows[len(a)][len(b)]
}

// decimal reads a number that may have a comma where English has a point. In a
// whole number a comma before three digits stands between thousands.
func decimal(value string, whole bool) string {
	before, after, comma := strings.Cut(value, ",")
	if !comma || strings.Contains(after, ",") && !whole || strings.Contains(before, ".") {
		return value
	}
	if whole && thousands(value) {
		return strings.ReplaceAll(value, ",", "")
	}
	return before + "." + after
}

// thousands reports whether digits stand in threes between commas: 1,000.
func thousands(value string) bool {
	parts := strings.Split(value, ",")
	return !slices.ContainsFunc(parts[1:], func(p string) bool { return len(p) != 3 }) && parts[0] != "" && parts[0] != "0" && len(parts[0]) < 4
}
