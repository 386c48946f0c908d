// Package method holds the training methods, one short file each: how a method
// changes the inputs of the transformer, and what gradient it puts on each
// token's logits. A Step is one training step of one model, prebuilt.
package method

import (
	"context"
	"fmt"
	"math"

	"softmix/model/arch"
	"softmix/model/device"
)

// History is how many losses a Step remembers on the device.
const History = 1024

// normParts is the number of partial sums of a gradient's norm.
const normParts = 256

// Step trains one model on batches of B sequences of T tokens. All buffers,
// pipelines and bind groups are made by New; Run only replays them.
type Step struct {
	m        *arch.Model
	arena    *arch.Arena
	batch    *arch.Batch
	b, t     int
	settings Settings
	optim    Optim
	list     device.List
	freeze   device.List // copies the table to E0; nil unless frozen
	frozen   bool        // E0 holds its table
	done     int
	turns    int // how often Run and SetState were called
	inputs   []*input
	pairs    bool    // the batch is one of preference pairs
	forwards int     // forward passes over the batch a step
	more     float64 // FLOPs beside the passes

	tok, mask     device.View   // [B,T]
	draws         []device.View // uniform numbers: [B,T] of each sampled feedback pass, two seeds of noise
	knobs         device.View   // [KnobCount]
	nll, w, share device.View   // [N]: token losses, their weights, their factors in the batch loss
	coef          device.View   // [N]: dloss/dnll
	hist          device.View   // [History] batch losses
	e0            device.View   // frozen copy of the table [V,d]
	grads, m1, m2 device.View   // laid out like the weights
	part, norm    device.View   // gradient norm: partial sums, result [1]
	head          *head         // nil where the method trains none
	masked        device.View   // [B,T] the tokens with blank answers; nothing unless the method reads them
}

// New prebuilds a step of the named method for model m.
func New(m *arch.Model, name string, s Settings, o Optim, b, t int) (*Step, error) {
	build := recipeOf(name)
	if build == nil {
		return nil, fmt.Errorf("unknown method %q (there are %v)", name, Names())
	}
	s, err := s.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("building a step of %s: %w", name, err)
	}
	a := arch.NewArena(m.Dev)
	st, err := prepare(a, m, s, o, b, t)
	if err == nil {
		err = st.compile(name, build)
	}
	if err != nil {
		a.Free()
		return nil, fmt.Errorf("building a step of %s: %w", name, err)
	}
	return st, nil
}

// prepare makes the buffers that every method uses.
func prepare(a *arch.Arena, m *arch.Model, s Settings, o Optim, b, t int) (*Step, error) {
	batch, err := m.NewBatch(a, b, t, true)
	if err != nil {
		return nil, err
	}
	N, all := b*t, m.Layout.Len
	st := &Step{m: m, arena: a, batch: batch, b: b, t: t, settings: s, optim: o, forwards: 1,
		tok: a.U32("tok", N), mask: a.F32("mask", N), knobs: a.F32("knobs", device.KnobCount),
		nll: a.F32("nll", N), w: a.F32("w", N), share: a.F32("share", N), coef: a.F32("coef", N), hist: a.F32("hist", History),
		grads: a.F32("grads", all), m1: a.F32("m", all), m2: a.F32("v", all), part: a.F32("part", 2*normParts), norm: a.F32("norm", 1),
	}
	return st, a.Err()
}

// compile appends the optimiser to the method's calls and builds the list.
func (s *Step) compile(name string, build recipe) error {
	calls := build(s)
	if err := s.arena.Err(); err != nil {
		return err
	}
	var err error
	s.list, err = s.m.Dev.Compile(name, append(calls, s.optimiser()...))
	return err
}

// N, d and V of the step.
func (s *Step) dims() (N, d, V int) { return s.b * s.t, s.m.Shape.Dim, s.m.Shape.Vocab }

// lossAndBackward states everything from the input to the gradients of all
// parameters but what the input adds to them, and returns that of the input: token
// losses, the method's loss of them, which leaves coef, and the backward pass.
func (s *Step) lossAndBackward(loss ...device.Call) (calls []device.Call, dIn device.View) {
	calls = append(s.batch.Losses(s.tok, s.nll), loss...)
	back, dIn := s.batch.DLosses(s.tok, s.coef, s.grads.Buf)
	return append(calls, back...), dIn
}

// demonstrated states the loss of a method that learns from demonstrations by the
// given kernel, loss_sft or loss_drp, as a mean over sequences or over tokens.
func (s *Step) demonstrated(kernel string, args ...int) []device.Call {
	calls := []device.Call{s.loss(kernel, s.mask, append([]int{s.b, s.t}, args...)...)}
	if s.settings.Tokens {
		calls = append(calls, device.New("token_mean", device.U(s.b, s.t, History), s.nll, s.mask, s.knobs, s.share, s.coef, s.hist))
	}
	return calls
}

// loss states a method's loss: the weights of the token losses, which depend on
// the view of (tokens or mask), and the batch loss.
func (s *Step) loss(kernel string, of device.View, args ...int) device.Call {
	return device.New(kernel, device.U(append(args, History)...), s.nll, of, s.knobs, s.w, s.share, s.coef, s.hist)
}

// teacherForced is a method that reads true tokens only and takes their loss by
// the given calls.
func (s *Step) teacherForced(loss ...device.Call) []device.Call { return s.reading(s.tok, loss) }

// reading is a training pass whose inputs are the tokens of from [N], whatever
// it has to predict; perturb, if any, are calls on what was embedded.
func (s *Step) reading(from device.View, loss []device.Call, perturb ...device.Call) []device.Call {
	calls := append(s.batch.EmbedTokens(from), perturb...)
	through, dIn := s.lossAndBackward(loss...)
	calls = append(calls, through...)
	return append(calls, s.batch.DEmbedTokens(from, dIn, s.grads.Buf)...)
}

// Run enqueues one training step: tokens and mask [B,T], draw [Draws()] uniform
// numbers in [0,1) where the method samples. It never waits.
func (s *Step) Run(tokens []uint32, mask, draw []float32, k Knobs) error {
	lists, err := s.Stage(tokens, mask, draw, k)
	if err != nil {
		return err
	}
	if err := s.m.Dev.Run(lists...); err != nil {
		return fmt.Errorf("step %d: %w", s.done, err)
	}
	return nil
}

// Stage is Run without the submission: it uploads the inputs and returns the
// lists that the caller runs next, alone or together with those of other steps,
// whose buffers are their own. The step counts as done from then on; if running
// them fails, only SetState makes it usable again.
func (s *Step) Stage(tokens []uint32, mask, draw []float32, k Knobs) ([]device.List, error) {
	if err := s.upload(tokens, mask, draw, k); err != nil {
		return nil, fmt.Errorf("step %d: %w", s.done+1, err)
	}
	lists := []device.List{s.list}
	if s.freeze != nil && !s.frozen {
		lists = []device.List{s.freeze, s.list}
	}
	s.frozen = true
	s.done++
	s.turns++
	return lists, nil
}

// upload writes a step's inputs.
func (s *Step) upload(tokens []uint32, mask, draw []float32, k Knobs) error {
	if len(tokens) != s.tok.Len || len(mask) != s.mask.Len || len(draw) < s.Draws() {
		return fmt.Errorf("%d tokens, %d mask elements, %d draws for %d×%d positions and %d draws", len(tokens), len(mask), len(draw), s.b, s.t, s.Draws())
	}
	if err := arch.CheckTokens(tokens, s.m.Shape.Vocab); err != nil {
		return err
	}
	if err := s.takeInputs(); err != nil {
		return err
	}
	if !(k.Tau > 0) {
		return fmt.Errorf("temperature %g is not positive", k.Tau)
	}
	t, o := float64(s.done+1), s.optim
	knobs := []float32{
		device.KnobLR: float32(k.LR), device.KnobLambda: float32(k.Lambda), device.KnobGamma: float32(k.Gamma), device.KnobTau: float32(k.Tau),
		device.KnobBeta1: float32(o.Beta1), device.KnobBeta2: float32(o.Beta2), device.KnobEps: float32(o.Eps),
		device.KnobWD: float32(o.WeightDecay), device.KnobClip: float32(o.Clip),
		device.KnobBias1: float32(1 - math.Pow(o.Beta1, t)), device.KnobBias2: float32(1 - math.Pow(o.Beta2, t)),
		device.KnobSlot: float32(s.done % History), device.KnobSamplingProb: float32(k.SamplingProb), device.KnobAlpha: float32(k.Alpha),
		device.KnobBeta: float32(k.Beta), device.KnobClipRange: float32(k.ClipRange), device.KnobValueCoef: float32(k.ValueCoef),
	}
	dev := s.m.Dev
	if err := dev.WriteU32(s.tok.Buf, 0, tokens); err != nil {
		return err
	}
	if err := dev.WriteF32(s.mask.Buf, 0, mask); err != nil {
		return err
	}
	if err := s.uploadMasked(tokens, mask); err != nil {
		return err
	}
	for _, v := range s.draws {
		if err := dev.WriteF32(v.Buf, 0, draw[:v.Len]); err != nil {
			return err
		}
		draw = draw[v.Len:]
	}
	return dev.WriteF32(s.knobs.Buf, 0, knobs)
}

// Draws is how many uniform numbers a step needs.
func (s *Step) Draws() int {
	n := 0
	for _, v := range s.draws {
		n += v.Len
	}
	return n
}

// draw makes the buffer of n uniform numbers that Run fills for every step.
func (s *Step) draw(name string, n int) device.View {
	u := s.arena.F32(name, n)
	s.draws = append(s.draws, u)
	return u
}

// NeedsDraws reports whether the method samples.
func (s *Step) NeedsDraws() bool { return len(s.draws) > 0 }

// Done is the number of steps enqueued so far, AdamW's t.
func (s *Step) Done() int { return s.done }

// Turns counts the calls of Run and SetState: what the buffers hold is that of
// the same step as long as it stays the same.
func (s *Step) Turns() int { return s.turns }

// Passes returns the forward and backward passes of one step. A batch of pairs
// counts as two batches, the chosen and the rejected.
func (s *Step) Passes() (forward, backward int) {
	if s.pairs {
		return 2 * s.forwards, 2
	}
	return s.forwards, 1
}

// FLOPs returns the floating-point operations of one step's matrix products.
func (s *Step) FLOPs() float64 {
	forward, backward := s.batch.FLOPs()
	return forward*float64(s.forwards) + backward + s.more
}

// LossViews returns where the losses of steps from+1 … Done() lie on the device,
// in order; it remembers the last History of them.
func (s *Step) LossViews(from int) ([]device.View, error) {
	if from > s.done || s.done-from > History {
		return nil, fmt.Errorf("losses from step %d on: %d steps were done and %d losses are kept", from+1, s.done, History)
	}
	var views []device.View
	for at := from; at < s.done; {
		lo := at % History
		v := device.View{Buf: s.hist.Buf, Off: lo, Len: min(History-lo, s.done-at)}
		views, at = append(views, v), at+v.Len
	}
	return views, nil
}

// Losses waits and returns the losses of steps from+1 … Done(). To go on without
// waiting, read LossViews later.
func (s *Step) Losses(ctx context.Context, from int) ([]float32, error) {
	views, err := s.LossViews(from)
	if err != nil {
		return nil, err
	}
	out := make([]float32, 0, s.done-from)
	for _, v := range views {
		part := make([]float32, v.Len)
		if err := s.m.Dev.ReadF32(ctx, v.Buf, v.Off, part); err != nil {
			return nil, fmt.Errorf("reading losses: %w", err)
		}
		out = append(out, part...)
	}
	return out, nil
}

// Buffer returns a buffer by name for tests and inspection: tok, mask,
// logits, nll, w, share, coef, dlogits, grads, m, v, norm, hist, those of the
// passes ("0_att", "hidden", …), IFT's e, logits0, pred and mix, or guess, and what the other
// methods name in their files. Where a loss is no weighted sum of token losses
// (preferences, rewards, PPO), share stays 0.
func (s *Step) Buffer(name string) (device.Buffer, bool) { return s.arena.Find(name) }

// Calls are the kernel calls of one step, for tests and inspection.
func (s *Step) Calls() []device.Call { return s.list.Calls() }

// Free releases the step's memory, not the model's.
func (s *Step) Free() {
	s.list.Free()
	if s.freeze != nil {
		s.freeze.Free()
	}
	s.arena.Free()
}
