package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reader takes one JSON text apart, token by token, against what is expected at
// each place. It refuses what encoding/json lets pass: bad UTF-8, fields that
// differ in case only, fields given twice, null for nothing, text behind the end.
// The nesting of the expectations bounds the nesting of the text.
//
// The first fault sticks in err and turns everything after it into a no-op.
type reader struct {
	tokens *json.Decoder
	err    error
}

// newReader returns a reader of body, which may already be at fault.
func newReader(body []byte) *reader {
	r := &reader{tokens: json.NewDecoder(bytes.NewReader(body))}
	r.tokens.UseNumber()
	switch {
	case !utf8.Valid(body):
		r.fail("the text is not valid UTF-8")
	case !json.Valid(body): // from here on brackets match and commas are right
		r.fail("the text is no JSON")
	}
	return r
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

// next returns the next token, or nil after a fault.
func (r *reader) next() json.Token {
	if r.err != nil {
		return nil
	}
	t, err := r.tokens.Token()
	if err != nil {
		r.fail("the text is no JSON")
		return nil
	}
	return t
}

// open takes an opening bracket and reports whether it stood there.
func (r *reader) open(bracket json.Delim, what string) bool {
	if t := r.next(); r.err == nil && t != bracket {
		r.fail("%s is no %s", what, map[json.Delim]string{'{': "object", '[': "array"}[bracket])
	}
	return r.err == nil
}

// more reports whether the present array or object goes on, and takes its
// closing bracket where it does not.
func (r *reader) more() bool {
	if r.err != nil {
		return false
	}
	if r.tokens.More() {
		return true
	}
	r.next()
	return false
}

// object reads an object of at most limit fields. field is called with each
// name, once a name, and must read the value.
func (r *reader) object(what string, limit int, field func(name string)) {
	if !r.open('{', what) {
		return
	}
	seen := map[string]bool{}
	for r.more() {
		name, _ := r.next().(string)
		switch {
		case seen[name]:
			r.fail("%s has a field twice", what)
		case len(seen) == limit:
			r.fail("%s has more than %d fields", what, limit)
		}
		seen[name] = true
		if r.err == nil {
			field(name)
		}
	}
}

// array reads an array of least to most elements; element must read one.
func (r *reader) array(what string, least, most int, element func()) {
	if !r.open('[', what) {
		return
	}
	n := 0
	for r.more() {
		if n++; n > most {
			r.fail("%s has more than %d elements", what, most)
			return
		}
		element()
	}
	if n < least {
		r.fail("%s has fewer than %d elements", what, least)
	}
}

// number reads a number from least to most.
func (r *reader) number(what string, least, most float64) float64 {
	n, ok := r.next().(json.Number)
	v, err := strconv.ParseFloat(string(n), 64)
	switch {
	case r.err != nil:
	case !ok:
		r.fail("%s is no number", what)
	case err != nil || v < least || v > most:
		r.fail("%s is not between %g and %g", what, least, most)
	}
	if r.err != nil {
		return 0
	}
	return v
}

// whole reads a whole number from least to most.
func (r *reader) whole(what string, least, most int) int {
	v := r.number(what, float64(least), float64(most))
	if v != float64(int(v)) {
		r.fail("%s is no whole number", what)
	}
	return int(v)
}

// text reads a string of at most most characters, each of which ok allows.
func (r *reader) text(what string, most int, ok func(rune) bool) string {
	s, is := r.next().(string)
	switch {
	case r.err != nil:
	case !is:
		r.fail("%s is no string", what)
	case utf8.RuneCountInString(s) > most:
		r.fail("%s has more than %d characters", what, most)
	case strings.IndexFunc(s, func(c rune) bool { return !ok(c) }) >= 0:
		r.fail("%s has a character that is not allowed there", what)
	}
	if r.err != nil {
		return ""
	}
	return s
}

// end takes the end of the text.
func (r *reader) end() error {
	if r.err == nil && r.tokens.More() {
		r.fail("something follows the object")
	}
	return r.err
}

// isName allows what names of methods, metrics and costs are made of. Whether
// one stands at the beginning is the caller's business.
func isName(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-'
}

// isQuery allows what the page's own addresses are made of. Nothing in them has
// to be escaped, so that % is refused too.
func isQuery(c rune) bool { return isName(c) || strings.ContainsRune("=&+,:~", c) }

// isProse allows what people write in a line, and newlines where lines is set. It
// refuses angle brackets, so that no stored text can even look like markup;
// control characters and what replaces bad UTF-8; and the marks that turn the
// direction of the text around them.
func isProse(lines bool) func(rune) bool {
	return func(c rune) bool {
		switch {
		case c == '\n':
			return lines
		case c == '<', c == '>', c == utf8.RuneError, unicode.IsControl(c), unicode.In(c, unicode.Cs, unicode.Co, unicode.Zl, unicode.Zp):
			return false
		case 0x202a <= c && c <= 0x202e, 0x2066 <= c && c <= 0x2069, c == 0xfeff, c&0xfffe == 0xfffe:
			return false
		}
		return true
	}
}
