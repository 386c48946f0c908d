package train

import (
	"context"
	"errors"
	"fmt"
	"time"

	"softmix/model/device"
	"softmix/model/method"
)

// progress is what the further steps of a run that learns from a judge depend on
// beside weights, moments, head and seed. What it points to never changes, so
// that a snapshot shares it.
type progress struct {
	from  int       // the step after which the method began
	start []float32 // the weights then: the reference
	ready bool      // what is prepared once is paid for
	roll  *rollout  // PPO: what it learns from; nil before its first step
	spent []Spent   // after step from, from+1, …
}

// startsLike reports whether o began at the same step with the same weights.
func (p progress) startsLike(o progress) bool {
	return p.from == o.from && len(p.start) == len(o.start) && (len(p.start) == 0 || &p.start[0] == &o.start[0])
}

// lesson is what one step of a run learns from, where that takes more than a
// batch of demonstrations.
type lesson struct {
	tokens []uint32
	mask   []float32
	inputs []given
	empty  bool     // nothing is to be learned: every pair was a tie
	roll   *rollout // PPO: what the next step may learn from, too
	cost   Spent    // beside the step
	once   Spent    // what was prepared on the way
}

// given is an input of a step; see method.Step.Give.
type given struct {
	name string
	data []float32
}

// begin starts the course of a method that learns from a judge with weights w.
func (r *Run) begin(w []float32) {
	r.progress = progress{}
	if LearnsFromJudge(r.cfg.Method) {
		r.progress = progress{from: r.step.Done(), start: w, spent: []Spent{r.spent}}
	}
}

// fetch makes the lesson of the next step where the run learns from a judge, and
// before its first what the method prepares once. If it is interrupted, or a later
// run's lesson fails, what was made stays for the next try. insist says that the
// lesson itself is not to be interrupted.
func (r *Run) fetch(ctx context.Context, p pause, insist bool) error {
	if !LearnsFromJudge(r.cfg.Method) || r.pending != nil {
		return nil
	}
	defer share(time.Now(), []*Run{r})
	before := p
	if insist {
		before = p.firm()
	}
	err := before.take()
	if err == nil {
		err = r.learn(ctx, p)
	}
	if err != nil && !errors.Is(err, ErrInterrupted) {
		return fmt.Errorf("step %d of %s: %w", r.At()+1, r.cfg.Method, err)
	}
	return err
}

func (r *Run) learn(ctx context.Context, p pause) (err error) {
	if r.judged == nil {
		if r.judged, err = newTeacher(r); err != nil {
			return err
		}
	}
	if err := r.judged.prepare(ctx, p); err != nil {
		if !errors.Is(err, ErrInterrupted) {
			r.dismiss()
		}
		return fmt.Errorf("preparing: %w", err)
	}
	l, err := r.judged.next(ctx, r.At()+1, r.progress, r.cfg.Judged, p)
	if err != nil {
		return err
	}
	r.pending = l
	return nil
}

// stageLesson stages a step that learns from a judge. Where there is nothing to
// learn the learning rate is 0, so that momentum does not move the weights.
func (r *Run) stageLesson(l *lesson, k method.Knobs) ([]device.List, error) {
	if l.empty {
		k.LR = 0
	}
	for _, in := range l.inputs {
		if err := r.step.Give(in.name, in.data); err != nil {
			return nil, err
		}
	}
	lists, err := r.step.Stage(l.tokens, l.mask, nil, r.cfg.Judged.knobs(k))
	if err != nil {
		return nil, err
	}
	passes := 1
	if l.roll != nil { // the rows of a step of pairs count as two batches already
		passes = 2
	}
	r.pending = nil
	r.spent = r.spent.plus(l.cost).plus(l.once)
	r.pay(l.mask, passes)
	r.progress.ready, r.progress.roll = true, l.roll
	r.progress.spent = append(r.progress.spent, r.spent)
	return lists, nil
}

// dismiss releases what makes lessons.
func (r *Run) dismiss() {
	if r.judged != nil {
		r.judged.free()
	}
	r.judged, r.pending = nil, nil
}
