package vjson

import (
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// deepest is how many objects and lists may stand within each other.
const deepest = 1000

// Unmarshal reads the JSON of data into what v points to. What a struct does not
// have is passed over; null leaves a value as it is, but for pointers, slices,
// maps and interfaces, which become nil.
func Unmarshal(data []byte, v any) error {
	to := reflect.ValueOf(v)
	if to.Kind() != reflect.Pointer || to.IsNil() {
		return errors.New("JSON is read into a pointer")
	}
	r := reader{types: types{}, data: data}
	if err := r.value(to.Elem()); err != nil {
		return fmt.Errorf("at byte %d: %w", r.at, err)
	}
	if r.space(); r.at < len(data) {
		return fmt.Errorf("at byte %d: more than one value", r.at)
	}
	return nil
}

type reader struct {
	types types
	data  []byte
	at    int
	depth int
}

var (
	errSyntax = errors.New("this is not JSON")
	errDeep   = errors.New("this is too deep")
)

// space passes over blanks and returns the next byte, 0 at the end.
func (r *reader) space() byte {
	for ; r.at < len(r.data); r.at++ {
		switch c := r.data[r.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// word passes over a word that must stand here.
func (r *reader) word(w string) error {
	if len(r.data)-r.at < len(w) || string(r.data[r.at:r.at+len(w)]) != w {
		return errSyntax
	}
	r.at += len(w)
	return nil
}

// value reads a value into v; into nowhere where v is not valid.
func (r *reader) value(v reflect.Value) error {
	c := r.space()
	for v.Kind() == reflect.Pointer && c != 'n' {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.Interface && v.NumMethod() == 0 && c != 'n' {
		return r.into(c, v)
	}
	switch c {
	case '{':
		return r.object(v)
	case '[':
		return r.list(v)
	case '"':
		return r.text(v)
	case 't', 'f':
		is := c == 't'
		if v.IsValid() {
			if v.Kind() != reflect.Bool {
				return misfit("a truth value", v)
			}
			v.SetBool(is)
		}
		if is {
			return r.word("true")
		}
		return r.word("false")
	case 'n':
		switch v.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
			v.SetZero()
		}
		return r.word("null")
	}
	return r.number(v)
}

// into reads a value into an interface, as the type that JSON itself says.
func (r *reader) into(c byte, v reflect.Value) error {
	var of reflect.Type
	switch c {
	case '{':
		of = reflect.TypeFor[map[string]any]()
	case '[':
		of = reflect.TypeFor[[]any]()
	case '"':
		of = reflect.TypeFor[string]()
	case 't', 'f':
		of = reflect.TypeFor[bool]()
	default:
		of = reflect.TypeFor[float64]()
	}
	x := reflect.New(of).Elem()
	if err := r.value(x); err != nil {
		return err
	}
	v.Set(x)
	return nil
}

func misfit(what string, v reflect.Value) error {
	return fmt.Errorf("%s is no %s", what, v.Type())
}

// parts calls part for each part of an object or a list, up to its end.
func (r *reader) parts(end byte, part func() error) error {
	if r.depth++; r.depth > deepest {
		return errDeep
	}
	r.at++
	for first := true; ; first = false {
		switch c := r.space(); {
		case c == end:
			r.at++
			r.depth--
			return nil
		case first:
		case c != ',':
			return errSyntax
		default:
			r.at++
			if r.space() == end {
				return errSyntax
			}
		}
		if err := part(); err != nil {
			return err
		}
	}
}

func (r *reader) object(v reflect.Value) error {
	var all fields
	switch v.Kind() {
	case reflect.Invalid:
	case reflect.Struct:
		all = r.types.of(v.Type())
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			return misfit("an object", v)
		}
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
	default:
		return misfit("an object", v)
	}
	return r.parts('}', func() error {
		if r.space() != '"' {
			return errSyntax
		}
		name, err := r.quoted()
		if err != nil {
			return err
		}
		if r.space() != ':' {
			return errSyntax
		}
		r.at++
		switch v.Kind() {
		case reflect.Struct:
			if err := r.value(all.find(v, name)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			return nil
		case reflect.Map:
			x := reflect.New(v.Type().Elem()).Elem()
			if err := r.value(x); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			v.SetMapIndex(reflect.ValueOf(string(name)).Convert(v.Type().Key()), x)
			return nil
		}
		return r.value(reflect.Value{})
	})
}

func (r *reader) list(v reflect.Value) error {
	n := 0
	switch v.Kind() {
	case reflect.Invalid, reflect.Array:
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	default:
		return misfit("a list", v)
	}
	err := r.parts(']', func() error {
		n++
		switch {
		case v.Kind() == reflect.Slice:
			if n > v.Cap() {
				v.Grow(max(1, n/2))
			}
			v.SetLen(n)
			v.Index(n - 1).SetZero()
			return r.value(v.Index(n - 1))
		case v.Kind() == reflect.Array && n <= v.Len():
			return r.value(v.Index(n - 1))
		}
		return r.value(reflect.Value{})
	})
	if err == nil && v.Kind() == reflect.Array {
		for ; n < v.Len(); n++ {
			v.Index(n).SetZero()
		}
	}
	return err
}

func (r *reader) text(v reflect.Value) error {
	s, err := r.quoted()
	switch {
	case err != nil || !v.IsValid():
	case v.Kind() == reflect.String:
		v.SetString(string(s))
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		var b []byte
		if b, err = base64.StdEncoding.AppendDecode([]byte{}, s); err == nil {
			v.SetBytes(b)
		}
	default:
		err = misfit("a text", v)
	}
	return err
}

// quoted reads a text in quotes. What is no UTF-8 becomes U+FFFD.
func (r *reader) quoted() ([]byte, error) {
	r.at++
	from := r.at
	for ; r.at < len(r.data); r.at++ { // mostly it stands there as it is
		c := r.data[r.at]
		if c == '"' {
			r.at++
			return r.data[from : r.at-1], nil
		}
		if c == '\\' || c < ' ' || c >= utf8.RuneSelf {
			break
		}
	}
	out := append([]byte{}, r.data[from:r.at]...)
	for r.at < len(r.data) {
		c := r.data[r.at]
		switch {
		case c == '"':
			r.at++
			return out, nil
		case c < ' ':
			return nil, errSyntax
		case c != '\\':
			x, n := utf8.DecodeRune(r.data[r.at:])
			out = utf8.AppendRune(out, x)
			r.at += n
		default:
			x, err := r.escaped()
			if err != nil {
				return nil, err
			}
			out = utf8.AppendRune(out, x)
		}
	}
	return nil, errSyntax
}

// escaped reads what a backslash begins.
func (r *reader) escaped() (rune, error) {
	if r.at+1 >= len(r.data) {
		return 0, errSyntax
	}
	c := r.data[r.at+1]
	r.at += 2
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		x, err := r.hex()
		if err != nil || !utf16.IsSurrogate(x) {
			return x, err
		}
		if at := r.at; r.word(`\u`) == nil {
			low, err := r.hex()
			if err != nil {
				return 0, err
			}
			if both := utf16.DecodeRune(x, low); both != utf8.RuneError {
				return both, nil
			}
			r.at = at // it stands for itself
		}
		return utf8.RuneError, nil
	}
	return 0, errSyntax
}

// hex reads four hexadecimal digits.
func (r *reader) hex() (rune, error) {
	if r.at+4 > len(r.data) {
		return 0, errSyntax
	}
	x, err := strconv.ParseUint(string(r.data[r.at:r.at+4]), 16, 16)
	if err != nil {
		return 0, errSyntax
	}
	r.at += 4
	return rune(x), nil
}

// number reads a number. It takes some that JSON would write otherwise, as 01.
func (r *reader) number(v reflect.Value) error {
	from := r.at
	for ; r.at < len(r.data); r.at++ {
		if c := r.data[r.at]; (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c|0x20 != 'e' {
			break
		}
	}
	s := string(r.data[from:r.at])
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		if errors.Is(err, strconv.ErrRange) {
			return fmt.Errorf("the number %s is too large", s)
		}
		return errSyntax
	}
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Float32, reflect.Float64:
		v.SetFloat(x)
		return nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(s, 10, v.Type().Bits())
		if err != nil {
			return misfit("the number "+s, v)
		}
		v.SetInt(n)
		return nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(s, 10, v.Type().Bits())
		if err != nil {
			return misfit("the number "+s, v)
		}
		v.SetUint(n)
		return nil
	}
	return misfit("a number", v)
}
