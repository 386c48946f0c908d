package pack

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// predict clears what restore writes anew, and of ftab leaves the differences
// between an entry and the one before it. The numbers as such, each a little
// larger than the last one, weigh 5 bytes of brotli a function.
//
// Of findfunctab it drops what is never read: a PC is looked up by its function,
// so that of a function's 16 buckets only the first one counts.
func (t *tables) predict() error {
	const stride = bucketsPerFunc * bucketSize
	for i := range t.funcs {
		buckets := t.buckets[i*stride : min(len(t.buckets), (i+1)*stride)] // the last function has fewer
		if from := binary.LittleEndian.Uint32(buckets); int(from)+int(buckets[4]) != i {
			return fmt.Errorf("findfunctab finds function %d in place of %d", from, i)
		}
		clear(buckets)
	}
	for i := len(t.funcs) - 1; i > 0; i-- {
		clear(t.funcs[i][:4])
		for at := tabSize * i; at < tabSize*(i+1); at += 4 {
			difference := binary.LittleEndian.Uint32(t.entries[at:]) - binary.LittleEndian.Uint32(t.entries[at-tabSize:])
			binary.LittleEndian.PutUint32(t.entries[at:], difference)
		}
	}
	return nil
}

// Instructions of WebAssembly.
const (
	opLoop     = "\x03\x40" // without results
	opEnd      = "\x0b"
	opBranchIf = "\x0d\x00" // to the loop's start
	opGet      = "\x20\x00" // of the one variable
	opTee      = "\x22\x00"
	opLoad     = "\x28\x02" // of 32 bits, aligned; an offset follows
	opStore    = "\x36\x02"
	opConst    = "\x41"
	opLess     = "\x49" // unsigned
	opAdd      = "\x6a"
	opMultiply = "\x6c"
	opShift    = "\x76" // right, unsigned
)

// restore returns the code of a function that undoes predict in the program's
// memory. With i = 0, 8, 16, … for all functions but the first one:
//
//	ftab[i+8] += ftab[i]
//	ftab[i+12] += ftab[i+4]
//	ftab[ftab[i+12]] = ftab[i+8]     the _func's first word, its entry
//	findfunctab[40*(i+8)] = i/8 + 1
func (t *tables) restore() []byte {
	var code []byte
	op := func(name string) { code = append(code, name...) }
	memory := func(name string, offset int) { op(name); code = binary.AppendUvarint(code, uint64(offset)) }
	constant := func(v int) { op(opConst); code = appendSigned(code, v) }
	load := func(offset int) { op(opGet); memory(opLoad, t.entriesAt+offset) }

	op("\x01\x01\x7f" + opLoop) // one variable of 32 bits, 0 at first
	for word := 0; word < tabSize; word += 4 {
		op(opGet)
		load(word)
		load(word + tabSize)
		op(opAdd)
		memory(opStore, t.entriesAt+word+tabSize)
	}
	load(tabSize + 4)
	load(tabSize)
	memory(opStore, t.entriesAt)

	op(opGet)
	constant(bucketsPerFunc * bucketSize / tabSize)
	op(opMultiply + opGet)
	constant(3)
	op(opShift)
	constant(1)
	op(opAdd)
	memory(opStore, t.bucketsAt+bucketsPerFunc*bucketSize)

	op(opGet)
	constant(tabSize)
	op(opAdd + opTee)
	constant(tabSize * (len(t.funcs) - 1))
	op(opLess + opBranchIf + opEnd + opEnd)
	return code
}

// addStart adds a function without parameters and results, to be called as soon
// as the module's memory is there: before anything of Go's runs.
func addStart(sections []section, code []byte) ([]section, error) {
	imported, kind := 0, -1
	var out []section
	for _, s := range sections {
		switch s.id {
		case startSection:
			return nil, errors.New("it has a start function already")
		case typeSection:
			if bytes.Count(s.body, []byte("\x60")) != int(s.body[0]) {
				return nil, errors.New("it has types that Go does not write")
			}
			kind = bytes.Count(s.body[:max(0, bytes.Index(s.body, []byte("\x60\x00\x00")))], []byte("\x60"))
		case importSection:
			r := reader{rest: s.body}
			imported = r.unsigned()
			for range imported {
				r.bytes(r.unsigned())
				r.bytes(r.unsigned())
				if r.byte() != 0 {
					return nil, errors.New("it imports more than functions")
				}
				r.unsigned()
			}
			if r.err != nil {
				return nil, r.err
			}
		case functionSection:
			r := reader{rest: s.body}
			count := r.unsigned()
			if kind < 0 {
				return nil, errors.New("it has no types")
			}
			s.body = binary.AppendUvarint(added(count, r.rest), uint64(kind))
			imported += count
		case elementSection: // the start section comes before it
			out = append(out, section{startSection, binary.AppendUvarint(nil, uint64(imported))})
		case codeSection:
			r := reader{rest: s.body}
			count := r.unsigned()
			s.body = append(binary.AppendUvarint(added(count, r.rest), uint64(len(code))), code...)
		}
		out = append(out, s)
	}
	return out, nil
}

// added returns a section's body of one element more, which is to follow.
func added(count int, elements []byte) []byte {
	return append(binary.AppendUvarint(nil, uint64(count+1)), elements...)
}
