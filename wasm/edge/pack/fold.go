package pack

import "encoding/binary"

// fold writes the functions' code shorter, or so that it compresses better, in
// two places where Go's compiler is wordy. What they compute stays the same.
func fold(all []function) {
	for i := range all {
		all[i].unwind()
		all[i].foldAddresses()
	}
}

// After a call, Go's code leaves the function where the goroutine is to be
// unwound: it branches to the outermost block, behind whose end it returns 1. The
// branch counts the blocks around it, another number at each call; a return on
// the spot looks the same everywhere, and so compresses better.
var (
	afterCall = []string{"\x23\x00", "\x21\x01"} // the stack pointer's global into the local variable
	unwinding = [][]byte{{insIf, 0x40}, {insConst, 1}, {insReturn}, {insEnd}}
)

// unwind replaces the branches behind calls that unwind.
func (f *function) unwind() {
	n := len(f.code)
	if n < 3 || !is(f.code[n-3:], "\x0b", "\x41\x01", "\x0b") {
		return // it does not return 1 behind its outermost block
	}
	out := make([][]byte, 0, n)
	depth := 0 // blocks open
	outer := 0 // where the outermost one that is open begins
	for i, in := range f.code {
		switch in[0] {
		case insBlock, insLoop, insIf:
			if depth == 0 {
				outer = i
			}
			depth++
		case insEnd:
			depth--
		case insBranchIf:
			leaves := immediate(in) == depth-1 && f.code[outer][0] == insBlock && f.ends(outer) == n-3
			if leaves && i >= len(afterCall) && is(f.code[i-len(afterCall):], afterCall...) {
				out = append(out, unwinding...)
				continue
			}
		}
		out = append(out, in)
	}
	f.code = out
}

// ends returns where the block ends that begins at from.
func (f *function) ends(from int) int {
	depth := 0
	for i := from; i < len(f.code); i++ {
		switch f.code[i][0] {
		case insBlock, insLoop, insIf:
			depth++
		case insEnd:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// stackAddress is how Go's code computes the address k above the stack pointer,
// up to k, and from behind it: as a number of 64 bits. A load or store adds a
// constant by itself, and the stack does not reach around the end of memory.
var (
	stackAddress = []string{"\x20\x01", "\xad"}
	plusAndWrap  = []string{"\x7c", "\xa7"}
)

// foldAddresses moves the constants of addresses on the stack into the loads and
// stores that use them.
func (f *function) foldAddresses() {
	if len(f.locals) < 3 || f.locals[1] != 1 || f.locals[2] != 0x7f {
		return // its variable 1 is not the stack pointer
	}
	out := make([][]byte, 0, len(f.code))
	for i := 0; i < len(f.code); i++ {
		out = append(out, f.code[i])
		const size = 5
		rest := f.code[i:]
		if !is(rest, stackAddress...) || len(rest) < size || rest[2][0] != insConst64 || !is(rest[3:], plusAndWrap...) {
			continue
		}
		r := reader{rest: rest[2][1:]}
		k := r.signed()
		user := i + size + consumer(rest[size:])
		if r.err != nil || k < 0 || user < i+size {
			continue
		}
		in := f.code[user]
		offset, _ := binary.Uvarint(in[2:])
		f.code[user] = binary.AppendUvarint([]byte{in[0], in[1]}, offset+uint64(k))
		i += size - 1
	}
	f.code = out
}

// consumer returns which of the instructions takes the value that lies on top of
// the stack before them, if that is a load or store to which the value is the
// address; otherwise a negative number.
func consumer(code [][]byte) int {
	above := 0 // values on top of it
	for i, in := range code {
		takes, leaves, ok := effect(in)
		if !ok {
			return -1 << 30
		}
		if takes > above {
			load := insLoad <= in[0] && in[0] < insStore && above == 0
			store := insStore <= in[0] && in[0] < insSize && above == 1
			if load || store {
				return i
			}
			return -1 << 30
		}
		above += leaves - takes
	}
	return -1 << 30
}
