package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"softmix/model/train"
)

// weightsDir returns a folder with an untrained base model of the 4×4 lake.
func weightsDir(t *testing.T) string {
	t.Helper()
	task, err := train.NewTask("lake4", train.TaskOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := train.EncodeBase(train.FreshBase(task, rand.New(rand.NewPCG(1, 2))), task, nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "lake4.safetensors"), b, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// lab runs a command of the program and returns its exit status and output.
func lab(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestBadFlagsAreOneLineAndExit2(t *testing.T) {
	for want, line := range map[string]string{
		"unknown task":              "compare -task poker",
		"unknown method":            "compare -methods sft,dpq",
		"-nonsense":                 "compare -nonsense",
		"unexpected argument":       "compare sft",
		"no command \"sft\"":        "sft",
		"lambda is 2":               "compare -lambda 2",
		"lambda is 3":               "compare -methods ift:lambda=3",
		"p is 2":                    "compare -methods ss:p=2",
		"task treasure has none":    "compare -task treasure -methods sft,dpo",
		"beta is -1":                "compare -task sort -methods dpo -beta -1",
		"gae is 2":                  "compare -task sort -methods ppo:gae=2",
		"epochs is 0":               "compare -task sort -methods rlhf:epochs=0",
		"-warm is -1":               "compare -warm -1",
		"alpha is -1":               "compare -methods neftune -alpha -1",
		`no knob "lamda"`:           "compare -methods ift:lamda=1",
		"lambda=x is no number":     "compare -methods ift:lambda=x",
		"gamma=x is no number":      "compare -gamma x",
		"base has no knobs":         "compare -methods sft,base:lambda=1",
		`feedback "loud"`:           "compare -feedback loud",
		`embedding is "dead"`:       "compare -embedding dead",
		"steps is -3":               "compare -steps -3",
		"must be like 80-87":        "compare -seeds 87-80",
		"names 5 twice":             "compare -seeds 5,3-6",
		"-device: must be":          "compare -device abacus",
		"-base: must be":            "compare -base stale",
		"-start: must be":           "compare -start stale",
		"exclude each other":        "compare -start random -base fresh",
		"names sft twice":           "compare -methods sft,sft",
		"not defined: -out":         "compare -out x",
		"not defined: -seeds":       "pretrain -base lake4 -seeds 1-3",
		"-base is \"backgammon":     "pretrain -base backgammon",
		"slip":                      "compare -task lake6 -slip 3",
		"-only: must be all or bel": "presets -only poker",
		"not defined: -task":        "presets -task lake6",
		"not defined: -methods":     "tables -methods sft",
		"not defined: -steps":       "record -steps 3",
	} {
		code, stdout, stderr := lab(t, strings.Fields(line)...)
		if code != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit %d, %q, expected one line with %q", line, code, stderr, want)
		}
	}
}

// -h alone tells the commands, behind one of them its flags.
func TestHelp(t *testing.T) {
	_, all, _ := lab(t)
	for _, c := range commands {
		code, stdout, stderr := lab(t, c.name, "-h")
		if code != 0 || stderr != "" || !strings.Contains(stdout, c.about) || strings.Count(stdout, "\n  -") < 2 {
			t.Errorf("%s -h: exit %d, %q %q", c.name, code, stdout, stderr)
		}
		if !strings.Contains(all, program+" "+c.name+"\n"+c.about) {
			t.Errorf("nothing of %s in %q", c.name, all)
		}
	}
	if _, told, _ := lab(t, "compare", "-h"); !strings.Contains(told, "KL price, a knob of rlhf (0.05), ppo (0.02)") || !strings.Contains(told, "feedback, soft or argmax or sampled, a knob of ift (soft)") {
		t.Errorf("compare -h: %s", told)
	}
}

// Every command of the lab that is printed anywhere can be given.
func TestPrintedCommands(t *testing.T) {
	printed := regexp.MustCompile("go run \\./wasm/trainer/lab ([a-z][^`<\"\n#]*)")
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, pattern := range []string{"README.md", "docs/*.md", "public/*.html", "public/*.json", "public/*/*.json", "public/*/*.svg", "public/*/*.md"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range printed.FindAllSubmatch(text, -1) {
				n++
				args := strings.Fields(string(found[1]))
				k := slices.IndexFunc(commands, func(c named) bool { return c.name == args[0] })
				if k < 0 {
					t.Errorf("%s: there is no %s", file, found[0])
				} else if _, err := parse(commands[k].make(), args); err != nil {
					t.Errorf("%s: %s: %v", file, found[0], err)
				}
			}
		}
	}
	if n < 40 {
		t.Errorf("%d commands", n)
	}
}

// compared returns the comparison that flags ask for.
func compared(t *testing.T, args string) *comparison {
	t.Helper()
	c := &comparison{}
	if _, err := parse(c, strings.Fields("compare "+args)); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFlagsReachTheRuns(t *testing.T) {
	o := compared(t, "-task lake6 -methods sft,ift,ift:passes=3:lambda=1 -lambda .6 -gamma 0 -feedback sampled"+
		" -tau .7 -embedding frozen -weights live -seeds 80-82,5 -steps 7 -lr .01 -batch 3 -demos 2 -slip .2")
	if !slices.Equal(o.seeds, []uint64{80, 81, 82, 5}) || len(o.arms) != 3 {
		t.Errorf("seeds %v, methods %v", o.seeds, o.arms)
	}
	c, err := o.config(o.arms[1], 81)
	if err != nil {
		t.Fatal(err)
	}
	if c.Method != "ift" || c.Lambda != .6 || c.Gamma != 0 || c.Tau != .7 || c.Settings != (train.Settings{Feedback: "sampled", Passes: 1, Frozen: true, Live: true}) ||
		c.Steps != 7 || c.LR != .01 || c.Batch != 3 || c.Demos != 2 || c.Seed != 81 {
		t.Errorf("config %+v", c)
	}
	if c, err = o.config(o.arms[2], 5); err != nil || c.Settings.Passes != 3 || c.Lambda != 1 || c.Gamma != 0 {
		t.Errorf("own settings: %+v, %v", c, err)
	}
	o = compared(t, "-methods ss,ss:p=.9:rise=rising,neftune -p .3 -alpha 2")
	for i, want := range []struct {
		p    float64
		rise bool
	}{{.3, false}, {.9, true}, {.3, false}} {
		if c, err = o.config(o.arms[i], 1); err != nil || c.SamplingProb != want.p || c.Rise != want.rise || c.Alpha != 2 {
			t.Errorf("method %d: %+v, %v", i, c, err)
		}
	}
	o = compared(t, "-task sort -methods sft,dpo,orpo:beta=.5:lr=.01,ppo:epochs=3:kl=.1,rlhf -rmsteps 9 -pairs 7")
	for i, want := range []struct {
		lr, beta, kl      float64
		epochs, pairs, rm int
		warmup            int
	}{{2e-3, .1, .02, 2, 7, 9, 10}, {3e-4, 1, .02, 2, 7, 9, 0}, {.01, .5, .02, 2, 7, 9, 0}, {3e-4, .1, .1, 3, 7, 9, 0}, {3e-4, .1, .05, 2, 7, 9, 0}} {
		c, err = o.config(o.arms[i], 1)
		if j := c.RL; err != nil || c.LR != want.lr || j.Beta != want.beta || j.KL != want.kl || j.Epochs != want.epochs || j.Pairs != want.pairs || j.RewardSteps != want.rm || c.Warmup != want.warmup {
			t.Errorf("method %d: %+v, %v", i, c, err)
		}
	}
	// Without flags: the task's schedule and the paper's method.
	o = compared(t, "-task sort")
	c, err = o.config(o.arms[1], 1)
	if err != nil || c.LR != 2e-3 || c.Warmup != 10 || !c.Decay || c.Steps != 150 || c.Demos != 0 || c.Lambda != .2 || c.Gamma != .95 {
		t.Errorf("defaults: %+v, %v", c, err)
	}
}

func TestJSONIsOneLineARun(t *testing.T) {
	dir := weightsDir(t)
	args := []string{"compare", "-task", "lake4", "-methods", "base,sft,ift", "-seeds", "1-2", "-steps", "3", "-batch", "2", "-weights-dir", dir}
	code, stdout, stderr := lab(t, append(args, "-json")...)
	if code != 0 {
		t.Fatal(stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != 6 {
		t.Fatalf("%d lines:\n%s", len(lines), stdout)
	}
	for i, line := range lines {
		var r struct {
			Task     string
			Method   string
			Seed     int
			Settings map[string]any
			Metrics  map[string]float64
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if want := []string{"base", "sft", "ift"}[i/2]; r.Task != "lake4" || r.Method != want || r.Seed != 1+i%2 {
			t.Errorf("line %d: %s", i, line)
		}
		want := []string{"success_start", "success_random", "mse", "wrong_mass", "loss", "steps"}
		if r.Method == "base" {
			want = want[:4]
		}
		for _, name := range want {
			if _, ok := r.Metrics[name]; !ok {
				t.Errorf("no %s in %s", name, line)
			}
		}
		if r.Settings["batch"] != 2. || r.Settings["feedback"] != "soft" || r.Settings["passes"] != 1. {
			t.Errorf("settings %v", r.Settings)
		}
	}
	seconds := regexp.MustCompile(`"seconds":[^}]*`) // the clock's alone
	if _, again, _ := lab(t, append(args, "-json")...); seconds.ReplaceAllString(again, "") != seconds.ReplaceAllString(stdout, "") {
		t.Error("the same command printed something else")
	}
	code, table, stderr := lab(t, args...)
	if code != 0 || !strings.Contains(table, "minus base") || !strings.Contains(table, " ± ") || !strings.Contains(table, "cost of a run") || strings.Count(table, "\nift ") != 3 {
		t.Errorf("table, exit %d %s:\n%s", code, stderr, table)
	}
}

// However many cores share the runs, every run computes the same numbers.
func TestCoresDoNotShowInTheNumbers(t *testing.T) {
	args := []string{"compare", "-task", "lake4", "-methods", "sft,ift,ss,ppo", "-seeds", "1-3", "-steps", "4", "-batch", "4", "-warm", "2", "-json", "-weights-dir", weightsDir(t)}
	seconds := regexp.MustCompile(`"seconds":[^}]*`)
	var first string
	for _, cores := range []int{1, 5} {
		before := runtime.GOMAXPROCS(cores)
		code, stdout, stderr := lab(t, args...)
		runtime.GOMAXPROCS(before)
		if code != 0 {
			t.Fatal(stderr)
		}
		stdout = seconds.ReplaceAllString(stdout, "")
		if first == "" {
			first = stdout
		} else if stdout != first {
			t.Errorf("one core printed\n%s\n%d cores\n%s", first, cores, stdout)
		}
	}
}

// What learns from a judge tells how it went and what it took.
func TestJudgedRunsInTheLab(t *testing.T) {
	code, stdout, stderr := lab(t, "compare", "-task", "lake4", "-methods", "sft,dpo,ppo", "-steps", "12", "-batch", "4", "-pairs", "40", "-warm", "2", "-weights-dir", weightsDir(t), "-json")
	if code != 0 {
		t.Fatal(stderr)
	}
	for _, line := range strings.Split(strings.TrimSpace(stdout), "\n") {
		var r struct {
			Method  string
			Metrics map[string]float64
			Ledger  map[string]any
			Course  []struct {
				Step                int
				Kept, Truth, Reward *float64
			}
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if _, ok := r.Metrics["reward"]; !ok || r.Ledger["backward"] == 0. || r.Ledger["bytes"] == 0. {
			t.Errorf("%s", line)
		}
		_, kept := r.Metrics["kept"]
		switch r.Method {
		case "sft":
			if kept || len(r.Course) > 0 || r.Ledger["demos"] != 1. {
				t.Errorf("%s", line)
			}
		case "dpo":
			if !kept || len(r.Course) != 2 || r.Course[1].Step != 12 || r.Course[1].Kept == nil || r.Ledger["labels"] != 40. {
				t.Errorf("%s", line)
			}
		case "ppo":
			if kept || len(r.Course) != 2 || r.Course[1].Truth == nil || r.Course[1].Reward == nil || r.Ledger["scored"] != 6*8. {
				t.Errorf("%s", line)
			}
		}
	}
}

func TestMissingWeightsSayWhatToDo(t *testing.T) {
	code, _, stderr := lab(t, "compare", "-task", "lake4", "-weights-dir", t.TempDir())
	if code != 1 || !strings.Contains(stderr, "lake4.safetensors") || !strings.Contains(stderr, "-base fresh") {
		t.Errorf("exit %d, %q", code, stderr)
	}
}

func TestInterruptStopsCleanly(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	code := run(ctx, []string{"compare", "-task", "lake4", "-steps", "100000", "-weights-dir", weightsDir(t)}, &out, &errs)
	if code != 130 || out.Len() > 0 || errs.String() != "lab: interrupted\n" {
		t.Errorf("exit %d, %q, %q", code, out.String(), errs.String())
	}
}

func TestRunAllReportsTheFirstFailure(t *testing.T) {
	c := compared(t, "-task lake4 -seeds 1-5 -steps 2 -weights-dir "+t.TempDir())
	_, err := c.runAll(t.Context(), newBases(c), c.jobs(), func(int) {})
	if err == nil || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("expected the missing file, got %v", err)
	}
}

func TestSeedText(t *testing.T) {
	s := seeds{1, 5, 6, 7, 9, 10}
	if text := s.String(); text != "1,5-7,9-10" {
		t.Errorf("seeds are written %s", text)
	}
}

// The mean over tokens is another loss where answers differ in length, and the same
// where they do not.
func TestMeanOfTheLoss(t *testing.T) {
	for task, differs := range map[string]bool{"maze": true, "sort": false} {
		code, out, stderr := lab(t, "compare", "-task", task, "-methods", "sft,sft:mean=tokens", "-steps", "1", "-batch", "8", "-start", "random", "-json")
		if code != 0 {
			t.Fatalf("exit %d, %s", code, stderr)
		}
		var losses []float64
		for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
			var o outcome
			if err := d.Decode(&o); err != nil {
				t.Fatal(err)
			}
			losses = append(losses, o.Metrics["loss"])
		}
		if len(losses) != 2 || differs != (math.Abs(losses[0]-losses[1]) > 1e-4*losses[0]) {
			t.Errorf("%s: losses %v", task, losses)
		}
	}
}
