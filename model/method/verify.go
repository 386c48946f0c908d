package method

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"softmix/model/arch"
	"softmix/model/device"
)

const (
	verifiedRows  = 10 // more positions than a workgroup has threads; pairs for those who learn from pairs
	verifiedSteps = 3  // a head begins at 0, so gradients come from the second on; the third adds to them
)

// BetweenKernels is what Verify names where each kernel is right alone and all of
// them together are not: one does not wait for another.
const BetweenKernels = "kernels in a row"

// Verify trains three steps of the named method on dev and on reference, on a model of
// architecture small, which takes a millisecond, lets both models write, and compares what is left of it:
// losses, gradients, moments, weights, logits, tokens. It returns the first kernel
// that computes something else on dev, "" where all agree. It waits twice.
func Verify(ctx context.Context, dev, reference device.Device, small arch.Architecture, name string, s Settings) (kernel string, err error) {
	a, b, err := newVerifiers(ctx, dev, reference, small, name, s)
	if err != nil {
		return "", err
	}
	defer a.free()
	defer b.free()
	want, err := b.train(ctx)
	if err != nil {
		return "", fmt.Errorf("verifying %s on %s: %w", name, reference.Name(), err)
	}
	got, err := a.train(ctx)
	if err != nil && !errors.Is(err, device.ErrNotFinite) {
		return "", fmt.Errorf("verifying %s on %s: %w", name, dev.Name(), err)
	}
	if err == nil && slices.EqualFunc(got, want, agree) {
		return "", nil
	}
	c, d, err := newVerifiers(ctx, dev, reference, small, name, s) // with nothing left of what was computed
	if err != nil {
		return "", err
	}
	defer c.free()
	defer d.free()
	if kernel, err = locate(ctx, c, d); err != nil {
		return "", fmt.Errorf("verifying %s: looking for the kernel: %w", name, err)
	}
	return kernel, nil
}

// agree reports whether got is want within what exact formulas may differ by on two
// devices, measured by the largest of want. A NaN agrees with nothing.
func agree(got, want []float32) bool {
	scale := 0.
	for _, x := range want {
		scale = max(scale, math.Abs(float64(x)))
	}
	for i, x := range want {
		if diff := math.Abs(float64(got[i]) - float64(x)); !(diff <= 2e-4*scale+1e-6+1e-3*math.Abs(float64(x))) {
			return false
		}
	}
	return true
}

// verifier is the model, step and decoder of one of the two devices.
type verifier struct {
	m    *arch.Model
	step *Step
	dec  *arch.Decoder

	weights    []float32
	tokens     []uint32
	mask, draw []float32
	inputs     [][]float32
	forced     []uint32
	choice     []float32
}

// newVerifiers makes one for each device.
func newVerifiers(ctx context.Context, dev, reference device.Device, small arch.Architecture, name string, s Settings) (a, b *verifier, err error) {
	if a, err = newVerifier(ctx, dev, small, name, s); err != nil {
		return nil, nil, fmt.Errorf("verifying %s on %s: %w", name, dev.Name(), err)
	}
	if b, err = newVerifier(ctx, reference, small, name, s); err != nil {
		a.free()
		return nil, nil, fmt.Errorf("verifying %s on %s: %w", name, reference.Name(), err)
	}
	return a, b, nil
}

func newVerifier(ctx context.Context, dev device.Device, small arch.Architecture, name string, s Settings) (*verifier, error) {
	r := rand.New(rand.NewPCG(5, 8))
	frozen, err := arch.NewFrozen(ctx, dev, small, arch.Fresh(r))
	if err != nil {
		return nil, err
	}
	m, err := arch.New(dev, small, frozen)
	if err != nil {
		frozen.Free()
		return nil, err
	}
	p := &verifier{m: m, weights: arch.Init(small, r)}
	// Not Optim's usual epsilon: a gradient near 0 must not decide a step's sign.
	o := Optim{Beta1: .9, Beta2: .99, Eps: 1e-3, WeightDecay: .1, Clip: .5}
	p.step, err = New(m, name, s, o, verifiedRows, m.Shape.Ctx)
	if err == nil {
		p.dec, err = arch.NewDecoder(m, verifiedRows-1, m.Shape.Ctx)
	}
	if err != nil {
		p.free()
		return nil, err
	}
	p.randomInputs(r)
	return p, nil
}

// randomInputs makes a batch, what else the step takes, and a prompt to go on from.
func (p *verifier) randomInputs(r *rand.Rand) {
	T, N, V := p.m.Shape.Ctx, verifiedRows*p.m.Shape.Ctx, uint32(p.m.Shape.Vocab)
	uniform := func(n int) []float32 {
		out := make([]float32, n)
		for i := range out {
			out[i] = r.Float32()
		}
		return out
	}
	p.tokens, p.mask = make([]uint32, N), make([]float32, N)
	for i := range N {
		p.tokens[i] = 1 + r.Uint32N(V-1)
		if i%T > 2+r.IntN(3) {
			p.mask[i] = 1
		}
	}
	p.draw = uniform(p.step.Draws())
	for _, in := range p.step.Inputs() {
		x := uniform(in.Len)
		for i := range x {
			x[i] = 2*x[i] - 1 // advantages, returns
			if in.Name == "old" || in.Name == "ref" {
				x[i] -= 2 // log-probabilities
			}
		}
		p.inputs = append(p.inputs, x)
	}
	p.forced, p.choice = make([]uint32, (verifiedRows-1)*T), uniform((verifiedRows-1)*T)
	for i := range p.forced {
		if p.forced[i] = device.NoToken; i%T < 2 {
			p.forced[i] = 1 + r.Uint32N(V-1)
		}
	}
}

var verifiedKnobs = Knobs{LR: .05, Lambda: .6, Gamma: .9, Tau: .8, SamplingProb: .7, Alpha: 5, Beta: .5, ClipRange: .05, ValueCoef: .5}

// begin puts the model and the step at their start.
func (p *verifier) begin() error {
	n := p.m.Layout.Len
	return p.step.SetState(State{W: p.weights, M: make([]float32, n), V: make([]float32, n)})
}

// stage uploads what the next step takes, and returns the lists that it runs.
func (p *verifier) stage() ([]device.List, error) {
	for i, in := range p.step.Inputs() {
		if err := p.step.Give(in.Name, p.inputs[i]); err != nil {
			return nil, err
		}
	}
	return p.step.Stage(p.tokens, p.mask, p.draw, verifiedKnobs)
}

// train trains, writes, and returns what there is to compare.
func (p *verifier) train(ctx context.Context) ([][]float32, error) {
	if err := p.begin(); err != nil {
		return nil, err
	}
	for range verifiedSteps {
		lists, err := p.stage()
		if err == nil {
			err = p.m.Dev.Run(lists...)
		}
		if err != nil {
			return nil, err
		}
	}
	tokens, logits, err := p.dec.Generate(ctx, p.forced, p.choice, 1, arch.NoEOS, true)
	if err != nil {
		return nil, err
	}
	written := make([]float32, len(tokens))
	for i, k := range tokens {
		written[i] = float32(k)
	}
	_, dlogits := p.step.batch.Logits()
	views := append(p.step.StateViews(), p.step.grads, p.step.nll, p.step.w, p.step.coef, dlogits, p.step.norm,
		device.View{Buf: p.step.hist.Buf, Len: verifiedSteps})
	data, err := device.ReadOnce(ctx, p.m.Dev, views...)
	if err != nil {
		return nil, err
	}
	out := [][]float32{written, logits}
	for _, v := range views {
		out, data = append(out, data[:v.Len]), data[v.Len:]
	}
	return out, nil
}

func (p *verifier) free() {
	if p.dec != nil {
		p.dec.Free()
	}
	if p.step != nil {
		p.step.Free()
	}
	p.m.Free()
	p.m.Frozen.Free()
}

// locate does it all again, call by call on both, and returns the first kernel whose
// outputs differ.
func locate(ctx context.Context, dev, reference *verifier) (kernel string, err error) {
	for _, p := range []*verifier{dev, reference} {
		if err := p.begin(); err != nil {
			return "", err
		}
	}
	for range verifiedSteps {
		var calls [2][]device.Call
		for i, p := range []*verifier{dev, reference} {
			lists, err := p.stage()
			if err != nil {
				return "", err
			}
			for _, l := range lists {
				calls[i] = append(calls[i], l.Calls()...)
			}
		}
		if kernel, err := differ(ctx, dev, reference, calls); kernel != "" || err != nil {
			return kernel, err
		}
	}
	var calls [2][]device.Call
	for i, p := range []*verifier{dev, reference} {
		if calls[i], err = p.dec.Prepare(p.forced, p.choice, 1); err != nil {
			return "", err
		}
	}
	for range dev.m.Shape.Ctx {
		if kernel, err := differ(ctx, dev, reference, calls); kernel != "" || err != nil {
			return kernel, err
		}
	}
	return BetweenKernels, nil
}

// differ runs calls one by one on both and returns the first kernel whose outputs
// differ.
func differ(ctx context.Context, dev, reference *verifier, calls [2][]device.Call) (kernel string, err error) {
	for n, c := range calls[0] {
		got, err := dev.outputs(ctx, c)
		if err != nil {
			return "", err
		}
		want, err := reference.outputs(ctx, calls[1][n])
		if err != nil {
			return "", err
		}
		for i := range want {
			if !agree(got[i], want[i]) {
				return c.Kernel, nil
			}
		}
	}
	return "", nil
}

// outputs runs one call and returns what it wrote; tokens and positions as numbers.
func (p *verifier) outputs(ctx context.Context, c device.Call) ([][]float32, error) {
	one, err := p.m.Dev.Compile(c.Kernel, []device.Call{c})
	if err != nil {
		return nil, err
	}
	defer one.Free()
	if err := p.m.Dev.Run(one); err != nil {
		return nil, err
	}
	views := device.Outputs(c)
	data, err := device.ReadOnce(ctx, p.m.Dev, views...)
	if err != nil {
		return nil, err
	}
	var out [][]float32
	for _, v := range views {
		x := data[:v.Len]
		if v.Buf.Type() == device.U32 {
			for i, k := range device.Words(x) {
				x[i] = float32(k)
			}
		}
		out, data = append(out, x), data[v.Len:]
	}
	return out, nil
}
