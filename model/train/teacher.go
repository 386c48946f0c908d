package train

import (
	"context"
	"fmt"
	"math/rand/v2"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/method"
	"softmix/model/task"
)

// teacher makes the lessons of a run that learns from a judge: it lets models
// answer, asks the judge and reads the answers with other models. A lesson is a
// function of the seed, the step, the weights and the progress, so that a replay
// repeats it. All of it waits for the device.
type teacher struct {
	cfg         Config
	judge       task.Judge
	plan        plan
	policy      *arch.Model
	rows, width int // 2·Batch, T
	once        Spent
	chore       *chore // what is to be prepared yet; nil when all is

	player *arch.Decoder  // of the policy; nil offline
	ref    *arch.Model    // the weights at the start; nil where none is held
	reads  *method.Scorer // the reference's
	pool   *pool          // offline pairs
	drift  *method.Scorer // the policy's, for the offline pairs
	critic *method.Scorer // PPO: the policy's, with the value head
	rater  *rewardModel   // rlhf
	tidy   []func()       // frees all of it
}

// chore is what a method prepares once, in parts, each of which can be tried again.
type chore struct {
	what  string // as Events.Preparing tells it
	unit  int    // of what each part brings so many
	total int    // in all
	done  int    // parts
	part  func(ctx context.Context, n int, cost *Spent) error
	end   func() error // after the last one
	tidy  []func()     // frees what only the parts need
}

func (c *chore) free() {
	if c == nil {
		return
	}
	for i := len(c.tidy) - 1; i >= 0; i-- {
		c.tidy[i]()
	}
	c.tidy = nil
}

// newTeacher makes the models that the method needs.
func newTeacher(r *Run) (*teacher, error) {
	c := r.cfg
	t := &teacher{cfg: c, judge: c.Task.(task.Judge), plan: plans[c.Method], policy: r.model, rows: 2 * c.Batch, width: r.feed.width}
	if err := t.build(r); err != nil {
		t.free()
		return nil, fmt.Errorf("preparing %s: %w", c.Method, err)
	}
	return t, nil
}

func (t *teacher) build(r *Run) error {
	begin, err := t.model(r.progress.start)
	if err != nil {
		return err
	}
	if t.plan.offline {
		return t.planPairs(begin)
	}
	t.ref = begin
	if t.player, err = arch.NewDecoder(t.policy, t.rows, t.width); err != nil {
		return err
	}
	t.tidy = append(t.tidy, t.player.Free)
	if t.plan.model {
		if err := t.planRewardModel(begin, r.progress.start); err != nil {
			return err
		}
	}
	if t.plan.step == "ppo" {
		head, _ := r.step.Head()
		if t.critic, err = t.scorer(t.policy, head); err != nil {
			return err
		}
	}
	t.reads, err = t.scorer(begin, device.View{})
	return err
}

// prepare does what is to be prepared yet. Interrupted, it goes on with the next
// part when it is called again; one part it always does.
func (t *teacher) prepare(ctx context.Context, p pause) error {
	c := t.chore
	if c == nil {
		return nil
	}
	for done := c.done * c.unit; done < c.total; done = c.done * c.unit {
		p.preparing(c.what, done, c.total)
		var cost Spent
		if err := c.part(ctx, c.done, &cost); err != nil {
			return err
		}
		t.once = t.once.plus(cost)
		c.done++
		if err := p.take(); err != nil {
			return err
		}
	}
	if err := c.end(); err != nil {
		return err
	}
	c.free()
	t.chore = nil
	p.preparing(c.what, c.total, c.total)
	return nil
}

// model returns a new model with the given weights, which the caller frees.
func (t *teacher) model(w []float32) (*arch.Model, error) {
	m, err := arch.New(t.policy.Dev, t.policy.Arch, t.policy.Frozen)
	if err != nil {
		return nil, err
	}
	if err := m.Load(w); err != nil {
		m.Free()
		return nil, err
	}
	return m, nil
}

// scorer returns a scorer of a batch that lives as long as the teacher.
func (t *teacher) scorer(m *arch.Model, head device.View) (*method.Scorer, error) {
	s, err := method.NewScorer(m, head, t.rows, t.width)
	if err == nil {
		t.tidy = append(t.tidy, s.Free)
	}
	return s, err
}

// next makes the lesson of step n.
func (t *teacher) next(ctx context.Context, n int, c progress, j Judged, p pause) (*lesson, error) {
	l := new(lesson)
	if !c.ready {
		l.once = t.once
	}
	var err error
	switch {
	case t.plan.offline:
		t.fromPool(l, n)
	case t.plan.step == "ppo":
		err = t.fromRollout(ctx, l, n, c, j, p)
	default:
		err = t.fromFreshPairs(ctx, l, n, p)
	}
	return l, err
}

// source is the random source of one use in one step: the same in a replay.
func (t *teacher) source(stream uint64, step int) *rand.Rand {
	return task.Rand(t.cfg.Seed, stream+uint64(step)<<8)
}

// answers are what a model wrote.
type answers struct {
	tokens  []uint32
	mask    []float32
	rewards []float64 // the judge's; nil until it was asked
}

// answer lets a model answer questions and pays for it.
func (t *teacher) answer(ctx context.Context, d *arch.Decoder, q task.Questions, r *rand.Rand, cost *Spent) (answers, error) {
	if err := ctx.Err(); err != nil {
		return answers{}, err
	}
	draw := make([]float32, len(q.Forced))
	for i := range draw {
		draw[i] = r.Float32()
	}
	tokens, _, err := d.Generate(ctx, q.Forced, draw, 1, arch.NoEOS, false)
	if err != nil {
		return answers{}, err
	}
	a := answers{tokens: tokens, mask: q.Trim(t.cfg.Task, tokens)}
	cost.Generated += count(a.mask)
	cost.FLOPs += d.FLOPs()
	a.rewards = q.Rewards(t.judge, tokens, a.mask)
	return a, nil
}

// score reads a batch with a scorer and pays for it.
func (t *teacher) score(ctx context.Context, s *method.Scorer, tokens []uint32, cost *Spent) (logp, scores []float32, err error) {
	cost.Forward += t.rows / t.cfg.Batch
	cost.FLOPs += s.FLOPs()
	return s.Score(ctx, tokens)
}

// held lists the copies of models beside the one that is trained.
func (t *teacher) held() []Copy {
	var out []Copy
	if t.ref != nil {
		out = append(out, Copy{"reference", bytesOf(t.ref)})
	}
	if t.pool != nil && t.plan.ref {
		out = append(out, Copy{"reference log-probabilities", 4 * len(t.pool.ref)})
	}
	if t.critic != nil { // it reads the policy's own weights; with two moments
		out = append(out, Copy{"value head", 3 * 4 * t.policy.Shape.Dim})
	}
	if t.rater != nil {
		out = append(out, Copy{"reward model", bytesOf(t.rater.m) + 4*t.policy.Shape.Dim},
			Copy{"reward model's gradients and moments", 3*bytesOf(t.rater.m) + 2*4*t.policy.Shape.Dim})
	}
	return out
}

// free releases what the teacher holds on the device.
func (t *teacher) free() {
	t.chore.free()
	t.chore = nil
	for i := len(t.tidy) - 1; i >= 0; i-- {
		t.tidy[i]()
	}
	if t.ref != nil {
		t.ref.Free()
	}
	t.tidy, t.ref = nil, nil
}
