package words

import (
	"strings"
	"testing"

	"softmix/model/stats"
	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/wasm/wire"
)

func TestSentenceOfSeveralSeeds(t *testing.T) {
	say := func(s *state.Store) string {
		s.Device, s.Settings.Steps = &wire.Device{}, 60
		return Plain(Sentence(s, false))
	}
	got := say(statetest.Seeded(62))
	for _, want := range []string{"SFT names the right box 52\u00a0±\u00a03\u00a0%", "IFT 64\u00a0±\u00a04\u00a0%", "IFT is ahead (IFT − SFT: +.12\u00a0±\u00a0.01 over 4 seeds, t 20.8)."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	// The same means, but the seeds disagree.
	s := statetest.Seeded(62)
	s.Runs[1].Evals[6].Seeds["accuracy"] = []float64{.3, .9, .5, .86}
	if got = say(s); !strings.Contains(got, "no clear difference (IFT − SFT: +.12\u00a0±\u00a0") || strings.Contains(got, "ahead") {
		t.Errorf("uncertain: %q", got)
	}
	s = statetest.Seeded(62)
	s.Runs[0].Evals, s.Runs[1].Evals = s.Runs[1].Evals, s.Runs[0].Evals
	if got = say(s); !strings.Contains(got, "IFT loses here (IFT − SFT: −.12\u00a0±\u00a0.01 over 4 seeds, t −20.8).") {
		t.Errorf("IFT loses: %q", got)
	}
	for v, want := range map[stats.Difference]string{
		{Mean: -.5, Std: .125, T: -.01, Seeds: 3}:      "IFT − SFT: −.50 ± .12 over 3 seeds, t 0.0",
		{Mean: -.0004, Std: .0125, T: -1.26, Seeds: 3}: "IFT − SFT: −.000 ± .013 over 3 seeds, t −1.3",
	} {
		if got := DifferenceText(v, [2]ArmName(ArmNames("sft", "ift"))); got != want {
			t.Errorf("%+v: %s, want %s", v, got, want)
		}
	}
}

// A verdict is passed at four steps alone: before the first there is none, and
// between two that of the earlier stands with its step and its own numbers.
func TestVerdictsComeAtTheirLooks(t *testing.T) {
	for steps, want := range map[int]string{
		62: "IFT is ahead as of step 50 (IFT − SFT: +.10\u00a0±\u00a0.01 over 4 seeds",
		49: "no verdict before step 50; so far IFT − SFT: +.080\u00a0±\u00a0.012 over 4 seeds, t 13.9.",
		50: "IFT is ahead (IFT − SFT: +.10\u00a0±\u00a0.01 over 4 seeds",
	} {
		s := statetest.Seeded(steps)
		s.Device = &wire.Device{}
		if got := Plain(Sentence(s, false)); !strings.Contains(got, want) {
			t.Errorf("step %d: %q lacks %q", steps, got, want)
		}
	}
}

// Who seeks far ahead skips looks: it is not said that the first is still to come.
func TestSkippedLooks(t *testing.T) {
	s := statetest.Seeded(62)
	s.Device = &wire.Device{}
	for i := range s.Runs[:2] {
		s.Runs[i].Evals = s.Runs[i].Evals[6:] // that of step 60 alone
	}
	if got := Plain(Sentence(s, false)); !strings.Contains(got, "no verdict before step 100; so far IFT − SFT") {
		t.Error(got)
	}
	s.Step, s.Settings.Steps = 210, 200
	if got := Plain(Sentence(s, false)); !strings.Contains(got, "no verdict: none of the steps where one is passed was evaluated; so far") {
		t.Error(got)
	}
}

// One run, or two, are no verdict: what is said is what they came to, and how far
// the prompts of the evaluation alone could have moved it.
func TestFewSeedsAreNoVerdict(t *testing.T) {
	s := statetest.At("treasure", 200, .5, .48, .69)
	for i := range s.Runs[:2] {
		s.Runs[i].Evals[1].Errs, s.Runs[i].Evals[1].Prompts = map[string]float64{"accuracy": .03}, map[string]int{"accuracy": 64}
	}
	say := func() string { return Plain(Sentence(s, false)) }
	if got, want := say(), "IFT is higher by 21\u00a0points in this run (±\u00a08 from 64 test games); one run is no verdict."; !strings.Contains(got, want) {
		t.Errorf("%q lacks %q", got, want)
	}
	s.Settings.Seeds = 2
	s.Runs[0].Evals[1].Seeds, s.Runs[1].Evals[1].Seeds = map[string][]float64{"accuracy": {.48, .48}}, map[string][]float64{"accuracy": {.69, .69}}
	if got, want := say(), "IFT is higher by 21\u00a0points in these runs on average (±\u00a06 from 2 × 64 test games); a verdict takes 3 seeds."; !strings.Contains(got, want) {
		t.Errorf("%q lacks %q", got, want)
	}
	// All seeds alike, by one game of sixty-four: that is no difference.
	s.Settings.Seeds = 3
	s.Runs[0].Evals[1].Seeds["accuracy"], s.Runs[1].Evals[1].Seeds["accuracy"] = []float64{.5, .5, .5}, []float64{.516, .516, .516}
	if got := say(); !strings.Contains(got, "no clear difference (") || strings.Contains(got, "∞") {
		t.Errorf("no spread: %q", got)
	}
}

// Sides that are set alike are not compared.
func TestTheSameIsSaid(t *testing.T) {
	s := statetest.At("treasure", 62, .5, .6, .6)
	if got := Plain(Sentence(s, false)); !strings.Contains(got, "the very same numbers at every step so far") {
		t.Error(got)
	}
	if got := Plain(Sentence(statetest.At("treasure", 2, .5, .5, .5), false)); strings.Contains(got, "the very same") {
		t.Errorf("after two steps: %q", got)
	}
	s.Runs[1].Points[40].Loss *= 1.001
	if got := Plain(Sentence(s, false)); strings.Contains(got, "the very same") {
		t.Error(got)
	}
}

func TestSentenceOfFour(t *testing.T) {
	say := func(values ...float64) string {
		s := statetest.Four(10)
		s.Settings.Seeds, s.Settings.Steps = 4, 10
		for i, v := range values {
			each := []float64{v - .01, v + .01, v - .005*float64(i), v + .005*float64(i)}
			s.Runs[i].Evals = []wire.Eval{{Step: 10, Metrics: map[string]float64{"success_random": v, "wrong_mass": v},
				Seeds: map[string][]float64{"success_random": each, "wrong_mass": each}}}
		}
		if values[0] == .11 {
			s.Settings.Metric = "wrong_mass"
		}
		return Plain(Sentence(s, false))
	}
	for _, c := range []struct {
		got, want string
	}{
		{say(.5, .6, .7, .8), "SFT reaches the goal 50\u00a0±\u00a01\u00a0% of the time, IFT 60\u00a0±\u00a01\u00a0%, DPO 70\u00a0±\u00a01\u00a0% and PPO 80\u00a0±\u00a01\u00a0%: PPO is ahead, SFT comes last."},
		{say(.5, .3, .7, .71), "PPO and DPO lead and are not told apart, IFT loses here."},
		{say(.5, .5, .5, .505), "no clear difference."},
		{say(.11, .2, .3, .4), "Belief in wrong moves (less is better): SFT .11 ± .01, IFT .20 ± .01, DPO .30 ± .01 and PPO .40 ± .01: SFT is ahead, PPO comes last."},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("%q lacks %q", c.got, c.want)
		}
	}
}

// A model that writes the same whatever it is asked is not ahead of anything: it
// has collapsed, and the sentence says how that shows.
func TestCollapseIsSaid(t *testing.T) {
	s := statetest.At("sort", 150, .7, .11, .12)
	s.Refs = []wire.Ref{{Metric: "distinct", Label: "right answers", Value: 1}}
	say := func(distinct ...float64) string {
		for i, v := range distinct {
			s.Runs[i].Method, s.Settings.Arms[i].Method = []string{"dpo-online", "ppo", "sft"}[i], []string{"dpo-online", "ppo", "sft"}[i]
			for k, x := range []float64{1, v} {
				e := &s.Runs[i].Evals[k]
				e.Metrics["distinct"], e.Prompts = x, map[string]int{"distinct": 48}
			}
			s.Runs[i].Evals[1].Metrics["drift"] = 19.5
		}
		return Plain(Sentence(s, false))
	}
	got := say(1./48, 4./48)
	want := "DPO online and PPO have collapsed: about 1 different answer to 48 prompts, 19.5 nats a token from its start; about 4 different answers to 48 prompts, 19.5 nats a token from its start."
	if !strings.Contains(got, want) || strings.Contains(got, "ahead") || strings.Contains(got, "higher") {
		t.Errorf("%q lacks %q", got, want)
	}
	if got, want := say(1./48, .9), "DPO online has collapsed: about 1 different answer to 48 prompts"; !strings.Contains(got, want) || strings.Contains(got, "verdict") {
		t.Errorf("%q lacks %q", got, want)
	}
	if got := say(.6, .9); strings.Contains(got, "collapse") {
		t.Errorf("two that answer: %q", got)
	}
	// Where few answers are right, few are no collapse; where there was never more, neither.
	s.Refs[0].Value = 4. / 48
	if got := say(4./48, 1); strings.Contains(got, "collapse") {
		t.Errorf("as few as are right: %q", got)
	}
	s.Refs[0].Value = 1
	say(1./48, 1)
	s.Runs[0].Evals[0].Metrics["distinct"] = 1. / 48
	if got := Plain(Sentence(s, false)); strings.Contains(got, "collapse") {
		t.Errorf("as at the start: %q", got)
	}
}

// Evaluations without the number in question are no verdict.
func TestNothingMeasured(t *testing.T) {
	s := statetest.At("sort", 20, .7, .8, .9)
	for i := range s.Runs[:2] {
		for k := range s.Runs[i].Evals {
			s.Runs[i].Evals[k].Metrics = map[string]float64{}
		}
	}
	if got := Plain(Sentence(s, false)); strings.Contains(got, "run") || strings.Contains(got, "NaN") || !strings.Contains(got, "Step 20.") {
		t.Error(got)
	}
	s = statetest.At("sort", 20, .7, .8, .9)
	s.Settings.Metric = "kept"
	s.Runs[1].Evals[1].Metrics["kept"] = .85
	if got, want := Plain(Sentence(s, false)), "Share of its stored pairs it would still write: IFT .85. SFT has no such number."; !strings.Contains(got, want) {
		t.Errorf("%q lacks %q", got, want)
	}
}
