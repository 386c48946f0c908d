package gpu

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/shaders"
)

// parity is one comparison of a kernel on the GPU with the reference on the
// CPU. Inputs are random, of the kind that suits their name in the table,
// unless set says otherwise.
type parity struct {
	kernel string
	args   []uint32
	set    map[string]any // binding -> []float32 or []uint32
}

// None of the sizes is a multiple of a workgroup or of the reference's 4×4
// blocks, or, where a variant needs multiples of 4, of its tile.
func parities() []parity {
	u, eps := device.U, device.Bits(1e-5)
	knob := func(i int, v float32) map[string]any {
		k := knobs()
		k[i] = v
		return map[string]any{"knobs": k}
	}
	with := func(m map[string]any, name string, v any) map[string]any {
		m[name] = v
		return m
	}
	none := make([]float32, 21)
	cases := []parity{
		{"embed", u(21, 20, 13, 7), nil},
		{"embed_d", u(21, 20, 13, 7), nil},
		{"embed_d", u(6, 3, 70, 3), nil},
		{"add_pos", u(21, 20, 7), nil},
		{"add_pos_d", u(21, 20, 7), nil},
		{"feedback_soft", u(21, 7, 13), nil},
		{"feedback_soft", u(21, 7, 13), knob(shaders.KnobTau, 0.3)},
		{"feedback_argmax", u(21, 7, 13), nil},
		{"feedback_argmax", u(3, 3, 5), map[string]any{"logits": []float32{1, 3, 3, 0, 3, -1, -1, -1, -1, -1, 0, 0, 0, 0, 9}, "to": free(3)}}, // ties
		{"feedback_sampled", u(210, 7, 13), nil},
		{"feedback_sampled", u(21, 7, 13), map[string]any{"draw": filled(21, 1)}}, // beyond the sum: the last
		{"feedback_sampled", u(21, 7, 13), knob(shaders.KnobTau, 0.3)},
		{"mix", u(21, 7, 20, 13), nil},
		{"mix", u(21, 7, 20, 13), knob(shaders.KnobLambda, 1)},
		{"mix_d", u(21, 7, 20, 13), nil},
		{"mix_d", u(6, 3, 3, 70), knob(shaders.KnobLambda, 1)},
		{"rmsnorm", append(u(21, 20), eps), nil},
		{"rmsnorm", append(u(70, 3), eps), map[string]any{"x": make([]float32, 210)}}, // eps alone
		{"rmsnorm_d", u(21, 20, 0), nil},
		{"rmsnorm_d", u(21, 20, 1), nil},
		{"rmsnorm_dg", u(21, 70), nil},
		{"gelu", u(421), nil},
		{"gelu", u(7), map[string]any{"u": []float32{0, 50, -50, 1e4, -1e4, 1e-6, -3}}},
		{"gelu_d", u(421), nil},
		{"gelu_d", u(7), map[string]any{"u": []float32{0, 50, -50, 1e4, -1e4, 1e-6, -3}}},
		{"residual", u(421), nil},
		{"copy", u(421), nil},
		{"zero", u(421), nil},
		{"token_loss", u(21, 7, 13), nil},
		{"token_loss", u(21, 7, 13), map[string]any{"logits": random(21*13, 80)}}, // exp would overflow
		{"dlogits", u(21, 7, 13), nil},
		{"dlogits", u(21, 7, 13), map[string]any{"logits": random(21*13, 80)}},
		{"loss_pt", u(210, 7, 10), nil},
		{"loss_pt", u(21, 7, 10), map[string]any{"tok": make([]uint32, 21)}},
		{"loss_sft", u(3, 7, 10), nil},
		{"loss_sft", u(70, 9, 10), nil},
		{"loss_sft", u(3, 7, 10), map[string]any{"mask": none}},
		{"token_mean", u(3, 7, 10), nil},
		{"token_mean", u(70, 9, 10), knob(shaders.KnobSlot, 37)},
		{"token_mean", u(3, 7, 10), map[string]any{"mask": none}},
		{"loss_drp", u(70, 9, 0, 10), nil},
		{"loss_drp", u(70, 9, 1, 10), nil},
		{"loss_drp", u(3, 7, 1, 10), knob(shaders.KnobGamma, 0)},
		{"loss_drp", u(3, 7, 1, 10), knob(shaders.KnobGamma, 1)},
		{"loss_drp", u(3, 7, 1, 10), with(knob(shaders.KnobGamma, 0.9), "mask", none)},
		{"loss_drp", u(3, 7, 1, 10), with(knob(shaders.KnobGamma, 0.9), "nll", none)},
		{"loss_sft", u(3, 7, 10), knob(shaders.KnobSlot, 37)},
		{"sumsq", u(421, 30), nil},
		{"sumsq", u(20, 70), nil}, // more parts than elements
		{"grad_norm", u(130), nil},
		{"adamw", u(421, 10), nil},
		{"adamw", u(421, 10), knob(shaders.KnobClip, 0)},
		{"adamw", u(421, 10), knob(shaders.KnobClip, 1e4)},
		{"embed_step", u(3, 9, 20, 13), nil},
		{"step_attention", u(3, 9, 20, 5), nil},
		{"step_attention", u(70, 9, 6, 1), nil},
		{"step_attention", u(3, 9, 20, 5), map[string]any{"pos": []uint32{0}}},
		{"step_attention", u(3, 9, 20, 5), map[string]any{"pos": []uint32{8}}},
		{"sample_token", u(70, 9, 13, 3), nil},
		{"sample_token", append(u(70, 9, 13), shaders.NoToken), nil},
		{"sample_token", u(70, 9, 13, 3), map[string]any{"temp": []float32{0}}},
		{"sample_token", u(3, 9, 13, 3), map[string]any{"forced": free(27), "draw": filled(27, 1)}},
		{"store_logits", u(3, 9, 13), nil},
		{"advance", u(2), nil},
	}
	cases = append(cases, methodParities()...)
	for _, k := range []string{"attention", "attn_dprobs", "attn_dqkv"} {
		cases = append(cases,
			parity{k, u(3*7, 7, 20, 5), nil}, // N T d H
			parity{k, u(2*9, 9, 12, 1), nil},
			parity{k, u(5, 1, 6, 3), nil},
			parity{k, u(2*12, 12, 24, 3), nil},
			parity{k, u(3*20, 20, 4, 1), nil})
	}
	for _, k := range []string{"matmul_nt", "matmul_nn", "matmul_tn"} {
		for _, mnk := range [][3]int{{1, 1, 1}, {3, 5, 7}, {21, 13, 20}, {33, 66, 9}, {64, 32, 16}, {60, 36, 44}, {4, 4, 4}} {
			for acc := range 2 {
				cases = append(cases, parity{k, u(mnk[0], mnk[1], mnk[2], acc), nil})
			}
		}
	}
	for _, mnk := range [][3]int{{1, 1, 1}, {3, 5, 7}, {21, 13, 20}, {33, 66, 9}, {9, 66, 33}, {64, 32, 16}, {60, 36, 44}, {36, 100, 52}, {4, 4, 4}} {
		args := u(mnk[0], mnk[1], mnk[2])
		for _, k := range []string{"linear_add", "linear_d", "linear_d_gelu"} {
			cases = append(cases, parity{k, args, nil})
		}
		for _, k := range []string{"norm_linear", "norm_linear_gelu"} {
			cases = append(cases, parity{k, append(u(mnk[0], mnk[1], mnk[2]), eps), nil})
		}
	}
	return cases
}

// TestParity compares every kernel of the table, in every variant that this device
// can take, with its reference.
func TestParity(t *testing.T) {
	d := openGPU(t)
	compared := map[string]int{}
	for _, c := range parities() {
		k := must(find(c.kernel))(t)
		for _, s := range d.candidates(k, c.args) {
			name := label(k, s)
			t.Run(fmt.Sprint(name, c.args), func(t *testing.T) {
				d.tuning.chosen[tuningKey(k, c.args)] = s.Name
				compared[name] += c.run(t, d)
			})
		}
	}
	for _, k := range shaders.Kernels {
		for _, s := range k.Variants() {
			if compared[label(k, s)] == 0 && (!s.Subgroups || d.hasSubgroups()) {
				t.Errorf("%s was not compared", label(k, s))
			}
		}
	}
	t.Logf("%d kernels and variants on %s", len(compared), d.Name())
}

func find(kernel string) (shaders.Kernel, error) {
	k, ok := shaders.ByName(kernel)
	if !ok {
		return k, fmt.Errorf("no kernel %s", kernel)
	}
	return k, nil
}

// run computes c on both devices and returns how many written elements agreed.
// Every view begins inside its buffer and is longer than the kernel needs, so
// that a kernel which writes too much is noticed.
func (c parity) run(t *testing.T, d device.Device) int {
	kernel, found := shaders.ByName(c.kernel)
	if !found {
		t.Fatalf("no kernel %s", c.kernel)
	}
	seed := rand.New(rand.NewPCG(uint64(len(c.kernel)), uint64(c.args[0])))
	var before []content
	for _, b := range kernel.Bindings() {
		n, err := kernel.Elements(b, c.args)
		ok(t, err)
		before = append(before, c.content(kernel, b, n, seed))
	}
	want := execute(t, cpu.Naive(), c, before)
	got := execute(t, d, c, before)
	compared, changed := 0, 0
	for i, b := range kernel.Bindings() {
		for j := range want[i].len() {
			x, y := got[i].at(j), want[i].at(j)
			if math.IsNaN(x) || math.IsNaN(y) || math.Abs(x-y) > 1e-5+1e-4*math.Abs(y) || b.U32 && x != y {
				t.Fatalf("%s[%d] (view begins at %d): %v, want %v", b.Name, j, device.Align, x, y)
			}
			if b.Write {
				compared++
				if y != before[i].at(j) {
					changed++
				}
			}
		}
	}
	if changed == 0 {
		t.Fatal("the reference changed nothing")
	}
	return compared
}

// content is the content of one buffer, f or u.
type content struct {
	f []float32
	u []uint32
}

func (c content) len() int { return len(c.f) + len(c.u) }

func (c content) at(i int) float64 {
	if c.f != nil {
		return float64(c.f[i])
	}
	return float64(c.u[i])
}

// tail is how much longer than necessary a view is.
const tail = 400

// content fills binding b, n elements between a head of device.Align elements
// and a tail.
func (c parity) content(k shaders.Kernel, b shaders.Binding, n int, r *rand.Rand) content {
	vocabulary := uint32(5)
	if i := slices.Index(k.ArgNames(), "V"); i >= 0 {
		vocabulary = c.args[i]
	}
	total := device.Align + n + tail
	if b.U32 {
		out := content{u: make([]uint32, total)}
		for i := range out.u {
			switch b.Name {
			case "pos":
				out.u[i] = 4
			case "forced":
				out.u[i] = shaders.NoToken
				if r.IntN(3) == 0 {
					out.u[i] = r.Uint32N(vocabulary)
				}
			default:
				out.u[i] = r.Uint32N(vocabulary)
			}
		}
		if set, ok := c.set[b.Name].([]uint32); ok {
			copy(out.u[device.Align:device.Align+n], set)
		}
		return out
	}
	out := content{f: make([]float32, total)}
	for i := range out.f {
		switch b.Name {
		case "mask":
			out.f[i] = float32(r.IntN(2))
		case "draw", "coin", "seed":
			out.f[i] = r.Float32()
		case "temp":
			out.f[i] = 0.7
		case "nll", "norm", "part", "r", "v":
			out.f[i] = 0.1 + r.Float32()
		default:
			out.f[i] = float32(r.NormFloat64())
		}
	}
	view := out.f[device.Align : device.Align+n]
	if b.Name == "knobs" {
		copy(view, knobs())
	}
	if set, ok := c.set[b.Name].([]float32); ok {
		copy(view, set)
	}
	return out
}

// execute runs c on d, whose buffers begin as before, and returns all of them.
func execute(t *testing.T, d device.Device, c parity, before []content) []content {
	t.Helper()
	var views []device.View
	for i, x := range before {
		var b device.Buffer
		if label := fmt.Sprint("operand ", i); x.f != nil {
			b = f32(t, d, label, x.f...)
		} else {
			b = u32(t, d, label, x.u...)
		}
		defer d.Free(b)
		views = append(views, device.View{Buf: b, Off: device.Align, Len: b.Len() - device.Align})
	}
	l := compileList(t, d, device.New(c.kernel, c.args, views...))
	defer l.Free()
	ok(t, d.Run(l))
	var after []content
	for i, v := range views {
		x := content{}
		if before[i].f != nil {
			x.f = readF32(t, d, v.Buf)
		} else {
			x.u = make([]uint32, v.Buf.Len())
			ok(t, d.ReadU32(t.Context(), v.Buf, 0, x.u))
		}
		after = append(after, x)
	}
	return after
}

// knobs returns a knob buffer in which every knob has an effect.
func knobs() []float32 {
	k := make([]float32, shaders.KnobCount)
	k[shaders.KnobLR], k[shaders.KnobBeta1], k[shaders.KnobBeta2] = 0.01, 0.9, 0.99
	k[shaders.KnobEps], k[shaders.KnobWD], k[shaders.KnobClip] = 1e-8, 0.1, 0.5
	k[shaders.KnobBias1], k[shaders.KnobBias2] = 0.271, 0.0297
	k[shaders.KnobLambda], k[shaders.KnobGamma], k[shaders.KnobTau], k[shaders.KnobSlot] = 0.3, 0.95, 1.7, 3
	k[shaders.KnobSamplingProb], k[shaders.KnobAlpha], k[shaders.KnobBeta], k[shaders.KnobClipRange], k[shaders.KnobValueCoef] = 0.6, 5, 0.25, 0.2, 0.5
	return k
}

func filled(n int, v float32) []float32 { return slices.Repeat([]float32{v}, n) }

func free(n int) []uint32 { return slices.Repeat([]uint32{shaders.NoToken}, n) }

// random returns n normal numbers of the given spread.
func random(n int, spread float64) []float32 {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64() * spread)
	}
	return out
}
