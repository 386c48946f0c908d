package trace

import (
	"context"
	"fmt"
	"slices"

	"softmix/model/method"
	"softmix/model/train"
)

// traced is how many runs of a comparison are taken apart: the first ones.
const traced = 2

// Tracer takes the last step of a comparison apart. While there is one, a replay
// keeps the weights before its last step; training does so only where Keep asks for
// it. Without one the comparison does what it always did.
type Tracer struct {
	of      *train.Comparison
	updates []update          // of each run taken apart
	pass    *method.TracePass // nil until it is needed
}

// update is what a step did to a run, as far as it was read.
type update struct {
	step   *method.Step // the run's step, and its turns, when the weights were read
	turns  int
	before []float32 // weights before the step; nil where they are unknown

	after     []float32            // weights after it; nil until they are read
	groups    []Group              // the same
	loss      float64              // of the batch; the same
	sequences map[int]*sequence    // by sequence of the batch
	from      map[[2]int][]float64 // by sequence and token
}

// sequence is what was read of one sequence of the step.
type sequence struct {
	*method.Inspection
	after                        []float32
	mixed, belief                []float32
	logitGradNorm, inputGradNorm []float64
}

// New returns a tracer of a comparison, which has no other.
func New(of *train.Comparison) *Tracer {
	t := &Tracer{of: of, updates: make([]update, min(traced, len(of.Runs())))}
	of.Inspect(t.keep)
	return t
}

// Close ends it, before the comparison is freed.
func (t *Tracer) Close() {
	t.of.Inspect(nil)
	if t.pass != nil {
		t.pass.Free()
	}
}

// Keep reads the weights before the next step, so that it can be taken apart
// without being made again.
func (t *Tracer) Keep(ctx context.Context) error {
	for i := range t.updates {
		if err := t.keep(ctx, i); err != nil {
			return t.of.Lost(err)
		}
	}
	return nil
}

// keep reads the weights of run i as they are before a step.
func (t *Tracer) keep(ctx context.Context, i int) error {
	if i >= len(t.updates) {
		return nil
	}
	r := t.of.Runs()[i]
	if r.RL() != nil {
		return nil
	}
	w, err := r.Model().Read(ctx)
	if err != nil {
		return fmt.Errorf("reading the weights of %s before step %d: %w", r.Config().Method, r.At()+1, err)
	}
	t.updates[i] = update{step: r.MethodStep(), turns: r.MethodStep().Turns(), before: w,
		sequences: map[int]*sequence{}, from: map[[2]int][]float64{}}
	return nil
}

// holds reports whether the buffers of run i hold the step that followed keep.
func (t *Tracer) holds(i int) bool {
	u, s := &t.updates[i], t.of.Runs()[i].MethodStep()
	return u.before != nil && u.step == s && s.Turns() == u.turns+1
}

// hold lets the runs that are taken apart hold their last step: where the weights
// before it are not known any more, it is made again.
func (t *Tracer) hold(ctx context.Context) error {
	for i := range t.updates {
		if t.holds(i) || t.of.Runs()[i].RL() != nil {
			continue
		}
		if err := t.of.Remake(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// Trace takes the last step apart, on what v says, put right where it points
// beyond the batch or the model. At step 0 it returns nil: nothing was trained.
func (t *Tracer) Trace(ctx context.Context, v Focus) (*Trace, error) {
	if t.of.At() == 0 {
		return nil, nil
	}
	if err := t.hold(ctx); err != nil {
		return nil, err
	}
	runs := t.of.Runs()
	c, batch := runs[0].Model().Shape, runs[0].Config().Batch
	out := &Trace{Step: t.of.At(), Sequences: batch, Layers: c.Layers, Heads: c.Heads}
	v.Sequence = max(0, min(v.Sequence, batch-1))
	v.Layer, v.Head = max(0, min(v.Layer, c.Layers-1)), max(0, min(v.Head, c.Heads-1))
	for i := range t.updates {
		closed := RunTrace{Config: runs[i].Config()}
		if runs[i].RL() != nil {
			out.Runs = append(out.Runs, closed)
			continue
		}
		t.of.Yield()
		s, err := t.read(ctx, i, v.Sequence)
		if err != nil {
			return nil, t.of.Lost(err)
		}
		switch tokens, answer := written(s.Inspection); {
		case out.Tokens == nil:
			out.Tokens, out.Answer = tokens, answer
			v.Token = tokenOf(out.Answer, v.Token)
		case !slices.Equal(out.Tokens, tokens):
			out.Runs = append(out.Runs, closed)
			continue
		}
		from, err := t.from(ctx, i, v.Sequence, v.Token)
		if err != nil {
			return nil, t.of.Lost(err)
		}
		out.Runs = append(out.Runs, t.updates[i].report(closed.Config, s, v, len(out.Tokens), from))
	}
	v.Token = max(v.Token, 0)
	out.Focus = v
	return out, nil
}

// read reads one sequence of the last step of run i, unless that was done.
func (t *Tracer) read(ctx context.Context, i, n int) (*sequence, error) {
	u, r := &t.updates[i], t.of.Runs()[i]
	if s, ok := u.sequences[n]; ok {
		return s, nil
	}
	if u.after == nil {
		if err := u.read(ctx, r); err != nil {
			return nil, err
		}
	}
	x, err := r.MethodStep().Inspect(ctx, n, u.before)
	if err != nil {
		return nil, err
	}
	p, err := t.passFor(r, x.T)
	if err != nil {
		return nil, err
	}
	s := &sequence{Inspection: x, mixed: x.Mixed(), belief: x.Belief(), logitGradNorm: method.Norms(x.DLogits, x.V), inputGradNorm: method.Norms(x.DInput, x.D)}
	c := r.Config()
	if s.after, err = p.After(ctx, x, c.Settings.Frozen && c.Method == "ift", u.after); err != nil {
		return nil, err
	}
	u.sequences[n] = s
	return s, nil
}

// from returns the norm, at each position, of the gradient that the weighted
// loss of one token of sequence n alone sends to the input.
func (t *Tracer) from(ctx context.Context, i, n, token int) ([]float64, error) {
	u := &t.updates[i]
	if f, ok := u.from[[2]int{n, token}]; ok {
		return f, nil
	}
	x := u.sequences[n].Inspection
	p, err := t.passFor(t.of.Runs()[i], x.T)
	if err != nil {
		return nil, err
	}
	g, err := p.From(ctx, x, u.before, token)
	if err != nil {
		return nil, err
	}
	f := method.Norms(g, x.D)
	u.from[[2]int{n, token}] = f
	return f, nil
}

// passFor returns the pass that all runs share, made on first use.
func (t *Tracer) passFor(r *train.Run, width int) (*method.TracePass, error) {
	m := r.Model()
	if t.pass == nil || !t.pass.Serves(m, width) {
		p, err := method.NewTracePass(m, width)
		if err != nil {
			return nil, err
		}
		t.pass = p // one of a lost device is forgotten: it cannot be freed
	}
	return t.pass, nil
}

// read reads what the last step did to the weights of r: the parameter groups,
// and the loss of its batch.
func (u *update) read(ctx context.Context, r *train.Run) error {
	after, err := r.Model().Read(ctx)
	if err != nil {
		return err
	}
	loss, err := r.Losses(ctx, r.At()-1)
	if err != nil {
		return err
	}
	grads, err := r.MethodStep().Grads(ctx)
	if err != nil {
		return err
	}
	u.after, u.loss = after, float64(loss[0])
	u.groups = groupsOf(r.Model().Layout, u.before, after, grads)
	return nil
}

// tokenOf puts a chosen token right: 0 stands for the first answer token, and
// what lies beyond the sequence for its last.
func tokenOf(answer []bool, t int) int {
	if t <= 0 {
		return max(slices.Index(answer, true), 0)
	}
	return min(t, len(answer)-1)
}
