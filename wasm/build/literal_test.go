package build

import "testing"

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
