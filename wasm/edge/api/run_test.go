package api

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// Whatever is accepted is stored and read back as the same run, within the size
// that a post may have many times over, and drawn as well-formed XML.
func FuzzParseRun(f *testing.F) {
	whole, err := os.ReadFile("../testdata/run.json")
	if err != nil {
		f.Fatal(err)
	}
	small := `{"v":1,"settings":"a=1&b=.5","title":"é & \"x\"","caption":"a\nb","steps":2,"runs":[{"method":"a","points":[[0,-1e-3],[1,2]]},{"method":"b","points":[[1,1]],"evals":[{"step":1,"metrics":{"m":1e17}}],"cost":{"c":0}}]}`
	f.Add(whole)
	f.Add([]byte(small))
	f.Add([]byte(strings.Replace(small, "[1,2]", "[1,1e-320]", 1)))
	f.Add([]byte(strings.Replace(small, `"title":"`, `"title":"\u00a0𝄞‍`, 1)))
	f.Fuzz(func(t *testing.T, body []byte) {
		run, err := ParseRun(body)
		if err != nil {
			return
		}
		row, err := run.row("aaaaaaaaaaaaaaaaaaaaaaaaaa", 1)
		if err != nil {
			t.Fatal(err)
		}
		back := &Run{}
		if err := json.Unmarshal([]byte(row.Text), back); err != nil {
			t.Fatal(err)
		}
		if again, err := encode(back); err != nil || string(again) != row.Text {
			t.Fatalf("stored %s, read %s (%v)", row.Text, again, err)
		}
		if strings.ContainsAny(row.Text, "<>&") {
			t.Fatalf("markup in %s", row.Text)
		}
		page, err := replay([]byte("<html><head>\n<title>x</title></head><body></body></html>"), back, "https://softmix.example", false)
		if err != nil || strings.Count(string(page), "<") != strings.Count(string(page), ">") {
			t.Fatalf("%v in %s", err, page)
		}
		for d := xml.NewDecoder(strings.NewReader(string(draw(back)))); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("the drawing of %s: %v", row.Text, err)
			}
		}
	})
}
