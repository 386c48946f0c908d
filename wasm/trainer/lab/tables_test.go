package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tables runs the commands of a document and puts their rows below them, and
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
	if code, _, stderr := lab(t, "tables", "-in", "results.md", "-only", "-steps 2"); code != 0 {
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

// Every table of the results has a command that says what its columns are.
func TestResultsNameTheirColumns(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "results.md"))
	if err != nil {
		t.Fatal(err)
	}
	lines, tables, commands := strings.Split(string(file), "\n"), 0, 0
	for at, line := range lines {
		if strings.HasPrefix(line, "|---") {
			tables++
		}
		found := commandLine.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		commands++
		c := compared(t, found[1])
		first, last := tableBelow(lines, at)
		if first < 0 {
			t.Errorf("there is no table below %s", found[1])
			continue
		}
		if last-first != len(c.arms) || strings.Count(lines[first-2], "|") != 2+len(strings.Split(c.columns, ",")) {
			t.Errorf("%s has %d methods and %d columns, its table %d rows below %s", found[1], len(c.arms), len(strings.Split(c.columns, ",")), last-first, lines[first-2])
		}
		for i, a := range c.arms {
			if i < last-first && !strings.HasPrefix(lines[first+i], "| "+title(a)+" |") {
				t.Errorf("%s: row %d is %s, not %s", found[1], i+1, lines[first+i], title(a))
			}
		}
	}
	if tables != commands || tables < 10 {
		t.Errorf("%d tables below %d commands", tables, commands)
	}
}
