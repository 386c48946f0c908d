package gpu

import (
	"math"
	"strings"
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/shaders"
)

// both runs body on the CPU's naive kernels, its fast ones and on the GPU.
func both(t *testing.T, body func(t *testing.T, d device.Device)) {
	t.Run("naive", func(t *testing.T) { body(t, cpu.Naive()) })
	t.Run("cpu", func(t *testing.T) { body(t, cpu.Open()) })
	t.Run("gpu", func(t *testing.T) { body(t, openGPU(t)) })
}

func isFinite(x float32) bool { return device.CheckFinite([]float32{x}) == nil }

// A weight that an update leaves not finite shows in the step's loss, whatever
// min(1, NaN) is on the device; without one the loss stays.
func TestUpdateTellsWhatIsNotFinite(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for name, c := range map[string]struct {
		g, norm, lr float32
		fine        bool
	}{
		"nothing":              {1, 1, .01, true},
		"a huge weight":        {1, 1, 1e30, true},
		"a gradient":           {nan, nan, .01, false},
		"an infinite rate":     {1, 1, inf, false},
		"a norm alone":         {1, nan, .01, false},
		"an infinite gradient": {inf, inf, .01, false},
	} {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, d device.Device) {
				const n, at = 72, 70
				g := filled(n, .5)
				g[at] = c.g
				k := knobs()
				k[shaders.KnobLR] = c.lr
				hist := f32(t, d, "hist", 1, 2, 3, 4, 5)
				all := func(label string, x ...float32) device.View { return device.All(f32(t, d, label, x...)) }
				ok(t, d.Run(compileList(t, d, device.New("adamw", device.U(n, 5), all("g", g...), all("norm", c.norm), all("knobs", k...),
					all("p", filled(n, 1)...), all("m", filled(n, 0)...), all("v", filled(n, 0)...), device.All(hist)))))
				got := readF32(t, d, hist)
				if loss := got[int(k[shaders.KnobSlot])]; isFinite(loss) != c.fine || c.fine && loss != 4 {
					t.Errorf("the step's loss is %v", loss)
				}
				for i, want := range []float32{1, 2, 3, 4, 5} {
					if i != int(k[shaders.KnobSlot]) && got[i] != want {
						t.Errorf("loss %d is %v", i, got[i])
					}
				}
			})
		})
	}
}

// No token is made of logits that are no numbers, and the model that reads none
// reads on.
func TestPickRefusesWhatIsNotFinite(t *testing.T) {
	both(t, func(t *testing.T, d device.Device) {
		const R, C, V = 5, 4, 3
		logits := []float32{1, 2, 3 /**/, float32(math.NaN()), 0, 0 /**/, 0, 0, float32(math.Inf(1)) /**/, float32(math.Inf(-1)), 0, 0 /**/, 9, 8, float32(math.NaN())}
		forced := free(R * C)
		forced[4*C+2] = 1 // a prompt does not hide it
		for _, temp := range []float32{0, 1} {
			seq := u32(t, d, "seq", filledU(R*C, 1)...)
			pos := u32(t, d, "pos", 1)
			ok(t, d.Run(compileList(t, d, device.New("sample_token", append(device.U(R, C, V), shaders.NoToken), device.All(f32(t, d, "logits", logits...)),
				device.All(u32(t, d, "forced", forced...)), device.All(f32(t, d, "draw", filled(R*C, .99)...)), device.All(f32(t, d, "temp", temp)), device.All(pos), device.All(seq)))))
			got := make([]uint32, R*C)
			ok(t, d.ReadU32(t.Context(), seq, 0, got))
			for r := range R {
				want := uint32(2)
				if r > 0 {
					want = shaders.NoToken
				}
				if got[r*C+2] != want || got[r*C+1] != 1 || got[r*C+3] != 1 {
					t.Errorf("temperature %v, row %d: %v, want %d in the third place", temp, r, got[r*C:][:C], want)
				}
			}
			// Nothing is written beyond the end, and no table is read beyond its.
			ok(t, d.WriteU32(pos, 0, []uint32{2}))
			h := f32(t, d, "h", filled(R, 7)...)
			ok(t, d.Run(compileList(t, d, device.New("embed_step", device.U(R, C, 1, V), device.All(seq), device.All(f32(t, d, "E", 10, 20, 30)), device.All(f32(t, d, "P", 1, 2, 3, 4)), device.All(pos), device.All(h)))))
			for r, x := range readF32(t, d, h) {
				if want := float32(3); r == 0 && x != 33 || r > 0 && x != want {
					t.Errorf("row %d reads %v", r, x)
				}
			}
		}
	})
}

func filledU(n int, v uint32) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// WGSL lets exp(0) and log near 1 be off by 2^-21. On a device that uses this to
// the full no loss is below 0, and DRP's weights stay between 0 and n.
func TestLossesOfAnInexactLogarithm(t *testing.T) {
	d := openGPU(t)
	plain := d.tuning.source
	d.tuning.source = func(k shaders.Kernel, s shaders.Variant) (string, error) {
		src, err := plain(k, s)
		if k.Name == "token_loss" || k.Name == "loss_dpo" || k.Name == "loss_reward" {
			inexact := strings.ReplaceAll(src, "log(", "-4.76837158e-7 + log(")
			if inexact == src {
				t.Error("nothing to make inexact in", k.Name)
			}
			src = inexact
		}
		return src, err
	}
	const B, T, V = 3, 5, 4
	N := B * T
	logits, tok := make([]float32, N*V), make([]uint32, N)
	for i := range logits {
		if i%V == 1 {
			logits[i] = 60 // sure, and right
		}
	}
	for i := range tok {
		tok[i] = 1
	}
	logits[V+1] = 1e-3 // but for one
	nll := f32(t, d, "nll", filled(N, 9)...)
	ok(t, d.Run(compileList(t, d, device.New("token_loss", device.U(N, T, V), device.All(f32(t, d, "logits", logits...)), device.All(u32(t, d, "tok", tok...)), device.All(nll)))))
	for i, x := range readF32(t, d, nll) {
		if x < 0 || i%T == 0 && x != 0 {
			t.Errorf("loss %d is %v", i, x)
		}
	}
	w := f32(t, d, "w", filled(N, 9)...)
	zero := func(n int) device.View { return device.All(f32(t, d, "zero", filled(n, 0)...)) }
	ok(t, d.Run(compileList(t, d, device.New("loss_drp", device.U(B, T, 0, 10), device.All(nll), device.All(f32(t, d, "mask", filled(N, 1)...)), device.All(f32(t, d, "knobs", knobs()...)), device.All(w), zero(N), zero(N), zero(10)))))
	for i, x := range readF32(t, d, w) {
		if !(x >= 0 && x <= T) {
			t.Errorf("weight %d is %v", i, x)
		}
	}
	k := knobs()
	hist := f32(t, d, "hist", filled(10, 9)...)
	sure := append(filled(T, 0), filled(T, 60)...) // the rejected answer is very unlikely
	k[shaders.KnobBeta] = 1
	ok(t, d.Run(compileList(t, d, device.New("loss_dpo", device.U(1, T, 10), device.All(f32(t, d, "nll", sure...)), device.All(f32(t, d, "mask", filled(2*T, 1)...)), device.All(f32(t, d, "knobs", k...)), zero(2*T), zero(2*T), zero(2), device.All(hist), zero(2)))))
	if x := readF32(t, d, hist)[3]; !(x >= 0) {
		t.Errorf("the loss of DPO is %v", x)
	}
	score := append(filled(T, 60), filled(T, -60)...)
	ok(t, d.Run(compileList(t, d, device.New("loss_reward", device.U(1, T, 10), device.All(f32(t, d, "score", score...)), device.All(f32(t, d, "mask", filled(2*T, 1)...)), device.All(f32(t, d, "knobs", k...)), zero(2*T), zero(2), device.All(hist)))))
	if x := readF32(t, d, hist)[3]; !(x >= 0) {
		t.Errorf("the loss of a reward model is %v", x)
	}
	ok(t, d.Err())
}
