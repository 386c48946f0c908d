package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"softmix/model/train"
	"softmix/wasm/trainer/worker"
	"softmix/wasm/wire"
)

const aboutCompare = `  trains methods over seeds. It prints mean ± standard deviation over the seeds of
  every metric, the paired differences to the first method with their t, and what
  a run takes:
    compare -task lake6 -methods sft,ift -lambda .6 -gamma 0 -feedback sampled -seeds 80-87
  A knob, of which docs/methods.md says what it does, may also stand behind one
  method alone, as may lr: -methods sft,ift,ift:lambda=1:passes=3,ss:p=.4`

// comparison is what compare was told.
type comparison struct {
	settings   wire.Settings // shared by all arms; its own arms are unused
	task       train.Task
	names      string      // of methods, each with what it brings
	knobs      []wire.Pair // for all of them
	arms       []arm
	seeds      seeds
	device     string
	base       string // shipped or fresh
	weightsDir string // "" = of this module
	json       bool
	equal      bool   // compare at equal FLOPs too
	columns    string // of a Markdown table; see markdown
}

func (c *comparison) flags(f *flag.FlagSet) {
	s := &c.settings
	f.StringVar(&s.Scenario, "task", "treasure", "`name` of a scenario: "+strings.Join(wire.Scenarios(), ", "))
	f.StringVar(&c.names, "methods", "sft,ift", "`list` of "+untrained+", which trains nothing, "+strings.Join(train.MethodNames(), ", "))
	c.seeds = seeds{1}
	f.Var(&c.seeds, "seeds", "`list` like 80-87 or 1,2,5")
	f.BoolVar(&c.json, "json", false, "one line of JSON per run instead of the tables")
	f.StringVar(&c.columns, "columns", "", "rows of a Markdown table instead, with these columns: metrics, gflop, and with -equal\nequal:METRIC, equal:steps")
	f.BoolVar(&c.equal, "equal", false, "compare at equal compute too: every method stops where it has spent the FLOPs of the\ncheapest one, schedule included")
	for _, p := range knobs() {
		f.Func(p.Name, usage(p), func(text string) error {
			k := wire.Pair{Name: p.Name, Value: text}
			c.knobs = append(c.knobs, k)
			return new(arm).set(k)
		})
	}
	f.IntVar(&s.Steps, "steps", 0, "length of the training (0: the task's)")
	f.Float64Var(&s.LR, "lr", 0, "learning rate (0: the task's, and 3e-4 of what learns from a judge)")
	f.IntVar(&s.Batch, "batch", 0, "sequences a step (0: the task's)")
	f.IntVar(&s.Demos, "demos", -1, "demonstrations; 0 draws fresh ones every step (-1: the task's)")
	f.Float64Var(&s.Slip, "slip", .1, "lakes: probability that a move goes sideways")
	f.IntVar(&s.Warm, "warm", 0, "steps of sft that every method begins after")
	chooseVar(f, &s.Start, "start", "weights to begin with, the base model's or ones that were never trained", "base", "random")
	chooseVar(f, &c.base, "base", "base model, the shipped one or one pre-trained here for each seed", "shipped", "fresh")
	deviceVar(f, &c.device)
	weightsVar(f, &c.weightsDir)
}

func (c *comparison) check() (err error) {
	s := &c.settings
	switch {
	case s.Start == "random" && c.base == "fresh":
		return fmt.Errorf("-start random and -base fresh exclude each other")
	case s.Warm < 0:
		return fmt.Errorf("-warm is %d, must be at least 0", s.Warm)
	}
	if c.task, err = worker.TaskOf(*s); err != nil {
		return err
	}
	h, lr := c.task.Hyper(), s.LR
	s.Steps, s.LR, s.Batch = cmp.Or(s.Steps, h.Steps), cmp.Or(lr, h.LR), cmp.Or(s.Batch, h.Batch)
	if s.Demos < 0 {
		s.Demos = h.Demos
	}
	for spec := range strings.SplitSeq(c.names, ",") {
		a, err := newArm(s.Scenario, spec, c.knobs)
		if err != nil {
			return err
		}
		a.lr = cmp.Or(a.lr, lr)
		if _, err := c.config(a, c.seeds[0]); err != nil {
			return err
		}
		if slices.ContainsFunc(c.arms, func(x arm) bool { return x.label == a.label }) {
			return fmt.Errorf("-methods names %s twice", a.label)
		}
		c.arms = append(c.arms, a)
	}
	return nil
}

// config returns the configuration of an arm's run.
func (c *comparison) config(a arm, seed uint64) (train.Config, error) {
	s, own := c.settings, a.Arm
	s.Seed = int(seed)
	if own.Method == untrained {
		own.Method = "sft" // built, never stepped
	}
	if a.lr != 0 {
		s.LR, own.Rate = a.lr, a.lr
	}
	config, err := worker.ConfigOf(s, c.task, own)
	if err != nil {
		return config, fmt.Errorf("%s: %w", a.label, err)
	}
	return config, nil
}

func (c *comparison) run(ctx context.Context, stdout, stderr io.Writer) error {
	outcomes, equal, err := c.measure(ctx, stderr)
	switch {
	case err != nil:
		return err
	case c.json:
		return writeLines(stdout, append(outcomes, equal...))
	case c.columns != "":
		rows, err := c.markdown(outcomes, equal)
		if err == nil {
			_, err = fmt.Fprintln(stdout, strings.Join(rows, "\n"))
		}
		return err
	}
	return c.print(stdout, outcomes, equal)
}

// print writes the tables of a comparison, and of that at equal compute if there is one.
func (c *comparison) print(w io.Writer, outcomes, equal []outcome) error {
	if err := c.writeTable(w, outcomes); err != nil || !c.equal {
		return err
	}
	return c.writeEqual(w, equal)
}

// measure trains and evaluates all runs of a comparison, and where c.equal is set
// those at equal compute.
func (c *comparison) measure(ctx context.Context, stderr io.Writer) (outcomes, equal []outcome, err error) {
	bases := newBases(c)
	if err := bases.check(); err != nil {
		return nil, nil, err
	}
	jobs, total := c.jobs(), 0
	for _, j := range jobs {
		total += j.steps
	}
	bar := newBar(stderr, total, "training")
	outcomes, err = c.runAll(ctx, bases, jobs, func(n int) { bar.Add(n) })
	if err == nil && c.equal {
		equal, err = c.equalise(ctx, bases, outcomes)
	}
	bar.Finish()
	return outcomes, equal, err
}

// writeLines prints one line of JSON per run.
func writeLines(w io.Writer, outcomes []outcome) error {
	enc := json.NewEncoder(w)
	for _, r := range outcomes {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// newBar returns a progress bar, on a terminal only.
func newBar(w io.Writer, total int, what string) *progressbar.ProgressBar {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || total == 0 {
		return progressbar.DefaultSilent(int64(max(total, 1)))
	}
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(f),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("steps"),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(),
	)
}
