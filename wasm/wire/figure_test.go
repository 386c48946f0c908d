package wire

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What only an embed shows never restarts runs, survives a change of scenario,
// and is text whatever it says.
func TestFigure(t *testing.T) {
	from := Defaults("lake6")
	for _, p := range figureRows() {
		to := from
		value := map[Kind]string{Choice: lastOf(p), Whole: "1", Flag: "1", List: "boards,cost", Words: "a  b\n\tc", ID: "abc"}[p.Kind]
		if c, wrong := to.Set(p.Name, value); wrong {
			t.Errorf("%s=%s: %s", p.Name, value, c.Text)
		}
		if Restarts(from, to) {
			t.Errorf("%s restarts the runs", p.Name)
		}
		to.Set("scenario", "sort")
		if got, want := p.Text(to, 0), map[bool]string{true: "a b c", false: value}[p.Kind == Words]; got != want {
			t.Errorf("%s is %q after a change of scenario, want %q", p.Name, got, want)
		}
		if to = to.WithoutFigure(); Encode(to) != "scenario=sort" {
			t.Errorf("%s stays: %s", p.Name, Encode(to))
		}
	}
	s, said := Parse("title=%3Cimg+src=x+onerror=alert(1)%3E%00%e2%80%ae&caption=50%25+%26+more")
	if s.Figure.Title != "<img src=x onerror=alert(1)>" || s.Figure.Caption != "50% & more" || len(said) != 0 {
		t.Errorf("%q %q %v", s.Figure.Title, s.Figure.Caption, said)
	}
}

// figureRows are the rows of the table that are about an embed.
func figureRows() (rows []Param) {
	for _, p := range table {
		if p.Shown {
			rows = append(rows, p)
		}
	}
	return rows
}

// lastOf is the last of a Choice's words.
func lastOf(p Param) string {
	if p.Kind != Choice {
		return ""
	}
	return p.Choices[len(p.Choices)-1]
}

// The script of an embed knows the same words before any program has come.
func TestFigureInScript(t *testing.T) {
	b, err := os.ReadFile("../../public/js/embed.js")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`const TABLE = (.*);`).FindSubmatch(b)
	var words map[string][]string
	if found == nil || json.Unmarshal(found[1], &words) != nil {
		t.Fatalf("embed.js has no table of words: %s", found)
	}
	for _, p := range figureRows() {
		got, there := words[p.Name]
		if !there || !slices.Equal(got, p.Choices) && len(got)+len(p.Choices) > 0 {
			t.Errorf("embed.js knows %s as %q, want %q", p.Name, got, p.Choices)
		}
		delete(words, p.Name)
	}
	if len(words) > 0 {
		t.Errorf("embed.js knows more: %v", words)
	}
}

// The script that reads an address before the program is there reads its names as
// Canonical does; it knows of one name with a capital, and no other script has rules.
func TestNamesOfAddressesInScripts(t *testing.T) {
	for file, want := range map[string]int{"files.js": 1, "embed.js": 0, "page.js": 0} {
		b, err := os.ReadFile("../../public/js/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(string(b), `=== "stopat" ? "stopAt" : k;`); got != want {
			t.Errorf("%s reads names by %d rules, want %d", file, got, want)
		}
	}
	for _, p := range table {
		if p.Name != strings.ToLower(p.Name) && p.Name != "stopAt" {
			t.Errorf("%s has capitals: the scripts do not know them", p.Name)
		}
	}
}

// The component knows all settings, so that it takes them as data- attributes and no
// others: a page may have more of those.
func TestNamesInComponent(t *testing.T) {
	b, err := os.ReadFile("../../public/js/softmix-demo.js")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`const NAMES = new Set\("([^"]*)"`).FindSubmatch(b)
	if found == nil {
		t.Fatal("it has no list of names")
	}
	got, want := strings.Fields(string(found[1])), []string{}
	for _, name := range known {
		if name != "height" { // the component's own
			want = append(want, strings.ToLower(name))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("softmix-demo.js knows %v, the table %v", got, want)
	}
}
