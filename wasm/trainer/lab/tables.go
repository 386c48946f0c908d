package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"softmix/model/stats"
	"softmix/wasm/wire"
)

// A document of results holds commands and below each a Markdown table of what it
// measured: -tables runs them all and puts its rows in place of the old ones.

// command finds a command: a line that begins with it, in backticks. Each says by
// -columns what its table shows.
var command = regexp.MustCompile("^`(-task [^`]+)`")

// rawDir is where the whole output of each command is left, in the working folder.
const rawDir = "build/tables"

// writeTables runs the commands of o.tables that contain o.only and writes their
// rows into the file, table by table.
func writeTables(ctx context.Context, o options, stdout, stderr io.Writer) error {
	file, err := os.ReadFile(o.tables)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(rawDir, 0o755); err != nil {
		return err
	}
	lines, n := strings.Split(string(file), "\n"), 0
	for at := 0; at < len(lines); at++ {
		found := command.FindStringSubmatch(lines[at])
		if found == nil {
			continue
		}
		n++
		if !strings.Contains(found[1], o.only) {
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
		if err := os.WriteFile(o.tables, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
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
		if command.MatchString(lines[first]) {
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
	o, err := parse(strings.Fields(command))
	if err != nil {
		return nil, nil, err
	}
	if len(o.columns) == 0 {
		return nil, nil, fmt.Errorf("without -columns")
	}
	outcomes, equal, err := o.measure(ctx, stderr)
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "go run ./wasm/trainer/lab %s\n\n", command)
	if err := o.print(&out, outcomes, equal); err != nil {
		return nil, nil, err
	}
	fmt.Fprintln(&out)
	if err := writeLines(&out, append(outcomes, equal...)); err != nil {
		return nil, nil, err
	}
	rows, err = markdown(o, outcomes, equal)
	return rows, out.Bytes(), err
}

// markdown returns the rows of a table, one a method. A column is a metric, or
// gflop, what a run took; after "equal:" it is of the comparison at equal compute,
// in which steps counts too.
func markdown(o options, outcomes, equal []outcome) ([]string, error) {
	n := len(o.seeds)
	var rows []string
	for i, e := range o.methods {
		row := []string{title(e)}
		for _, c := range o.columns {
			from := outcomes
			name, isEqual := strings.CutPrefix(c, "equal:")
			if isEqual {
				from = equal
			}
			if len(from) == 0 {
				return nil, fmt.Errorf("-columns names %s without -equal", c)
			}
			mine, first := from[i*n:(i+1)*n], from[:n]
			if i == 0 {
				first = nil
			}
			switch name {
			case "gflop":
				row = append(row, threeDigits(meanOf(mine, func(r outcome) float64 { return r.Ledger.FLOPs / 1e9 })))
			case "steps":
				row = append(row, fmt.Sprintf("%.0f", meanOf(mine, func(r outcome) float64 { return r.Metrics["steps"] })))
			default:
				row = append(row, o.cell(mine, first, name))
			}
		}
		rows = append(rows, "| "+strings.Join(row, " | ")+" |")
	}
	return rows, nil
}

func meanOf(runs []outcome, of func(outcome) float64) float64 {
	sum := 0.
	for _, r := range runs {
		sum += of(r)
	}
	return sum / float64(len(runs))
}

// cell writes a metric as mean ± standard deviation, and beside it the paired
// difference to first with its t, bold where the seeds tell the two apart. first is
// nil where there is none.
func (o options) cell(runs, first []outcome, name string) string {
	x := values(runs, name)
	if len(x) == 0 {
		return "–"
	}
	m, s := stats.MeanStd(x)
	out := decimals(m)
	if !math.IsNaN(s) {
		out += " ± " + decimals(s)
	}
	d, ok := differ(runs, first, name, o.look(name, len(o.methods)))
	if !ok {
		return out
	}
	diff := signed(d.Mean, 3)
	if d.Clear {
		diff = "**" + diff + "**"
	}
	if math.IsNaN(d.T) {
		return out + " (" + diff + ")"
	}
	return out + " (" + diff + ", t " + strings.TrimPrefix(signed(d.T, 1), "+") + ")"
}

// threeDigits writes a number with as many, or as many as it has before its point.
func threeDigits(x float64) string {
	if x >= 1000 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.3g", x)
}

// decimals writes three of them, without a zero before the point.
func decimals(x float64) string { return strings.TrimPrefix(signed(x, 3), "+") }

// signed writes a number with its sign, n decimals and no zero before the point.
func signed(x float64, n int) string {
	s := fmt.Sprintf("%+.*f", n, x)
	return strings.Replace(s[:1], "-", "−", 1) + strings.TrimPrefix(s[1:], "0")
}

// title names a method and what its label sets, as a table's first column does.
func title(e entrant) string {
	d := e.side
	kind, settings, _ := strings.Cut(e.label, ":")
	given := map[string]string{}
	for _, s := range strings.Split(settings, ":") {
		if k, v, ok := strings.Cut(s, "="); ok {
			given[k] = v
		}
	}
	number := func(x float64) string {
		return strings.TrimPrefix(fmt.Sprintf("%g", x), "0")
	}
	switch kind {
	case untrained:
		return "base, untrained"
	case "sft":
		return "SFT"
	case "ss":
		return "scheduled sampling, p " + number(d.P)
	case "neftune":
		return "NEFTune"
	case "hide":
		return wire.MethodName(kind)
	case "ift":
		s := "IFT"
		if d.Feedback != "soft" {
			s += " " + d.Feedback
		}
		s += ", λ " + fmt.Sprint(d.Lambda) + ", γ " + fmt.Sprint(d.Gamma)
		s = strings.NewReplacer(" 0.", " .").Replace(s)
		if d.Passes > 1 {
			s += fmt.Sprintf(", %d passes", d.Passes)
		}
		if d.Embed == "frozen" {
			s += ", frozen embedding"
		}
		if d.Weights == "live" {
			s += ", live weights"
		}
		return s
	}
	s := map[string]string{"dpo": "DPO, offline", "dpo-online": "DPO, online", "orpo": "ORPO", "rlhf": "RLHF", "ppo": "PPO, true reward", "pt": "pre-training"}[kind]
	for _, k := range []struct{ key, name string }{{"beta", "β"}, {"kl", "KL price"}, {"pairs", "pairs"}, {"rmsteps", "reward model steps"}, {"lr", "rate"}} {
		if v, ok := given[k.key]; ok {
			s += ", " + k.name + " " + v
		}
	}
	return s
}
