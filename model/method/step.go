// Package method holds the training methods, one short file each: how a method
// changes the inputs of the transformer, and what gradient it puts on each
// token's logits. A Step is one training step of one model, prebuilt.
package method

import (
	"context"
	"fmt"
	"math"

	"softmix/model/device"
	"softmix/model/gpt"
)

// Settings are the structure of a method: a change needs a new Step.
type Settings struct {
	Feedback string // IFT: how a guess becomes an input: soft, argmax, sampled
	Passes   int    // IFT: feedback passes K; 1 is the paper, more is our extension
	Frozen   bool   // IFT: input embeddings come from a constant copy of the table, as in the paper's code
	Live     bool   // IFT: gradient flows through DRP's weights, as in the paper's code
}

// Knobs may change at every step.
type Knobs struct {
	LR     float64 // learning rate, schedule applied
	Lambda float64 // TRC: share of the guess in an input, 0..1
	Gamma  float64 // DRP: discount of later losses, 0..1; 0 = every token counts the same
	Tau    float64 // TRC: temperature of the guess, > 0
}

// Optim are AdamW's constants (Loshchilov & Hutter, 1711.05101).
type Optim struct {
	Beta1, Beta2, Eps float64
	WeightDecay       float64 // decoupled, on every tensor
	Clip              float64 // bound on the global gradient norm; 0 = none
}

// withDefaults fills what is unset with the paper's choice (soft, one pass) and
// reports a setting that no method knows.
func (s Settings) withDefaults() (Settings, error) {
	switch s.Feedback {
	case "":
		s.Feedback = "soft"
	case "soft", "argmax", "sampled":
	default:
		return s, fmt.Errorf("unknown feedback %q (there are soft, argmax, sampled)", s.Feedback)
	}
	if s.Passes == 0 {
		s.Passes = 1
	}
	if s.Passes < 1 || s.Passes > MaxPasses {
		return s, fmt.Errorf("%d feedback passes (1 to %d are possible)", s.Passes, MaxPasses)
	}
	return s, nil
}

// MaxPasses bounds the feedback passes of a step.
const MaxPasses = 8

// DefaultOptim are the constants of the reference runs.
func DefaultOptim() Optim { return Optim{Beta1: 0.9, Beta2: 0.99, Eps: 1e-8, Clip: 1} }

// History is how many losses a Step remembers on the device.
const History = 1024

// normParts is the number of partial sums of the gradient norm.
const normParts = 256

// recipe states a method: the calls from the batch to the gradients. It may
// use everything that the Step has made.
type recipe func(s *Step) []device.Call

var recipes = map[string]recipe{"pt": pt, "sft": sft, "ift": ift}

// Names lists the methods.
func Names() []string { return []string{"pt", "sft", "ift"} }

// Step trains one model on batches of B sequences of T tokens. All buffers,
// pipelines and bind groups are made by New; Run only replays them.
type Step struct {
	m        *gpt.Model
	arena    *gpt.Arena
	pass     *gpt.Pass
	b, t     int
	settings Settings
	optim    Optim
	list     device.List
	freeze   device.List // copies the table to E0; nil unless frozen
	frozen   bool        // E0 holds its table
	done     int
	turns    int // how often Run and SetState were called
	forwards int // forward passes a step

	tok, mask       device.View   // [B,T]
	draws           []device.View // [B,T] uniform numbers of each sampled feedback pass
	knobs           device.View   // [KnobCount]
	logits, dlogits device.View   // [N,V]
	nll, w, share   device.View   // [N]: token losses, their weights, their factors in the batch loss
	coef            device.View   // [N]: dloss/dnll
	hist            device.View   // [History] batch losses
	e0              device.View   // frozen copy of the table [V,d]
	grads, m1, m2   device.View   // laid out like the weights
	part, norm      device.View   // gradient norm: partial sums, result [1]
}

// New prebuilds a step of the named method for model m.
func New(m *gpt.Model, name string, s Settings, o Optim, b, t int) (*Step, error) {
	build, ok := recipes[name]
	if !ok {
		return nil, fmt.Errorf("unknown method %q (there are %v)", name, Names())
	}
	s, err := s.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("building a step of %s: %w", name, err)
	}
	a := gpt.NewArena(m.Dev)
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
func prepare(a *gpt.Arena, m *gpt.Model, s Settings, o Optim, b, t int) (*Step, error) {
	pass, err := m.NewPass(a, b, t, true)
	if err != nil {
		return nil, err
	}
	N, V, all := b*t, m.Config.Vocab, m.Layout.Len
	st := &Step{m: m, arena: a, pass: pass, b: b, t: t, settings: s, optim: o, forwards: 1,
		tok: a.U32("tok", N), mask: a.F32("mask", N), knobs: a.F32("knobs", device.KnobCount),
		logits: a.F32("logits", N*V), dlogits: a.F32("dlogits", N*V),
		nll: a.F32("nll", N), w: a.F32("w", N), share: a.F32("share", N), coef: a.F32("coef", N), hist: a.F32("hist", History),
		grads: a.F32("grads", all), m1: a.F32("m", all), m2: a.F32("v", all), part: a.F32("part", normParts), norm: a.F32("norm", 1),
	}
	return st, a.Err()
}

// compile appends the optimiser to the method's calls and builds the list.
func (s *Step) compile(name string, build recipe) error {
	n := s.m.Layout.Len
	calls := build(s)
	if err := s.arena.Err(); err != nil {
		return err
	}
	calls = append(calls,
		device.New("sumsq", device.U(n, normParts), s.grads, s.part),
		device.New("grad_norm", device.U(normParts), s.part, s.norm),
		device.New("adamw", device.U(n), s.grads, s.norm, s.knobs, device.All(s.m.W), s.m1, s.m2),
	)
	var err error
	s.list, err = s.m.Dev.Compile(name, calls)
	return err
}

// N, d and V of the step.
func (s *Step) dims() (N, d, V int) { return s.b * s.t, s.m.Config.Dim, s.m.Config.Vocab }

// lossAndBackward states everything from the logits to the gradients of all
// parameters but those that made the pass's input, and returns that input's:
// token losses, the method's loss of them, dlogits, and the transformer's
// backward pass.
func (s *Step) lossAndBackward(kernel string, of device.View, args ...int) (calls []device.Call, dIn device.View) {
	N, _, V := s.dims()
	calls = []device.Call{
		device.New("token_loss", device.U(N, s.t, V), s.logits, s.tok, s.nll),
		s.loss(kernel, of, args...),
		device.New("dlogits", device.U(N, s.t, V), s.logits, s.tok, s.coef, s.dlogits),
	}
	back, dIn := s.pass.Backward(s.dlogits, s.grads.Buf)
	return append(calls, back...), dIn
}

// loss states a method's loss: the weights of the token losses, which depend on
// the view of (tokens or mask), and the batch loss.
func (s *Step) loss(kernel string, of device.View, args ...int) device.Call {
	return device.New(kernel, device.U(append(args, History)...), s.nll, of, s.knobs, s.w, s.share, s.coef, s.hist)
}

// teacherForced is a method that reads true tokens only and takes their loss by
// the given kernel.
func (s *Step) teacherForced(kernel string, of device.View, args ...int) []device.Call {
	calls := append([]device.Call{s.pass.Embed(s.tok, s.m.Param(s.m.W, "E"))}, s.pass.Forward(s.logits)...)
	back, dIn := s.lossAndBackward(kernel, of, args...)
	calls = append(calls, back...)
	return append(calls, s.pass.DEmbed(s.tok, dIn, s.m.Param(s.grads.Buf, "E"), s.grads.Buf))
}

// Run enqueues one training step: tokens and mask [B,T], draw [Draws()] uniform
// numbers in [0,1) where the method samples. It never waits.
func (s *Step) Run(tokens []uint32, mask, draw []float32, k Knobs) error {
	if err := s.upload(tokens, mask, draw, k); err != nil {
		return fmt.Errorf("step %d: %w", s.done+1, err)
	}
	lists := []device.List{s.list}
	if s.freeze != nil && !s.frozen {
		lists = []device.List{s.freeze, s.list}
	}
	if err := s.m.Dev.Run(lists...); err != nil {
		return fmt.Errorf("step %d: %w", s.done+1, err)
	}
	s.frozen = true
	s.done++
	s.turns++
	return nil
}

// upload writes a step's inputs.
func (s *Step) upload(tokens []uint32, mask, draw []float32, k Knobs) error {
	if len(tokens) != s.tok.Len || len(mask) != s.mask.Len || len(draw) < s.Draws() {
		return fmt.Errorf("%d tokens, %d mask elements, %d draws for %d×%d positions and %d draws", len(tokens), len(mask), len(draw), s.b, s.t, s.Draws())
	}
	for i, t := range tokens {
		if t >= uint32(s.m.Config.Vocab) {
			return fmt.Errorf("token %d at %d lies outside the vocabulary of %d", t, i, s.m.Config.Vocab)
		}
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
		device.KnobSlot: float32(s.done % History),
	}
	dev, N := s.m.Dev, s.b*s.t
	if err := dev.WriteU32(s.tok.Buf, 0, tokens); err != nil {
		return err
	}
	if err := dev.WriteF32(s.mask.Buf, 0, mask); err != nil {
		return err
	}
	for i, v := range s.draws {
		if err := dev.WriteF32(v.Buf, 0, draw[i*N:(i+1)*N]); err != nil {
			return err
		}
	}
	return dev.WriteF32(s.knobs.Buf, 0, knobs)
}

// Draws is how many uniform numbers a step needs: B·T for each sampled pass.
func (s *Step) Draws() int { return len(s.draws) * s.b * s.t }

// NeedsDraws reports whether the method samples.
func (s *Step) NeedsDraws() bool { return len(s.draws) > 0 }

// Done is the number of steps enqueued so far, AdamW's t.
func (s *Step) Done() int { return s.done }

// Turns counts the calls of Run and SetState: what the buffers hold is that of
// the same step as long as it stays the same.
func (s *Step) Turns() int { return s.turns }

// Passes returns the forward and backward passes of one step.
func (s *Step) Passes() (forward, backward int) { return s.forwards, 1 }

// FLOPs returns the floating-point operations of one step's matrix products.
func (s *Step) FLOPs() float64 {
	N, d, V := s.dims()
	mix := 0.0
	if s.forwards > 1 {
		mix = float64(s.forwards) * 2 * float64(N*d*V) // each mixing, and the last one's gradient
	}
	return s.pass.FLOPs()*float64(s.forwards+2) + mix
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
// passes ("0_att", "hidden", …), and IFT's e, logits0, pred, mix.
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
