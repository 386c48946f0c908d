package trace

import (
	"context"
	"fmt"

	"softmix/model/task"
	"softmix/model/train"
)

// Mistake is the error that is put into what a model writes.
type Mistake = task.Error

// Inject lets the models of the first runs, those that a Tracer shows, go on by
// themselves with an error put into what they write, the same one for all.
// Nothing is trained.
func Inject(ctx context.Context, d *train.Comparison, e Mistake) ([]task.Injection, error) {
	out, err := inject(ctx, d, e)
	if err != nil {
		return nil, err
	}
	// A model that came to its end sooner has no later place for an error.
	first := out[0].Error
	same := true
	for _, x := range out[1:] {
		same = same && x.Error == first
		first.At = min(first.At, x.Error.At)
	}
	if same {
		return out, nil
	}
	return inject(ctx, d, first)
}

func inject(ctx context.Context, d *train.Comparison, e Mistake) ([]task.Injection, error) {
	var out []task.Injection
	for _, r := range d.Runs()[:min(traced, len(d.Runs()))] {
		d.Yield()
		c := r.Config()
		x, err := c.Task.Inject(ctx, r.Sampler(), c.Seed, e)
		if err != nil {
			return nil, d.Lost(fmt.Errorf("putting an error into what %s writes: %w", c.Method, err))
		}
		out = append(out, x)
	}
	return out, nil
}
