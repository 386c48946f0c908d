package train

import (
	"context"
	"fmt"

	"softmix/model/device"
	"softmix/model/gpt"
	"softmix/model/method"
	"softmix/model/task"
)

// lossWindow is over how many last steps Pretrain averages its final loss.
const lossWindow = 20

// Pretrain makes the base model of a task: it trains fresh weights on the task's
// pre-training text by the schedule of its Pretrain, on all tokens, or on answer
// tokens only where that says so. One seed gives one result on one device.
// progress, which may be nil, is called now and then with the steps done. It
// returns the flat weights and the mean loss of the last 20 steps.
func Pretrain(ctx context.Context, dev device.Device, t task.Task, seed uint64, progress func(step, of int)) ([]float32, float64, error) {
	p, c := t.Pretrain(), ModelConfig(t.Shape())
	m, err := gpt.New(dev, c)
	if err != nil {
		return nil, 0, err
	}
	defer m.Free()
	if err := m.Load(gpt.Init(c, task.Rand(seed, streamInit))); err != nil {
		return nil, 0, err
	}
	name := "pt"
	if p.Answers {
		name = "sft"
	}
	text := task.Rand(seed, streamPretrain)
	width := t.PretrainBatch(task.Rand(seed, streamPretrain), 1).T
	s, err := method.New(m, name, method.Settings{Feedback: "soft", Passes: 1}, optim(t.Hyper().Clip), p.Batch, width)
	if err != nil {
		return nil, 0, fmt.Errorf("pre-training %s: %w", p.Base, err)
	}
	defer s.Free()
	for step := 1; step <= p.Steps; step++ {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		b := t.PretrainBatch(text, p.Batch)
		if err := s.Run(b.Tokens, b.Mask, nil, method.Knobs{LR: Rate(p.LR, p.Warmup, true, p.Floor, step, p.Steps), Tau: 1}); err != nil {
			return nil, 0, fmt.Errorf("pre-training %s, step %d: %w", p.Base, step, err)
		}
		if progress != nil && (step%20 == 0 || step == p.Steps) {
			progress(step, p.Steps)
		}
	}
	last, err := s.Losses(ctx, max(0, p.Steps-lossWindow))
	if err != nil {
		return nil, 0, fmt.Errorf("pre-training %s: %w", p.Base, err)
	}
	mean := 0.
	for _, l := range last {
		mean += float64(l) / float64(len(last))
	}
	w, err := m.Read(ctx)
	return w, mean, err
}
