package shaders

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestContracts holds each kernel's WGSL against its row of the table: the
// contract line, the entry point and its workgroup size, the words of the
// uniform, and every binding's number, access mode and element type.
func TestContracts(t *testing.T) {
	if len(Kernels) == 0 {
		t.Fatal("the table is empty")
	}
	for _, k := range Kernels {
		t.Run(k.Name, func(t *testing.T) {
			src, err := k.Source()
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(src, k.Contract()+"\n") {
				t.Errorf("no line %q", k.Contract())
			}
			if entry := fmt.Sprintf("\nfn %s(", k.Name); strings.Count(src, entry) != 1 {
				t.Errorf("no entry point %q", entry)
			}
			group := fmt.Sprintf("@compute @workgroup_size(%d, %d)\n", k.Group[0], k.Group[1])
			if k.Group[1] == 1 {
				group = fmt.Sprintf("@compute @workgroup_size(%d)\n", k.Group[0])
			}
			if strings.Count(src, "@compute") != 1 || !strings.Contains(src, group) {
				t.Errorf("workgroup size is not %v", k.Group)
			}
			if want := "struct Args { " + k.uniform() + " }\n"; !strings.Contains(src, want) {
				t.Errorf("no uniform %q", want)
			}
			if got, want := declared(src), bound(k, Shape{}); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("bindings\n%v\nwant\n%v", got, want)
			}
			if n := len(k.Bindings()); n > 8 {
				t.Errorf("%d storage buffers, more than WebGPU's default limit of 8", n)
			}
			code := regexp.MustCompile(`//.*`).ReplaceAllString(src, "")
			if used := regexp.MustCompile(`\b(f16|subgroup\w*|override|atomic\w*)\b`).FindString(code); used != "" {
				t.Errorf("uses %s, which not every device has or which has no fixed order", used)
			}
		})
	}
}

var declaration = regexp.MustCompile(`@group\(0\) @binding\((\d+)\) var<storage, (\w+)> \w+: array<([\w<>]+)>;`)

// declared returns the storage bindings of a module as "number access element".
func declared(src string) []string {
	var out []string
	for _, m := range declaration.FindAllStringSubmatch(src, -1) {
		out = append(out, strings.Join(m[1:], " "))
	}
	return out
}

// bound returns the storage bindings of the table in the form of declared.
func bound(k Kernel, s Shape) []string {
	var out []string
	for i, b := range k.Bindings() {
		access, typ := "read", "f32"
		if b.Write {
			access = "read_write"
		}
		if b.U32 {
			typ = "u32"
		}
		if s.Vec4 {
			typ = "vec4<f32>"
		}
		out = append(out, fmt.Sprintf("%d %s %s", i+1, access, typ))
	}
	return out
}

// TestShapes holds the further shapes against the table too, and WebGPU's
// default limits.
func TestShapes(t *testing.T) {
	several := 0
	for _, k := range Kernels {
		for i, s := range k.Shapes() {
			if (s.Name == "") != (i == 0) {
				t.Fatalf("%s: shape %d is %q; the reference comes first, alone without a name", k.Name, i, s.Name)
			}
			if i == 0 {
				continue
			}
			several++
			src, err := k.ShapeSource(s)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := declared(src), bound(k, s); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s %s: bindings\n%v\nwant\n%v", k.Name, s, got, want)
			}
			if !strings.Contains(src, "struct Args { "+k.uniform()+" }\n") || strings.Count(src, "@compute") != 1 || strings.Count(src, "\nfn "+k.Name+"(") != 1 {
				t.Errorf("%s %s: uniform or entry point differ from the table\n%s", k.Name, s, src)
			}
			if strings.Contains(src, "$") || strings.Contains(src, "enable") != s.Quads {
				t.Errorf("%s %s: unfinished, or with features it does not say\n%s", k.Name, s, src)
			}
			if s.side*s.side > 256 || 2*16*s.side*16 > 16<<10 {
				t.Errorf("%s %s: beyond 256 invocations or 16 KiB of workgroup memory", k.Name, s)
			}
		}
	}
	if v, err := Version(); err != nil || v == "" {
		t.Error("version", v, err)
	}
	if several < 8*3 {
		t.Errorf("only %d further shapes", several)
	}
}

// TestSections finds WGSL that the table forgot.
func TestSections(t *testing.T) {
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := files.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^fn (\w+)\(@builtin`).FindAllStringSubmatch(string(b), -1) {
			if k, ok := ByName(m[1]); !ok || k.File != e.Name() {
				t.Errorf("%s: entry point %s is not in the table", e.Name(), m[1])
			}
		}
	}
}

// TestKnobIndices compares the indices that WGSL spells out with Go's.
func TestKnobIndices(t *testing.T) {
	want := map[string]int{
		"LR": KnobLR, "BETA1": KnobBeta1, "BETA2": KnobBeta2, "EPS": KnobEps, "WD": KnobWD,
		"BIAS1": KnobBias1, "BIAS2": KnobBias2, "CLIP": KnobClip, "LAMBDA": KnobLambda,
		"GAMMA": KnobGamma, "TAU": KnobTau, "SLOT": KnobSlot, "SAMPLING_PROB": KnobSamplingProb,
		"ALPHA": KnobAlpha, "BETA": KnobBeta, "CLIP_RANGE": KnobClipRange, "VALUE_COEF": KnobValueCoef,
	}
	seen := map[string]bool{}
	for _, file := range []string{"adamw.wgsl", "trc.wgsl", "loss.wgsl", "perturb.wgsl", "preference.wgsl", "head.wgsl", "ppo.wgsl"} {
		b, err := files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`const (\w+) = (\d+)u; +// knobs`).FindAllStringSubmatch(string(b), -1) {
			seen[m[1]] = true
			if index, ok := want[m[1]]; !ok || fmt.Sprint(index) != m[2] {
				t.Errorf("%s: %s is knob %s, Go says %d (%v)", file, m[1], m[2], index, ok)
			}
		}
	}
	if len(seen) != len(want) {
		t.Errorf("WGSL names %d of %d knobs: %v", len(seen), len(want), seen)
	}
}

func TestElements(t *testing.T) {
	k, ok := ByName("attention")
	if !ok {
		t.Fatal("no attention")
	}
	args := []uint32{6, 3, 20, 5} // N T d H
	for i, want := range []int{6 * 60, 6 * 5 * 3, 6 * 20} {
		if n, err := k.Elements(k.Bindings()[i], args); err != nil || n != want {
			t.Errorf("binding %d: %d elements, %v; want %d", i, n, err, want)
		}
	}
	k.Bind = "x[nonsense]"
	if _, err := k.Elements(k.Bindings()[0], args); err == nil {
		t.Error("an unknown dimension passed")
	}
	if k.Name = "missing"; true {
		if _, err := k.Source(); err == nil {
			t.Error("a kernel without a section has a source")
		}
	}
}
