package method

import (
	"math"
	"testing"

	"softmix/model/device"
)

// What changes a step's inputs by tokens or noise is seen as it was: the trace pass
// predicts from it what the step predicted.
func TestInspectChangedInputs(t *testing.T) {
	g := open(t, folders(t)[0])
	const p, tau, alpha = .5, .8, 5
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		for _, name := range []string{"ss", "neftune", "hide"} {
			t.Run(name, func(t *testing.T) {
				st := g.step(t, dev, g.model(t, dev), name, Settings{}, plain)
				draw := make([]float32, st.Draws())
				for i := range draw {
					draw[i] = float32(i*37%100) / 100
				}
				if err := st.Run(g.tokens, g.mask, draw, Knobs{SamplingProb: p, Tau: tau, Alpha: alpha}); err != nil {
					t.Fatal(err)
				}
				pass, err := NewTracePass(st.m, g.T)
				if err != nil {
					t.Fatal(err)
				}
				defer pass.Free()
				changed, stayed := 0, 0
				for b := range g.B {
					x, err := st.Inspect(t.Context(), b, g.weights)
					if err != nil {
						t.Fatal(err)
					}
					after, err := pass.After(t.Context(), x, false, g.weights)
					if err != nil {
						t.Fatal(err)
					}
					near(t, "prediction of the same input", after, float64s(x.Train), 1e-5, 0)
					mixed := x.Mixed()
					for i, v := range g.param("P")[:len(mixed)] {
						mixed[i] += v
					}
					near(t, "input", x.Input, float64s(mixed), 1e-5, 0)
					if (name == "ss") != (x.Guess != nil) || (x.Guess == nil) != (x.Fed == nil) || (name == "neftune") != (x.Noise != nil) {
						t.Fatalf("guess %v, fed %v, noise %v", x.Guess != nil, x.Fed != nil, x.Noise != nil)
					}
					if name == "ss" {
						near(t, "guess", x.Guess, g.clean(b, tau), 1e-4, 0)
					}
					for at := range g.T {
						token := int(x.Tokens[at])
						switch name {
						case "ss":
							fed := float32(Norm(x.Fed[at*x.V : (at+1)*x.V]))
							coin := draw[g.B*g.T+b*g.T+at]
							if replaced := at > 0 && coin < p*x.Mask[at]; replaced != (fed == 1) {
								t.Errorf("token %d, coin %g: fed %g", at, coin, fed)
							} else if replaced {
								changed++
								near(t, "input of a replaced token", x.Mix[at*x.V:(at+1)*x.V], float64s(x.Fed[at*x.V:(at+1)*x.V]), 0, 0)
								continue
							}
						case "hide":
							if x.Mask[at] == 1 {
								changed, token = changed+1, 0
							}
						case "neftune":
							bound := alpha / math.Sqrt(float64(g.T*x.D))
							for _, v := range x.Noise[at*x.D : (at+1)*x.D] {
								if math.Abs(float64(v)) > bound+1e-5 {
									t.Errorf("noise %g, at most %g", v, bound)
								} else if math.Abs(float64(v)) > bound/2 {
									changed++
								}
							}
						}
						if row := x.Mix[at*x.V : (at+1)*x.V]; row[token] != 1 || Norm(row) != 1 {
							t.Errorf("token %d is mixed of %v", at, row)
						}
						stayed++
					}
				}
				if changed == 0 || stayed == 0 {
					t.Errorf("%d inputs changed, %d stayed", changed, stayed)
				}
			})
		}
	})
}
