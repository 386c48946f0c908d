package gpu

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"softmix/model/device"
	"softmix/shaders"
)

// product returns a call of a kernel that has several shapes.
func product(t *testing.T, d *Device, M, N, K int) device.Call {
	t.Helper()
	buf := func(label string, n int) device.View { return device.All(f32(t, d, label, random(n, 1)...)) }
	return device.New("linear_add", device.U(M, N, K), buf("x", M*K), buf("W", N*K), buf("h", M*N), buf("y", M*N))
}

// A choice is made when a list is compiled, stays, and is one of the sound ones.
func TestChoice(t *testing.T) {
	d := openGPU(t)
	c := product(t, d, 64, 64, 64)
	k := must(find("linear_add"))(t)
	compileList(t, d, c)
	if len(d.choices.made) != 1 {
		t.Fatal(d.choices.made)
	}
	chosen := d.shape(k, c.Args)
	if chosen.Name != "" && !d.choices.sound[variant(k, chosen)] {
		t.Error("chose", chosen, "unproven")
	}
	for _, s := range d.candidates(k, c.Args)[1:] {
		if !d.isSound(k, s) {
			t.Error(d.prove(k, s))
		}
	}
	made := maps.Clone(d.choices.made)
	compileList(t, d, c)
	if !maps.Equal(made, d.choices.made) {
		t.Error("chosen again:", made, d.choices.made)
	}
	// Beyond patience what won is taken over, measured no more, and proven.
	d.choices.spent = patience
	d.choices.won = []win{{"linear_add", "vec4-4x4"}}
	compileList(t, d, product(t, d, 68, 64, 64))
	if got := d.choices.made["linear_add68x64x64"]; d.choices.spent != patience || got != "vec4-4x4" && !restored(d) {
		t.Errorf("took over %q after %v", got, d.choices.spent)
	}
	// A size that no vec4 fits keeps the reference.
	compileList(t, d, product(t, d, 67, 61, 63))
	if got, ok := d.choices.made["linear_add67x61x63"]; !ok || got != "" {
		t.Errorf("%q at odd sizes", got)
	}
}

// restored reports whether another visit's choices may have spoken.
func restored(d *Device) bool {
	_, known := d.Remembered("linear_add68x64x64")
	return known
}

// A shape that computes wrong, or does not compile, is never chosen, however
// fast, and does not harm the device.
func TestWrongShape(t *testing.T) {
	for name, spoil := range map[string]func(src string) string{
		"wrong results": func(src string) string { return strings.Replace(src, "c += right(p, k, j) * l;", "c = right(p, k, j) * l;", 1) },
		"wrong at the edge": func(src string) string {
			return strings.Replace(src, "(a.M, a.N, a.K) / 4u", "(a.M, a.N, a.K / 16u * 16u) / 4u", 1)
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
			d.choices.shapes = func(shaders.Kernel) []shaders.Variant { return []shaders.Variant{{}, bad} }
			d.choices.source = func(k shaders.Kernel, s shaders.Variant) (string, error) {
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
			if err := d.prove(k, bad); err == nil || strings.Contains(err.Error(), "nothing to spoil") {
				t.Fatal("proven:", err)
			}
			for _, spent := range []bool{false, true} { // measured, then taken over
				c := product(t, d, 64, 64, 64)
				d.choices.made = map[string]string{}
				if spent {
					d.choices.won = []win{{"linear_add", bad.Name}}
					d.choices.spent = patience
				}
				l := compileList(t, d, c)
				if got := d.shape(k, c.Args); got.Name != "" {
					t.Error("chose", got)
				}
				ok(t, d.Run(l))
				readF32(t, d, c.Views[3].Buf)
			}
			ok(t, d.Err())
		})
	}
}
