package train

import (
	"slices"
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/task"
	"softmix/model/train/internal/toy"
)

// Pre-training reads the pre-training text, which is what Pretrain itself reads,
// and does not shift what other methods read, whatever is changed on the way.
func TestPreTrainingReadsItsOwnText(t *testing.T) {
	c := Default(toy.Reciting{}, "pt", 7)
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
	if s := r.Spent(); s.Tokens != 2*4*(toy.Len-1) || s.Demos != 0 || r.SpentAt(1).Tokens != 4*(toy.Len-1) {
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
	d, v := newComparison(t, cpu.Open(), sft(), sft())
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

// twoSteps is toy.Reciting, pre-trained for two steps at the rates of a run's own.
type twoSteps struct{ toy.Reciting }

func (twoSteps) Pretrain() task.Pretrain {
	return task.Pretrain{Base: "counting", Steps: 2, Batch: 4, LR: 5e-3, Warmup: 3, Floor: 1}
}

// quizzed learns answers alone from its pre-training text.
type quizzed struct{ counting }

func (quizzed) Pretrain() task.Pretrain { return task.Pretrain{Base: "counting", Answers: true} }
