package view

import (
	"strings"
	"testing"

	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// One line a case: what was done to the step that anatomy makes, and what the
// sentence must say, and must not.
func TestStepSentence(t *testing.T) {
	const n = "\u00a0"
	type change func(a *wire.Trace, ift *wire.RunTrace, s *wire.Settings)
	prompt := func(a *wire.Trace, _ *wire.RunTrace, _ *wire.Settings) { a.Focus.Token = 2 }
	first := func(a *wire.Trace, _ *wire.RunTrace, _ *wire.Settings) { a.Focus.Token = 5 }
	last := func(a *wire.Trace, _ *wire.RunTrace, _ *wire.Settings) { a.Focus.Token = 8 }
	lambda := func(v float64) change {
		return func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) {
			d.Lambda = v
			d.Mix[6] = statetest.Shares(2, 1-v+.14*v, 3, .71*v, 1, .15*v)
		}
	}
	agree := func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) {
		d.Guess[6], d.Mix[6] = statetest.Shares(2, .86, 3, .1, 1, .04), statetest.Shares(2, .972, 3, .02, 1, .008)
	}
	drawn := func(token int, share float64) change {
		return func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) {
			d.Feedback, d.Lambda, d.Fed[6] = "sampled", share, []wire.Share{{Token: token, P: 1}}
		}
	}
	argmax := func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) {
		d.Feedback, d.Fed[6] = "argmax", []wire.Share{{Token: 3, P: 1}}
	}
	passes := func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) { d.Passes = 3 }
	gamma := func(v float64) change {
		return func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) { d.Gamma = v }
	}
	frozen := func(a *wire.Trace, d *wire.RunTrace, s *wire.Settings) { s.Arms[1].Embed = "frozen" }
	both := func(m string) change {
		return func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) {
			if m == "ift" {
				a.Runs[0] = a.Runs[1]
				return
			}
			a.Runs[1] = a.Runs[0]
			a.Runs[1].Method = m
		}
	}
	for _, c := range []struct {
		name, phase, scenario string
		change                change
		want                  []string
		not                   string
	}{
		{"learned", "batch", "sort", nil, []string{"The answer says c here", "both models", "same 32 sequences"}, "given"},
		{"given", "batch", "sort", prompt, []string{"This is given", "neither learns"}, "%"},
		{"first", "batch", "sort", first, []string{"the first of the answer"}, ""},
		{"PT", "batch", "sort", func(a *wire.Trace, d *wire.RunTrace, s *wire.Settings) {
			prompt(a, d, s)
			a.Runs[0].Method, a.Runs[0].Weight[2] = "pt", 1
		}, []string{"pre-training (PT) learns every token"}, "neither"},

		{"surprised", "guess", "sort", nil, []string{"expects d with 71" + n + "%", "the answer says c, to which it gives 14" + n + "%", "SFT makes no guess"}, "passes"},
		{"agreed", "guess", "sort", agree, []string{"expects c with 86" + n + "%, and the answer says c too"}, "to which"},
		{"three passes", "guess", "sort", passes, []string{"3 times", "In the last of these passes"}, "once"},
		{"argmax", "guess", "sort", argmax, []string{"Only the likeliest is fed back"}, "drawn"},
		{"drawn", "guess", "sort", drawn(3, .8), []string{"drawn by these chances and fed back: d."}, "happens"},
		{"drawn rightly", "guess", "sort", drawn(2, .8), []string{"fed back: c. It happens to be right"}, ""},
		{"nothing fed", "guess", "sort", drawn(2, 0), []string{"expects d"}, "fed back"},
		{"prompt", "guess", "sort", prompt, []string{"never guessed", "SFT makes no guess"}, "%"},
		{"nobody", "guess", "sort", both("pt"), []string{"Neither side guesses"}, "%"},
		{"both", "guess", "sort", both("ift"), []string{"expects d"}, "no guess"},

		{"the paper's", "mix", "sort", nil, []string{"The model gave d 71" + n + "%, the answer says c: 20" + n + "% of what it believed goes into the input, which is now 83" + n + "% c", "SFT reads c itself"}, "λ is"},
		{"agreed", "mix", "sort", agree, []string{"the answer says c too", "stays 97" + n + "% c"}, "now"},
		{"λ 0", "mix", "sort", lambda(0), []string{"λ is 0: nothing that the model believed goes into the input", "as SFT does"}, "71"},
		{"λ 1", "mix", "sort", lambda(1), []string{"λ is 1: all of what it believed", "nothing of the truth", "14" + n + "% that the model gave it"}, "20"},
		{"λ 1, agreed", "mix", "sort", func(a *wire.Trace, d *wire.RunTrace, s *wire.Settings) {
			agree(a, d, s)
			d.Lambda, d.Mix[6] = 1, d.Guess[6]
		}, []string{"reads only what it believed", "86" + n + "% c"}, "nothing of the truth"},
		{"drawn", "mix", "sort", drawn(3, .8), []string{"80" + n + "% of its own d and 20" + n + "% of the true c"}, "changes nothing"},
		{"drawn, λ 1", "mix", "sort", drawn(3, 1), []string{"it reads d and nothing of the truth"}, "%"},
		{"drawn rightly", "mix", "sort", drawn(2, .8), []string{"mixing the two changes nothing", "The guess that was drawn is c, and the answer says c too", "the input is c itself"}, "%"},
		{"frozen", "mix", "sort", frozen, []string{"are frozen"}, ""},
		{"live", "mix", "sort", nil, nil, "frozen"},
		{"last", "mix", "sort", last, []string{"Nothing follows"}, ""},
		{"prompt", "mix", "sort", prompt, []string{"never mixed: both sides read c itself"}, "%"},
		{"nobody", "mix", "sort", both("sft"), []string{"Neither side mixes"}, "%"},
		{"cells", "mix", "lake6", nil, []string{"the demonstration goes to c"}, "answer"},
		{"boxes", "mix", "treasure", nil, []string{"the demonstrator names C"}, "answer"},

		{"mixed before", "train", "sort", nil, []string{"the mixed inputs before it, IFT gives the true c 27" + n + "% and prefers d (58" + n + "%)", "SFT, reading the right tokens, gives it 43" + n + "%"}, ""},
		{"first", "train", "sort", first, []string{"what was given, in which nothing is mixed"}, "mixed inputs before"},
		{"prompt", "train", "sort", prompt, []string{"nothing is made of it"}, "%"},

		{"harder", "loss", "sort", nil, []string{"1.31 for the 27" + n + "% of IFT", ".84 for the 43" + n + "% of SFT", "From the true tokens IFT would have given 14" + n + "%: the mixed inputs make it easier"}, "harder"},
		{"harder by mixing", "loss", "sort", func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) {
			d.Guess[6] = statetest.Shares(2, .9, 3, .1, 1, 0)
		}, []string{"given 90" + n + "%: the mixed inputs make it harder"}, "easier"},
		{"no matter", "loss", "sort", func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) {
			d.Guess[6] = statetest.Shares(2, .27, 3, .7, 1, .03)
		}, []string{"mixing changes little"}, "easier"},
		{"three passes", "loss", "sort", passes, []string{"1.31"}, "true tokens"},
		{"prompt", "loss", "sort", prompt, []string{"has no loss"}, "%"},

		{"tail", "weights", "sort", nil, []string{"This letter answers for its own loss and, discounted by 5" + n + "% a position, for every loss after it: its weight is ×" + n + "1.67", "In SFT every token counts once"}, "γ is 0"},
		{"γ 0", "weights", "sort", func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) { d.Gamma, d.Weight[6] = 0, 1 }, []string{"γ is 0: no loss ahead", "×" + n + "1, as in SFT"}, "discounted"},
		{"γ 1", "weights", "sort", gamma(1), []string{"for every loss after it: its weight"}, "discounted"},
		{"last", "weights", "sort", last, []string{"the last of the answer", "its own loss alone"}, "discounted"},
		{"prompt", "weights", "sort", prompt, []string{"counts nothing"}, "1.67"},
		{"nobody", "weights", "sort", both("sft"), []string{"Neither side weighs"}, "1.67"},
		{"cell", "weights", "lake4", nil, []string{"This cell answers"}, "letter"},

		{"pulls", "gradient", "sort", nil, []string{"pulls c up and presses d down most", "2.0 times as hard in IFT as in SFT", "reaches letter 4 of the answer (the end mark)"}, ""},
		{"weaker", "gradient", "sort", func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) { d.LogitGradNorm[6] = .001 }, []string{"5.0 times as hard in SFT as in IFT"}, ""},
		{"alike", "gradient", "sort", func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) { d.LogitGradNorm[6] = .005 }, []string{"about as hard"}, "times"},
		{"prompt", "gradient", "sort", prompt, []string{"has no loss"}, "pulls"},

		{"better", "update", "sort", nil, []string{"IFT gives c 34" + n + "% instead of 27" + n + "%; in SFT it goes from 43" + n + "% to 47" + n + "%", "mlp 2 moved most for its size: by .80" + n + "%"}, "fell"},
		{"worse", "update", "sort", func(a *wire.Trace, d *wire.RunTrace, _ *wire.Settings) {
			d.After[6] = statetest.Shares(3, .7, 2, .2, 1, .1)
		}, []string{"20" + n + "% instead of 27", "It fell: the same step"}, ""},
	} {
		a := statetest.Trace()
		s := state.NewStore(wire.Defaults(c.scenario))
		s.Settings.Phase, s.Trace = c.phase, a
		if c.change != nil {
			c.change(a, &a.Runs[1], &s.Settings)
		}
		got := words.Plain(words.StepSentence(s))
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s, %s: %q lacks %q", c.phase, c.name, got, w)
			}
		}
		if c.not != "" && strings.Contains(got, c.not) {
			t.Errorf("%s, %s: %q has %q", c.phase, c.name, got, c.not)
		}
		if len(got) < 20 || len(got) > 330 || !strings.HasSuffix(got, ".") || strings.Contains(got, "NaN") || strings.Contains(got, "  ") || strings.Contains(got, "?") {
			t.Errorf("%s, %s: %q is no short sentence", c.phase, c.name, got)
		}
	}
}

func TestFigures(t *testing.T) {
	for v, want := range map[float64]string{.2: ".20", .268: ".27", 1.314: "1.31", 1: "1", 0: "0", -.732: "−.73", .0123: ".012", .000057: ".000057", 123.4: "123", -2: "−2"} {
		if got := words.Figures(v); got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
}

func TestInjectSentence(t *testing.T) {
	s := state.NewStore(wire.Defaults("sort"))
	s.Injection = &wire.Injection{
		Step: 41, Inject: wire.Inject{At: 1, Token: 3}, Names: []string{"a", "b", "c", "d"}, Right: []int{0, 1, 2, 3},
		Runs: []wire.Continuing{{Free: []int{0, 1, 2, 3}, Pushed: []int{0, 3, 3, 3}}, {Free: []int{0, 1, 2, 3}, Pushed: []int{0, 3, 2, 3}}},
	}
	want := "Step 41, d put in as letter 2. Of the 2 letters, the end mark among them, after it SFT gets 1 (without the error 2) right, IFT 2 (without the error 2)."
	if got := words.InjectSentence(s); got != want {
		t.Errorf("%q, want\n%q", got, want)
	}
	l := state.NewStore(wire.Defaults("lake4"))
	l.Lake = &wire.Lake{Map: "SFFFFHFHFFFHHFFG"}
	l.Injection = &wire.Injection{
		Step: 9, Inject: wire.Inject{At: 2, Token: 1}, Names: []string{"·", "a1"},
		Runs: []wire.Continuing{{Pushed: []int{2, 3, 16}}, {Pushed: []int{2, 6}}},
	}
	want = "Step 9, pushed to a1 at move 3: SFT reaches the goal in 3 moves, IFT falls into a hole at move 2."
	if got := words.InjectSentence(l); got != want {
		t.Errorf("%q, want\n%q", got, want)
	}
}
