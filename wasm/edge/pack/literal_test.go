package pack

import (
	"strings"
	"testing"
)

func TestLiteral(t *testing.T) {
	got, err := Literal([]byte("package a\n\nconst n = 1\n\nconst text = \"a\\n\\\"b\\\"\"\n\nvar other = \"c\"\n"))
	if want := "a\n\"b\""; err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	for _, source := range []string{"package a\n", "package a\nconst a, b = `1`, `2`\n", "text"} {
		if got, err := Literal([]byte(source)); err == nil {
			t.Errorf("%q gave %q", source, got)
		}
	}
}

func TestBlank(t *testing.T) {
	before := module(segment{16, []byte("left run() right")}, segment{64, []byte("run")})
	after, err := Blank(before, []byte("run()"))
	if want := strings.Replace(string(before), "run()", "     ", 1); err != nil || string(after) != want {
		t.Errorf("%q, %v, want %q", after, err, want)
	}
	for name, text := range map[string]string{"nothing": "", "missing": "walk", "twice": "run"} {
		if _, err := Blank(before, []byte(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Blank([]byte("\x00asm\x01\x00\x00\x00"), []byte("run")); err == nil {
		t.Error("no data: no error")
	}
}
