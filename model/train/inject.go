package train

import (
	"context"
	"fmt"

	"softmix/model/task"
)

// Injection is how a model goes on without and with an error; Mistake is the
// error that is put into what it writes.
type (
	Injection = task.Injection
	Mistake   = task.Error
)

// Inject lets the models of the first runs, those that Anatomy shows, go on by
// themselves with an error put into what they write, the same one for all.
// Nothing is trained.
func (d *Comparison) Inject(ctx context.Context, e Mistake) ([]Injection, error) {
	out, err := d.inject(ctx, e)
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
	return d.inject(ctx, first)
}

func (d *Comparison) inject(ctx context.Context, e Mistake) ([]Injection, error) {
	var out []Injection
	for _, r := range d.runs[:min(dissected, len(d.runs))] {
		d.breathe()
		x, err := r.cfg.Task.Inject(ctx, r.player, r.cfg.Seed, e)
		if err != nil {
			return nil, d.lost(fmt.Errorf("putting an error into what %s writes: %w", r.cfg.Method, err))
		}
		out = append(out, x)
	}
	return out, nil
}
