package shaders

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// Variant is one way to run a kernel. The zero Variant is the reference: the
// kernel's own section, scalar loads, any size.
type Variant struct {
	Name      string // "" for the reference; of a file product_NAME.wgsl, or a section of the kernel's file
	tile      uint32 // 4×4 blocks of the result that a workgroup owns, down and across; 0 = the kernel's own grid
	Vec4      bool   // reads four elements at once: every size must be a multiple of 4
	Subgroups bool   // needs the feature "subgroups": four threads share their loads
}

// products are the variants of every kernel that has Products, in the order in
// which they are tried: a slow adapter does not come to the last.
var products = []Variant{
	{},
	{Name: "quads-4x4", tile: 8, Vec4: true, Subgroups: true},
	{Name: "vec4-4x4", tile: 8, Vec4: true},
	{Name: "vec4-8x8", tile: 16, Vec4: true},
	{Name: "tile-32", tile: 8, Vec4: true},
}

// Variants returns the variants that k has, the reference first.
func (k Kernel) Variants() []Variant {
	switch {
	case k.Products != nil:
		return products
	case k.Blocks != nil:
		return []Variant{{}, {Name: "vec4-4x4", Vec4: true}}
	}
	return products[:1]
}

// String names the variant for people.
func (v Variant) String() string {
	if v.Name == "" {
		return "reference"
	}
	return v.Name
}

// Entry is the name of the entry point of k in variant v.
func (k Kernel) Entry(v Variant) string {
	if v.tile > 0 {
		return "main"
	}
	return k.Name
}

// Source returns the WGSL module of k in variant v. One module a kernel, because
// bindings of several kernels cannot share their names.
func (k Kernel) Source(v Variant) (string, error) {
	switch {
	case v.Name == "":
		src, err := k.sections(k.File, k.Name)
		if err != nil {
			return "", err
		}
		return withCommon(src)
	case v.tile == 0:
		return k.sections(k.File, k.Name+", "+v.Name)
	}
	tiling, err := files.ReadFile("product_" + v.Name + ".wgsl")
	if err != nil {
		return "", fmt.Errorf("reading a variant of kernel %s: %w", k.Name, err)
	}
	operands, err := k.sections("product.wgsl", k.Name)
	return string(tiling) + operands, err
}

// sections returns what concerns k of a file: the text before the first kernel, what
// follows a line `// kernels` that names k, and the section `// kernel title: …`,
// whose bindings stand in its first line.
func (k Kernel) sections(file, title string) (string, error) {
	b, err := files.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("reading shader of kernel %s: %w", k.Name, err)
	}
	const mark = "\n// kernel"
	parts := strings.Split(string(b), mark)
	src, found := parts[0], false
	for _, p := range parts[1:] {
		first, _, _ := strings.Cut(p, "\n")
		names, several := strings.CutPrefix(first, "s ")
		own := strings.HasPrefix(first, " "+title+":")
		if own || several && slices.Contains(strings.Fields(names), k.Name) {
			src, found = src+mark+p, found || own
		}
	}
	if !found {
		return "", fmt.Errorf("%s has no section of kernel %s", file, title)
	}
	return src, nil
}

// withCommon puts the functions of common.wgsl that src calls before it.
func withCommon(src string) (string, error) {
	b, err := files.ReadFile("common.wgsl")
	if err != nil {
		return "", fmt.Errorf("reading what kernels share: %w", err)
	}
	for _, p := range strings.Split(string(b), "\n// function ")[1:] {
		if name, body, _ := strings.Cut(p, "\n"); strings.Contains(src, name+"(") {
			src = body + src
		}
	}
	return src, nil
}

// Fits reports whether k can run in variant v at these arguments.
func (k Kernel) Fits(v Variant, args []uint32) bool {
	if !v.Vec4 {
		return true
	}
	if k.Products == nil {
		return args[1]%4 == 0 && args[2]/args[3]%4 == 0 // T, and d/H
	}
	return (args[0]|args[1]|args[2])%4 == 0
}

// Work returns the multiplications of a kernel with several variants, by which
// its size is judged: of attention N T d, up to a factor.
func (k Kernel) Work(args []uint32) float64 {
	return float64(args[0]) * float64(args[1]) * float64(args[2]) * float64(max(len(k.Products), 1))
}

// Workgroups returns how many workgroups k needs in variant v.
func (k Kernel) Workgroups(v Variant, args []uint32) (x, y uint32) {
	if v.tile == 0 {
		threads := k.Threads
		if v.Name != "" {
			threads = k.Blocks
		}
		x, y = threads(args)
		return ceil(x, k.Group[0]), ceil(y, k.Group[1])
	}
	for _, p := range k.Products {
		x = ceil(args[p.Cols], 4*v.tile)
		y += ceil(args[p.Rows], 4*v.tile)
	}
	return x, y
}

func ceil(n, by uint32) uint32 { return (n + by - 1) / by }

// Version names the state of all kernels and variants: it changes with any of them.
func Version() (string, error) {
	h := fnv.New64a()
	entries, err := files.ReadDir(".")
	if err != nil {
		return "", fmt.Errorf("listing shaders: %w", err)
	}
	for _, e := range entries {
		b, err := files.ReadFile(e.Name())
		if err != nil {
			return "", fmt.Errorf("reading shader: %w", err)
		}
		h.Write(b)
	}
	fmt.Fprint(h, products)
	for _, k := range Kernels {
		fmt.Fprint(h, k.Name, k.Bind, k.Args, k.Products)
	}
	return fmt.Sprintf("%x", h.Sum64()), nil
}
