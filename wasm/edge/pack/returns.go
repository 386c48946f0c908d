package pack

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Before a call, Go's code writes the return address onto its stack: the
// function's number from firstFunc on, and in the lower 16 bits the number of the
// place within the function (cmd/link/internal/wasm/asm.go).
const firstFunc = 0x1000

// behindAddress is what follows a return address: its store, the argument 0 of
// the call and the call.
var behindAddress = []string{"\x37\x03\x00", "\x41\x00"}

// addressSize is the size in bytes of a return address when TakeReturns has
// changed it: as many as all need, so that none moves what follows when put back.
const addressSize = 5

// TakeReturns replaces the return addresses in the code of a module made by Go's
// linker. Each is another number, and together they weigh a tenth of such a
// program's brotli. What it leaves is how far the place is from the one behind
// the last call's, mostly 0. The file program.js puts the addresses back while
// the module is loaded; unless it does, the program crashes.
//
// Such an address is an i64.const whose LEB128 number is written in five bytes,
// 82 80 80 80 00 for 2, which no compiler writes without need.
func TakeReturns(module []byte) ([]byte, error) {
	sections, err := readModule(module)
	if err != nil {
		return nil, fmt.Errorf("taking the return addresses: %w", err)
	}
	for i, s := range sections {
		if s.id != codeSection {
			continue
		}
		all, err := readCode(s.body)
		for number := 0; number < len(all) && err == nil; number++ {
			widen(all[number], number)
			err = takeReturns(all[number], number)
		}
		if err != nil {
			return nil, fmt.Errorf("taking the return addresses: %w", err)
		}
		sections[i].body = writeCode(all)
	}
	return writeModule(sections), nil
}

// widen writes the return addresses in a function's code in addressSize bytes.
func widen(f function, number int) {
	for i, in := range f.code {
		if in[0] != insConst64 || !is(f.code[i+1:], behindAddress...) || i+3 >= len(f.code) {
			continue
		}
		if call := f.code[i+3][0]; call != insCall && call != insIndirect {
			continue
		}
		r := reader{rest: in[1:]}
		if v := r.signed(); r.err == nil && v>>16 == firstFunc+number {
			f.code[i] = address(v)
		}
	}
}

// address returns i64.const v, v in addressSize bytes of LEB128.
func address(v int) []byte {
	in := []byte{insConst64}
	for range addressSize {
		in = append(in, byte(v)|0x80)
		v >>= 7
	}
	in[addressSize] &= 0x7f
	return in
}

// takeReturns replaces the return addresses in widened function number.
func takeReturns(f function, number int) error {
	before := f.appendTo(nil)
	next := 0 // the place expected
	for i, in := range f.code {
		if in[0] != insConst64 || len(in) != 1+addressSize || !is(f.code[i+1:], behindAddress...) {
			continue
		}
		r := reader{rest: in[1:]}
		place := r.signed() & 0xffff
		// 14 bits of the difference; the other bytes say that it is one.
		f.code[i] = address((place - next) & 0x3fff)
		next = place + 1
	}
	after := f.appendTo(nil)
	putReturns(after, number)
	if !bytes.Equal(after, before) {
		return fmt.Errorf("function %d: the return addresses would not come back", number)
	}
	return nil
}

// mark is by what program.js finds a return address: the last of its bytes and
// the store.
var mark = []byte("\x80\x80\x00" + behindAddress[0] + behindAddress[1])

// putReturns does what program.js does: it puts the return addresses back into
// the code of function number.
func putReturns(code []byte, number int) {
	next := 0
	for at := 0; ; {
		i := bytes.Index(code[at:], mark)
		if i < 0 {
			return
		}
		at += i
		low := binary.LittleEndian.Uint16(code[at-2:])
		d := int(low&0x7f | low>>1&0x3f80)
		d -= d & 0x2000 << 1
		place := next + d
		copy(code[at-3:], address((firstFunc+number)<<16|place))
		next, at = place+1, at+len(mark)
	}
}
