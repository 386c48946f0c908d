package train

import (
	"context"
	"fmt"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/method"
	"softmix/model/task"
)

// lossWindow is over how many last steps Pretrain averages its final loss.
const lossWindow = 20

// Pretrain makes the base model of a task: it trains fresh weights on the task's
// pre-training text by the schedule of its Pretrain, on all tokens, or on answer
// tokens only where that says so, and then tunes them on demonstrations where it
// asks for that. One seed gives one result on one device. progress, which may be
// nil, is called now and then with the steps done. It returns the flat weights
// and the mean loss of the last 20 steps.
func Pretrain(ctx context.Context, dev device.Device, t task.Task, seed uint64, progress func(step, of int)) ([]float32, float64, error) {
	p := t.Pretrain()
	m, err := arch.New(dev, Architecture(t), nil)
	if err != nil {
		return nil, 0, err
	}
	defer m.Free()
	if err := m.Load(arch.Init(m.Arch, task.Rand(seed, streamInit))); err != nil {
		return nil, 0, err
	}
	name := "pt"
	if p.Answers {
		name = "sft"
	}
	text := task.Rand(seed, streamPretrain)
	done := func(step int) {
		if progress != nil && (step%20 == 0 || step == p.Steps+p.Tune.Steps) {
			progress(step, p.Steps+p.Tune.Steps)
		}
	}
	loss, err := stage{m, t, name, p.Steps, func(step int) float64 { return method.LearningRate(p.LR, p.Warmup, true, p.Floor, step, p.Steps) }}.
		train(ctx, func() task.Batch { return t.PretrainBatch(text, p.Batch) }, done)
	if err == nil && p.Tune.Steps > 0 {
		u := p.Tune
		loss, err = stage{m, t, "sft", u.Steps, func(step int) float64 { return method.LearningRate(u.LR, u.Warmup, true, 0, step, u.Steps) }}.
			train(ctx, func() task.Batch { return t.Demonstrations(text, p.Batch, task.Train) }, func(step int) { done(p.Steps + step) })
	}
	if err != nil {
		return nil, 0, err
	}
	w, err := m.Read(ctx)
	if err == nil {
		err = device.CheckFinite(w)
	}
	return w, loss, err
}

// stage is a part of pre-training, with moments of its own.
type stage struct {
	m     *arch.Model
	task  task.Task
	name  string // of the method
	steps int
	rate  func(step int) float64
}

// train trains the stage on batches of one size and returns the mean loss of
// its last steps.
func (g stage) train(ctx context.Context, draw func() task.Batch, done func(step int)) (float64, error) {
	base := g.task.Pretrain().Base
	b := draw()
	s, err := method.New(g.m, g.name, method.Settings{Feedback: "soft", Passes: 1}, optim(g.task.Hyper().Clip), b.B, b.T)
	if err != nil {
		return 0, fmt.Errorf("pre-training %s: %w", base, err)
	}
	defer s.Free()
	for step := 1; step <= g.steps; step++ {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if step > 1 {
			b = draw()
		}
		if err := s.Run(b.Tokens, b.Mask, nil, method.Knobs{LR: g.rate(step), Tau: 1}); err != nil {
			return 0, fmt.Errorf("pre-training %s, %s step %d: %w", base, g.name, step, err)
		}
		done(step)
	}
	last, err := s.Losses(ctx, max(0, g.steps-lossWindow))
	if err != nil {
		return 0, fmt.Errorf("pre-training %s: %w", base, err)
	}
	mean := 0.
	for _, l := range last {
		mean += float64(l) / float64(len(last))
	}
	return mean, nil
}
