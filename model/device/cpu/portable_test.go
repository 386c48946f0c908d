package cpu

import (
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"softmix/shaders"
)

// table is a set of fast kernels, named after what runs them.
type table struct {
	name    string
	kernels map[string]kernel
}

// tables are the sets that this platform has.
func tables() []table {
	t := append(others(), table{"Go", portableKernels(goGEMM)})
	if own, what := platform(); own != nil {
		t = append(t, table{what, own})
	}
	return t
}

// awkward are sizes that fit no block, and two that do.
var awkward = []int{1, 3, 5, 7, 13, 20, 33, 64}

// cases returns the arguments to compare a kernel on.
func cases(name string) (out [][]uint32) {
	u := func(v ...int) {
		var w []uint32
		for _, x := range v {
			w = append(w, uint32(x))
		}
		out = append(out, w)
	}
	switch name {
	case "matmul_nt", "matmul_nn", "matmul_tn":
		for _, m := range awkward {
			for _, n := range awkward {
				for _, k := range awkward {
					u(m, n, k, 0)
					u(m, n, k, 1)
				}
			}
		}
	case "attention", "attn_dprobs", "attn_dqkv": // N T d H
		for _, T := range awkward {
			u(2*T, T, 20, 5)
			u(T, T, 12, 1)
			u(3*T, T, 32, 2)
		}
	case "feedback_soft", "feedback_sampled", "token_loss", "dlogits": // N T V
		for _, v := range append(awkward[1:], 257) {
			u(21, 7, v)
			u(3, 1, v)
		}
	case "rmsnorm", "rmsnorm_d", "rmsnorm_dg": // N d …
		for _, d := range awkward {
			switch name {
			case "rmsnorm":
				u(13, d, int(math.Float32bits(1e-5)))
			case "rmsnorm_d":
				u(13, d, 0)
				u(13, d, 1)
			default:
				u(13, d)
			}
		}
	case "embed_d": // N d V T
		for _, d := range awkward {
			u(21, d, 7, 7)
			u(10, d, 9, 5)
		}
	case "add_pos", "add_pos_d": // N d T
		for _, d := range awkward {
			u(21, d, 7)
			u(5, d, 5)
		}
	case "step_attention": // R C d H
		u(3, 9, 20, 5)
		u(5, 33, 32, 2)
		u(1, 6, 12, 1)
		u(2, 6, 6, 2)
	case "sample_token": // R C V eos
		u(70, 9, 13, 3)
		u(3, 6, 257, int(shaders.NoToken))
	case "gelu", "gelu_d", "residual":
		for _, n := range append(awkward, 1024) {
			u(n)
		}
	case "adamw": // n cap
		for _, n := range append(awkward, 1024) {
			u(n, 5)
		}
	case "sumsq":
		u(421, 30)
		u(20, 70)
		u(1024, 64)
		u(1000, 64)
	}
	return out
}

// TestFastKernels holds every fast kernel against the naive one.
func TestFastKernels(t *testing.T) {
	if own, _ := platform(); own == nil && runtime.GOOS == "js" {
		t.Skip("NO SIMD MODULE, ITS KERNELS WERE NOT TESTED")
	}
	for _, table := range tables() {
		for _, name := range slices.Sorted(maps.Keys(table.kernels)) {
			t.Run(table.name+"/"+name, func(t *testing.T) {
				all := cases(name)
				if len(all) == 0 {
					t.Fatal("no case compares it")
				}
				for _, args := range all {
					compare(t, name, table.kernels[name], args)
				}
			})
		}
	}
}

// margin is how far past its operands a kernel is watched.
const margin = 16

// compare runs a kernel and its reference on the same random operands.
func compare(t *testing.T, name string, run kernel, args []uint32) {
	t.Helper()
	k, _ := shaders.ByName(name)
	r := rand.New(rand.NewPCG(7, uint64(len(args))+uint64(args[0])))
	var got, want []operand
	for _, b := range k.Bindings() {
		n, err := k.Elements(b, args)
		if err != nil {
			t.Fatal(err)
		}
		o := fill(r, k, b, n, args)
		got = append(got, operand{F: slices.Clone(o.F), U: slices.Clone(o.U)})
		want = append(want, o)
	}
	run(got, args)
	naive[name](want, args)
	for i, b := range k.Bindings() {
		for j, y := range want[i].F {
			x := got[i].F[j]
			if d := math.Abs(float64(x - y)); !(d <= 1e-5+1e-5*math.Abs(float64(y))) {
				t.Fatalf("%v: %s[%d] is %g, want %g", args, b.Name, j, x, y)
			}
		}
		if !slices.Equal(got[i].U, want[i].U) {
			t.Fatalf("%v: %s is %v, want %v", args, b.Name, got[i].U, want[i].U)
		}
	}
}

// fill makes the content of a binding of n elements and a margin.
func fill(r *rand.Rand, k shaders.Kernel, b shaders.Binding, n int, args []uint32) operand {
	if b.U32 {
		vocabulary := 7
		if i := slices.Index(k.ArgNames(), "V"); i >= 0 {
			vocabulary = int(args[i])
		}
		u := make([]uint32, n+margin)
		for i := range n {
			u[i] = uint32(r.IntN(vocabulary))
			switch {
			case b.Name == "pos":
				u[i] = 4
			case b.Name == "forced" && i%3 > 0:
				u[i] = shaders.NoToken
			}
		}
		return operand{U: u}
	}
	f := random(r, n+margin)
	switch b.Name {
	case "knobs":
		copy(f, []float32{
			shaders.KnobLR: 1e-2, shaders.KnobBeta1: .9, shaders.KnobBeta2: .99, shaders.KnobEps: 1e-8, shaders.KnobWD: .1,
			shaders.KnobBias1: .19, shaders.KnobBias2: .02, shaders.KnobClip: 1, shaders.KnobLambda: .3, shaders.KnobGamma: .9, shaders.KnobTau: .7, shaders.KnobSlot: 0,
		})
	case "mask", "draw", "pred", "norm", "r", "v", "temp":
		for i := range f {
			f[i] = r.Float32()
		}
	case "A", "dS": // attention's: nothing above the diagonal
		if i := slices.Index(k.ArgNames(), "T"); i >= 0 {
			T := int(args[i])
			for j := range n {
				if j%T > j/T%T {
					f[j] = 0
				}
			}
		}
	}
	return operand{F: f}
}

// The exponentials of softmax and GELU keep their accuracy over the whole range,
// and what is not a number stays visible.
func TestExponentials(t *testing.T) {
	k := Open().kernels
	var x []float32
	for u := -90.0; u <= 90; u += 0.037 {
		x = append(x, float32(u))
	}
	x = append(x, 0, 1e-6, -1e-6, 1e4, -1e4)
	n := len(x)
	y, du, ones := make([]float32, n), make([]float32, n), make([]float32, n)
	for i := range ones {
		ones[i] = 1
	}
	k["gelu"]([]operand{{F: x}, {F: y}}, []uint32{uint32(n)})
	k["gelu_d"]([]operand{{F: ones}, {F: x}, {F: du}}, []uint32{uint32(n)})
	for i := range x {
		u := float64(x[i])
		th := math.Tanh(geluScale * (u + 0.044715*u*u*u))
		if want := 0.5 * u * (1 + th); !(math.Abs(float64(y[i])-want) <= 1e-6*math.Max(1, math.Abs(want))) {
			t.Errorf("gelu(%g) = %g, want %g", u, y[i], want)
		}
		if want := 0.5*(1+th) + 0.5*u*(1-th*th)*geluScale*(1+3*0.044715*u*u); !(math.Abs(float64(du[i])-want) <= 3e-6) {
			t.Errorf("gelu'(%g) = %g, want %g", u, du[i], want)
		}
	}
	for _, bad := range []float32{float32(math.NaN()), float32(math.Inf(1))} {
		p := make([]float32, 20)
		row := append(make([]float32, 7), bad, 0, 0)
		soften(k, append(row, row...), p, 10)
		if !math.IsNaN(float64(p[10])) {
			t.Errorf("the softmax of a row with %g is %v", bad, p[10:])
		}
	}
	for _, size := range []float32{1, 30, 80} {
		r := rand.New(rand.NewPCG(3, 4))
		x, got, want := random(r, 2*257), make([]float32, 2*257), make([]float32, 2*257)
		for i := range x {
			x[i] *= size
		}
		soften(k, x, got, 257)
		soften(naive, x, want, 257)
		for i := range got {
			if d := math.Abs(float64(got[i] - want[i])); !(d <= 1e-6) {
				t.Fatalf("logits of size %g: p[%d] is %g, want %g", size, i, got[i], want[i])
			}
		}
	}
}

// soften runs feedback_soft on two rows of V logits; pred gets the second's softmax.
func soften(k map[string]kernel, logits, pred []float32, V int) {
	knob := make([]float32, shaders.KnobCount)
	knob[shaders.KnobTau] = 1
	mix := make([]float32, 2*V)
	k["feedback_soft"]([]operand{{F: logits}, {U: []uint32{1, 2}}, {F: []float32{0, 1}}, {F: knob}, {F: pred}, {F: mix}}, []uint32{2, 2, uint32(V)})
}
