package pack

import (
	"bytes"
	"encoding/binary"
	"maps"
	"testing"
)

// module writes a module of a custom section, a data section and another custom
// section.
func module(segments ...segment) []byte {
	body := binary.AppendUvarint(nil, uint64(len(segments)))
	for _, s := range segments {
		body = appendSigned(append(body, 0, 0x41), s.at)
		body = binary.AppendUvarint(append(body, 0x0b), uint64(len(s.data)))
		body = append(body, s.data...)
	}
	m := []byte("\x00asm\x01\x00\x00\x00\x00\x03\x02hi")
	m = binary.AppendUvarint(append(m, dataSection), uint64(len(body)))
	return append(append(m, body...), "\x00\x02\x01x"...)
}

// memory is what a module's segments write, zeros left out, and their number.
func memory(t *testing.T, m []byte) (map[int]byte, int) {
	t.Helper()
	r := reader{rest: m[8:]}
	written, n := map[int]byte{}, 0
	for len(r.rest) > 0 {
		id := r.byte()
		body := reader{rest: r.bytes(r.unsigned())}
		if id != dataSection {
			continue
		}
		n = body.unsigned()
		for range n {
			body.bytes(2)
			at := body.signed()
			body.byte()
			for i, b := range body.bytes(body.unsigned()) {
				written[at+i] = b
			}
		}
		if body.err != nil || len(body.rest) > 0 {
			t.Fatalf("the data section is broken: %v, %d bytes left", body.err, len(body.rest))
		}
	}
	if r.err != nil {
		t.Fatal(r.err)
	}
	maps.DeleteFunc(written, func(_ int, b byte) bool { return b == 0 })
	return written, n
}

func TestJoinData(t *testing.T) {
	long := bytes.Repeat([]byte("softmix "), 40)
	for _, c := range []struct {
		name     string
		segments []segment
		want     int
	}{
		{"none", nil, 0},
		{"near ones", []segment{{100, []byte{1, 0, 2}}, {111, long}, {4000, []byte{7}}}, 1},
		{"touching ones", []segment{{63, []byte{1}}, {64, []byte{2}}, {65, long}}, 1},
		// As the linker writes them: the second lies before the first, and the
		// third behind it. Joining them in that order would wipe the first out.
		{"not in order", []segment{{9000, []byte{3}}, {8000, long}, {9100, []byte{4}}}, 1},
		{"far ones", []segment{{8, []byte{1}}, {8 + 1 + gap, []byte{2}}, {10 + 2*gap + 1, []byte{3}}}, 2},
	} {
		before := module(c.segments...)
		after, err := JoinData(before)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		was, _ := memory(t, before)
		is, n := memory(t, after)
		if !maps.Equal(was, is) || n != c.want {
			t.Errorf("%s: %d segments, want %d; the memory is the same: %v", c.name, n, c.want, maps.Equal(was, is))
		}
		if !bytes.HasPrefix(after, before[:13]) || !bytes.HasSuffix(after, []byte("\x00\x02\x01x")) {
			t.Errorf("%s: the other sections changed", c.name)
		}
		again, err := JoinData(after)
		if err != nil || !bytes.Equal(again, after) {
			t.Errorf("%s: joining twice changes it (%v)", c.name, err)
		}
	}
}

func TestJoinDataRefuses(t *testing.T) {
	whole := module(segment{100, []byte{1, 2}})
	passive := bytes.Replace(whole, []byte{0, 0x41}, []byte{1, 0x41}, 1)
	for name, bad := range map[string][]byte{
		"text":       []byte("<!doctype html>"),
		"cut short":  whole[:len(whole)-6],
		"a passive":  passive,
		"overlap":    module(segment{100, []byte{1, 2}}, segment{101, []byte{3}}),
		"data count": append(bytes.Clone(whole), dataCountSection, 1, 1),
	} {
		if _, err := JoinData(bad); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
