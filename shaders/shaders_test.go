package shaders

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
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
			src, err := k.Source(Variant{})
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
			if want := "struct Args { " + uniform(k) + " }\n"; !strings.Contains(src, want) {
				t.Errorf("no uniform %q", want)
			}
			if got, want := declared(src), bound(k, Variant{}); fmt.Sprint(got) != fmt.Sprint(want) {
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

// uniform returns the members of the uniform's struct.
func uniform(k Kernel) string {
	var out []string
	for _, f := range strings.Fields(k.Args) {
		name, typ, ok := strings.Cut(f, ":")
		if !ok {
			typ = "u32"
		}
		out = append(out, name+": "+typ)
	}
	return strings.Join(out, ", ")
}

// declared returns the storage bindings of a module as "number access element".
func declared(src string) []string {
	var out []string
	for _, m := range declaration.FindAllStringSubmatch(src, -1) {
		out = append(out, strings.Join(m[1:], " "))
	}
	return out
}

// bound returns the storage bindings of the table in the form of declared.
func bound(k Kernel, v Variant) []string {
	var out []string
	for i, b := range k.Bindings() {
		access, typ := "read", "f32"
		if b.Write {
			access = "read_write"
		}
		if b.U32 {
			typ = "u32"
		}
		if v.Vec4 {
			typ = "vec4<f32>"
		}
		out = append(out, fmt.Sprintf("%d %s %s", i+1, access, typ))
	}
	return out
}

// TestVariants holds the further variants against the table too, and WebGPU's
// default limits.
func TestVariants(t *testing.T) {
	several := 0
	for _, k := range Kernels {
		for i, v := range k.Variants() {
			if (v.Name == "") != (i == 0) {
				t.Fatalf("%s: variant %d is %q; the reference comes first, alone without a name", k.Name, i, v.Name)
			}
			if i == 0 {
				continue
			}
			several++
			src, err := k.Source(v)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := declared(src), bound(k, v); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s %s: bindings\n%v\nwant\n%v", k.Name, v, got, want)
			}
			if strings.Count(src, "struct Args { "+uniform(k)+" }\n") != 1 || strings.Count(src, "@compute") != 1 || strings.Count(src, "\nfn "+k.Entry(v)+"(") != 1 {
				t.Errorf("%s %s: uniform or entry point differ from the table\n%s", k.Name, v, src)
			}
			contract := strings.Replace(k.Contract(), ":", ", "+v.Name+":", 1)
			if v.tile > 0 {
				contract = k.Contract()
			}
			if !strings.Contains(src, contract+"\n") {
				t.Errorf("%s %s: no line %q", k.Name, v, contract)
			}
			if strings.Contains(src, "\nenable") != v.Subgroups {
				t.Errorf("%s %s: needs features that it does not say\n%s", k.Name, v, src)
			}
			if v.tile > 0 && !strings.Contains(src, fmt.Sprintf("\nconst TILE_ROWS = %du;", v.tile)) {
				t.Errorf("%s %s: a workgroup owns other blocks than %d", k.Name, v, v.tile)
			}
			threads, bytes := numbers(src, `@workgroup_size\((\d+)(?:, (\d+))?\)`, 1), 16*numbers(src, `var<workgroup> \w+: array<vec4<f32>, (\d+)>`, 0)
			if threads == 0 || threads > 256 || bytes > 16<<10 {
				t.Errorf("%s %s: %d invocations and %d bytes of workgroup memory, beyond 256 or 16 KiB", k.Name, v, threads, bytes)
			}
		}
	}
	if v, err := Version(); err != nil || v == "" {
		t.Error("version", v, err)
	}
	if several < 8*4 {
		t.Errorf("only %d further variants", several)
	}
}

// numbers returns the sum of the numbers that pattern captures in src, or from 1 on
// their product.
func numbers(src, pattern string, from int) int {
	n := from
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(src, -1) {
		for _, text := range m[1:] {
			switch x, err := strconv.Atoi(text); {
			case err != nil:
			case from > 0:
				n *= x
			default:
				n += x
			}
		}
	}
	return n
}

var update = flag.Bool("update", false, "write the folder expanded")

// TestExpanded holds the modules in the folder expanded, a variant of the products
// each, to the texts that they are joined of. With the flag -update it writes them.
func TestExpanded(t *testing.T) {
	want := map[string]string{}
	for _, k := range Kernels {
		for _, v := range k.Variants() {
			if v.tile == 0 {
				continue
			}
			src, err := k.Source(v)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("expanded", v.Name, k.Name+".wgsl")
			want[path] = fmt.Sprintf("// Code generated from product_%s.wgsl and product.wgsl by go test ./shaders -run Expanded -update; DO NOT EDIT.\n\n%s", v.Name, src)
		}
	}
	if *update {
		if err := os.RemoveAll("expanded"); err != nil {
			t.Fatal(err)
		}
		for path, src := range want {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	found, err := filepath.Glob(filepath.Join("expanded", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want[path] {
			t.Errorf("%s is not what its parts make (go test ./shaders -run Expanded -update)", path)
		}
		delete(want, path)
	}
	for path := range want {
		t.Errorf("%s is missing (go test ./shaders -run Expanded -update)", path)
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
		if strings.HasPrefix(e.Name(), "product_") {
			continue // its entry point serves every kernel with Products
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
		if _, err := k.Source(Variant{}); err == nil {
			t.Error("a kernel without a section has a source")
		}
	}
}
