package method

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"softmix/model/device"
	"softmix/model/gpt"
)

// The size at which a device is verified: no multiple of 4, so that the reference
// shape of every kernel is asked (others are proven on their own), and more rows
// than a workgroup has threads.
var verified = gpt.Config{Vocab: 11, Dim: 10, Layers: 1, Heads: 2, Ctx: 9}.Defaults()

const (
	verifiedRows  = 10 // pairs for those who learn from pairs
	verifiedSteps = 3  // a head begins at 0, so gradients come from the second on; the third adds to them
)

// BetweenKernels is what Verify names where each kernel is right alone and all of
// them together are not: one does not wait for another.
const BetweenKernels = "kernels in a row"

// Verify trains three steps of the named method on dev and on judge, on a model that
// takes a millisecond, lets both models write, and compares what is left of it:
// losses, gradients, moments, weights, logits, tokens. It returns the first kernel
// that computes something else on dev, "" where all agree. It waits twice.
func Verify(ctx context.Context, dev, judge device.Device, name string, s Settings) (kernel string, err error) {
	a, b, err := witnesses(dev, judge, name, s)
	if err != nil {
		return "", err
	}
	defer a.free()
	defer b.free()
	want, err := b.testify(ctx)
	if err != nil {
		return "", fmt.Errorf("verifying %s on %s: %w", name, judge.Name(), err)
	}
	got, err := a.testify(ctx)
	if err != nil && !errors.Is(err, device.ErrNotFinite) {
		return "", fmt.Errorf("verifying %s on %s: %w", name, dev.Name(), err)
	}
	if err == nil && slices.EqualFunc(got, want, agree) {
		return "", nil
	}
	c, d, err := witnesses(dev, judge, name, s) // with nothing left of what was computed
	if err != nil {
		return "", err
	}
	defer c.free()
	defer d.free()
	if kernel, err = blame(ctx, c, d); err != nil {
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

// witness is the model, step and decoder of one of the two devices.
type witness struct {
	m    *gpt.Model
	step *Step
	dec  *gpt.Decoder

	weights    []float32
	tokens     []uint32
	mask, draw []float32
	inputs     [][]float32
	forced     []uint32
	choice     []float32
}

// witnesses makes one for each device.
func witnesses(dev, judge device.Device, name string, s Settings) (a, b *witness, err error) {
	if a, err = newWitness(dev, name, s); err != nil {
		return nil, nil, fmt.Errorf("verifying %s on %s: %w", name, dev.Name(), err)
	}
	if b, err = newWitness(judge, name, s); err != nil {
		a.free()
		return nil, nil, fmt.Errorf("verifying %s on %s: %w", name, judge.Name(), err)
	}
	return a, b, nil
}

func newWitness(dev device.Device, name string, s Settings) (*witness, error) {
	m, err := gpt.New(dev, verified)
	if err != nil {
		return nil, err
	}
	w := &witness{m: m}
	r := rand.New(rand.NewPCG(5, 8))
	w.weights = gpt.Init(verified, r)
	// Not Optim's usual epsilon: a gradient near 0 must not decide a step's sign.
	o := Optim{Beta1: .9, Beta2: .99, Eps: 1e-3, WeightDecay: .1, Clip: .5}
	w.step, err = New(m, name, s, o, verifiedRows, verified.Ctx)
	if err == nil {
		w.dec, err = gpt.NewDecoder(m, verifiedRows-1, verified.Ctx)
	}
	if err != nil {
		w.free()
		return nil, err
	}
	w.invent(r)
	return w, nil
}

// invent makes a batch, what else the step takes, and a prompt to go on from.
func (w *witness) invent(r *rand.Rand) {
	T, N := verified.Ctx, verifiedRows*verified.Ctx
	uniform := func(n int) []float32 {
		out := make([]float32, n)
		for i := range out {
			out[i] = r.Float32()
		}
		return out
	}
	w.tokens, w.mask = make([]uint32, N), make([]float32, N)
	for i := range N {
		w.tokens[i] = 1 + r.Uint32N(uint32(verified.Vocab)-1)
		if i%T > 2+r.IntN(3) {
			w.mask[i] = 1
		}
	}
	w.draw = uniform(w.step.Draws())
	for _, in := range w.step.Inputs() {
		x := uniform(in.Len)
		for i := range x {
			x[i] = 2*x[i] - 1 // advantages, returns
			if in.Name == "old" || in.Name == "ref" {
				x[i] -= 2 // log-probabilities
			}
		}
		w.inputs = append(w.inputs, x)
	}
	w.forced, w.choice = make([]uint32, (verifiedRows-1)*T), uniform((verifiedRows-1)*T)
	for i := range w.forced {
		if w.forced[i] = device.NoToken; i%T < 2 {
			w.forced[i] = 1 + r.Uint32N(uint32(verified.Vocab)-1)
		}
	}
}

var verifiedKnobs = Knobs{LR: .05, Lambda: .6, Gamma: .9, Tau: .8, P: .7, Alpha: 5, Beta: .5, Range: .05, Value: .5}

// begin puts the model and the step at their start.
func (w *witness) begin() error {
	n := w.m.Layout.Len
	return w.step.SetState(State{W: w.weights, M: make([]float32, n), V: make([]float32, n)})
}

// stage uploads what the next step takes, and returns the lists that it runs.
func (w *witness) stage() ([]device.List, error) {
	for i, in := range w.step.Inputs() {
		if err := w.step.Give(in.Name, w.inputs[i]); err != nil {
			return nil, err
		}
	}
	return w.step.Stage(w.tokens, w.mask, w.draw, verifiedKnobs)
}

// testify trains, writes, and returns what there is to compare.
func (w *witness) testify(ctx context.Context) ([][]float32, error) {
	if err := w.begin(); err != nil {
		return nil, err
	}
	for range verifiedSteps {
		lists, err := w.stage()
		if err == nil {
			err = w.m.Dev.Run(lists...)
		}
		if err != nil {
			return nil, err
		}
	}
	tokens, logits, err := w.dec.Generate(ctx, w.forced, w.choice, 1, gpt.NoEOS, true)
	if err != nil {
		return nil, err
	}
	written := make([]float32, len(tokens))
	for i, k := range tokens {
		written[i] = float32(k)
	}
	views := append(w.step.StateViews(), w.step.grads, w.step.nll, w.step.w, w.step.coef, w.step.dlogits, w.step.norm,
		device.View{Buf: w.step.hist.Buf, Len: verifiedSteps})
	data, err := device.ReadOnce(ctx, w.m.Dev, views...)
	if err != nil {
		return nil, err
	}
	out := [][]float32{written, logits}
	for _, v := range views {
		out, data = append(out, data[:v.Len]), data[v.Len:]
	}
	return out, nil
}

func (w *witness) free() {
	if w.dec != nil {
		w.dec.Free()
	}
	if w.step != nil {
		w.step.Free()
	}
	w.m.Free()
}

// blame does it all again, call by call on both, and returns the first kernel whose
// outputs differ.
func blame(ctx context.Context, dev, judge *witness) (kernel string, err error) {
	for _, w := range []*witness{dev, judge} {
		if err := w.begin(); err != nil {
			return "", err
		}
	}
	for range verifiedSteps {
		var calls [2][]device.Call
		for i, w := range []*witness{dev, judge} {
			lists, err := w.stage()
			if err != nil {
				return "", err
			}
			for _, l := range lists {
				calls[i] = append(calls[i], l.Calls()...)
			}
		}
		if kernel, err := differ(ctx, dev, judge, calls); kernel != "" || err != nil {
			return kernel, err
		}
	}
	var calls [2][]device.Call
	for i, w := range []*witness{dev, judge} {
		if calls[i], err = w.dec.Prepare(w.forced, w.choice, 1); err != nil {
			return "", err
		}
	}
	for range verified.Ctx {
		if kernel, err := differ(ctx, dev, judge, calls); kernel != "" || err != nil {
			return kernel, err
		}
	}
	return BetweenKernels, nil
}

// differ runs calls one by one on both and returns the first kernel whose outputs
// differ.
func differ(ctx context.Context, dev, judge *witness, calls [2][]device.Call) (kernel string, err error) {
	for n, c := range calls[0] {
		got, err := dev.outputs(ctx, c)
		if err != nil {
			return "", err
		}
		want, err := judge.outputs(ctx, calls[1][n])
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
func (w *witness) outputs(ctx context.Context, c device.Call) ([][]float32, error) {
	one, err := w.m.Dev.Compile(c.Kernel, []device.Call{c})
	if err != nil {
		return nil, err
	}
	defer one.Free()
	if err := w.m.Dev.Run(one); err != nil {
		return nil, err
	}
	views := device.Outputs(c)
	data, err := device.ReadOnce(ctx, w.m.Dev, views...)
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
