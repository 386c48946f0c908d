package vjson

import (
	"encoding/base64"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Marshal returns v as JSON. Maps are written in the order of their keys.
func Marshal(v any) ([]byte, error) {
	w := writer{types: types{}}
	err := w.value(reflect.ValueOf(v))
	return w.out, err
}

type writer struct {
	types types
	out   []byte
}

func (w *writer) value(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Invalid:
		w.text("null")
	case reflect.Pointer, reflect.Interface:
		return w.value(v.Elem())
	case reflect.Bool:
		w.out = strconv.AppendBool(w.out, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.out = strconv.AppendInt(w.out, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.out = strconv.AppendUint(w.out, v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		x := v.Float()
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("JSON has no number %v", x)
		}
		w.out = strconv.AppendFloat(w.out, x, 'g', -1, v.Type().Bits())
	case reflect.String:
		w.out = appendString(w.out, v.String())
	case reflect.Map:
		return w.mapped(v)
	case reflect.Slice, reflect.Array:
		return w.list(v)
	case reflect.Struct:
		w.text("{")
		if err := w.fields(v, w.types.of(v.Type())); err != nil {
			return err
		}
		w.close('}')
	default:
		return fmt.Errorf("JSON has nothing for a %s", v.Type())
	}
	return nil
}

func (w *writer) text(s string) { w.out = append(w.out, s...) }

// close ends an object or a list: instead of the comma that follows each part.
func (w *writer) close(end byte) {
	if last := len(w.out) - 1; w.out[last] == ',' {
		w.out[last] = end
		return
	}
	w.out = append(w.out, end)
}

func (w *writer) fields(v reflect.Value, all fields) error {
	for i := range all {
		f := &all[i]
		part := v.Field(f.index)
		if f.inner != nil {
			if err := w.fields(part, f.inner); err != nil {
				return err
			}
			continue
		}
		if f.empty && empty(part) {
			continue
		}
		w.out = append(w.out, f.key...)
		if err := w.value(part); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		w.text(",")
	}
	return nil
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func (w *writer) mapped(v reflect.Value) error {
	if v.IsNil() {
		w.text("null")
		return nil
	}
	if v.Type().Key().Kind() != reflect.String {
		return fmt.Errorf("JSON has nothing for a %s", v.Type())
	}
	keys := make([]string, 0, v.Len())
	for _, key := range v.MapKeys() {
		keys = append(keys, key.String())
	}
	slices.Sort(keys)
	w.text("{")
	for _, key := range keys {
		w.out = append(appendString(w.out, key), ':')
		if err := w.value(v.MapIndex(reflect.ValueOf(key).Convert(v.Type().Key()))); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		w.text(",")
	}
	w.close('}')
	return nil
}

func (w *writer) list(v reflect.Value) error {
	if v.Kind() == reflect.Slice {
		switch {
		case v.IsNil():
			w.text("null")
			return nil
		case v.Type() == reflect.TypeFor[RawMessage]():
			w.out = append(w.out, v.Bytes()...)
			return nil
		case v.Type().Elem().Kind() == reflect.Uint8:
			w.text(`"`)
			w.out = base64.StdEncoding.AppendEncode(w.out, v.Bytes())
			w.text(`"`)
			return nil
		}
	}
	w.text("[")
	for i := range v.Len() {
		if err := w.value(v.Index(i)); err != nil {
			return err
		}
		w.text(",")
	}
	w.close(']')
	return nil
}

// appendString appends s in quotes. What is no UTF-8 becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
