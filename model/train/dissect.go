package train

import (
	"context"
	"fmt"
	"slices"

	"softmix/model/method"
)

// dissected is how many runs of a comparison are taken apart: the first ones.
const dissected = 2

// look is what a comparison keeps so that its last step can be taken apart.
type look struct {
	runs  []kept        // of each run taken apart
	probe *method.Probe // nil until it is needed
}

// kept is a run as it was before a step, and what was read of that step since.
type kept struct {
	step   *method.Step // the run's step, and its turns, when the weights were read
	turns  int
	before []float32 // weights before the step; nil where they are unknown

	after  []float32            // weights after it; nil until they are read
	groups []Group              // the same
	loss   float64              // of the batch; the same
	seqs   map[int]*sequence    // by sequence of the batch
	from   map[[2]int][]float64 // by sequence and token
}

// sequence is what was read of one sequence of the step.
type sequence struct {
	*method.Inspection
	after         []float32
	mixed, belief []float32
	pull, input   []float64
}

// Dissect begins, or ends, to take steps apart. From then on a replay keeps the
// weights before its last step; training does so only where Keep asks for it.
// While nothing is taken apart the comparison does what it always did.
func (d *Comparison) Dissect(on bool) {
	switch {
	case on && d.look == nil:
		d.look = &look{runs: make([]kept, min(dissected, len(d.runs)))}
	case !on && d.look != nil:
		if p := d.look.probe; p != nil {
			p.Free()
		}
		d.look = nil
	}
}

// Keep reads the weights before the next step, so that it can be taken apart
// without being made again.
func (d *Comparison) Keep(ctx context.Context) error {
	if d.look == nil {
		return nil
	}
	for i := range d.look.runs {
		if err := d.keep(ctx, i); err != nil {
			return d.lost(err)
		}
	}
	return nil
}

// keep reads the weights of run i as they are before a step.
func (d *Comparison) keep(ctx context.Context, i int) error {
	if d.look == nil || i >= len(d.look.runs) {
		return nil
	}
	r := d.runs[i]
	if LearnsFromJudge(r.cfg.Method) {
		return nil
	}
	w, err := r.model.Read(ctx)
	if err != nil {
		return fmt.Errorf("reading the weights of %s before step %d: %w", r.cfg.Method, r.At()+1, err)
	}
	d.look.runs[i] = kept{step: r.step, turns: r.step.Turns(), before: w}
	return nil
}

// holds reports whether the buffers of run i hold the step that followed keep.
func (d *Comparison) holds(i int) bool {
	k, s := &d.look.runs[i], d.runs[i].step
	return k.before != nil && k.step == s && s.Turns() == k.turns+1
}

// origin is the step from whose snapshot, or an earlier one, a replay to step
// must begin: before it where it is to be taken apart.
func (d *Comparison) origin(step int) int {
	if d.look != nil && step > 0 {
		return step - 1
	}
	return step
}

// hold lets the runs that are taken apart hold their last step: where the
// weights before it are not known any more, it is made again from a snapshot
// before it, with the recipe then in force, and comes out the same.
func (d *Comparison) hold(ctx context.Context) error {
	for i := range d.look.runs {
		if d.holds(i) || LearnsFromJudge(d.runs[i].cfg.Method) {
			continue
		}
		if err := d.Flush(ctx); err != nil { // a replay forgets them
			return err
		}
		if err := d.runs[i].Restore(d.latest(d.origin(d.at)).runs[i]); err != nil {
			return d.lost(err)
		}
		if _, err := d.replay(ctx, i, d.at); err != nil {
			return d.lost(fmt.Errorf("making step %d of %s again: %w", d.at, d.runs[i].cfg.Method, err))
		}
	}
	return nil
}

// Anatomy takes the last step apart, on what v says, put right where it points
// beyond the batch or the model. At step 0 it returns nil: nothing was trained.
// Dissect must be on.
func (d *Comparison) Anatomy(ctx context.Context, v Focus) (*Anatomy, error) {
	if d.look == nil {
		return nil, fmt.Errorf("step %d cannot be taken apart: nobody looks", d.at)
	}
	if d.at == 0 {
		return nil, nil
	}
	if err := d.hold(ctx); err != nil {
		return nil, err
	}
	c := d.runs[0].model.Shape
	batch := d.runs[0].cfg.Batch
	a := &Anatomy{Step: d.at, Sequences: batch, Layers: c.Layers, Heads: c.Heads}
	v.Sequence = clampInt(v.Sequence, 0, batch-1)
	v.Layer, v.Head = clampInt(v.Layer, 0, c.Layers-1), clampInt(v.Head, 0, c.Heads-1)
	for i := range d.look.runs {
		closed := Dissection{Config: d.runs[i].cfg}
		if LearnsFromJudge(closed.Config.Method) {
			a.Runs = append(a.Runs, closed)
			continue
		}
		d.breathe()
		s, err := d.dissect(ctx, i, v.Sequence)
		if err != nil {
			return nil, d.lost(err)
		}
		switch tokens, answer := written(s.Inspection); {
		case a.Tokens == nil:
			a.Tokens, a.Answer = tokens, answer
			v.Token = tokenOf(a.Answer, v.Token)
		case !slices.Equal(a.Tokens, tokens):
			a.Runs = append(a.Runs, closed)
			continue
		}
		from, err := d.from(ctx, i, v.Sequence, v.Token)
		if err != nil {
			return nil, d.lost(err)
		}
		a.Runs = append(a.Runs, d.look.runs[i].report(d.runs[i].cfg, s, v, len(a.Tokens), from))
	}
	v.Token = max(v.Token, 0)
	a.Focus = v
	return a, nil
}

// dissect reads one sequence of the last step of run i, unless that was done.
func (d *Comparison) dissect(ctx context.Context, i, n int) (*sequence, error) {
	k, r := &d.look.runs[i], d.runs[i]
	if s, ok := k.seqs[n]; ok {
		return s, nil
	}
	if k.after == nil {
		if err := k.readUpdate(ctx, r); err != nil {
			return nil, err
		}
	}
	x, err := r.step.Inspect(ctx, n, k.before)
	if err != nil {
		return nil, err
	}
	p, err := d.probe(r, x.T)
	if err != nil {
		return nil, err
	}
	s := &sequence{Inspection: x, mixed: x.Mixed(), belief: x.Belief(), pull: method.Norms(x.DLogits, x.V), input: method.Norms(x.DInput, x.D)}
	if s.after, err = p.After(ctx, x, r.cfg.Settings.Frozen && r.cfg.Method == "ift", k.after); err != nil {
		return nil, err
	}
	if k.seqs == nil {
		k.seqs = map[int]*sequence{}
	}
	k.seqs[n] = s
	return s, nil
}

// from returns the norm, at each position, of the gradient that the weighted
// loss of token t of sequence n alone sends to the input.
func (d *Comparison) from(ctx context.Context, i, n, t int) ([]float64, error) {
	k := &d.look.runs[i]
	if f, ok := k.from[[2]int{n, t}]; ok {
		return f, nil
	}
	x := k.seqs[n].Inspection
	p, err := d.probe(d.runs[i], x.T)
	if err != nil {
		return nil, err
	}
	g, err := p.From(ctx, x, k.before, t)
	if err != nil {
		return nil, err
	}
	if k.from == nil {
		k.from = map[[2]int][]float64{}
	}
	f := method.Norms(g, x.D)
	k.from[[2]int{n, t}] = f
	return f, nil
}

// probe returns the probe that both runs share, made on first use.
func (d *Comparison) probe(r *Run, width int) (*method.Probe, error) {
	l := d.look
	if l.probe == nil || !l.probe.Serves(r.model, width) {
		p, err := method.NewProbe(r.model, width)
		if err != nil {
			return nil, err
		}
		l.probe = p // one of a lost device is forgotten: it cannot be freed
	}
	return l.probe, nil
}

// readUpdate reads what the last step did to the weights of r: the parameter groups,
// and the loss of its batch.
func (k *kept) readUpdate(ctx context.Context, r *Run) error {
	after, err := r.model.Read(ctx)
	if err != nil {
		return err
	}
	loss, err := r.Losses(ctx, r.At()-1)
	if err != nil {
		return err
	}
	grads, err := r.step.Grads(ctx)
	if err != nil {
		return err
	}
	k.after, k.loss = after, float64(loss[0])
	k.groups = groupsOf(r.model.Layout, k.before, after, grads)
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

func clampInt(v, lo, hi int) int { return max(lo, min(v, hi)) }
