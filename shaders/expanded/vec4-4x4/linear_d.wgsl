// Code generated from product_vec4-4x4.wgsl and product.wgsl by go test ./shaders -run Expanded -update; DO NOT EDIT.

// Variant vec4-4x4: a thread owns a 4x4 block of the result and keeps it in
// registers. No barrier; a block past an edge repeats the last one and is not stored.

const TILE_ROWS = 8u; // blocks of a workgroup, down

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  products(group.xy, local.xy, 0u);
}

fn product(p: u32, group: vec2<u32>, local: vec2<u32>, lane: u32) {
  let blocks = size(p);
  let at = 8u * group + local;
  let i = min(at.y, blocks.x - 1u);
  let j = min(at.x, blocks.y - 1u);
  var c = mat4x4<f32>();
  var sum = vec4<f32>();
  for (var k = 0u; k < blocks.z; k++) {
    let l = left(p, i, k);
    sum += squares(l);
    c += right(p, k, j) * l;
  }
  store(p, at.y, at.x, c, row_scale(at.y, at.x, blocks.y, sum));
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

// kernels matmul_nt matmul_nn matmul_tn linear_add linear_d linear_d_gelu
fn squares(l: mat4x4<f32>) -> vec4<f32> { return vec4<f32>(); }
fn row_scale(i: u32, first: u32, step: u32, sum: vec4<f32>) -> vec4<f32> { return vec4<f32>(1.0); }

// kernels matmul_nn matmul_tn linear_d linear_d_gelu
fn right_transposed(p: u32) -> bool { return false; }
fn right_block(p: u32, rows: mat4x4<f32>) -> mat4x4<f32> { return rows; }

// kernels linear_d linear_d_gelu
// Product 0 is dx = dy W (or du), product 1 is dW = dy^T x. Their blocks stand below
// each other in one grid, each on whole workgroups.
struct Args { M: u32, N: u32, K: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> W: array<vec4<f32>>;

fn size(p: u32) -> vec3<u32> {
  if (p == 0u) { return (vec3<u32>(a.M, a.K, a.N) + 3u) / 4u; }
  return (vec3<u32>(a.N, a.K, a.M) + 3u) / 4u;
}

fn left_transposed(p: u32) -> bool { return p == 1u; }
fn left_block(p: u32, rows: mat4x4<f32>) -> mat4x4<f32> {
  if (p == 0u) { return rows; }
  return transpose(rows);
}
fn load_left(p: u32, i: u32, k: u32, r: u32) -> vec4<f32> {
  if (p == 0u) { return dy[(4u * i + r) * (a.N / 4u) + k]; }
  return dy[(4u * k + r) * (a.N / 4u) + i];
}
fn load_right(p: u32, k: u32, j: u32, r: u32) -> vec4<f32> {
  if (p == 0u) { return W[(4u * k + r) * (a.K / 4u) + j]; }
  return x[(4u * k + r) * (a.K / 4u) + j];
}

fn products(group: vec2<u32>, local: vec2<u32>, lane: u32) {
  let first = (size(0u).x + TILE_ROWS - 1u) / TILE_ROWS;
  if (group.y < first) {
    product(0u, group, local, lane);
  } else {
    product(1u, vec2<u32>(group.x, group.y - first), local, lane);
  }
}

// kernel linear_d: g1=dy[M,N] g2=x[M,K] g3=W[N,K] g4=*dx[M,K] g5=*dW[N,K]
@group(0) @binding(4) var<storage, read_write> dx: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> dW: array<vec4<f32>>;

fn store_row(p: u32, m: u32, c: u32, v: vec4<f32>) {
  let i = m * (a.K / 4u) + c;
  if (p == 0u) { dx[i] = v; } else { dW[i] = v; }
}
