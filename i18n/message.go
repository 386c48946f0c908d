// Package i18n has every sentence that a reader meets, by a key, in each language.
// A language is one file here, key → message, in a subset of ICU MessageFormat:
//
//	{name}                                     what stands for name
//	{n, plural, =0 {none} one {a step} other {# steps}}
//	{x, select, cpu {CPU} other {WebGPU}}
//
// An apostrophe is one, and there are no other braces: where one is meant, it is
// passed as an argument. Plural categories are those of Unicode's CLDR, as the
// browser knows them (Intl.PluralRules); English's alone stand here.
//
// English is complete. Sections of a file are named after what speaks: a file of
// public/, or a package of Go. What Go says becomes the constants of keys_gen.go (go run ./wasm/build/words/keys), so
// that a key which is not there does not compile; a script's messages are written
// into it by the build (see package softmix/wasm/build/words).
package i18n

import (
	"fmt"
	"strconv"
	"strings"
)

// Key names a message that Go says. What it takes stands beside it in keys_gen.go.
type Key uint16

// Language is a way to say all messages.
type Language struct {
	Tag      string // BCP 47
	messages []string
	// Plural returns a number's category in this language: one, other, … It is
	// English's where it is nil.
	Plural func(n float64) string
	// Decimal stands between a number's whole part and its fraction.
	Decimal string
}

// English is what all is written in first.
var English = &Language{Tag: "en", messages: strings.Split(english, "\x00"), Decimal: "."}

// New returns a language by its messages in the order of the keys, each ended by a
// NUL but the last; where they are not as many as there are keys, an error.
func New(tag, messages string) (*Language, error) {
	l := &Language{Tag: tag, messages: strings.Split(messages, "\x00"), Decimal: "."}
	if got, want := len(l.messages), len(English.messages); got != want {
		return nil, fmt.Errorf("the language %s has %d messages, not %d", tag, got, want)
	}
	return l, nil
}

// Of returns the message that a section has for a row of a table, by the row's key:
// the sections are named method, metric, scenario and so on.
func Of(section, row string) (key Key, ok bool) {
	key, ok = rows[section][row]
	return key, ok
}

// spoken is the language of this process: a page, its trainer or a terminal each
// speak one, from their first sentence on.
var spoken = English

// Speak chooses it. It is called once, before anything is said.
func Speak(l *Language) { spoken = l }

// Spoken returns it.
func Spoken() *Language { return spoken }

// Say returns a message in the language of this process; see Language.Say.
func Say(k Key, args ...any) string { return spoken.Say(k, args...) }

// String returns a message that takes nothing, in the language of this process.
func (k Key) String() string { return spoken.Say(k) }

// Say returns a message with its arguments in the places of their names, in the order
// in which the English message names them first. A number of a plural is an int or a
// float64.
func (l *Language) Say(k Key, args ...any) string {
	m := l.messages[k]
	if !strings.Contains(m, "{") {
		return m
	}
	return l.Format(m, args...)
}

// Format returns a message of no table, whose arguments are named by their places:
// {0}, {1}.
func (l *Language) Format(message string, args ...any) string {
	var b strings.Builder
	l.expand(&b, message, args, nil)
	return b.String()
}

// Number writes a number's decimal point as the language does.
func (l *Language) Number(text string) string {
	if l.Decimal == "." {
		return text
	}
	return strings.Replace(text, ".", l.Decimal, 1)
}

// expand writes m; number is what # stands for within a plural.
func (l *Language) expand(b *strings.Builder, m string, args []any, number any) {
	for m != "" {
		i := strings.IndexAny(m, "{#")
		if i < 0 {
			break
		}
		b.WriteString(m[:i])
		switch rest := m[i+1:]; {
		case m[i] == '{':
			var inner string
			inner, m = body(rest)
			l.argument(b, inner, args)
		case number != nil:
			fmt.Fprint(b, number)
			m = rest
		default:
			b.WriteByte('#')
			m = rest
		}
	}
	b.WriteString(m)
}

// argument writes what stands between braces.
func (l *Language) argument(b *strings.Builder, inner string, args []any) {
	place, rest, styled := strings.Cut(inner, ",")
	n, err := strconv.Atoi(strings.TrimSpace(place))
	if err != nil || n >= len(args) {
		b.WriteString("{" + inner + "}") // a test finds every such call
		return
	}
	value := args[n]
	if !styled {
		fmt.Fprint(b, value)
		return
	}
	kind, branches, _ := strings.Cut(rest, ",")
	exact := fmt.Sprint(value)
	category := exact
	var number any // # belongs to the plural that it stands in, and to no select
	if strings.TrimSpace(kind) == "plural" {
		exact, category, number = "="+exact, l.category(value), value
	}
	best, chosen := 0, ""
	for {
		label, after, more := strings.Cut(branches, "{")
		if !more {
			break
		}
		var text string
		text, branches = body(after)
		good := 0
		switch strings.TrimSpace(label) {
		case exact:
			good = 3
		case category:
			good = 2
		case "other":
			good = 1
		}
		if good > best {
			best, chosen = good, text
		}
	}
	l.expand(b, chosen, args, number)
}

// category is a number's plural category.
func (l *Language) category(value any) string {
	n, is := value.(float64)
	if whole, ok := value.(int); ok {
		n, is = float64(whole), true
	}
	switch {
	case is && l.Plural != nil:
		return l.Plural(n)
	case is && n == 1:
		return "one"
	}
	return "other"
}

// body splits what follows an open brace at the one that closes it.
func body(m string) (inner, rest string) {
	depth := 1
	for i := range len(m) {
		switch m[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return m[:i], m[i+1:]
			}
		}
	}
	return m, ""
}
