//go:build !js

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// -tables runs the commands of a document and puts their rows below them, and
// changes nothing else.
func TestTablesAreMeasuredAnew(t *testing.T) {
	dir := weightsDir(t)
	t.Chdir(t.TempDir())
	const head = "# Results\n\n`-task lake4 -seeds 1-2 -steps 2 -methods sft,base,ift:lambda=.6:gamma=0:feedback=sampled,ss:p=.4 -equal -columns success_random,gflop,equal:steps,equal:success_random -weights-dir DIR` (2 steps)\n\n" +
		"| method | success | GFLOP | steps | success there |\n|---|---|---|---|---|\n"
	const tail = "\nWhat it comes to.\n\n`-task lake4 -seeds 1 -columns nothing`\n\n|a|\n|---|\n| stays |\n"
	text := strings.ReplaceAll(head+"| old | 1 | 2 | 3 | 4 |\n| older | 1 | 2 | 3 | 4 |\n"+tail, "DIR", dir)
	if err := os.WriteFile("results.md", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := lab(t, "-tables", "results.md", "-only", "-steps 2"); code != 0 {
		t.Fatal(stderr)
	}
	got, err := os.ReadFile("results.md")
	if err != nil {
		t.Fatal(err)
	}
	const number, diff = `[−]?(\d|)\.\d{3}`, `( \((\*\*)?[+−]\.\d{3}(\*\*)?, t −?\d*\.\d\))`
	spread := number + " ± " + number
	row := func(name, gflop string, against string) string {
		return `\| ` + name + ` \| ` + spread + against + ` \| ` + gflop + ` \| \d \| ` + spread + against + ` \|` + "\n"
	}
	want := regexp.QuoteMeta(strings.ReplaceAll(head, "DIR", dir)) + row("SFT", `[\d.e-]+`, "") + row("base, untrained", "0", diff) +
		row("IFT sampled, λ .6, γ 0", `[\d.e-]+`, diff) + row(`scheduled sampling, p .4`, `[\d.e-]+`, diff) + regexp.QuoteMeta(tail)
	if !regexp.MustCompile("^" + want + "$").Match(got) {
		t.Errorf("the document is now\n%s", got)
	}
	raw, err := os.ReadFile(filepath.Join("build", "tables", "01.txt"))
	if err != nil || strings.Count(string(raw), `{"task":"lake4"`) != 16 || !strings.Contains(string(raw), "at equal compute") {
		t.Errorf("the whole output is %v\n%s", err, raw)
	}
}
