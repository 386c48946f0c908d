package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

const aboutTables = `  measures all tables of a document anew: it holds the arguments of compare, with
  -columns, each above its table, whose rows are replaced; the whole output goes
  to build/tables:
    tables -only "-task lake6"`

// tables is what tables was told.
type tables struct {
	file string // the document
	only string // what a command contains; "" = all
}

func (t *tables) flags(f *flag.FlagSet) {
	f.StringVar(&t.file, "in", "docs/results.md", "`document`")
	f.StringVar(&t.only, "only", "", "those whose command contains this `text`")
}

func (t *tables) check() error { return nil }

// commandLine finds a command: a line that begins with it, in backticks. Each says by
// -columns what its table shows.
var commandLine = regexp.MustCompile("^`(-task [^`]+)`")

// rawDir is where the whole output of each command is left, in the working folder.
const rawDir = "build/tables"

// run runs the commands and writes their rows into the document, table by table.
func (t *tables) run(ctx context.Context, stdout, stderr io.Writer) error {
	file, err := os.ReadFile(t.file)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(rawDir, 0o755); err != nil {
		return err
	}
	lines, n := strings.Split(string(file), "\n"), 0
	for at := 0; at < len(lines); at++ {
		found := commandLine.FindStringSubmatch(lines[at])
		if found == nil {
			continue
		}
		n++
		if !strings.Contains(found[1], t.only) {
			continue
		}
		begin := time.Now()
		rows, raw, err := runCommand(ctx, found[1], stderr)
		if err != nil {
			return fmt.Errorf("%s: %w", found[1], err)
		}
		first, last := tableBelow(lines, at)
		if first < 0 {
			return fmt.Errorf("there is no table below %s", found[1])
		}
		lines = append(lines[:first:first], append(rows, lines[last:]...)...)
		if err := os.WriteFile(filepath.Join(rawDir, fmt.Sprintf("%02d.txt", n)), raw, 0o644); err != nil {
			return err
		}
		if err := os.WriteFile(t.file, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s\n%s\n%.0f s\n\n", found[1], strings.Join(rows, "\n"), time.Since(begin).Seconds())
	}
	return nil
}

// tableBelow returns where the rows of the first table after a line begin and end,
// its two lines of titles left out; -1 where the next command comes before.
func tableBelow(lines []string, at int) (first, last int) {
	for first = at + 1; first < len(lines) && !strings.HasPrefix(lines[first], "|---"); first++ {
		if commandLine.MatchString(lines[first]) {
			return -1, -1
		}
	}
	if first == len(lines) {
		return -1, -1
	}
	first++
	for last = first; last < len(lines) && strings.HasPrefix(lines[last], "|"); last++ {
	}
	return first, last
}

// runCommand runs a comparison and returns the rows of its -columns and all that
// it prints.
func runCommand(ctx context.Context, command string, stderr io.Writer) (rows []string, raw []byte, err error) {
	c := &comparison{}
	if _, err := parse(c, append([]string{"compare"}, strings.Fields(command)...)); err != nil {
		return nil, nil, err
	}
	if c.columns == "" {
		return nil, nil, fmt.Errorf("without -columns")
	}
	outcomes, equal, err := c.measure(ctx, stderr)
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s compare %s\n\n", program, command)
	if err := c.print(&out, outcomes, equal); err != nil {
		return nil, nil, err
	}
	fmt.Fprintln(&out)
	if err := writeLines(&out, append(outcomes, equal...)); err != nil {
		return nil, nil, err
	}
	rows, err = c.markdown(outcomes, equal)
	return rows, out.Bytes(), err
}
