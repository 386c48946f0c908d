// The matrix products in further shapes than that of matmul.wgsl and
// linear.wgsl, which stay the reference. Everything is counted in 4x4 blocks.
// product.go joins a core and a kernel's stores to one module and writes what is
// around them, P being the name of a product's result:
//   left_P(i, k)   block of the left operand: column r is row 4i+r, depth 4k …
//   right_P(k, j)  block of the right one: column q is depth 4k+q, columns 4j …
//   right * left   so column r of the result is row 4i+r of C, columns 4j …
//   X_at(m, c), X_put(m, c, v)  elements 4c … of row m of binding X
//   rows_P, cols_P, depth_P     the size, in blocks
// A line with $i is repeated for every block row a thread owns, one with $j for
// every block column. Lines that end in "// norm" are left out where no norm
// stands before the product.

// section core rows: a thread owns $I by $J blocks and keeps them in registers. No
// barrier; blocks past an edge repeat the last one and are not stored.
fn product_$p(tile: vec2<u32>, local: vec2<u32>, lane: u32) {
  let i0 = (tile.y * $Tu + local.y) * $Iu;
  let j0 = (tile.x * $Tu + local.x) * $Ju;
  let i_$i = min(i0 + $iu, rows_$p() - 1u);
  let j_$j = min(j0 + $ju, cols_$p() - 1u);
  var c$i$j = mat4x4<f32>();
  var square$i = vec4<f32>(); // norm
  for (var k = 0u; k < depth_$p(); k++) {
    let l$i = left_$p(i_$i, k, lane);
    let r$j = right_$p(k, j_$j);
    square$i += squares(l$i); // norm
    c$i$j += r$j * l$i;
  }
  let s$i = scale(square$i); // norm
  keep(i0 + $iu, j0 / $Ju, (cols_$p() + $Ju - 1u) / $Ju, s$i); // norm
  c$i$j = scaled(c$i$j, s$i); // norm
  store_$p(i0 + $iu, j0 + $ju, c$i$j);
}

// section core tile: a workgroup of $T by $T threads owns as many blocks, one a thread,
// and takes 16 elements of depth at a time through workgroup memory. Depth past
// the end is staged as zeros.
fn product_$p(tile: vec2<u32>, local: vec2<u32>, lane: u32) {
  let i = tile.y * $Tu + local.y;
  let j = tile.x * $Tu + local.x;
  var c = mat4x4<f32>();
  var square = vec4<f32>(); // norm
  for (var k0 = 0u; k0 < depth_$p(); k0 += 4u) {
    for (var s = local.y * $Tu + local.x; s < 16u * $Tu; s += $Tu * $Tu) {
      stage_$p(s, tile * $Tu, k0);
    }
    workgroupBarrier();
    for (var k = 0u; k < 4u; k++) {
      let l = staged_left_$p(k, local.y);
      square += squares(l); // norm
      c += staged_right_$p(k, local.x) * l;
    }
    workgroupBarrier();
  }
  let s = scale(square); // norm
  keep(i, j, cols_$p(), s); // norm
  c = scaled(c, s); // norm
  store_$p(i, j, c);
}

// section norm: r = 1/sqrt(mean_k x^2 + eps) of four rows k0 the sums of squares, and
// b = g x r, which the threads of these rows share out.
fn squares(l: mat4x4<f32>) -> vec4<f32> {
  return vec4<f32>(dot(l[0], l[0]), dot(l[1], l[1]), dot(l[2], l[2]), dot(l[3], l[3]));
}

fn scale(square: vec4<f32>) -> vec4<f32> { return 1.0 / sqrt(square / f32(a.K) + a.eps); }

fn scaled(c: mat4x4<f32>, s: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(c[0] * s.x, c[1] * s.y, c[2] * s.z, c[3] * s.w);
}

fn keep(i: u32, first: u32, step: u32, s: vec4<f32>) {
  if (4u * i >= a.M || first >= step) { return; }
  for (var r = 0u; r < 4u; r++) {
    for (var k = first; k < (a.K + 3u) / 4u; k += step) {
      b_put(4u * i + r, k, g_at(0u, k) * x_at(4u * i + r, k) * s[r]);
    }
  }
  if (first == 0u) { r_put(0u, i, s); }
}

// section gelu: as in linear.wgsl
fn gelu_sigmoid(u: vec4<f32>) -> vec4<f32> {
  let s = 1.5957691216057308 * (u + 0.044715 * u * u * u);
  return 1.0 / (1.0 + exp(clamp(-s, vec4<f32>(-80.0), vec4<f32>(80.0))));
}

fn gelu_grad(u: vec4<f32>) -> vec4<f32> {
  let q = gelu_sigmoid(u);
  return q + u * q * (1.0 - q) * 1.5957691216057308 * (1.0 + 0.134145 * u * u);
}

// section stores matmul_nt matmul_nn matmul_tn
fn row_C(m: u32, n: u32, v: vec4<f32>) {
  if (a.acc == 1u) { C_put(m, n, C_at(m, n) + v); } else { C_put(m, n, v); }
}

// section stores linear_add
fn row_y(m: u32, n: u32, v: vec4<f32>) { y_put(m, n, h_at(m, n) + v); }

// section stores norm_linear
fn row_y(m: u32, n: u32, v: vec4<f32>) { y_put(m, n, v); }

// section stores norm_linear_gelu
fn row_y(m: u32, n: u32, v: vec4<f32>) {
  u_put(m, n, v);
  y_put(m, n, v * gelu_sigmoid(v));
}

// section stores linear_d
fn row_dx(m: u32, k: u32, v: vec4<f32>) { dx_put(m, k, v); }
fn row_dW(n: u32, k: u32, v: vec4<f32>) { dW_put(n, k, v); }

// section stores linear_d_gelu
fn row_du(m: u32, k: u32, v: vec4<f32>) { du_put(m, k, v * gelu_grad(u_at(m, k))); }
fn row_dW(n: u32, k: u32, v: vec4<f32>) { dW_put(n, k, v); }
