package trace

import (
	"math"
	"slices"
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/method"
	"softmix/model/train"
	"softmix/model/train/internal/toy"
	"softmix/model/train/rl"
)

// Whatever the two methods are, each is taken apart as far as it can be, and the
// steps stay what they are.
func TestEveryMethodIsTracedTruthfully(t *testing.T) {
	methods := append([]string{"sft"}, train.MethodNames()...)
	for _, left := range []string{"sft", "pt", "ppo"} {
		for _, right := range methods {
			c := [2]train.Config{train.Default(toy.Reciting{}, left, 7), train.Default(toy.Reciting{}, right, 7)}
			for i := range c {
				c[i].LR, c[i].Batch, c[i].SamplingProb, c[i].RL.Pairs, c[i].RL.RewardSteps = 3e-3, 4, .5, 8, 2
			}
			plain, want := open(t, cpu.Open(), c[0], c[1])
			step(t, plain, 3)
			d, got := open(t, cpu.Open(), c[0], c[1])
			tr := New(d)
			step(t, d, 2)
			keep(t, tr)
			step(t, d, 1)
			a := take(t, tr, Focus{Sequence: 1, Token: 3})
			if err := d.Seek(t.Context(), 2); err != nil {
				t.Fatal(err)
			}
			take(t, tr, Focus{Token: 50})
			step(t, d, 1)
			for i := range c {
				if !slices.Equal(got[i], want[i]) {
					t.Errorf("%s beside %s: losses\n%v, unseen\n%v", left, right, got[i], want[i])
				}
			}
			open := [2]bool{!rl.Learns(left), !rl.Learns(right)}
			if open[0] && (left == "pt") != (right == "pt") {
				open[1] = false // another text
			}
			for i, r := range a.Runs {
				what := left + " beside " + right
				if r.Config.Method != []string{left, right}[i] || (r.Train != nil) != open[i] || (r.Mix != nil) != open[i] || (r.Groups != nil) != open[i] {
					t.Errorf("%s: run %d is taken apart: %v, want %v", what, i, r.Train != nil, open[i])
				}
				if !open[i] {
					continue
				}
				if len(a.Tokens) != toy.Len || len(r.Mix) != toy.Len || math.Abs(r.Batch-float64(want[i][2])) > 1e-6 {
					t.Errorf("%s: run %d: %d tokens, loss %g of %v", what, i, len(a.Tokens), r.Batch, want[i])
				}
				if learned := slices.Index(a.Answer, true); learned != 2 && r.Config.Method != "pt" || r.Config.Method == "pt" && learned != 1 {
					t.Errorf("%s: learned are %v", what, a.Answer)
				}
			}
			if !open[0] && !open[1] && a.Tokens != nil {
				t.Errorf("%s beside %s: tokens %v of nothing", left, right, a.Tokens)
			}
		}
	}
}

// A step of the second architecture is taken apart, and its gradients add up.
func TestAnotherArchitectureIsTakenApart(t *testing.T) {
	for _, frozen := range []string{"P", "E"} {
		soft := sampled()
		soft.Settings = method.Settings{Feedback: "soft", Passes: 1}
		noisy := sft()
		noisy.Method = "neftune"
		for _, c := range []train.Config{sft(), sampled(), soft, noisy} {
			c.Arch, c.Frozen, c.Base = toy.BigramOf(c.Task, frozen)
			c.LR = 5e-2
			d, _ := open(t, cpu.Open(), c)
			tr := New(d)
			step(t, d, 3)
			a := take(t, tr, Focus{Sequence: 1, Layer: 2, Head: 3})
			x := a.Runs[0]
			if x.Attends != nil || len(x.Stream) != 2 || len(x.Groups) != 3 || len(a.Tokens) != toy.Len {
				t.Errorf("%s: %d tokens, attention %v, streams %v, groups %v", c.Method, len(a.Tokens), x.Attends, x.Stream, x.Groups)
			}
			for at := 2; at < toy.Len; at++ {
				if got := -math.Log(float64(x.Train[at][a.Tokens[at]])); math.Abs(got-x.Loss[at]) > 1e-4 {
					t.Errorf("%s: token %d has a loss of %g and a probability of %g", c.Method, at, x.Loss[at], math.Exp(-got))
				}
			}
			if x.After[2][a.Tokens[2]] == x.Train[2][a.Tokens[2]] {
				t.Errorf("%s: the update changed no prediction", c.Method)
			}
			for at, v := range x.From { // a bigram sends gradient to the token before alone
				if (v != 0) != (at == a.Focus.Token-1) {
					t.Errorf("%s: the loss of token %d sends %g to %d", c.Method, a.Focus.Token, v, at)
				}
			}
		}
	}
}
