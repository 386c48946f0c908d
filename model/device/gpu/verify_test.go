package gpu

import (
	"regexp"
	"slices"
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/gpt"
	"softmix/model/method"
	"softmix/shaders"
)

// steps are all ways in which a method puts its step together.
func steps() map[string]struct {
	name string
	s    method.Settings
} {
	type step = struct {
		name string
		s    method.Settings
	}
	out := map[string]step{
		"ift argmax":  {"ift", method.Settings{Feedback: "argmax"}},
		"ift sampled": {"ift", method.Settings{Feedback: "sampled", Passes: 2}},
		"sft tokens":  {"sft", method.Settings{Tokens: true}},
		"ift frozen":  {"ift", method.Settings{Frozen: true, Live: true}},
	}
	for _, name := range method.Names() {
		out[name] = step{name, method.Settings{}}
	}
	return out
}

var entry = regexp.MustCompile(`(?s)(@compute[^{]*\{).*`)

// spoiled runs body while one kernel of d, in its reference variant, is not what it
// should be.
func spoiled(t *testing.T, d *Device, kernel string, spoil func(src string) string, body func()) {
	t.Helper()
	k := must(find(kernel))(t)
	right := d.pipelines[kernel]
	defer func() {
		if delete(d.pipelines, kernel); right != nil {
			d.pipelines[kernel] = right
		}
	}()
	src := must(k.Source(shaders.Variant{}))(t)
	changed := spoil(src)
	if changed == src {
		t.Fatalf("nothing to spoil in %s", kernel)
	}
	d.pipelines[kernel] = must(d.newPipeline(k, shaders.Variant{}, changed))(t)
	body()
	d.pipelines[kernel].release()
}

// Each kernel in turn does nothing, in every method that uses it: it is found out
// and named. A device that is right is not accused.
func TestVerifyFindsEveryKernel(t *testing.T) {
	nothing := func(src string) string { return entry.ReplaceAllString(src, "$1}") }
	used := map[string]bool{}
	for name, st := range steps() {
		t.Run(name, func(t *testing.T) {
			d := openGPU(t)
			if kernel, err := method.Verify(t.Context(), d, cpu.Naive(), gpt.Config{}.Small(), st.name, st.s); kernel != "" || err != nil {
				t.Fatalf("a right device: %q, %v", kernel, err)
			}
			var kernels []string
			for _, p := range d.pipelines {
				kernels = append(kernels, p.kernel.Name)
			}
			slices.Sort(kernels)
			for _, kernel := range slices.Compact(kernels) {
				used[kernel] = true
				spoiled(t, d, kernel, nothing, func() {
					got, err := method.Verify(t.Context(), d, cpu.Naive(), gpt.Config{}.Small(), st.name, st.s)
					if err != nil || got != kernel {
						t.Errorf("without %s: %q, %v", kernel, got, err)
					}
				})
			}
		})
	}
	// What no step and no generation uses: for tests and the page's own formulas.
	spare := []string{"gelu", "gelu_d", "residual", "matmul_nt"}
	for _, k := range shaders.Kernels {
		if !used[k.Name] && !slices.Contains(spare, k.Name) {
			t.Errorf("kernel %s was not verified by any method", k.Name)
		}
	}
}

// Small mistakes are found too.
func TestVerifyFindsSmallMistakes(t *testing.T) {
	for kernel, c := range map[string]struct{ method, from, to string }{
		"adamw":      {"sft", `sqrt\(vi / knobs\[BIAS2\]\)`, "sqrt(vi)"},
		"token_loss": {"sft", `log\(sum\)`, "(log(sum) + 0.01)"},
		"grad_norm":  {"sft", `i < 64u; i\+\+\) \{ total`, "i < 32u; i++) { total"},
		"loss_drp":   {"ift", `later = gamma \* later`, "later = later"},
		"rmsnorm_d":  {"sft", `a\.acc == 1u`, "a.acc == 7u"},
	} {
		t.Run(kernel, func(t *testing.T) {
			d := openGPU(t)
			spoiled(t, d, kernel, func(src string) string { return regexp.MustCompile(c.from).ReplaceAllString(src, c.to) }, func() {
				if got, err := method.Verify(t.Context(), d, cpu.Naive(), gpt.Config{}.Small(), c.method, method.Settings{}); err != nil || got != kernel {
					t.Errorf("%q, %v", got, err)
				}
			})
		})
	}
}
