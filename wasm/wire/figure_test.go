package wire

import (
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
