package method

import (
	"math/rand/v2"
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/gpt"
)

// BenchmarkStep times one training step on the CPU at the sizes of the shipped
// scenarios and at the one by which we compare with other libraries (peer).
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
			b.Run(s.name+"/"+method, func(b *testing.B) {
				m, err := gpt.New(cpu.Open(), s.c)
				if err != nil {
					b.Fatal(err)
				}
				if err := m.Load(gpt.Init(m.Config, rand.New(rand.NewPCG(1, 1)))); err != nil {
					b.Fatal(err)
				}
				st, err := New(m, method, Settings{}, DefaultOptim(), s.B, s.T)
				if err != nil {
					b.Fatal(err)
				}
				tok, mask := make([]uint32, s.B*s.T), make([]float32, s.B*s.T)
				for i := range tok {
					tok[i], mask[i] = uint32(1+i%7), float32(i%2)
				}
				for b.Loop() {
					if err := st.Run(tok, mask, nil, Knobs{LR: 1e-4, Lambda: .2, Gamma: .95, Tau: 1}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(st.FLOPs()*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}
