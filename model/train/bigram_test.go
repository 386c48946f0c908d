package train

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/method"
)

// bigram is a second architecture: x = E[token] + P[position]; hidden = x + W x;
// logits = U hidden. It has no attention, its two tables are not tied, and one of
// its parameters is frozen.
type bigram struct {
	V, d, ctx int
	frozen    string
}

func (b bigram) Shape() arch.Shape                 { return arch.Shape{Vocab: b.V, Dim: b.d, Layers: 1, Ctx: b.ctx} }
func (b bigram) Small() arch.Architecture          { return bigram{11, 10, 9, b.frozen} }
func (b bigram) Table() string                     { return "E" }
func (b bigram) Unembedding() string               { return "U" }
func (b bigram) Describe([]string) (string, error) { return `{"architecture":"bigram"}`, nil }
func (b bigram) Parameters() []arch.Parameter {
	of := func(name string, shape ...int) arch.Parameter {
		return arch.Parameter{Name: name, Shape: shape, Group: name, Std: .3, Frozen: name == b.frozen}
	}
	return []arch.Parameter{of("E", b.V, b.d), of("P", b.ctx, b.d), of("W", b.d, b.d), of("U", b.V, b.d)}
}

type bigramPass struct {
	bigram
	m                                    *arch.Model
	N, T                                 int
	in, hidden, dIn, dHidden, through, P device.View
}

func (b bigram) NewPass(m *arch.Model, a *arch.Arena, B, T int, backward bool) (arch.Pass, error) {
	n := B * T * b.d
	p := &bigramPass{bigram: b, m: m, N: B * T, T: T, in: a.F32("in", n), hidden: a.F32("hidden", n)}
	if backward {
		p.dIn, p.dHidden, p.through, p.P = a.F32("din", n), a.F32("dhid", n), a.F32("through", n), a.F32("unused", T*b.d)
	}
	return p, nil
}
func (p *bigramPass) Hidden() device.View  { return p.hidden }
func (p *bigramPass) DHidden() device.View { return p.dHidden }
func (p *bigramPass) Trace() arch.Trace {
	return arch.Trace{Input: p.in, DInput: p.dIn, Stream: []device.View{p.hidden}}
}
func (p *bigramPass) FLOPs() (forward, backward float64) {
	f := 2 * float64(p.N*p.d*(p.d+p.V))
	return f, 2 * f
}
func (p *bigramPass) Embed(tok, table device.View) []device.Call {
	return []device.Call{device.New("embed", device.U(p.N, p.d, p.V, p.T), tok, table, p.m.Weight("P"), p.in)}
}
func (p *bigramPass) DEmbed(tok, dIn, dTable device.View, grads device.Buffer) []device.Call {
	dP := p.P
	if p.m.Trains("P") {
		dP = p.m.Param(grads, "P")
	}
	return []device.Call{device.New("embed_d", device.U(p.N, p.d, p.V, p.T), tok, dIn, dTable, dP)}
}
func (p *bigramPass) Input(e device.View) []device.Call {
	return []device.Call{device.New("add_pos", device.U(p.N, p.d, p.T), e, p.m.Weight("P"), p.in)}
}
func (p *bigramPass) DInput(dIn device.View, grads device.Buffer) []device.Call {
	if !p.m.Trains("P") {
		return nil
	}
	return []device.Call{device.New("add_pos_d", device.U(p.N, p.d, p.T), dIn, p.m.Param(grads, "P"))}
}
func (p *bigramPass) Forward(logits device.View) []device.Call {
	calls := []device.Call{device.New("linear_add", device.U(p.N, p.d, p.d), p.in, p.m.Weight("W"), p.in, p.hidden)}
	if logits.Buf != nil {
		calls = append(calls, device.New("matmul_nt", device.U(p.N, p.V, p.d, 0), p.hidden, p.m.Weight("U"), logits))
	}
	return calls
}
func (p *bigramPass) Backward(dHidden device.View, grads device.Buffer) ([]device.Call, device.View) {
	return []device.Call{
		device.New("linear_d", device.U(p.N, p.d, p.d), dHidden, p.in, p.m.Weight("W"), p.through, p.m.Param(grads, "W")),
		device.New("residual", device.U(p.N*p.d), dHidden, p.through, p.dIn),
	}, p.dIn
}
func (b bigram) Decode(m *arch.Model, a *arch.Arena, at arch.Position) (arch.Decoding, error) {
	h, y := a.F32("h", at.R*b.d), a.F32("y", at.R*b.d)
	return arch.Decoding{FLOPs: 2 * float64(at.R*(at.C-1)*b.d*(b.d+b.V)), Calls: []device.Call{
		device.New("embed_step", device.U(at.R, at.C, b.d, b.V), at.Seq, m.Weight("E"), m.Weight("P"), at.Pos, h),
		device.New("linear_add", device.U(at.R, b.d, b.d), h, m.Weight("W"), h, y),
		device.New("matmul_nt", device.U(at.R, b.V, b.d, 0), y, m.Weight("U"), at.Logits)}}, nil
}

// asBigram is c with a bigram whose parameter called frozen nobody trains.
func asBigram(c Config, frozen string) Config {
	s := c.Task.Shape()
	b := bigram{s.Vocab, s.Dim, s.Ctx, frozen}
	c.Arch, c.Frozen, c.Base = b, arch.Fresh(rand.New(rand.NewPCG(3, 1))), arch.Init(b, rand.New(rand.NewPCG(3, 2)))
	c.LR = 5e-2
	return c
}

// frozenOf reads the frozen parameter of a run.
func frozenOf(t *testing.T, r *Run) []float32 {
	t.Helper()
	v := r.model.Weight(r.model.Arch.(bigram).frozen)
	w := make([]float32, v.Len)
	if err := r.model.Dev.ReadF32(t.Context(), v.Buf, v.Off, w); err != nil {
		t.Fatal(err)
	}
	return w
}

// Every method trains the second architecture, and what is frozen stays.
func TestEveryMethodTrainsAnotherArchitecture(t *testing.T) {
	for _, name := range MethodNames() {
		for _, frozen := range []string{"P", "E", "U"} {
			t.Run(name+" "+frozen, func(t *testing.T) {
				c := Default(counting{}, name, 7)
				if LearnsFromJudge(name) {
					c = judgedBy(name)
				}
				r := newRun(t, cpu.Open(), asBigram(c, frozen))
				before := frozenOf(t, r)
				losses := lossesOf(t, r, 20)
				for _, l := range losses {
					if math.IsNaN(float64(l)) {
						t.Fatalf("losses %v", losses)
					}
				}
				if !LearnsFromJudge(name) && mean(losses[15:]) > .8*mean(losses[:5]) {
					t.Errorf("the losses do not fall: %v", losses)
				}
				if !slices.Equal(frozenOf(t, r), before) {
					t.Error("what nobody trains has changed")
				}
			})
		}
	}
}

// A table that nobody trains can be mixed from, by every feedback.
func TestFrozenTableIsMixedFrom(t *testing.T) {
	for _, feedback := range Feedbacks() {
		for _, constant := range []bool{false, true} {
			c := sampled()
			c.Settings.Feedback, c.Settings.Frozen = feedback, constant
			l := lossesOf(t, newRun(t, cpu.Open(), asBigram(c, "E")), 20)
			if mean(l[15:]) > .8*mean(l[:5]) {
				t.Errorf("%s: the losses do not fall: %v", feedback, l)
			}
		}
	}
}

// Two runs of a comparison share what nobody trains: it is in memory once, and in no
// snapshot. They learn, seek and move to another device as all do.
func TestAnotherArchitectureInAComparison(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		h := &hoard{Device: dev}
		a, b := asBigram(sft(), "P"), asBigram(sampled(), "P")
		d, w := newDuel(t, h, a, b)
		taken := h.bytes
		frozen := 4 * countLen * 16
		if one := taken/2 - frozen/2; taken != 2*one+frozen {
			t.Errorf("%d bytes", taken)
		}
		if err := d.Evaluate(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		train(t, d, 20)
		want := [][]float32{slices.Clone(w.losses[0]), slices.Clone(w.losses[1])}
		for i, l := range want {
			if mean(l[15:]) > .8*mean(l[:5]) {
				t.Errorf("run %d: the losses do not fall: %v", i, l)
			}
		}
		if err := d.Evaluate(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		for _, r := range d.Runs() {
			if r.model.Weight("P").Buf != d.runs[0].model.Weight("P").Buf {
				t.Error("each run has a frozen parameter of its own")
			}
			s, err := r.Snapshot(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if n := arch.LayoutOf(a.Arch).Len; s.Bytes() != 3*4*n {
				t.Errorf("a snapshot takes %d bytes, for %d trained weights", s.Bytes(), n)
			}
		}
		if err := d.Seek(t.Context(), 9); err != nil {
			t.Fatal(err)
		}
		train(t, d, 11)
		for i := range want {
			if !slices.Equal(w.losses[i], want[i]) {
				t.Errorf("run %d after a seek: %v, was %v", i, w.losses[i], want[i])
			}
		}
		if err := d.Reopen(t.Context(), cpu.Open()); err != nil {
			t.Fatal(err)
		}
		train(t, d, 2)
	})
}

// Memory is told apart: what a run takes, and what all share.
func TestFootprintCountsSharedWeightsOnce(t *testing.T) {
	c := asBigram(sft(), "P")
	own, shared, err := Footprint(t.Context(), c.Base, c)
	if err != nil {
		t.Fatal(err)
	}
	if shared != 4*countLen*16 || own < 4*4*arch.LayoutOf(c.Arch).Len {
		t.Errorf("%d bytes of a run's own, %d shared", own, shared)
	}
}

// A step of the second architecture is taken apart, and its gradients add up.
func TestAnotherArchitectureIsTakenApart(t *testing.T) {
	for _, frozen := range []string{"P", "E"} {
		soft := sampled()
		soft.Settings = method.Settings{Feedback: "soft", Passes: 1}
		noisy := sft()
		noisy.Method = "neftune"
		for _, c := range []Config{sft(), sampled(), soft, noisy} {
			d, _ := newDuel(t, cpu.Open(), asBigram(c, frozen))
			d.Dissect(true)
			train(t, d, 3)
			a := anatomy(t, d, Focus{Sequence: 1, Layer: 2, Head: 3})
			x := a.Runs[0]
			if x.Attends != nil || len(x.Stream) != 2 || len(x.Groups) != 3 || len(a.Tokens) != countLen {
				t.Errorf("%s: %d tokens, attention %v, streams %v, groups %v", c.Method, len(a.Tokens), x.Attends, x.Stream, x.Groups)
			}
			for at := 2; at < countLen; at++ {
				if got := -math.Log(float64(x.Train[at][a.Tokens[at]])); math.Abs(got-x.Loss[at]) > 1e-4 {
					t.Errorf("%s: token %d has a loss of %g and a probability of %g", c.Method, at, x.Loss[at], math.Exp(-got))
				}
			}
			if x.After[2][a.Tokens[2]] == x.Train[2][a.Tokens[2]] {
				t.Errorf("%s: the update changed no prediction", c.Method)
			}
			for at, v := range x.From { // a bigram sends gradient to the token before alone
				if (v != 0) != (at == a.Focus.Token-1) {
					t.Errorf("%s: the loss of token %d sends %g to %d", c.Method, a.Focus.Token, v, at)
				}
			}
		}
	}
}

// A checkpoint holds what is trained, and comes back.
func TestCheckpointHoldsWhatIsTrained(t *testing.T) {
	c := asBigram(sft(), "U")
	b, err := arch.EncodeExact(c.Base, c.Arch, counting{}.Names(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if w, err := arch.DecodeWeights(b, c.Arch); err != nil || !slices.Equal(w, c.Base) {
		t.Errorf("came back changed: %v", err)
	}
	if bytes.Contains(b, []byte(`"U"`)) || !bytes.Contains(b, []byte(`"W"`)) {
		t.Error("the file has another selection of parameters")
	}
}

// What a device computes of the second architecture is verified like all else.
func TestAnotherArchitectureIsVerified(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		for _, k := range asBigram(sampled(), "P").Kinds() {
			if kernel, err := k.Verify(t.Context(), dev); kernel != "" || err != nil {
				t.Errorf("%v: %q, %v", k, kernel, err)
			}
		}
	})
}

// Frozen weights that do not come are an error with their name.
func TestFrozenWeightsMustCome(t *testing.T) {
	c := asBigram(sft(), "P")
	gone := errors.New("gone")
	for _, source := range []arch.Source{nil,
		func(context.Context, arch.Parameter, func(int, []float32) error) error { return gone },
		func(_ context.Context, _ arch.Parameter, write func(int, []float32) error) error {
			return write(1, make([]float32, countLen*16))
		}} {
		c.Frozen = source
		h := &hoard{Device: cpu.Open()}
		if r, err := NewRun(t.Context(), h, nil, c); err == nil {
			t.Errorf("a run at %d without its weights", r.At())
		}
		if h.bytes != 0 {
			t.Errorf("%d bytes are left", h.bytes)
		}
	}
	other := asBigram(sft(), "E")
	if _, err := NewComparison(t.Context(), cpu.Open(), nil, Events{}, asBigram(sft(), "P"), other); err == nil {
		t.Error("two models in one comparison")
	}
}

// Gradients are those of the loss, by differences of it, and a second pass does not
// add to the first one's, whichever parameter is frozen.
func TestGradientsOfAnotherArchitecture(t *testing.T) {
	for _, frozen := range []string{"P", "E", "U", ""} {
		c := asBigram(sft(), frozen)
		dev := cpu.Naive()
		held, err := c.frozen(t.Context(), dev)
		if err != nil {
			t.Fatal(err)
		}
		m, err := arch.New(dev, c.Arch, held)
		if err != nil {
			t.Fatal(err)
		}
		b := counting{}.Demonstrations(rand.New(rand.NewPCG(1, 2)), 4, 0)
		for _, name := range []string{"sft", "ift", "reward"} {
			s, err := method.New(m, name, method.Settings{}, method.DefaultOptim(), b.B, b.T)
			if err != nil {
				t.Fatal(err)
			}
			k := method.Knobs{Tau: 1} // lambda 0, gamma 0: the gradient of IFT is that of its loss
			at := func(w []float32) (loss float64, grads []float32) {
				state := method.State{W: w, M: make([]float32, len(w)), V: make([]float32, len(w)), Head: make([]float32, 3*64)}
				for i := range c.Arch.Shape().Dim {
					state.Head[i] = float32(i%3) - 1
				}
				if name != "reward" {
					state.Head = nil
				}
				if err := s.SetState(state); err != nil {
					t.Fatal(err)
				}
				if err := s.Run(b.Tokens, b.Mask, nil, k); err != nil {
					t.Fatal(err)
				}
				l, err := s.Losses(t.Context(), 0)
				if err != nil {
					t.Fatal(err)
				}
				if grads, err = s.Grads(t.Context()); err != nil {
					t.Fatal(err)
				}
				return float64(l[0]), grads
			}
			_, g := at(c.Base)
			if _, again := at(c.Base); !slices.Equal(g, again) {
				t.Errorf("%s, %q frozen: a second pass has other gradients", name, frozen)
			}
			for _, p := range m.Layout.Tensors {
				const h = 1e-2
				up, down, norm := slices.Clone(c.Base), slices.Clone(c.Base), method.Norm(g[p.Off:p.Off+p.Len])
				if norm == 0 {
					if name != "reward" || p.Name != "U" {
						t.Errorf("%s, %q frozen: %s has no gradient", name, frozen, p.Name)
					}
					continue
				}
				for i := p.Off; i < p.Off+p.Len; i++ {
					d := float32(h / norm * float64(g[i]))
					up[i], down[i] = up[i]+d, down[i]-d
				}
				hi, _ := at(up)
				lo, _ := at(down)
				if slope := (hi - lo) / (2 * h); math.Abs(slope-norm) > .01*norm+1e-4 {
					t.Errorf("%s, %q frozen: along the gradient of %s the loss rises by %g, its norm is %g", name, frozen, p.Name, slope, norm)
				}
			}
			s.Free()
		}
	}
}
