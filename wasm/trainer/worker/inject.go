package worker

import (
	"context"

	"softmix/model/train/trace"
	"softmix/wasm/wire"
)

// playable reports what is wrong with an error to be put into what the models
// write. A place that there is not is put right later, a token that there is not
// is a mistake of the page.
func (w *worker) playable(c wire.Command) error {
	if c.Inject == nil {
		return settingsError("inject came without an error to inject")
	}
	if n := len(w.task.Names()); c.Inject.Token < 0 || c.Inject.Token >= n {
		return settingsError("there is no token %d among %d", c.Inject.Token, n)
	}
	return nil
}

// inject lets both models go on by themselves with an error in what they write.
func (w *worker) inject(ctx context.Context, e wire.Inject) (*wire.Injection, error) {
	runs, err := trace.Inject(ctx, w.comparison, trace.Mistake{Item: e.Item, At: e.At, Token: uint32(e.Token)})
	if err != nil {
		return nil, err
	}
	x := runs[0]
	out := &wire.Injection{
		Step:   w.comparison.At(),
		Inject: wire.Inject{Item: x.Error.Item, At: x.Error.At, Token: int(x.Error.Token)},
		Items:  x.Items, Names: w.task.Names(),
		Legal: ints(x.Legal), Prompt: ints(x.Prompt), Right: ints(x.Right),
	}
	for _, r := range runs {
		out.Runs = append(out.Runs, wire.Continuing{Free: ints(r.Free), Pushed: ints(r.Pushed)})
	}
	return out, nil
}

func ints(tokens []uint32) []int {
	if tokens == nil {
		return nil
	}
	out := make([]int, len(tokens))
	for i, k := range tokens {
		out[i] = int(k)
	}
	return out
}
