package wire

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var write = flag.Bool("write", false, "write the defaults of the newest version into testdata")

// atVersion lists the defaults of a version, one a line.
func atVersion(version int) string {
	var b strings.Builder
	for _, scenario := range Scenarios() {
		s := defaultsAt(version, scenario)
		for _, p := range table {
			if !p.PerArm && !p.Shown && !p.Long && p.Name != "scenario" {
				fmt.Fprintf(&b, "%s %s=%s\n", scenario, p.Name, p.Text(s, 0))
			}
		}
		for i := range s.Arms {
			fmt.Fprintf(&b, "%s %s=%s\n", scenario, sideNames[i], s.Arms[i].Method)
		}
		for _, method := range Methods(scenario) {
			s.Arms[0] = sideAt(version, scenario, method)
			for _, p := range table {
				if p.PerArm && p.Name != "method" && p.Applies(s, 0) {
					fmt.Fprintf(&b, "%s %s %s=%s\n", scenario, method, p.Name, p.Text(s, 0))
				}
			}
		}
	}
	return b.String()
}

// The defaults of every version are what they were when links of that version were
// made. A changed default needs a row in formers; then -write writes those of the
// version that this makes.
func TestDefaultsOfEveryVersion(t *testing.T) {
	for v := 1; v <= newest(); v++ {
		file, got := filepath.Join("testdata", fmt.Sprintf("defaults-v%d.txt", v)), atVersion(v)
		if *write && v == newest() {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(want), "\n")
		for i, line := range strings.Split(got, "\n") {
			if i >= len(lines) || line != lines[i] {
				t.Fatalf("version %d had other defaults: now %q, then %q. Keep the old one in formers (version.go): links, embeds and saved runs count on it", v, line, append(lines, "")[min(i, len(lines))])
			}
		}
	}
}

// With made-up changes of defaults, links and saved runs of before mean what they
// meant, and those that are written now say which defaults they mean.
func TestVersionPinsDefaults(t *testing.T) {
	real := formers
	t.Cleanup(func() { formers = real })
	formers = nil // ORPO's β is 1 then
	const link = "scenario=sort&lambda=0.3&third=orpo"
	before, _ := Parse(link)
	plain := Defaults("lake6")
	for _, f := range []former{
		{1, "", "", "lr", "0.05"}, // of all scenarios
		{1, "sort", "", "right", "ss"},
		{1, "sort", "orpo", "beta", "0.75"},
		{2, "sort", "", "lr", "0.07"},
	} {
		formers = append(formers, f)
	}
	if newest() != 3 || Defaults("sort") != defaults("sort") {
		t.Fatalf("version %d, defaults %+v", newest(), Defaults("sort"))
	}
	for query, want := range map[string]struct {
		lr     float64
		right  string
		beta   float64
		pinned string
	}{
		link:          {.05, "ss", .75, "&v=1"}, // no version: the first
		link + "&v=1": {.05, "ss", .75, "&v=1"},
		"V=2&" + link: {.07, "ift", 1, "&v=3"},
		link + "&v=3": {.002, "ift", 1, "&v=3"},
		link + "&v=9": {.002, "ift", 1, "&v=3"}, // newer than the program, which says so
	} {
		s, said := Parse(query)
		if s.LR != want.lr || s.Arms[1].Method != want.right || s.Arms[2].Beta != want.beta || s.Version != 3 {
			t.Errorf("%s: rate %v, %s on the right, β %v, version %d; want %+v", query, s.LR, s.Arms[1].Method, s.Arms[2].Beta, s.Version, want)
		}
		if (len(said) > 0) != strings.Contains(query, "v=9") {
			t.Errorf("%s: %v", query, said)
		}
		again, _ := Parse(Encode(s))
		if again != s || Pin(s) != strings.TrimSuffix(Encode(s), "&v=3")+want.pinned {
			t.Errorf("%s becomes %s, pinned %s", query, Encode(s), Pin(s))
		}
		if again, _ = Parse(Pin(s)); again != s {
			t.Errorf("%s pinned becomes %s", query, Pin(s))
		}
		to, _ := Apply(s, []Pair{{"scenario", "lake6"}}) // explored from there: today's defaults
		if to.LR != plain.LR {
			t.Errorf("%s: in another scenario the rate is %v", query, to.LR)
		}
	}
	if s, _ := Parse(""); s.LR != .001 {
		t.Errorf("the bare page opens with the rate %v", s.LR)
	}
	if s, _ := Parse("v=1"); s.LR != .05 {
		t.Errorf("what was pinned to the first version has the rate %v", s.LR)
	}
	formers = nil
	if s, _ := Parse(link); s != before {
		t.Errorf("%+v\nis not\n%+v", s, before)
	}
	if got := Pin(Defaults("")); got != fmt.Sprintf("v=%d", newest()) {
		t.Errorf("the default settings are pinned as %q", got)
	}
	if got := Pin(before); got != Encode(before)+"&v=1" {
		t.Errorf("pinned as %q", got)
	}
}
