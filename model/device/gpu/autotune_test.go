package gpu

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"softmix/model/device"
	"softmix/shaders"
)

// product returns a call of a kernel that has several variants.
func product(t *testing.T, d *Device, M, N, K int) device.Call {
	t.Helper()
	buf := func(label string, n int) device.View { return device.All(f32(t, d, label, random(n, 1)...)) }
	return device.New("linear_add", device.U(M, N, K), buf("x", M*K), buf("W", N*K), buf("h", M*N), buf("y", M*N))
}

// A choice is made when a list is compiled, stays, and is a verified one.
func TestChoice(t *testing.T) {
	d := openGPU(t)
	c := product(t, d, 64, 64, 64)
	k := must(find("linear_add"))(t)
	compileList(t, d, c)
	if len(d.tuning.chosen) != 1 {
		t.Fatal(d.tuning.chosen)
	}
	chosen := d.variant(k, c.Args)
	if chosen.Name != "" && !d.tuning.verified[label(k, chosen)] {
		t.Error("chose", chosen, "unverified")
	}
	for _, s := range d.candidates(k, c.Args)[1:] {
		if !d.isVerified(k, s) {
			t.Error(d.verify(k, s))
		}
	}
	made := maps.Clone(d.tuning.chosen)
	compileList(t, d, c)
	if !maps.Equal(made, d.tuning.chosen) {
		t.Error("chosen again:", made, d.tuning.chosen)
	}
	// Beyond the budget what won is taken over, measured no more, and verified.
	d.tuning.spent = budget
	d.tuning.winners = []winner{{"linear_add", "vec4-4x4"}}
	compileList(t, d, product(t, d, 68, 64, 64))
	if got := d.tuning.chosen["linear_add68x64x64"]; d.tuning.spent != budget || got != "vec4-4x4" && !restored(d) {
		t.Errorf("took over %q after %v", got, d.tuning.spent)
	}
	// A size that no vec4 fits keeps the reference.
	compileList(t, d, product(t, d, 67, 61, 63))
	if got, ok := d.tuning.chosen["linear_add67x61x63"]; !ok || got != "" {
		t.Errorf("%q at odd sizes", got)
	}
}

// restored reports whether another visit's choices may have spoken.
func restored(d *Device) bool {
	_, known := d.Remembered("linear_add68x64x64")
	return known
}

// A variant that computes wrong, or does not compile, is never chosen, however
// fast, and does not harm the device.
func TestWrongShape(t *testing.T) {
	for name, spoil := range map[string]func(src string) string{
		"wrong results": func(src string) string {
			return strings.Replace(src, "c += right(p, k, j) * l;", "c = right(p, k, j) * l;", 1)
		},
		"wrong at the edge": func(src string) string {
			return strings.Replace(src, "(a.M, a.N, a.K) + 3u", "(a.M, a.N, a.K / 16u * 16u) + 3u", 1)
		},
		"writes nothing": func(src string) string {
			return strings.Replace(src, "if (i >= blocks.x", "if (i < blocks.x", 1)
		},
		"invalid WGSL": func(src string) string { return strings.Replace(src, "c += right(p, k, j) * l;", "c += nonsense;", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			d := openGPU(t)
			k := must(find("linear_add"))(t)
			var bad shaders.Variant
			for _, s := range k.Variants() {
				if s.Name == "vec4-4x4" {
					bad = s
				}
			}
			d.tuning.variants = func(shaders.Kernel) []shaders.Variant { return []shaders.Variant{{}, bad} }
			d.tuning.source = func(k shaders.Kernel, s shaders.Variant) (string, error) {
				src, err := k.Source(s)
				if s.Name == bad.Name {
					changed := spoil(src)
					if changed == src {
						return "", fmt.Errorf("nothing to spoil in\n%s", src)
					}
					src = changed
				}
				return src, err
			}
			if err := d.verify(k, bad); err == nil || strings.Contains(err.Error(), "nothing to spoil") {
				t.Fatal("verified:", err)
			}
			for _, spent := range []bool{false, true} { // measured, then taken over
				c := product(t, d, 64, 64, 64)
				d.tuning.chosen = map[string]string{}
				if spent {
					d.tuning.winners = []winner{{"linear_add", bad.Name}}
					d.tuning.spent = budget
				}
				l := compileList(t, d, c)
				if got := d.variant(k, c.Args); got.Name != "" {
					t.Error("chose", got)
				}
				ok(t, d.Run(l))
				readF32(t, d, c.Views[3].Buf)
			}
			ok(t, d.Err())
		})
	}
}
