package pack

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// gap is the longest run of zeros, in bytes, that JoinData writes out to join
// two segments. Brotli makes next to nothing of it.
const gap = 1 << 20

const (
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
	const magic = "\x00asm\x01\x00\x00\x00"
	if len(module) < len(magic) || string(module[:len(magic)]) != magic {
		return nil, errors.New("joining data segments: no WebAssembly module")
	}
	out := append(make([]byte, 0, len(module)+len(module)/4), magic...)
	for r := (reader{rest: module[len(magic):]}); len(r.rest) > 0; {
		id := r.byte()
		body := r.bytes(r.unsigned())
		if r.err == nil && id == dataCountSection {
			r.err = errors.New("the module counts its segments beforehand, which Go's do not")
		}
		if r.err == nil && id == dataSection {
			body, r.err = joinSection(body)
		}
		if r.err != nil {
			return nil, fmt.Errorf("joining data segments: %w", r.err)
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		out = append(out, body...)
	}
	return out, nil
}

// joinSection joins the segments of a data section's body.
func joinSection(body []byte) ([]byte, error) {
	r := reader{rest: body}
	var all []segment
	for range r.unsigned() {
		// An active segment of memory 0, and its offset: i32.const n, end.
		if head := r.bytes(2); r.err == nil && (head[0] != 0 || head[1] != 0x41) {
			return nil, fmt.Errorf("segment %d is of a kind that Go does not write", len(all))
		}
		at := r.signed()
		if end := r.byte(); r.err == nil && end != 0x0b {
			return nil, fmt.Errorf("segment %d has an offset that Go does not write", len(all))
		}
		all = append(all, segment{at, r.bytes(r.unsigned())})
		if r.err != nil {
			return nil, r.err
		}
	}
	slices.SortStableFunc(all, func(a, b segment) int { return cmp.Compare(a.at, b.at) })
	var joined []segment
	for _, s := range all {
		if len(joined) == 0 {
			joined = append(joined, segment{s.at, slices.Clone(s.data)})
			continue
		}
		last := &joined[len(joined)-1]
		switch zeros := s.at - last.at - len(last.data); {
		case zeros < 0:
			return nil, fmt.Errorf("the segments at %d and %d overlap", last.at, s.at)
		case zeros <= gap:
			last.data = append(append(last.data, make([]byte, zeros)...), s.data...)
		default:
			joined = append(joined, segment{s.at, slices.Clone(s.data)})
		}
	}
	out := binary.AppendUvarint(nil, uint64(len(joined)))
	for _, s := range joined {
		out = appendSigned(append(out, 0, 0x41), s.at)
		out = binary.AppendUvarint(append(out, 0x0b), uint64(len(s.data)))
		out = append(out, s.data...)
	}
	return out, nil
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
