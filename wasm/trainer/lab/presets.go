package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
)

const aboutPresets = `  answers the questions that the page asks, over eight seeds each; the answers to
  others that the file holds stay:
    presets -only lake`

// presets is what presets was told.
type presets struct {
	out        string // the page's file of answers
	only       string // the question to answer; "" = all
	device     string
	weightsDir string
}

func (p *presets) flags(f *flag.FlagSet) {
	f.StringVar(&p.out, "out", "public/presets.json", "`file` of the answers")
	var ids []string
	for _, q := range questions {
		ids = append(ids, q.id)
	}
	chooseVar(f, &p.only, "only", "one question", append([]string{"all"}, ids...)...)
	deviceVar(f, &p.device)
	weightsVar(f, &p.weightsDir)
}

func (p *presets) check() error { return nil }

// question is one that a comparison answers, as the page asks it.
type question struct {
	id, text string
	query    string // the comparison, as the page's URL has it
	first    uint64 // of eight seeds that nothing was chosen on
	metrics  []string
	apart    []string // what tells sides of one method apart, in words
}

// questions are those of the page. The first metric is the one that answers.
var questions = []question{
	{"believes", "Why does SFT believe its own guesses?", "scenario=treasure", 200, []string{"accuracy", "late_accuracy"}, nil},
	{"lake", "Does IFT beat SFT on the lake?", "scenario=lake6", 80, []string{"success_random", "success_start", "wrong_mass"}, nil},
	{"default", "What does the default lambda do?", "scenario=lake6&lambda=.2&gamma=.95&feedback=soft", 80, []string{"success_random", "success_start", "wrong_mass"}, nil},
	{"default-moves", "What does the default lambda do?", "scenario=treasure-moves&lambda=.2&gamma=.95", 100, []string{"accuracy", "late_accuracy"}, nil},
	{"chain", "When does feeding predictions back hurt?", "scenario=chain", 5, []string{"greedy_em", "sampled_em", "recovery"}, nil},
	{"reward", "What does a reward model buy, and cost?", "scenario=perm5&third=rlhf&fourth=rlhf&kl.4=0.02&rmsteps.4=60&v=2", 100, []string{"valid", "greedy_valid", "distinct", "entropy", "reward"}, []string{3: "few"}},
	{"weights", "Why detach DRP’s weights?", "scenario=treasure-moves&left=ift&third=sft&gamma=.95&weights.2=live", 100, []string{"accuracy", "late_accuracy"}, []string{"detached", "live"}},
	{"embedding", "Why not freeze a tied embedding?", "scenario=treasure-moves&left=ift&third=sft&embedding.2=frozen", 100, []string{"accuracy", "late_accuracy"}, []string{"live", "frozen"}},
}

// presetSeeds is how many seeds answer a question.
const presetSeeds = 8

// answers is the file that the page shows.
type answers struct {
	Command string   `json:"command"`
	Device  string   `json:"device"`
	Presets []preset `json:"presets"`
}

// preset is a question, the comparison that answers it, and what came out.
type preset struct {
	ID         string             `json:"id"`
	Question   string             `json:"question"`
	Query      string             `json:"query"` // without seeds
	Task       string             `json:"task"`
	Seeds      seeds              `json:"seeds"`
	Steps      int                `json:"steps"`
	Metric     string             `json:"metric"` // the one that answers
	Metrics    []measured         `json:"metrics"`
	References []reference        `json:"references"`
	Base       map[string]summary `json:"base"` // before training
	Runs       []presetRun        `json:"runs"` // the sides of the query, in their order
	Command    string             `json:"command"`
}

type measured struct {
	Name  string `json:"name"`
	Lower bool   `json:"lower,omitempty"` // less is better
}

type reference struct {
	Metric string  `json:"metric"`
	Label  string  `json:"label"`
	Value  float64 `json:"value"`          // on average over all prompts
	Here   float64 `json:"here,omitempty"` // on those of these runs
}

// summary is a metric over the seeds.
type summary struct {
	Mean   float64   `json:"mean"`
	Std    float64   `json:"std"`           // n − 1
	Err    float64   `json:"err,omitempty"` // the standard error of one run's value over the evaluation's prompts
	Values []float64 `json:"values"`
}

// gap is a paired difference over the seeds.
type gap struct {
	Mean  float64 `json:"mean"`
	Std   float64 `json:"std"`
	T     float64 `json:"t"`
	Clear bool    `json:"clear"` // see stats.Difference
}

// presetRun is a side over all seeds. What it took are means.
type presetRun struct {
	Method    string             `json:"method"`
	Apart     string             `json:"apart,omitempty"` // what tells it from another side of its method
	Settings  string             `json:"settings"`
	Metrics   map[string]summary `json:"metrics"`
	FLOPs     float64            `json:"flops"`
	Forward   float64            `json:"forward"`
	Backward  float64            `json:"backward"`
	Generated float64            `json:"generated"`
	Demos     float64            `json:"demos"`
	Labels    float64            `json:"labels"`
	Scored    float64            `json:"scored"`
	Bytes     float64            `json:"bytes"`
	Diff      map[string]gap     `json:"diff,omitempty"` // to the first side
}

// run answers the questions and writes what came out to the file.
func (p *presets) run(ctx context.Context, stdout, stderr io.Writer) error {
	file := answers{Command: program + " presets", Device: fmt.Sprintf("%s (%s/%s)", p.device, runtime.GOOS, runtime.GOARCH)}
	old, err := readPresets(p.out)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	for _, q := range questions {
		k := slices.IndexFunc(old.Presets, func(a preset) bool { return a.ID == q.id })
		if p.only != "all" && p.only != q.id {
			if k >= 0 {
				file.Presets = append(file.Presets, old.Presets[k])
			}
			continue
		}
		a, err := q.answer(ctx, p, stderr)
		if err != nil {
			return fmt.Errorf("answering %q: %w", q.id, err)
		}
		a.Command = file.Command + " -only " + q.id
		file.Presets = append(file.Presets, a)
		fmt.Fprintln(stdout, a.sentence())
	}
	b, err := json.MarshalIndent(file, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(p.out, append(b, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing the presets: %w", err)
	}
	return nil
}

// readPresets reads a file of presets.
func readPresets(name string) (answers, error) {
	var p answers
	b, err := os.ReadFile(name)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(b, &p); err != nil {
		return p, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// sentence says in a line what came out.
func (p preset) sentence() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, seeds %s, %s:", p.ID, p.Seeds.String(), p.Metric)
	for i, r := range p.Runs {
		s := r.Metrics[p.Metric]
		fmt.Fprintf(&b, "  %s %.3f ± %.3f", r.Method, s.Mean, s.Std)
		if i > 0 {
			fmt.Fprintf(&b, " (%+.3f, t %.1f)", r.Diff[p.Metric].Mean, r.Diff[p.Metric].T)
		}
	}
	return b.String()
}
