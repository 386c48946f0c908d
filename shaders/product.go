package shaders

import (
	"fmt"
	"strings"
)

// part is one product of a kernel: out[rows,cols] = left right.
type part struct {
	out, left, right  string // bindings
	turnL, turnR      bool   // the operand is stored as its transpose
	norm              bool
	rows, cols, depth string // arguments
}

// parts parses Product: `out = left right`, parted by `;`, where ^T marks a
// transposed operand and norm(x) the normed x.
func (k Kernel) parts() []part {
	dims := map[string][]string{}
	for _, b := range k.Bindings() {
		dims[b.Name] = b.dims
	}
	var out []part
	for _, formula := range strings.Split(k.Product, ";") {
		f := strings.Fields(formula) // out = left right
		p := part{out: f[0], left: f[2], right: f[3]}
		p.left, p.turnL = strings.CutSuffix(p.left, "^T")
		p.right, p.turnR = strings.CutSuffix(p.right, "^T")
		if x, ok := strings.CutPrefix(p.left, "norm("); ok {
			p.left, p.norm = strings.TrimSuffix(x, ")"), true
		}
		p.rows, p.cols, p.depth = dims[p.out][0], dims[p.out][1], dims[p.left][1]
		if p.turnL {
			p.depth = dims[p.left][0]
		}
		out = append(out, p)
	}
	return out
}

// ShapeSource returns the WGSL module of k in shape s.
func (k Kernel) ShapeSource(s Shape) (string, error) {
	switch {
	case s.Name == "":
		return k.Source()
	case s.core == "":
		return k.section(k.Name + ", " + s.Name + ":")
	}
	file, err := files.ReadFile("product.wgsl")
	if err != nil {
		return "", fmt.Errorf("reading the shapes of kernel %s: %w", k.Name, err)
	}
	sections := strings.Split(string(file), "\n// section ")[1:]
	var src strings.Builder
	if s.Quads {
		src.WriteString("enable subgroups;\n")
	}
	k.declare(&src, s)
	parts := k.parts()
	want := "stores "
	for _, p := range parts {
		p.loads(&src, s)
	}
	for _, text := range sections {
		title, _, _ := strings.Cut(text, "\n")
		switch {
		case strings.HasPrefix(title, want) && indexOf(strings.Fields(title), k.Name) > 0,
			strings.HasPrefix(title, "norm:") && parts[0].norm,
			strings.HasPrefix(title, "gelu:") && strings.HasSuffix(k.Name, "_gelu"):
			src.WriteString("// section " + text + "\n")
		case strings.HasPrefix(title, "core "+s.core+":"):
			for _, p := range parts {
				src.WriteString(s.unroll("// section "+text+"\n", p))
			}
		}
	}
	k.entry(&src, s)
	return src.String(), nil
}

// declare writes the bindings, the uniform, and for each binding X of one or
// two dimensions X_at and X_put.
func (k Kernel) declare(src *strings.Builder, s Shape) {
	fmt.Fprintf(src, "struct Args { %s }\n@group(0) @binding(0) var<uniform> a: Args;\n", k.uniform())
	element := "f32"
	if s.Vec4 {
		element = "vec4<f32>"
	}
	for i, b := range k.Bindings() {
		access := "read"
		if b.Write {
			access = "read_write"
		}
		fmt.Fprintf(src, "@group(0) @binding(%d) var<storage, %s> %s: array<%s>;\n", i+1, access, b.Name, element)
		rows, cols := "1u", "a."+b.dims[0]
		if len(b.dims) == 2 {
			rows, cols = "a."+b.dims[0], "a."+b.dims[1]
		}
		text := at1 + put1
		if s.Vec4 {
			text = at4 + put4
		}
		if !b.Write {
			text, _, _ = strings.Cut(text, "fn X_put")
		}
		src.WriteString(strings.NewReplacer("X", b.Name, "ROWS", rows, "COLS", cols).Replace(text))
	}
}

const (
	at4  = "fn X_at(m: u32, c: u32) -> vec4<f32> { return X[m * (COLS / 4u) + c]; }\n"
	put4 = "fn X_put(m: u32, c: u32, v: vec4<f32>) { X[m * (COLS / 4u) + c] = v; }\n"
	// Elements past an edge are zeros, and are not stored.
	at1 = `fn X_at(m: u32, c: u32) -> vec4<f32> {
  let k = 4u * c + vec4<u32>(0u, 1u, 2u, 3u);
  let i = min(m, ROWS - 1u) * COLS + min(k, vec4<u32>(COLS - 1u));
  return select(vec4<f32>(), vec4<f32>(X[i.x], X[i.y], X[i.z], X[i.w]), k < vec4<u32>(select(0u, COLS, m < ROWS)));
}
`
	put1 = `fn X_put(m: u32, c: u32, v: vec4<f32>) {
  let i = m * COLS + 4u * c;
  let n = select(0u, COLS - min(4u * c, COLS), m < ROWS);
  if (n > 0u) { X[i] = v.x; }
  if (n > 1u) { X[i + 1u] = v.y; }
  if (n > 2u) { X[i + 2u] = v.z; }
  if (n > 3u) { X[i + 3u] = v.w; }
}
`
)

// loads writes p's size and operands, and what stores a block of its result.
func (p part) loads(src *strings.Builder, s Shape) {
	for _, d := range [][2]string{{"rows", p.rows}, {"cols", p.cols}, {"depth", p.depth}} {
		fmt.Fprintf(src, "fn %s_%s() -> u32 { return (a.%s + 3u) / 4u; }\n", d[0], p.out, d[1])
	}
	left, turnL := p.left+"_at(4u * i + r, k)", "l"
	if p.turnL {
		left, turnL = p.left+"_at(4u * k + r, i)", "transpose(l)"
	}
	right, turnR := p.right+"_at(4u * k + r, j)", "l"
	if p.turnR {
		right, turnR = p.right+"_at(4u * j + r, k)", "transpose(l)"
	}
	if p.norm {
		right += " * g_at(0u, k)"
	}
	text := blockOf
	switch {
	case s.core == "tile":
		text = staged
	case s.Quads:
		text = quadOf
	}
	byDepth, byBlock := "s / 16u, s % 4u, s / 4u % 4u", "s % Tu, s / (4u * Tu), s / Tu % 4u"
	orderL, orderR := byDepth, byBlock
	if p.turnL {
		orderL = byBlock
	}
	if p.turnR {
		orderR = byDepth
	}
	src.WriteString(strings.NewReplacer("_P", "_"+p.out, "ORDER_L", strings.ReplaceAll(orderL, "T", fmt.Sprint(s.side)),
		"ORDER_R", strings.ReplaceAll(orderR, "T", fmt.Sprint(s.side)), "TURN_L", turnL, "TURN_R", turnR, "LEFT", left, "RIGHT", right,
		"Tu", fmt.Sprintf("%du", s.side)).Replace(operands + text + store))
}

const (
	operands = `fn load_left_P(i: u32, k: u32, r: u32) -> vec4<f32> { return LEFT; }
fn load_right_P(k: u32, j: u32, r: u32) -> vec4<f32> { return RIGHT; }
`
	blockOf = `fn left_P(i: u32, k: u32, lane: u32) -> mat4x4<f32> {
  let l = mat4x4<f32>(load_left_P(i, k, 0u), load_left_P(i, k, 1u), load_left_P(i, k, 2u), load_left_P(i, k, 3u));
  return TURN_L;
}
` + rightOf
	// The four threads of a quad stand side by side and need the same left block:
	// each loads a quarter of it.
	quadOf = `fn left_P(i: u32, k: u32, lane: u32) -> mat4x4<f32> {
  let v = load_left_P(i, k, lane);
  let l = mat4x4<f32>(quadBroadcast(v, 0u), quadBroadcast(v, 1u), quadBroadcast(v, 2u), quadBroadcast(v, 3u));
  return TURN_L;
}
` + rightOf
	rightOf = `fn right_P(k: u32, j: u32) -> mat4x4<f32> {
  let l = mat4x4<f32>(load_right_P(k, j, 0u), load_right_P(k, j, 1u), load_right_P(k, j, 2u), load_right_P(k, j, 3u));
  return TURN_R;
}
`
	// Element s of a stage is row or column r of block b at depth block k. The
	// order follows memory when loading, and lies b by b in the tile.
	staged = `fn stage_P(s: u32, tile: vec2<u32>, k0: u32) {
  let l = vec3<u32>(ORDER_L);
  let r = vec3<u32>(ORDER_R);
  var v = vec4<f32>();
  var w = vec4<f32>();
  if (k0 + l.y < depth_P()) { v = load_left_P(min(tile.y + l.x, rows_P() - 1u), k0 + l.y, l.z); }
  if (k0 + r.y < depth_P()) { w = load_right_P(k0 + r.y, min(tile.x + r.x, cols_P() - 1u), r.z); }
  lefts[(l.y * 4u + l.z) * Tu + l.x] = v;
  rights[(r.y * 4u + r.z) * Tu + r.x] = w;
}
fn staged_left_P(k: u32, b: u32) -> mat4x4<f32> {
  let at = 4u * k * Tu + b;
  let l = mat4x4<f32>(lefts[at], lefts[at + Tu], lefts[at + 2u * Tu], lefts[at + 3u * Tu]);
  return TURN_L;
}
fn staged_right_P(k: u32, b: u32) -> mat4x4<f32> {
  let at = 4u * k * Tu + b;
  let l = mat4x4<f32>(rights[at], rights[at + Tu], rights[at + 2u * Tu], rights[at + 3u * Tu]);
  return TURN_R;
}
`
	store = `fn store_P(i: u32, j: u32, c: mat4x4<f32>) {
  if (i >= rows_P() || j >= cols_P()) { return; }
  var rows = c; // the loop keeps the module short: compiling it is part of the wait
  for (var r = 0u; r < 4u; r++) { row_P(4u * i + r, j, rows[r]); }
}
`
)

// unroll writes a core for product p: it repeats the lines of block rows and
// columns and fills in the shape's numbers.
func (s Shape) unroll(core string, p part) string {
	var out strings.Builder
	for _, line := range strings.SplitAfter(core, "\n") {
		if strings.HasSuffix(line, "// norm\n") && !p.norm {
			continue
		}
		down, wide := uint32(1), uint32(1)
		if !strings.HasPrefix(line, "//") && strings.Contains(line, "$i") {
			down = s.down
		}
		if !strings.HasPrefix(line, "//") && strings.Contains(line, "$j") {
			wide = s.wide
		}
		for i := range down {
			for j := range wide {
				out.WriteString(strings.NewReplacer("$p", p.out, "$i", fmt.Sprint(i), "$j", fmt.Sprint(j),
					"$I", fmt.Sprint(s.down), "$J", fmt.Sprint(s.wide), "$T", fmt.Sprint(s.side)).Replace(line))
			}
		}
	}
	return out.String()
}

// entry writes the entry point. Two products stand below each other in one
// grid, each on whole workgroups.
func (k Kernel) entry(src *strings.Builder, s Shape) {
	if s.core == "tile" {
		fmt.Fprintf(src, "var<workgroup> lefts: array<vec4<f32>, %d>;\nvar<workgroup> rights: array<vec4<f32>, %d>;\n\n", 16*s.side, 16*s.side)
	}
	size, parameters := fmt.Sprintf("%d, %d", s.side, s.side), "@builtin(local_invocation_id) local: vec3<u32>"
	local, lane := "local.xy", "0u"
	if s.Quads {
		// Only in a workgroup of one dimension do threads have the order of subgroups
		// everywhere; naga refuses others.
		size, parameters = fmt.Sprint(s.side*s.side), "@builtin(local_invocation_index) thread: u32, @builtin(subgroup_invocation_id) lane: u32"
		local, lane = fmt.Sprintf("vec2<u32>(thread %% %du, thread / %du)", s.side, s.side), "lane % 4u"
	}
	fmt.Fprintf(src, "@compute @workgroup_size(%s)\nfn %s(@builtin(workgroup_id) tile: vec3<u32>, %s) {\n", size, k.Name, parameters)
	parts := k.parts()
	if len(parts) == 1 {
		fmt.Fprintf(src, "  product_%s(tile.xy, %s, %s);\n}\n", parts[0].out, local, lane)
		return
	}
	fmt.Fprintf(src, "  let first = (rows_%s() + %du) / %du;\n", parts[0].out, s.side*s.down-1, s.side*s.down)
	fmt.Fprintf(src, "  if (tile.y < first) {\n    product_%s(tile.xy, %s, %s);\n  } else {\n    product_%s(vec2<u32>(tile.x, tile.y - first), %s, %s);\n  }\n}\n",
		parts[0].out, local, lane, parts[1].out, local, lane)
}

// uniform returns the members of the uniform's struct.
func (k Kernel) uniform() string {
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
