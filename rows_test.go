package softmix

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"softmix/i18n"
	"softmix/model/device/cpu"
	"softmix/model/method"
	"softmix/model/task"
	"softmix/model/train"
	"softmix/ui/canvas/canvastest"
	"softmix/ui/draw/boards"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/trainer/worker"
	"softmix/wasm/wire"
)

// toyTree says that this is the tree of TestToyRows: what commands make of rows is
// not there.
const toyTree = "SOFTMIX_TOY_TREE"

// TestRowsAreWhole walks the tables of methods and of tasks: where a row lacks what
// others ask of it, in whatever room that stands, it says so. Each is trained, drawn,
// spoken of, shared and documented.
func TestRowsAreWhole(t *testing.T) {
	docs, icons, formulas := read(t, "docs/methods.md"), read(t, "public/index.html"), read(t, "ui/formulas/formulas.tex")
	lines := map[string]string{}
	for _, m := range method.Methods {
		t.Run(m.Key, func(t *testing.T) {
			look := m.Hue
			for _, d := range m.Dash {
				look += " " + strings.Repeat("-", int(d))
			}
			if look == "" || lines[look] != "" {
				t.Errorf("its lines are drawn like those of %q: give it a hue or dashes of its own", lines[look])
			}
			lines[look] = m.Key
			if !slices.Contains(method.Names(), m.Step) {
				t.Errorf("it trains with %q, which is no step", m.Step)
			}
			for _, name := range m.Knobs {
				if p, ok := wire.Find(name); !ok || !p.PerArm {
					t.Errorf("its knob %q is no row of wire's table", name)
				}
			}
			for _, name := range m.Metrics {
				if !task.MeasureOf(name).OnAnswers {
					t.Errorf("it measures %q, which is no row of the table of metrics that runs measure", name)
				}
			}
			if n := wire.NameOf(m.Key); n.Name == m.Key || n.Tagline == "" {
				t.Errorf("readers know it as %+v: give it its words in i18n/en.json", n)
			}
			if m.Reads != method.Truth && m.Reads != method.Mixed && !strings.Contains(formulas, "mix."+m.Key+":") {
				t.Errorf("no formula says what it reads: mix.%s in ui/formulas/formulas.tex", m.Key)
			}
			documented(t, docs, m.Key)
			for _, scenario := range wire.Scenarios() {
				if slices.Contains(wire.Methods(scenario), m.Key) {
					shared(t, "scenario="+scenario+"&right="+m.Key)
				}
			}
			i := slices.IndexFunc(task.Tasks, func(r task.Row) bool { return r.Judge && r.Lines || m.Learns != method.Judge })
			learn(t, task.Tasks[i].Key, m.Key)
		})
	}
	for _, r := range task.Tasks {
		t.Run(r.Key, func(t *testing.T) {
			s := words.ScenarioOf(r.Key)
			for what, k := range map[string]i18n.Key{"title": s.Title, "short title": s.Short, "introduction": s.Intro, "comparison": s.Compare,
				"start": s.Start, "look": s.Look, "tests": s.Tests, "title of the loss": s.Loss} {
				if k == 0 || s.Key != r.Key {
					t.Errorf("it has no %s in i18n/en.json", what)
				}
			}
			for _, name := range r.Metrics {
				if long, short := wire.MetricName(name); long == name || short == name || task.MeasureOf(name).Unit == "" {
					t.Errorf("its metric %q has no unit or no name", name)
				}
			}
			for _, d := range r.Defaults {
				if _, ok := wire.Find(d.Name); !ok && !slices.Contains(wire.ArmNames(), d.Name) {
					t.Errorf("its default %q is of no setting", d.Name)
				}
			}
			x, err := task.New(r.Key, task.Options{Slip: .1})
			if err != nil {
				t.Fatal(err)
			}
			if _, judges := x.(task.Rewarder); judges != r.Judge {
				t.Errorf("its row says %v of a judge, and it is one: %v", r.Judge, judges)
			}
			if !strings.Contains(icons, `id="i-`+r.Key+`"`) {
				t.Errorf("it has no icon in public/index.html: i-%s", r.Key)
			}
			documented(t, docs, r.Key)
			shared(t, "scenario="+r.Key)
			learn(t, r.Key, wire.Defaults(r.Key).Arms[1].Method)
			if os.Getenv(toyTree) == "" {
				for _, file := range []string{"public/recorded/" + r.Key + ".json", "public/recorded/" + r.Key + ".svg", "public/weights/" + x.Pretrain().Base + ".safetensors"} {
					if _, err := os.Stat(file); err != nil {
						t.Errorf("%v: the lab's record and pretrain make it, and pictures.mjs", err)
					}
				}
			}
		})
	}
}

// documented finds the row's line in the tables of docs/methods.md.
func documented(t *testing.T, docs, key string) {
	t.Helper()
	if !strings.Contains(docs, "\n| `"+key+"` |") {
		t.Errorf("docs/methods.md has no row for `%s`", key)
	}
}

// shared finds that settings survive their address, and pass where they arrive.
func shared(t *testing.T, query string) {
	t.Helper()
	s, wrong := wire.Parse(query)
	if err := s.Check(); len(wrong) > 0 || err != nil {
		t.Errorf("%s: %v, %v", query, wrong, err)
	}
	if again, wrong := wire.Parse(wire.Encode(s)); again != s || len(wrong) > 0 {
		t.Errorf("%s becomes %s: %v", query, wire.Encode(s), wrong)
	}
}

// learn trains a method for two steps from weights that know nothing, has a board draw
// what the model does then, and a sentence say it.
func learn(t *testing.T, scenario, name string) {
	t.Helper()
	s, _ := wire.Parse("scenario=" + scenario + "&right=" + name + "&batch=4&steps=2&demos=8&rmsteps=2&pairs=256&v=2")
	x, err := worker.TaskOf(s)
	if err != nil {
		t.Fatal(err)
	}
	c, err := worker.ConfigOf(s, x, s.Arms[1])
	if err != nil {
		t.Fatal(err)
	}
	dev := cpu.Open()
	defer dev.Close()
	r, err := train.NewRun(t.Context(), dev, train.FreshBase(x, task.Rand(1, 6)), c)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Free()
	for range 2 {
		if err := r.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	losses, err := r.Losses(t.Context(), 0)
	if err != nil || len(losses) != 2 || math.IsNaN(float64(losses[1])) {
		t.Fatalf("trained to %v: %v", losses, err)
	}
	found, err := r.Evaluate(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	e := wire.Eval{Step: 2, Metrics: map[string]float64{}}
	for _, m := range found.Metrics {
		e.Metrics[m.Name] = m.Value
	}
	about := wire.Metrics(scenario)[0]
	if _, ok := e.Metrics[about]; !ok {
		t.Errorf("it is about %s, which its evaluation lacks", about)
	}
	u := &wire.Update{Step: 2, Runs: make([]wire.RunUpdate, 2)}
	for i := range u.Runs {
		n := &u.Runs[i]
		n.Method, n.Evals = s.Arms[i].Method, []wire.Eval{e}
		for k, l := range losses {
			n.Points = append(n.Points, wire.Point{Step: k + 1, Loss: float64(l)})
		}
		u.Shared, n.Picture = wire.Pictured(found.View, s.Demos)
	}
	st := state.NewStore(s)
	st.Apply(wire.Event{Type: "ready", Run: st.RunID, Device: &wire.Device{Kind: "cpu"}})
	st.Apply(wire.Event{Type: "update", Run: st.RunID, Update: u})
	p := boards.Picture(task.Of(scenario).Board, st, 1)
	page := &canvastest.Recorder{W: 420, H: p.Height(420)}
	p.Paint(page)
	page.Inside(t, scenario)
	if len(page.Find("text", func(canvastest.Mark) bool { return true })) == 0 || !strings.Contains(p.Label(), wire.MethodName(name)) {
		t.Errorf("its board is empty, or says %q", p.Label())
	}
	if say := words.Plain(words.Sentence(st, false)); !strings.Contains(say, wire.MethodName(name)) {
		t.Errorf("of %s the page says %q", name, say)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// insert is what is put in before which beginning of a line.
type insert struct{ before, text string }

// The rows that make a method and a scenario of the page, by file. docs/extending.md has
// them as recipes.
var (
	toyMethod = map[string][]insert{
		"model/method/methods.go": {{"\t{Key: \"hide\",", "\t{Key: \"toy\", Step: \"sft\", Learns: Demonstrations, Dash: []float64{9, 9}, Forward: 1, Knobs: []string{\"mean\"}},\n"}},
		"i18n/en.json": {{"    \"hide\": \"SFT with", "    \"toy\": \"Toy\",\n"}, {"    \"hide\": \"Blanks", "    \"toy\": \"Toy\",\n"},
			{"    \"hide\": \"reads", "    \"toy\": \"plays\",\n"}},
		"docs/methods.md": {{"| `hide` |", "| `toy` | demonstrations | as SFT |\n"}},
	}
	toyScenario = map[string][]insert{
		"model/task/tasks.go": {{"\t{Key: \"chain\",", "\t{Key: \"rev\", Board: \"text\", Lines: true, Judge: true, MaxDemos: 4096, Metrics: []string{\"greedy_em\", \"nll\"}, new: newText},\n"}},
		"i18n/en.json": {{"    \"chain\": \"Chain\",\n    \"perm5\": \"Any order\"", "    \"rev\": \"Reverse\",\n"}, {"    \"chain\": \"Chain\",\n    \"perm5\": \"Orders\"", "    \"rev\": \"Reverse\",\n"},
			{"    \"chain\": \"Start at", "    \"rev\": \"Write eight letters backwards.\",\n"}, {"    \"chain\": \"Writing alone", "    \"rev\": \"Alone, {name} gets {value} right\",\n"},
			{"    \"chain\": \"Before fine", "    \"rev\": \"Before fine-tuning, the model gets {value} right. \",\n"}, {"    \"chain\": \"A wrong letter", "    \"rev\": \"Look below.\",\n"},
			{"    \"chain\": \"prompts", "    \"rev\": \"prompts\",\n"}},
		"public/index.html": {{"    <symbol id=\"i-chain\"", "    <symbol id=\"i-rev\" viewBox=\"0 0 24 24\"></symbol>\n"}},
		"docs/methods.md":   {{"| `chain` |", "| `rev` | eight letters backwards | whole answers right | as `sort` |\n"}},
	}
)

// TestToyRows adds a method and a scenario by their rows alone, in a copy of the tree,
// and finds them whole there: trained, drawn, spoken of, shared, documented.
func TestToyRows(t *testing.T) {
	if testing.Short() || os.Getenv(toyTree) != "" {
		t.Skip("compiles the tree anew")
	}
	if len(toyMethod) > 5 || len(toyScenario) > 7 {
		t.Errorf("a method takes %d files, a scenario %d", len(toyMethod), len(toyScenario))
	}
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "rows_test.go", "docs", "i18n", "model", "shaders", "ui", "vjson", "wasm", "public/index.html"} {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			err = os.CopyFS(filepath.Join(dir, name), os.DirFS(name))
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		write(t, filepath.Join(dir, name), read(t, name))
	}
	for _, rows := range []map[string][]insert{toyMethod, toyScenario} {
		for name, inserts := range rows {
			file := filepath.Join(dir, name)
			text := read(t, file)
			for _, i := range inserts {
				if strings.Count(text, i.before) != 1 {
					t.Fatalf("%s has no one place %q", name, i.before)
				}
				text = strings.Replace(text, i.before, i.text+i.before, 1)
			}
			write(t, file, text)
		}
	}
	run := func(args ...string) string {
		c := exec.Command("go", args...)
		c.Dir, c.Env = dir, append(os.Environ(), toyTree+"=1", "GOFLAGS=-trimpath")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("run", "./wasm/build/words/keys")
	out := run("test", "-count=1", "-v", "-run", "TestRowsAreWhole", ".")
	for _, row := range []string{"toy", "rev"} {
		if !strings.Contains(out, "--- PASS: TestRowsAreWhole/"+row+" ") {
			t.Errorf("%s was not walked:\n%s", row, out)
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
