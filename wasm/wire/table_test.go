package wire

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// random returns legal settings: every row of the table gets a legal value.
func random(r *rand.Rand) Settings {
	names := Scenarios()
	s := Defaults(names[r.IntN(len(names))])
	legal, width := Methods(s.Scenario), 2+r.IntN(MaxArms-1)
	for i := range width {
		s.Arms[i] = DefaultSide(s.Scenario, legal[r.IntN(len(legal))])
	}
	for _, p := range table {
		if p.Name == "scenario" || p.Name == "method" || p.Long || r.IntN(3) == 0 {
			continue
		}
		lo, hi := p.Range(s)
		for side := range width {
			switch at := p.at(&s, side).(type) {
			case *int:
				*at = int(lo) + r.IntN(int(hi-lo)+1)
			case *float64:
				*at = lo + (hi-lo)*r.Float64()
			case *string:
				*at = randomWords(r, p)
			case *bool:
				*at = r.IntN(2) == 0
			}
		}
	}
	if list := append(Shown(s), "auto"); !slices.Contains(list, s.Metric) {
		s.Metric = list[r.IntN(len(list))]
	}
	if !moves(s, s.XAxis) {
		s.XAxis = "flops"
	}
	s.Version = Version() // as which all is written
	return s
}

// randomWords returns a legal value of a setting of words.
func randomWords(r *rand.Rand, p Param) string {
	switch p.Kind {
	case Choice:
		return p.Choices[r.IntN(len(p.Choices))]
	case List:
		var some []string
		for _, c := range p.Choices {
			if r.IntN(3) == 0 {
				some = append(some, c)
			}
		}
		return strings.Join(some, ",")
	case ID:
		return strings.Repeat("aZ0-_", r.IntN(9))
	}
	letters := []rune(`aZ0 é&=+%?#"'<>\λ中🙂;,.`)
	var b []rune
	for range r.IntN(int(p.Max) + 1) {
		b = append(b, letters[r.IntN(len(letters))])
	}
	return strings.Join(strings.Fields(string(b)), " ")
}

func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		s := random(r)
		back, said := Parse("?" + Encode(s))
		if back != s || len(said) != 0 {
			t.Fatalf("%s\nwrote %+v\nread  %+v\nsaid %v", Encode(s), s, back, said)
		}
	}
}

func TestDefaultsAreSilent(t *testing.T) {
	for i, name := range Scenarios() {
		want := "scenario=" + name
		if i == 0 {
			want = ""
		}
		if got := Encode(Defaults(name)); got != want {
			t.Errorf("defaults of %s encode to %q", name, got)
		}
		for _, p := range Params() {
			d := Defaults(name)
			for side := range d.Width() {
				if c, wrong := d.Set(p.Name, p.Text(d, side)); wrong {
					t.Errorf("%s: the default is illegal: %s", name, c.Text)
				}
			}
		}
	}
}

func TestCorrections(t *testing.T) {
	for _, c := range []struct{ query, name, value, text string }{
		{"lambda=3", "lambda", "1", "λ runs from 0 to 1; 3 became 1"},
		{"lambda.2=-1", "lambda", "0", "λ runs from 0 to 1; -1 became 0"},
		{"batch=3.4", "batch", "3", "Batch is a whole number; 3.4 became 3"},
		{"batch=1e999", "batch", "64", "Batch runs from 1 to 64; 1e999 became 64"},
		{"seeds=12", "seeds", "8", "Seeds run from 1 to 8; 12 became 8"},
		{"seeds=2.5", "seeds", "3", "Seeds are a whole number; 2.5 became 3"},
		{"seed=abc", "seed", "1", "Seed is a number from 0 to 999999; “abc” became 1"},
		{"tau=NaN", "tau", "1", "τ is a number from 0.05 to 5; “NaN” became 1"},
		{"feedback=soggy", "feedback", "soft", "Feedback is soft, argmax or sampled; “soggy” became soft"},
		{"log=perhaps", "log", "0", "Log is 1 or 0; “perhaps” became 0"},
		{"scenario=pond&steps=7", "scenario", "treasure", "There is no scenario “pond”; this is treasure"},
		{"colour=red", "seed", "1", "There is no setting “colour”; it was left out"},
		{"seed.1=4", "seed", "1", "There is no setting “seed.1”; it was left out. Did you mean seed?"},
		{"lamda=.5", "lambda", "1", "There is no setting “lamda”; it was left out. Did you mean lambda?"},
		{"learning-rate=.01", "lr", "0.001", "There is no setting “learning-rate”; it was left out. Did you mean lr?"},
		{"scenario=laek6", "scenario", "treasure", "There is no scenario “laek6”; this is treasure. Did you mean lake6?"},
		{"right=itf", "method", "ift", "The method is pt, sft, ift, ss, neftune or hide; “itf” became ift. Did you mean ift?"},
		{"feedback=samples", "feedback", "soft", "Feedback is soft, argmax or sampled; “samples” became soft. Did you mean sampled?"},
		{"hide=badges", "hide", "", "Hide takes title, sentence, tabs, methods, boards, charts, scrubber, transport, speed, knobs, shared, cost, step, badge, caption or link; “badges” was left out. Did you mean badge?"},
		{"lr=0,5,1", "lr", "0.001", "Learning rate is a number from 1e-06 to 0.1; “0,5,1” became 0.001"},
		{"methods=sft", "seed", "1", "Methods are two to four words with commas, such as sft,ift; “sft” was left out"},
		{"methods=sft,ift,ss,pt,hide", "seed", "1", "Methods are two to four words with commas, such as sft,ift; “sft,ift,ss,pt,hide” was left out"},
		{"right=none", "method", "ift", "There are always two sides; “none” became ift"},
		{"right=ppo", "method", "ift", "PPO learns from a judge of answers, and here there is none; the method stays ift"},
		{"right=adam", "method", "ift", "The method is pt, sft, ift, ss, neftune or hide; “adam” became ift"},
		{"lambda.3=.5", "seed", "1", "There is no third side; “lambda.3” was left out"},
		{"third=ss&p.3=2", "seed", "1", "P runs from 0 to 1; 2 became 1"},
		{"lang=de", "lang", "en", "Language is en or en-xa; “de” became en"},
		{"hide=cost,foo,boards", "hide", "boards,cost", "Hide takes title, sentence, tabs, methods, boards, charts, scrubber, transport, speed, knobs, shared, cost, step, badge, caption or link; “foo” was left out"},
		{"title=" + strings.Repeat("x", 130), "title", strings.Repeat("x", 120), "Title has room for 120 characters; the rest was cut off"},
		{"run=../x", "run", "", "Run is the name of a saved run, of letters and digits; “../x” was left out"},
		{"v=7&view=loss", "v", "2", "These settings are of version 7, which is newer than this program (2): some may be missing here"},
		{"demos=0&scenario=lake6", "demos", "1", "Demonstrations run from 1 to 64; 0 became 1"},
	} {
		s, said := Parse(c.query)
		if len(said) != 1 || said[0].Text != c.text {
			t.Errorf("%s: said %v, want %q", c.query, said, c.text)
		}
		p, _ := Find(c.name)
		if got := p.Text(s, 1); got != c.value {
			t.Errorf("%s: %s is %s, want %s", c.query, c.name, got, c.value)
		}
	}
}

func TestNames(t *testing.T) {
	s, said := Parse("lambda=.5&lambda.1=.25&scenario=sort&methods=ift,pt&device=gpu&log&x=t%6Fkens")
	if len(said) != 0 {
		t.Fatal(said)
	}
	if s.Scenario != "sort" || s.Batch != 32 || s.Arms[0].Lambda != .25 || s.Arms[1].Lambda != .5 ||
		s.Arms[0].Method != "ift" || s.Arms[1].Method != "pt" || s.Device != "webgpu" || !s.Log || s.XAxis != "tokens" {
		t.Errorf("%+v", s)
	}
	if got := Encode(s); got != "scenario=sort&left=ift&right=pt&device=webgpu&lambda.1=0.25&lambda.2=0.5&x=tokens&log=1" {
		t.Error(got)
	}
}

// Addresses as they come from blog editors, from HTML's attributes and from keypads
// without a point mean what their author meant.
func TestAsAuthorsWrite(t *testing.T) {
	for query, want := range map[string]string{
		"scenario=lake6&amp;lambda=0.3&amp;amp;gamma=.5&amp;": "scenario=lake6&lambda=0.3&gamma=0.5",
		"Scenario=LAKE6&AMP;Lambda.2=0.3":                     "scenario=lake6&lambda.2=0.3",
		"data-scenario=sort&DATA-STOP-AT=12":                  "scenario=sort&stopAt=12",
		"stop-at=12&stop_at=13":                               "stopAt=13",
		"rm-steps.2=5&scenario=sort&right=RLHF&V=2":           "scenario=sort&right=rlhf&rmsteps.2=5&v=2",
		"methods=sft%20ift%20ss":                              "third=ss",
		"methods=SFT;IFT;+SS":                                 "third=ss",
		"hide=cost;boards,+Badge":                             "hide=boards,cost,badge",
		"device=GPU&theme=Dark&view=LOSS":                     "device=webgpu&theme=dark&view=loss",
		"lr=0,005&lambda=,5":                                  "lr=0.005&lambda=0.5",
		"steps=1,000&batch=16,0&seed=12,345":                  "seed=12345&steps=1000",
		"steps=0,5":                                           "steps=1",
	} {
		s, said := Parse(query)
		if got := Encode(s); got != want {
			t.Errorf("%s became %s, want %s", query, got, want)
		}
		if len(said) > 0 && query != "steps=0,5" {
			t.Errorf("%s: %v", query, said)
		}
	}
}

func TestFourSides(t *testing.T) {
	for query, want := range map[string]string{
		"fourth=ss":          "third=ss",
		"third=none":         "",
		"methods=sft,ift":    "",
		"methods=ss,ift,sft": "left=ss&third=sft",
		"v=2&scenario=sort&methods=sft,ift,dpo,orpo": "scenario=sort&third=dpo&fourth=orpo&v=2",
		"scenario=sort&methods=sft,ift,dpo":          "scenario=sort&third=dpo&beta=0.1&pairs=512", // of the first version
		"third=ift&lambda=.5":                        "third=ift&lambda=0.5",
		"third=ift&lambda.3=.5&fourth=pt":            "third=ift&fourth=pt&lambda.3=0.5",
		"beta.1=.5&left=orpo&scenario=chain":         "scenario=chain&left=orpo&beta.1=0.5&pairs=512",
		"scenario=chain&methods=orpo,dpo&beta=.25":   "scenario=chain&left=orpo&right=dpo&beta=0.25&pairs=512",
		"v=2&scenario=perm5&third=rlhf&epochs=3":     "scenario=perm5&third=rlhf&epochs=3&v=2",
	} {
		s, _ := Parse(query)
		if got := Encode(s); got != want {
			t.Errorf("%s became %s, want %s", query, got, want)
		}
	}
	s, _ := Parse("methods=sft,ift,ss,pt&p.3=.7")
	s.Set("third", "none")
	if s.Width() != 3 || s.Arms[2].Method != "pt" || s.Arms[3] != DefaultSide("treasure", NoMethod) {
		t.Errorf("without its third side %+v", s.Arms)
	}
	if s.Set("left", "orpo"); s.Arms[0].Method != "sft" {
		t.Error("a treasure judges no answers")
	}
}

// A change of scenario keeps what is the reader's and drops what was the scenario's.
func TestScenarioChange(t *testing.T) {
	s, _ := Parse("seed=7&seeds=4&theme=dark&lambda=.3&steps=50")
	s.Set("scenario", "lake6")
	want := Defaults("lake6")
	want.Seed, want.Seeds, want.Theme = 7, 4, "dark"
	if s != want {
		t.Errorf("%+v", s)
	}
}

func TestRestarts(t *testing.T) {
	base := Defaults("treasure")
	for name, want := range map[string]bool{
		"lambda=0.5": false, "gamma=.9": false, "tau=2": false, "lr=.002": false, "speed=max": false, "log=1": false,
		"theme=dark": false, "passes.1=2": false, "feedback.1=sampled": false, "slip=.3": false,
		"passes.2=2": true, "feedback=sampled": true, "left=ift": true, "seed=2": true, "seeds=2": true, "batch=8": true,
		"alpha=3": false, "third=ss": true, "warm=5": true, "metric=nll": false, "x=flops": false,
		"steps=10": true, "scenario=sort": true, "device=cpu": true, "embedding=frozen": true,
	} {
		s, _ := Parse(name)
		if got := Restarts(base, s); got != want {
			t.Errorf("%s: restarts %v", name, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("?lambda=3&seed=%zz&=&a=b&x")
	f.Fuzz(func(t *testing.T, query string) {
		s, said := Parse(query)
		for _, c := range said {
			if strings.TrimSpace(c.Text) == "" {
				t.Error("a correction without words")
			}
		}
		if back, wrong := Parse(Encode(s)); back != s || len(wrong) != 0 {
			t.Errorf("%q gave settings that do not survive their own URL: %q %v", query, Encode(s), wrong)
		}
	})
}

func TestFlagsAndNumbersAreShort(t *testing.T) {
	s := Defaults("treasure")
	s.Set("lr", "0.00100")
	p, _ := Find("lr")
	if got := p.Text(s, 0); got != strconv.FormatFloat(.001, 'g', -1, 64) {
		t.Error(got)
	}
}

// A metric counts only where it is measured.
func TestMetricFits(t *testing.T) {
	for query, want := range map[string]string{
		"metric=late_accuracy":                                  "late_accuracy",
		"scenario=lake6&metric=late_accuracy":                   "auto",
		"scenario=lake6&metric=kept":                            "auto",
		"metric=kept&scenario=lake6&right=dpo":                  "kept",
		"scenario=lake6&metric=opinion&right=ppo":               "opinion",
		"scenario=lake6&metric=wrong_mass&third=orpo&fourth=ss": "wrong_mass",
	} {
		s, said := Parse(query)
		if s.Metric != want || (len(said) > 0) != (want == "auto") {
			t.Errorf("%s: metric %s, said %v", query, s.Metric, said)
		}
	}
}

func TestBare(t *testing.T) {
	for name, want := range map[string]int{"lambda": -1, "lambda.1": 0, "lambda.4": 3, "lambda.5": -1, "lambda.0": -1, ".1": -1, "": -1} {
		bare, side := Bare(name)
		if side != want || side >= 0 && bare != "lambda" || side < 0 && bare != name {
			t.Errorf("%q is %q of side %d, want side %d", name, bare, side, want)
		}
	}
}

// An axis on which no method here would move is not drawn: all points would lie at
// 0 without a word.
func TestAxesThatStandStill(t *testing.T) {
	for query, moves := range map[string]bool{
		"scenario=sort&x=judged": false, "scenario=treasure&x=judged": false, "scenario=sort&x=written": false, "scenario=sort&x=judged&right=ppo": true,
		"scenario=sort&x=demos": true, "scenario=perm5&x=demos&methods=ppo,rlhf": false, "scenario=sort&x=flops": true, "scenario=sort&methods=pt,pt&x=demos": false,
	} {
		s, wrong := Parse(query)
		if moves != (s.XAxis != "step") || moves != (len(wrong) == 0) {
			t.Errorf("%s: x is %s, %v", query, s.XAxis, wrong)
		}
		if !moves && (wrong[0].Name != "x" || !strings.Contains(wrong[0].Text, "became step")) {
			t.Errorf("%s: %+v", query, wrong)
		}
	}
	// A method that goes takes its axis with it.
	s, _ := Parse("scenario=sort&x=judged&right=ppo")
	if s, wrong := Apply(s, []Pair{{"right", "ift"}}); s.XAxis != "step" || len(wrong) != 1 {
		t.Errorf("x is %s, %v", s.XAxis, wrong)
	}
}
