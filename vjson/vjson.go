// Package vjson reads and writes the JSON of messages: what vugu and the programs
// of this repository need of encoding/json, in whose place it stands in the page's
// program, where that package, and the reflection that it brings, weighs a sixth
// of all that a reader waits for. (go.mod puts it in the place of vugu's package
// of this name, which calls encoding/json.)
//
// It knows booleans, numbers, strings, slices (of bytes as base64), arrays, maps
// with strings as keys, pointers, interfaces and structs, whose tags may name a
// field, leave it out ("-") or leave out what is empty; a struct within a struct
// without a name counts as its fields. Of types with methods to marshal themselves
// it knows RawMessage alone. Names are compared as they are.
package vjson

import (
	"reflect"
	"strings"
)

// RawMessage is a text that is JSON already.
type RawMessage []byte

// field is a field of a struct as JSON has it.
type field struct {
	name  string
	key   []byte // the name as it is written, with a colon
	index int
	empty bool   // left out where empty
	inner fields // of a struct whose fields count as this one's
}

type fields []field

// types keeps what was read of the types of structs.
type types map[reflect.Type]fields

func (known types) of(t reflect.Type) fields {
	if all, ok := known[t]; ok {
		return all
	}
	all := make(fields, 0, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			all = append(all, field{index: i, inner: known.of(f.Type)})
		case f.IsExported():
			if name == "" {
				name = f.Name
			}
			all = append(all, field{name: name, key: append(appendString(nil, name), ':'), index: i, empty: options == "omitempty"})
		}
	}
	known[t] = all
	return all
}

// find returns the field of that name within v, a struct of these fields.
func (all fields) find(v reflect.Value, name []byte) reflect.Value {
	for i := range all {
		f := &all[i]
		if f.inner != nil {
			if found := f.inner.find(v.Field(f.index), name); found.IsValid() {
				return found
			}
		} else if f.name == string(name) {
			return v.Field(f.index)
		}
	}
	return reflect.Value{}
}
