package shaders

import (
	"fmt"
	"hash/fnv"
)

// Shape is one way to run a matrix product. The zero Shape is the reference:
// the kernel's own section, scalar loads, 4×4 elements a thread, any size.
type Shape struct {
	Name  string // "" for the reference
	core  string // section of product.wgsl; "" = a section of the kernel's file
	side  uint32 // a workgroup has side × side threads
	down  uint32 // 4×4 blocks a thread owns, down
	wide  uint32 // and across
	Vec4  bool   // reads four elements at once: every size must be a multiple of 4
	Quads bool   // needs the feature "subgroups": four threads share their loads
}

// products are the shapes of every kernel that has a Product, in the order in
// which they are tried: a slow adapter does not come to the last.
var products = []Shape{
	{},
	{Name: "quads-4x4", core: "rows", side: 8, down: 1, wide: 1, Vec4: true, Quads: true},
	{Name: "vec4-4x4", core: "rows", side: 8, down: 1, wide: 1, Vec4: true},
	{Name: "vec4-8x8", core: "rows", side: 8, down: 2, wide: 2, Vec4: true},
	{Name: "tile-32", core: "tile", side: 8, down: 1, wide: 1, Vec4: true},
}

// Shapes returns the shapes that k has, the reference first.
func (k Kernel) Shapes() []Shape {
	switch {
	case k.Product != "":
		return products
	case k.Blocks != nil:
		return []Shape{{}, {Name: "vec4-4x4", Vec4: true}}
	}
	return products[:1]
}

// String names the shape for people.
func (s Shape) String() string {
	if s.Name == "" {
		return "reference"
	}
	return s.Name
}

// Fits reports whether k can take shape s at these arguments.
func (k Kernel) Fits(s Shape, args []uint32) bool {
	if !s.Vec4 {
		return true
	}
	if k.Product == "" {
		return args[1]%4 == 0 && args[2]/args[3]%4 == 0 // T, and d/H
	}
	return (args[0]|args[1]|args[2])%4 == 0
}

// Work returns the multiplications of a kernel with several shapes, by which
// its size is judged.
func (k Kernel) Work(args []uint32) float64 {
	n := float64(args[0]) * float64(args[1]) * float64(args[2])
	if k.Product != "" {
		return n * float64(len(k.parts()))
	}
	return n // attention: N T d, up to a factor
}

// Workgroups returns how many workgroups k needs in shape s.
func (k Kernel) Workgroups(s Shape, args []uint32) (x, y uint32) {
	if s.core == "" {
		threads := k.Threads
		if s.Name != "" {
			threads = k.Blocks
		}
		x, y = threads(args)
		return ceil(x, k.Group[0]), ceil(y, k.Group[1])
	}
	for _, p := range k.parts() {
		x = ceil(args[indexOf(k.ArgNames(), p.cols)], 4*s.side*s.wide)
		y += ceil(args[indexOf(k.ArgNames(), p.rows)], 4*s.side*s.down)
	}
	return x, y
}

func ceil(n, by uint32) uint32 { return (n + by - 1) / by }

// Version names the state of all kernels and shapes: it changes with any of them.
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
	fmt.Fprint(h, products, at4, put4, at1, put1, operands, blockOf, quadOf, staged, store)
	for _, k := range Kernels {
		fmt.Fprint(h, k.Name, k.Bind, k.Args, k.Product)
	}
	return fmt.Sprintf("%x", h.Sum64()), nil
}
