package pack

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// rename leaves of each function's name what shortName does. The table of
// names holds them one after another, each with a zero behind it.
func (t *tables) rename(keep []string) error {
	short := make([]byte, 1, len(t.names)) // the name at 0 is empty
	at := map[string]int{}
	for i, f := range t.funcs {
		from := binary.LittleEndian.Uint32(f[funcName:])
		if uint64(from) >= uint64(len(t.names)) {
			return fmt.Errorf("function %d has its name outside of their table", i)
		}
		whole, _, ended := bytes.Cut(t.names[from:], []byte{0})
		if !ended {
			return errors.New("the table of names is cut short")
		}
		name := shortName(string(whole), keep)
		if _, ok := at[name]; !ok {
			at[name] = len(short)
			short = append(append(short, name...), 0)
		}
		binary.LittleEndian.PutUint32(f[funcName:], uint32(at[name]))
	}
	if len(short) > len(t.names) {
		return errors.New("the table of names is shorter than the shortened names")
	}
	clear(t.names[copy(t.names, short):])
	return nil
}

// needed are the functions that the runtime knows by their whole name
// (stkframe.go, traceback.go).
var needed = []string{"reflect.makeFuncStub", "reflect.methodValueCall", "runtime.gopanic"}

// shortName returns a function's name with "?" for all but its package, unless
// it is needed or begins with one of keep. The runtime looks at names even
// without a traceback: goroutines of package "runtime." are its own, and where a
// value's method is called on a nil pointer, it takes the panic's words from
// the name "package.(*Type).Method" and dies on one of another form
// (error.go, panicwrap).
func shortName(name string, keep []string) string {
	for _, k := range keep {
		if strings.HasPrefix(name, k) {
			return name
		}
	}
	for _, n := range needed {
		if name == n {
			return name
		}
	}
	path, _, _ := strings.Cut(name, "[") // type arguments have paths too
	if strings.HasPrefix(path, "type:") {
		return "type:.?"
	}
	slash := strings.LastIndexByte(path, '/') + 1
	dot := strings.IndexByte(path[slash:], '.')
	if dot < 0 {
		return name // assembly
	}
	pkg := path[:slash+dot]
	if strings.HasPrefix(path[slash+dot:], ".(*") {
		return pkg + ".(*?).?"
	}
	return pkg + ".?"
}
