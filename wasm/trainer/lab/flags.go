package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"softmix/model/train"
	"softmix/wasm/trainer/worker"
	"softmix/wasm/wire"
)

// options are the parsed flags.
type options struct {
	settings   wire.Settings // shared by all methods; its sides are unused
	task       train.Task
	methods    []entrant
	seeds      []uint64
	device     string
	json       bool
	equal      bool   // compare at equal FLOPs too
	base       string // shipped or fresh
	weightsDir string // "" = of this module

	pretrain string // task whose base model is to be made
	out      string

	record  string // folder for recorded runs
	presets string // file for the page's questions and answers
	tables  string // document whose tables are to be measured anew
	only    string // of these; "" = all

	columns []string // of a Markdown table; see markdown
}

// entrant is one method of the comparison.
type entrant struct {
	label string // as given: ift:passes=3
	side  wire.Arm
	lr    float64 // 0 = the task's, or that of what learns from a judge
}

// numbers and counts are the settings of an entrant that have a flag of the same
// name, which may also stand behind its method.
func (e *entrant) numbers() map[string]*float64 {
	d := &e.side
	return map[string]*float64{"lambda": &d.Lambda, "gamma": &d.Gamma, "tau": &d.Tau, "p": &d.P, "alpha": &d.Alpha,
		"beta": &d.Beta, "range": &d.Range, "value": &d.Value, "kl": &d.KL, "gae": &d.GAE, "rmlr": &d.RMRate}
}

func (e *entrant) counts() map[string]*int {
	d := &e.side
	return map[string]*int{"passes": &d.Passes, "epochs": &d.Epochs, "pairs": &d.Pairs, "rmsteps": &d.RMSteps}
}

func (e *entrant) words() map[string]*string {
	d := &e.side
	return map[string]*string{"feedback": &d.Feedback, "embedding": &d.Embed, "weights": &d.Weights, "mean": &d.Mean}
}

// plain are the settings that a method has where nothing else is said: those of
// the page, but for IFT, which has the paper's. What depends on the method there
// is left open, for config to fill in.
func plain() entrant {
	side := wire.DefaultSide("", "")
	side.Lambda, side.Gamma, side.Feedback, side.Passes = .2, .95, "soft", 1
	side.Beta, side.Pairs, side.KL, side.RMSteps = math.NaN(), 0, math.NaN(), 0
	return entrant{side: side}
}

// untrained is the entrant that trains nothing.
const untrained = "base"

// parse reads the flags. Its errors are one line each.
func parse(args []string) (options, error) {
	o := options{}
	e := plain()
	s := &o.settings
	f := flag.NewFlagSet("trainer", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&s.Scenario, "task", "treasure", "")
	methods := f.String("methods", "sft,ift", "")
	seeds := f.String("seeds", "1", "")
	f.StringVar(&o.device, "device", "cpu", "")
	f.BoolVar(&o.json, "json", false, "")
	f.BoolVar(&o.equal, "equal", false, "")
	for name, v := range e.numbers() {
		f.Float64Var(v, name, *v, "")
	}
	for name, v := range e.counts() {
		f.IntVar(v, name, *v, "")
	}
	for name, v := range e.words() {
		f.StringVar(v, name, *v, "")
	}
	rise := f.Bool("rise", false, "")
	f.IntVar(&s.Steps, "steps", 0, "")
	f.Float64Var(&s.LR, "lr", 0, "")
	f.IntVar(&s.Warm, "warm", 0, "")
	f.StringVar(&s.Start, "start", "base", "")
	f.IntVar(&s.Batch, "batch", 0, "")
	f.IntVar(&s.Demos, "demos", 0, "")
	f.Float64Var(&s.Slip, "slip", .1, "")
	f.StringVar(&o.base, "base", "shipped", "")
	f.StringVar(&o.weightsDir, "weights-dir", "", "")
	f.StringVar(&o.pretrain, "pretrain", "", "")
	seed := f.Uint64("seed", 1, "")
	f.StringVar(&o.out, "out", "", "")
	f.StringVar(&o.record, "record", "", "")
	f.StringVar(&o.presets, "presets", "", "")
	f.StringVar(&o.tables, "tables", "", "")
	f.StringVar(&o.only, "only", "", "")
	columns := f.String("columns", "", "")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if *rise {
		e.side.Rise = "rising"
	}
	given := map[string]bool{}
	f.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var err error
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", f.Arg(0))
	case o.device != "cpu" && o.device != "gpu":
		return o, fmt.Errorf("-device is %q, must be cpu or gpu", o.device)
	case o.base != "shipped" && o.base != "fresh":
		return o, fmt.Errorf("-base is %q, must be shipped or fresh", o.base)
	case s.Start != "base" && s.Start != "random":
		return o, fmt.Errorf("-start is %q, must be base or random", s.Start)
	case s.Start == "random" && o.base == "fresh":
		return o, fmt.Errorf("-start random and -base fresh exclude each other")
	case o.presets != "":
		return o, o.parsePresets(given)
	case o.tables != "":
		for name := range given {
			if name != "tables" && name != "only" {
				return o, fmt.Errorf("-%s and -tables exclude each other: the document has the commands", name)
			}
		}
		return o, nil
	case given["only"]:
		return o, fmt.Errorf("-only belongs to -presets and -tables")
	case o.pretrain != "":
		return o, o.parsePretrain(given, *seed)
	case o.record != "" && len(given) > 1:
		return o, fmt.Errorf("-record takes no other flag: what is recorded is what the page opens with")
	case given["seed"] || given["out"]:
		return o, fmt.Errorf("-seed and -out belong to -pretrain; the runs take -seeds")
	}
	if o.task, err = worker.TaskOf(*s); err != nil {
		return o, err
	}
	h := o.task.Hyper()
	if !given["steps"] {
		s.Steps = h.Steps
	}
	if given["lr"] {
		e.lr = s.LR
	} else {
		s.LR = h.LR
	}
	if s.Warm < 0 {
		return o, fmt.Errorf("-warm is %d, must be at least 0", s.Warm)
	}
	if !given["batch"] {
		s.Batch = h.Batch
	}
	if !given["demos"] {
		s.Demos = h.Demos
	}
	if *columns != "" {
		o.columns = strings.Split(*columns, ",")
	}
	if o.seeds, err = parseSeeds(*seeds); err != nil {
		return o, err
	}
	for _, m := range strings.Split(*methods, ",") {
		e, err := parseEntrant(m, e)
		if err != nil {
			return o, err
		}
		if _, err := o.config(e, o.seeds[0]); err != nil {
			return o, err
		}
		if slices.ContainsFunc(o.methods, func(x entrant) bool { return x.label == e.label }) {
			return o, fmt.Errorf("-methods names %s twice", e.label)
		}
		o.methods = append(o.methods, e)
	}
	return o, nil
}

// parsePresets checks the options of -presets: the comparisons bring their own.
func (o *options) parsePresets(given map[string]bool) error {
	for name := range given {
		if !slices.Contains([]string{"presets", "only", "device", "weights-dir"}, name) {
			return fmt.Errorf("-%s and -presets exclude each other", name)
		}
	}
	if o.only == "" {
		return nil
	}
	var ids []string
	for _, q := range questions {
		ids = append(ids, q.id)
	}
	if !slices.Contains(ids, o.only) {
		return fmt.Errorf("-only is %q, must be one of %v", o.only, ids)
	}
	return nil
}

// parsePretrain completes the options of -pretrain: a task's name, or that of a
// base model that tasks share.
func (o *options) parsePretrain(given map[string]bool, seed uint64) error {
	for _, name := range []string{"seeds", "methods", "task", "json", "equal"} {
		if given[name] {
			return fmt.Errorf("-%s and -pretrain exclude each other", name)
		}
	}
	o.seeds = []uint64{seed}
	for _, name := range train.TaskNames() {
		o.settings.Scenario = name
		t, err := worker.TaskOf(o.settings)
		if err != nil {
			return err
		}
		if o.pretrain == name || o.pretrain == t.Pretrain().Base {
			o.task = t
			return nil
		}
	}
	return fmt.Errorf("-pretrain is %q, must be one of %v or a base model that they share", o.pretrain, train.TaskNames())
}

// parseSeeds reads 80-87 or 1,2,5 or a mixture.
func parseSeeds(s string) ([]uint64, error) {
	var out []uint64
	for _, part := range strings.Split(s, ",") {
		lo, hi, isRange := strings.Cut(part, "-")
		if !isRange {
			hi = lo
		}
		a, errA := strconv.ParseUint(lo, 10, 32)
		b, errB := strconv.ParseUint(hi, 10, 32)
		if errA != nil || errB != nil || b < a {
			return nil, fmt.Errorf("-seeds is %q, must be like 80-87 or 1,2,5", s)
		}
		if b-a >= 1000 {
			return nil, fmt.Errorf("-seeds %s: more than 1000", part)
		}
		for ; a <= b; a++ {
			if slices.Contains(out, a) {
				return nil, fmt.Errorf("-seeds names %d twice", a)
			}
			out = append(out, a)
		}
	}
	return out, nil
}

// parseEntrant reads name[:setting=value]…; what is not set comes from e.
func parseEntrant(spec string, e entrant) (entrant, error) {
	parts := strings.Split(strings.TrimSpace(spec), ":")
	e.label = strings.TrimSpace(spec)
	e.side.Method = parts[0]
	if e.side.Method == untrained {
		if len(parts) > 1 {
			return e, fmt.Errorf("-methods: %s has no settings", untrained)
		}
		return e, nil
	}
	if all := train.MethodNames(); !slices.Contains(all, parts[0]) {
		return e, fmt.Errorf("-methods: unknown method %q (there are %s, %s)", parts[0], untrained, strings.Join(all, ", "))
	}
	numbers, counts, words := e.numbers(), e.counts(), e.words()
	numbers["lr"] = &e.lr
	for _, p := range parts[1:] {
		key, value, _ := strings.Cut(p, "=")
		var err error
		if n, ok := numbers[key]; ok {
			*n, err = strconv.ParseFloat(value, 64)
		} else if w, ok := words[key]; ok {
			*w = value
		} else if n, ok := counts[key]; ok {
			*n, err = strconv.Atoi(value)
		} else if key == "rise" {
			rise := false
			if rise, err = strconv.ParseBool(value); rise {
				e.side.Rise = "rising"
			} else {
				e.side.Rise = "constant"
			}
		} else {
			return e, fmt.Errorf("-methods: %s has no setting %q", parts[0], key)
		}
		if err != nil {
			return e, fmt.Errorf("-methods: %s=%s is no number", key, value)
		}
	}
	return e, nil
}

// config returns the configuration of an entrant's run.
func (o options) config(e entrant, seed uint64) (train.Config, error) {
	s, side := o.settings, e.side
	s.Seed = int(seed)
	if side.Method == untrained {
		side.Method = "sft" // built, never stepped
	}
	own := wire.DefaultSide(s.Scenario, side.Method)
	if math.IsNaN(side.Beta) {
		side.Beta = own.Beta
	}
	if math.IsNaN(side.KL) {
		side.KL = own.KL
	}
	side.Pairs, side.RMSteps = cmp.Or(side.Pairs, own.Pairs), cmp.Or(side.RMSteps, own.RMSteps)
	if e.lr != 0 {
		s.LR, side.Rate = e.lr, e.lr
	}
	c, err := worker.ConfigOf(s, o.task, side)
	if err != nil {
		return c, fmt.Errorf("%s: %w", e.label, err)
	}
	return c, nil
}
