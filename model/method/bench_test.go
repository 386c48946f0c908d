package method

import (
	"math/rand/v2"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/device/gpu"
	"softmix/model/gpt"
)

// BenchmarkStep times one training step at the sizes of the shipped scenarios
// and of the peers' bench, its loss read back, and counts its dispatches.
func BenchmarkStep(b *testing.B) {
	sizes := []struct {
		name string
		c    gpt.Config
		B, T int
	}{
		{"treasure", gpt.Config{Vocab: 10, Dim: 64, Layers: 2, Heads: 4, Ctx: 32}, 16, 32},
		{"lake6", gpt.Config{Vocab: 37, Dim: 32, Layers: 2, Heads: 4, Ctx: 32}, 16, 16},
		{"sort", gpt.Config{Vocab: 40, Dim: 64, Layers: 2, Heads: 4, Ctx: 19}, 32, 19},
		{"peer", gpt.Config{Vocab: 256, Dim: 64, Layers: 2, Heads: 4, Ctx: 64}, 8, 64},
	}
	for _, s := range sizes {
		for _, method := range []string{"sft", "ift"} {
			b.Run("cpu/"+s.name+"/"+method, func(b *testing.B) { benchmarkStep(b, cpu.Open(), s.c, method, s.B, s.T) })
			b.Run("gpu/"+s.name+"/"+method, func(b *testing.B) {
				dev, err := gpu.Open(b.Context())
				if err != nil {
					b.Skip("NO GPU: ", err)
				}
				defer dev.Close()
				benchmarkStep(b, dev, s.c, method, s.B, s.T)
			})
		}
	}
}

func benchmarkStep(b *testing.B, dev device.Device, c gpt.Config, method string, B, T int) {
	m, err := gpt.New(dev, c)
	if err != nil {
		b.Fatal(err)
	}
	if err := m.Load(arch.Init(m.Arch, rand.New(rand.NewPCG(1, 1)))); err != nil {
		b.Fatal(err)
	}
	st, err := New(m, method, Settings{}, DefaultOptim(), B, T)
	if err != nil {
		b.Fatal(err)
	}
	tok, mask := make([]uint32, B*T), make([]float32, B*T)
	for i := range tok {
		tok[i], mask[i] = uint32(1+i%7), float32(i%2)
	}
	step := func() {
		if err := st.Run(tok, mask, nil, Knobs{LR: 1e-4, Lambda: .2, Gamma: .95, Tau: 1}); err != nil {
			b.Fatal(err)
		}
		if _, err := st.Losses(b.Context(), st.Done()-1); err != nil {
			b.Fatal(err)
		}
	}
	step() // a driver may finish its pipelines only now
	for b.Loop() {
		step()
	}
	b.ReportMetric(st.FLOPs()*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
	b.ReportMetric(float64(len(st.Calls())), "dispatches")
}
