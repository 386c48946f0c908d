// Code generated from product_tile-32.wgsl and product.wgsl by go test ./shaders -run Expanded -update; DO NOT EDIT.

// Variant tile-32: a workgroup of 8 by 8 threads owns a tile of 32 by 32 elements, one
// block a thread, and takes 16 elements of depth at a time through workgroup memory.
// Depth past the end is staged as zeros.

const TILE_ROWS = 8u; // blocks of a workgroup, down

// Row r, as stored, of block b at depth block k stands at (4k + r) * 8 + b.
var<workgroup> lefts: array<vec4<f32>, 128>;
var<workgroup> rights: array<vec4<f32>, 128>;

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  products(group.xy, local.xy, 0u);
}

fn product(p: u32, group: vec2<u32>, local: vec2<u32>, lane: u32) {
  let blocks = size(p);
  let at = 8u * group + local;
  var c = mat4x4<f32>();
  var sum = vec4<f32>();
  for (var k0 = 0u; k0 < blocks.z; k0 += 4u) {
    for (var s = local.y * 8u + local.x; s < 128u; s += 64u) { stage(p, s, 8u * group, k0); }
    workgroupBarrier();
    for (var k = 0u; k < 4u; k++) {
      let at_l = 32u * k + local.y;
      let at_r = 32u * k + local.x;
      let l = left_block(p, mat4x4<f32>(lefts[at_l], lefts[at_l + 8u], lefts[at_l + 16u], lefts[at_l + 24u]));
      sum += squares(l);
      c += right_block(p, mat4x4<f32>(rights[at_r], rights[at_r + 8u], rights[at_r + 16u], rights[at_r + 24u])) * l;
    }
    workgroupBarrier();
  }
  store(p, at.y, at.x, c, row_scale(at.y, at.x, blocks.y, sum));
}

// The s-th of the 128 loads of an operand, as (b, k, r), in the order of its memory:
// along the depth, or from block to block.
fn order(s: u32, along_depth: bool) -> vec3<u32> {
  if (along_depth) { return vec3<u32>(s / 16u, s % 4u, s / 4u % 4u); }
  return vec3<u32>(s % 8u, s / 32u, s / 8u % 4u);
}

fn stage(p: u32, s: u32, first: vec2<u32>, k0: u32) {
  let blocks = size(p);
  let l = order(s, !left_transposed(p));
  let r = order(s, right_transposed(p));
  var v = vec4<f32>();
  var w = vec4<f32>();
  if (k0 + l.y < blocks.z) { v = load_left(p, min(first.y + l.x, blocks.x - 1u), k0 + l.y, l.z); }
  if (k0 + r.y < blocks.z) { w = load_right(p, k0 + r.y, min(first.x + r.x, blocks.y - 1u), r.z); }
  lefts[(l.y * 4u + l.z) * 8u + l.x] = v;
  rights[(r.y * 4u + r.z) * 8u + r.x] = w;
}

// The matrix products whose sizes are multiples of 4, with vec4 operands; matmul.wgsl,
// linear.wgsl and linear_d.wgsl are their references, for any size. Everything is
// counted in 4x4 blocks.
//
// A module is three texts as they stand, joined: a variant (product_vec4-4x4.wgsl and
// its like) says how a workgroup tiles the result; what comes here before the first
// section is common; and the sections that name a kernel say what is multiplied. Of
// product p, a kernel's only one (0) or its second one (1):
//   size(p)                rows, columns and depth, in blocks
//   load_left(p, i, k, r)  row r of block (i, k), or (k, i), of the left operand as it is
//                          stored; load_right(p, k, j, r) of the right one
//   left_block(p, rows)    the block that four such rows are: perhaps their transpose
//   left_transposed(p)     whether it is
//   squares(l)             what a norm before the product sums up of a left block
//   row_scale(...)         by what four rows of the result are scaled at last
//   store_row(p, m, c, v)  stores elements 4c ... of row m of the result
//   products(...)          calls the variant's product() for each p
// A block is a mat4x4: column r of a left one is its row r, along the depth, column q
// of a right one its depth q, along the columns. So column r of right * left is row r
// of their product.

fn left(p: u32, i: u32, k: u32) -> mat4x4<f32> {
  return left_block(p, mat4x4<f32>(load_left(p, i, k, 0u), load_left(p, i, k, 1u), load_left(p, i, k, 2u), load_left(p, i, k, 3u)));
}

fn right(p: u32, k: u32, j: u32) -> mat4x4<f32> {
  return right_block(p, mat4x4<f32>(load_right(p, k, j, 0u), load_right(p, k, j, 1u), load_right(p, k, j, 2u), load_right(p, k, j, 3u)));
}

// Stores a block of the result, row r times scale[r], unless it lies past an edge.
fn store(p: u32, i: u32, j: u32, c: mat4x4<f32>, scale: vec4<f32>) {
  let blocks = size(p);
  if (i >= blocks.x || j >= blocks.y) { return; }
  var rows = c; // the loop keeps the module short: compiling it is part of the wait
  for (var r = 0u; r < 4u; r++) { store_row(p, 4u * i + r, j, rows[r] * scale[r]); }
}

// kernels matmul_nt matmul_nn matmul_tn linear_add norm_linear norm_linear_gelu
fn products(group: vec2<u32>, local: vec2<u32>, lane: u32) { product(0u, group, local, lane); }

// kernels matmul_nt matmul_nn matmul_tn linear_add linear_d linear_d_gelu
fn squares(l: mat4x4<f32>) -> vec4<f32> { return vec4<f32>(); }
fn row_scale(i: u32, first: u32, step: u32, sum: vec4<f32>) -> vec4<f32> { return vec4<f32>(1.0); }

// kernels matmul_nt matmul_nn matmul_tn linear_add norm_linear norm_linear_gelu
fn size(p: u32) -> vec3<u32> { return (vec3<u32>(a.M, a.N, a.K) + 3u) / 4u; }

// kernels matmul_nt matmul_nn linear_add norm_linear norm_linear_gelu
fn left_transposed(p: u32) -> bool { return false; }
fn left_block(p: u32, rows: mat4x4<f32>) -> mat4x4<f32> { return rows; }

// kernels matmul_nt linear_add norm_linear norm_linear_gelu
fn right_transposed(p: u32) -> bool { return true; }
fn right_block(p: u32, rows: mat4x4<f32>) -> mat4x4<f32> { return transpose(rows); }

// kernels matmul_nt matmul_nn matmul_tn
struct Args { M: u32, N: u32, K: u32, acc: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> A: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> B: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> C: array<vec4<f32>>;

fn store_row(p: u32, m: u32, c: u32, v: vec4<f32>) {
  let i = m * (a.N / 4u) + c;
  if (a.acc == 1u) { C[i] += v; } else { C[i] = v; }
}

// kernel matmul_nt: g1=A[M,K] g2=B[N,K] g3=*C[M,N]
fn load_left(p: u32, i: u32, k: u32, r: u32) -> vec4<f32> { return A[(4u * i + r) * (a.K / 4u) + k]; }
fn load_right(p: u32, k: u32, j: u32, r: u32) -> vec4<f32> { return B[(4u * j + r) * (a.K / 4u) + k]; }
