package pack

import (
	"strings"
	"testing"
)

// Go's declaration of variables: one i32, the stack pointer, and one i64.
const locals = "\x02\x01\x7f\x01\x7e"

func TestFold(t *testing.T) {
	const (
		block, loop, end = "\x02\x40", "\x03\x40", "\x0b"
		called           = "\x41\x00\x10\x05\x23\x00\x21\x01" // i32.const 0, call 5, global.get 0, local.set 1
		tail             = "\x00\x0b\x41\x01\x0b"             // unreachable, end, i32.const 1, end
		unwound          = "\x04\x40\x41\x01\x0f\x0b"
		sp               = "\x20\x01\xad\x42\x08\x7c\xa7" // the stack pointer and 8
	)
	for name, c := range map[string]struct{ code, want string }{
		"unwind":                  {block + block + called + "\x0d\x01" + end + tail, block + block + called + unwound + end + tail},
		"unwind in a loop":        {block + loop + block + called + "\x0d\x02" + end + end + tail, block + loop + block + called + unwound + end + end + tail},
		"inner block":             {block + block + called + "\x0d\x00" + end + tail, ""},
		"no call":                 {block + "\x20\x00\x0d\x00" + tail, ""},
		"returns another number":  {block + called + "\x0d\x00" + "\x00\x0b\x41\x00\x0b", ""},
		"to a loop's start":       {loop + called + "\x0d\x00" + tail, ""},
		"end is not the last one": {block + called + "\x0d\x00" + end + block + tail, ""},
		"load":                    {sp + "\x29\x03\x10\x1a\x0b", "\x20\x01\x29\x03\x18\x1a\x0b"},
		"store":                   {sp + "\x20\x02\x42\x01\x7c\x37\x03\x00\x0b", "\x20\x01\x20\x02\x42\x01\x7c\x37\x03\x08\x0b"},
		"store within a store":    {sp + sp + "\x29\x03\x00\x37\x03\x00\x0b", "\x20\x01\x20\x01\x29\x03\x08\x37\x03\x08\x0b"},
		"the value of a store":    {"\x20\x01" + sp + "\x36\x02\x00\x0b", ""},
		"computed with":           {sp + "\x41\x01\x6a\x29\x03\x00\x1a\x0b", ""},
		"over a call":             {sp + called + "\x20\x02\x37\x03\x00\x0b", ""},
		"negative":                {strings.Replace(sp, "\x08", "\x78", 1) + "\x29\x03\x00\x1a\x0b", ""},
		"another variable":        {strings.Replace(sp, "\x01", "\x00", 1) + "\x29\x03\x00\x1a\x0b", ""},
	} {
		f, err := readFunction([]byte(locals + c.code))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all := []function{f}
		fold(all)
		want := c.want
		if want == "" {
			want = c.code
		}
		if got := string(all[0].appendTo(nil)[1+len(locals):]); got != want {
			t.Errorf("%s: %x\nbecame %x\nnot    %x", name, c.code, got, want)
		}
	}
}

func TestReadFunctionRefuses(t *testing.T) {
	for name, body := range map[string]string{
		"cut short":  locals + "\x42\x80",
		"vectors":    locals + "\xfd\x0c",
		"references": locals + "\xd0\x70",
		"locals":     "\x05\x01",
	} {
		if _, err := readFunction([]byte(body)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
