package pack

import (
	"encoding/binary"
	"fmt"
)

// Instructions of WebAssembly that the rewriting of code looks at.
const (
	insBlock    = 0x02
	insLoop     = 0x03
	insIf       = 0x04
	insEnd      = 0x0b
	insBranch   = 0x0c
	insBranchIf = 0x0d
	insTable    = 0x0e
	insReturn   = 0x0f
	insCall     = 0x10
	insIndirect = 0x11
	insSelect   = 0x1b
	insGet      = 0x20
	insSet      = 0x21
	insTee      = 0x22
	insGlobal   = 0x23
	insSetGlob  = 0x24
	insLoad     = 0x28 // the first of the loads, of which 0x35 is the last
	insStore    = 0x36 // the first of the stores, of which 0x3e is the last
	insStore64  = 0x37
	insSize     = 0x3f // of the memory
	insGrow     = 0x40
	insConst    = 0x41 // of 32 bits
	insConst64  = 0x42
	insConstF   = 0x43
	insConstD   = 0x44
	insNumeric  = 0x45 // the first of those that compute, without immediates
	insAdd64    = 0x7c
	insWrap     = 0xa7 // 64 bits to 32
	insExtend   = 0xad // 32 bits to 64, unsigned
	insLast     = 0xc4 // of those that compute
	insPrefix   = 0xfc
)

// function is the code of a function: the declaration of its variables, and its
// instructions with their immediates, one slice each.
type function struct {
	locals []byte
	code   [][]byte
}

// readCode takes a code section's body apart.
func readCode(body []byte) ([]function, error) {
	r := reader{rest: body}
	all := make([]function, r.unsigned())
	for i := range all {
		f, err := readFunction(r.bytes(r.unsigned()))
		if err == nil {
			err = r.err
		}
		if err != nil {
			return nil, fmt.Errorf("function %d: %w", i, err)
		}
		all[i] = f
	}
	return all, nil
}

func readFunction(body []byte) (function, error) {
	r := reader{rest: body}
	for range r.unsigned() {
		r.unsigned()
		r.byte()
	}
	f := function{locals: body[:len(body)-len(r.rest)]}
	for len(r.rest) > 0 && r.err == nil {
		from := r.rest
		if err := r.instruction(); err != nil {
			return f, err
		}
		f.code = append(f.code, from[:len(from)-len(r.rest)])
	}
	return f, r.err
}

// instruction passes over one instruction.
func (r *reader) instruction() error {
	switch op := r.byte(); {
	case op == insIndirect, insLoad <= op && op < insSize:
		r.skip(2)
	case op == insBranch, op == insBranchIf, op == insCall, insGet <= op && op <= insSetGlob, op == insConst, op == insConst64:
		r.skip(1)
	case insBlock <= op && op <= insIf, op == insSize, op == insGrow:
		r.bytes(1)
	case op == insConstF:
		r.bytes(4)
	case op == insConstD:
		r.bytes(8)
	case op == insTable:
		r.skip(r.unsigned() + 1)
	case op == insPrefix:
		switch kind := r.unsigned(); kind {
		case 10: // memory.copy
			r.bytes(2)
		case 11: // memory.fill
			r.bytes(1)
		default:
			if kind > 7 {
				return fmt.Errorf("instruction fc %x, which Go does not write", kind)
			}
		}
	case op <= 0x01, op == 0x05, op == insEnd, op == insReturn, op == 0x1a, op == insSelect, insNumeric <= op && op <= insLast:
	default:
		return fmt.Errorf("instruction %x, which Go does not write", op)
	}
	return r.err
}

// skip passes over n LEB128 numbers of any size.
func (r *reader) skip(n int) {
	for ; n > 0 && r.err == nil; n-- {
		for r.byte() >= 0x80 {
		}
	}
}

// appendTo appends the function with its size before it, as the code section
// holds it.
func (f function) appendTo(out []byte) []byte {
	size := len(f.locals)
	for _, in := range f.code {
		size += len(in)
	}
	out = append(binary.AppendUvarint(out, uint64(size)), f.locals...)
	for _, in := range f.code {
		out = append(out, in...)
	}
	return out
}

// writeCode puts a code section's body together.
func writeCode(all []function) []byte {
	out := binary.AppendUvarint(nil, uint64(len(all)))
	for _, f := range all {
		out = f.appendTo(out)
	}
	return out
}

// immediate returns the one unsigned number behind an instruction's first byte.
func immediate(in []byte) int {
	v, _ := binary.Uvarint(in[1:])
	return int(v)
}

// is says whether the instructions begin with those ones, given by their bytes.
func is(code [][]byte, want ...string) bool {
	if len(code) < len(want) {
		return false
	}
	for i, w := range want {
		if string(code[i]) != w {
			return false
		}
	}
	return true
}

// effect returns how many values an instruction takes from the stack and how
// many it leaves there; ok is false for those that do more than that.
func effect(in []byte) (takes, leaves int, ok bool) {
	switch op := in[0]; {
	case op == insGet, op == insGlobal, insConst <= op && op <= insConstD:
		return 0, 1, true
	case op == insSet, op == insSetGlob:
		return 1, 0, true
	case op == insTee, insLoad <= op && op < insStore:
		return 1, 1, true
	case insStore <= op && op < insSize:
		return 2, 0, true
	case op == insSelect:
		return 3, 1, true
	case unary(op), op == insPrefix && in[1] <= 7: // conversions
		return 1, 1, true
	case insNumeric <= op && op <= insLast:
		return 2, 1, true
	}
	return 0, 0, false
}

// unary says of an instruction that computes whether it has one operand.
func unary(op byte) bool {
	for _, span := range [][2]byte{{0x45, 0x45}, {0x50, 0x50}, {0x67, 0x69}, {0x79, 0x7b}, {0x8b, 0x91}, {0x99, 0x9f}, {0xa7, 0xc4}} {
		if span[0] <= op && op <= span[1] {
			return true
		}
	}
	return false
}
