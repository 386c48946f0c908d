package i18n

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"softmix/wasm/build/words"
)

// plurals are rules of Unicode's CLDR for whole numbers; a browser brings its own.
var plurals = map[string]func(float64) string{
	"pl": func(n float64) string {
		switch ten, hundred := int(n)%10, int(n)%100; {
		case n == 1:
			return "one"
		case ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14):
			return "few"
		}
		return "many"
	},
	"ar": func(n float64) string {
		if n == 2 {
			return "two"
		}
		return "other"
	},
}

// One table of cases judges how Go and the page's script say a message, and both by
// the library that the field takes for it.
func TestCases(t *testing.T) {
	text, err := os.ReadFile("cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Message, Lang, Want string
		Args                map[string]any
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		l := *English
		l.Plural = plurals[c.Lang]
		m, order, err := words.Numbered(c.Message)
		if err != nil {
			t.Errorf("%s: %v", c.Message, err)
			continue
		}
		var args []any
		for _, name := range order {
			args = append(args, c.Args[name])
		}
		if got := l.Format(m, args...); got != c.Want {
			t.Errorf("%s with %v: %q, want %q", c.Message, c.Args, got, c.Want)
		}
	}
	if out, err := exec.Command("node", "judge.mjs").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// What New is given belongs to these keys.
func TestNew(t *testing.T) {
	if _, err := New("de", "eins"); err == nil && len(English.messages) != 1 {
		t.Error("a language with one message was taken")
	}
	l, err := New("de", strings.Repeat("\x00", len(English.messages)-1))
	if err != nil || l.Say(0) != "" {
		t.Errorf("%v", err)
	}
	l.Decimal = ","
	if got := l.Number("−0.25"); got != "−0,25" {
		t.Errorf("%s", got)
	}
}

// Where arguments are missing, the place of the first one is told.
func TestMissing(t *testing.T) {
	if got := English.Format("{0} and {1}", "a"); got != "a and {1}" {
		t.Errorf("%s", got)
	}
}
