package train

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/task"
)

// reciting counts backwards before it is tuned, so that pre-training reads other
// text than the demonstrations.
type reciting struct{ counting }

func (t reciting) PretrainBatch(r *rand.Rand, n int) task.Batch {
	b := t.Demonstrations(r, n, task.Train)
	for i := range n {
		slices.Reverse(b.Row(i).Tokens)
	}
	return b
}

// Whatever the two methods are, each is taken apart as far as it can be, and the
// steps stay what they are.
func TestEveryMethodIsDissectedTruthfully(t *testing.T) {
	methods := append([]string{"sft"}, MethodNames()...)
	for _, left := range []string{"sft", "pt", "ppo"} {
		for _, right := range methods {
			c := [2]Config{judgedBy(left), judgedBy(right)}
			for i := range c {
				c[i].Task, c[i].Batch, c[i].P, c[i].Judged.Pairs, c[i].Judged.RewardSteps = reciting{}, 4, .5, 8, 2
			}
			plain, want := newDuel(t, cpu.Open(), c[0], c[1])
			train(t, plain, 3)
			d, got := newDuel(t, cpu.Open(), c[0], c[1])
			d.Dissect(true)
			train(t, d, 2)
			if err := d.Keep(t.Context()); err != nil {
				t.Fatal(err)
			}
			train(t, d, 1)
			a := anatomy(t, d, Focus{Sequence: 1, Token: 3})
			if err := d.Seek(t.Context(), 2); err != nil {
				t.Fatal(err)
			}
			anatomy(t, d, Focus{Token: 50})
			train(t, d, 1)
			for i := range c {
				if !slices.Equal(got.losses[i], want.losses[i]) {
					t.Errorf("%s beside %s: losses\n%v, unseen\n%v", left, right, got.losses[i], want.losses[i])
				}
			}
			open := [2]bool{!LearnsFromJudge(left), !LearnsFromJudge(right)}
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
				if len(a.Tokens) != countLen || len(r.Mix) != countLen || math.Abs(r.Batch-float64(want.losses[i][2])) > 1e-6 {
					t.Errorf("%s: run %d: %d tokens, loss %g of %v", what, i, len(a.Tokens), r.Batch, want.losses[i])
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

// Pre-training reads the pre-training text, which is what Pretrain itself reads,
// and does not shift what other methods read, whatever is changed on the way.
func TestPreTrainingReadsItsOwnText(t *testing.T) {
	c := Default(reciting{}, "pt", 7)
	c.Base = RandomBase(c.Task, 7)
	c.LR, c.Warmup, c.Steps, c.Batch = 5e-3, 3, 150, 4
	r := newRun(t, cpu.Open(), c)
	mine := lossesOf(t, r, 2)
	w, _, err := Pretrain(t.Context(), cpu.Open(), twoSteps{}, 7, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Weights(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, w) {
		t.Error("two steps of a pt run are not the first two of pre-training")
	}
	if s := r.Spent(); s.Tokens != 2*4*(countLen-1) || s.Demos != 0 || r.SpentAt(1).Tokens != 4*(countLen-1) {
		t.Errorf("spent %+v", s)
	}
	s, err := r.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	more := lossesOf(t, r, 3)
	if err := r.Restore(s); err != nil {
		t.Fatal(err)
	}
	if again := lossesOf(t, r, 3); !slices.Equal(again, more) {
		t.Errorf("after restoring %v, before %v (after %v)", again, more, mine)
	}

	// What was supervised reads on where it was, after a while of pre-training.
	d, v := newDuel(t, cpu.Open(), sft(), sft())
	train(t, d, 3)
	n := d.Recipe(1)
	n.Method = "pt"
	set(t, d, 1, n)
	train(t, d, 2)
	if v.losses[0][4] == v.losses[1][4] {
		t.Error("pre-training read a demonstration")
	}
	answers := Default(quizzed{}, "pt", 7)
	if name, _ := answers.stepOf(); name != "sft" {
		t.Errorf("a task whose pre-training learns answers alone is pre-trained by %s", name)
	}
}

// twoSteps is reciting, pre-trained for two steps at the rates of a run's own.
type twoSteps struct{ reciting }

func (twoSteps) Pretrain() task.Pretrain {
	return task.Pretrain{Base: "counting", Steps: 2, Batch: 4, LR: 5e-3, Warmup: 3, Floor: 1}
}

// quizzed learns answers alone from its pre-training text.
type quizzed struct{ counting }

func (quizzed) Pretrain() task.Pretrain { return task.Pretrain{Base: "counting", Answers: true} }
