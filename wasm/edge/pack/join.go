package pack

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// gap is the longest run of zeros, in bytes, that is written out within a data
// segment. A longer one separates two: brotli makes little of zeros, but decoding
// and copying them would cost time.
const gap = 4 << 10

const (
	customSection    = 0
	typeSection      = 1
	importSection    = 2
	functionSection  = 3
	startSection     = 8
	elementSection   = 9
	codeSection      = 10
	dataSection      = 11
	dataCountSection = 12
)

// segment is the content of a module's memory from an offset on.
type segment struct {
	at   int
	data []byte
}

// JoinData returns the WebAssembly module with its data segments joined: in the
// order of their offsets, with the zeros between them written out. The memory is
// the same in the end. Go's linker leaves out every run of eight zeros, which
// makes some 90,000 segments of a program like ours: their heads, all different,
// weigh 0.1 MB of brotli, and from 100,000 on browsers refuse the module.
func JoinData(module []byte) ([]byte, error) {
	sections, err := readModule(module)
	for i, s := range sections {
		if s.id == dataSection && err == nil {
			var memory segment
			memory, err = readData(s.body)
			sections[i].body = memory.appendTo(nil)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("joining data segments: %w", err)
	}
	return writeModule(sections), nil
}

// section is a part of a module.
type section struct {
	id   byte
	body []byte
}

// magic begins a module of version 1.
const magic = "\x00asm\x01\x00\x00\x00"

// readModule takes a module apart.
func readModule(module []byte) ([]section, error) {
	if len(module) < len(magic) || string(module[:len(magic)]) != magic {
		return nil, errors.New("no WebAssembly module")
	}
	var all []section
	for r := (reader{rest: module[len(magic):]}); len(r.rest) > 0; {
		id := r.byte()
		body := r.bytes(r.unsigned())
		if r.err == nil && id == dataCountSection {
			r.err = errors.New("the module counts its segments beforehand, which Go's do not")
		}
		if r.err != nil {
			return nil, r.err
		}
		all = append(all, section{id, body})
	}
	return all, nil
}

// writeModule puts a module together.
func writeModule(all []section) []byte {
	out := []byte(magic)
	for _, s := range all {
		out = binary.AppendUvarint(append(out, s.id), uint64(len(s.body)))
		out = append(out, s.body...)
	}
	return out
}

// readData returns what a data section's body writes into memory, as one segment.
func readData(body []byte) (segment, error) {
	r := reader{rest: body}
	var all []segment
	for range r.unsigned() {
		// An active segment of memory 0, and its offset: i32.const n, end.
		if head := r.bytes(2); r.err == nil && (head[0] != 0 || head[1] != 0x41) {
			return segment{}, fmt.Errorf("segment %d is of a kind that Go does not write", len(all))
		}
		at := r.signed()
		if end := r.byte(); r.err == nil && (end != 0x0b || at < 0) {
			return segment{}, fmt.Errorf("segment %d has an offset that Go does not write", len(all))
		}
		all = append(all, segment{at, r.bytes(r.unsigned())})
		if r.err != nil {
			return segment{}, r.err
		}
	}
	if len(all) == 0 {
		return segment{}, nil
	}
	slices.SortStableFunc(all, func(a, b segment) int { return cmp.Compare(a.at, b.at) })
	last := all[len(all)-1]
	memory := segment{all[0].at, make([]byte, 0, last.at+len(last.data)-all[0].at)}
	for _, s := range all {
		zeros := s.at - memory.at - len(memory.data)
		if zeros < 0 {
			return segment{}, fmt.Errorf("the segment at %d overlaps with another one", s.at)
		}
		memory.data = append(append(memory.data, make([]byte, zeros)...), s.data...)
	}
	return memory, nil
}

// appendTo appends the body of a data section that writes the segment, without
// its runs of zeros that are longer than gap.
func (s segment) appendTo(out []byte) []byte {
	var parts []segment
	start, end := 0, 0 // of the part, up to behind its last byte that is not zero
	for i, b := range s.data {
		if b == 0 {
			continue
		}
		if end == 0 || i-end > gap {
			if end > 0 {
				parts = append(parts, segment{s.at + start, s.data[start:end]})
			}
			start = i
		}
		end = i + 1
	}
	if end > 0 {
		parts = append(parts, segment{s.at + start, s.data[start:end]})
	}
	out = binary.AppendUvarint(out, uint64(len(parts)))
	for _, p := range parts {
		out = appendSigned(append(out, 0, 0x41), p.at)
		out = binary.AppendUvarint(append(out, 0x0b), uint64(len(p.data)))
		out = append(out, p.data...)
	}
	return out
}

// reader takes a module apart; after an error it gives zeros.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) bytes(n int) []byte {
	if r.err == nil && (n < 0 || n > len(r.rest)) {
		r.err = errors.New("the module is cut short")
	}
	if r.err != nil {
		r.rest = nil
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) byte() byte {
	if b := r.bytes(1); r.err == nil {
		return b[0]
	}
	return 0
}

// unsigned reads a LEB128 number, which is what Go calls a uvarint.
func (r *reader) unsigned() int {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > 1<<31 {
		n = len(r.rest) + 1 // cut short, or no length
	}
	r.bytes(n)
	if r.err != nil {
		return 0
	}
	return int(v)
}

// signed reads a signed LEB128 number of 32 bits, which is no varint of Go's.
func (r *reader) signed() int {
	var v int64
	for shift := 0; shift < 35; shift += 7 {
		b := r.byte()
		v |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			return int(v << (57 - shift) >> (57 - shift))
		}
	}
	r.err = errors.New("an offset is too long")
	return 0
}

// appendSigned appends v as signed LEB128.
func appendSigned(b []byte, v int) []byte {
	for ; v < -0x40 || v >= 0x40; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v)&0x7f)
}
