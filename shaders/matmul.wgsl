// The three matrix products, on the same three bindings. Every thread owns a
// 4x4 block of C and keeps it in registers: no shared memory, no barrier. Loads
// past the edge repeat the last row or column and stores past the edge do not
// happen, so any M, N, K works.
// Of the forward Y = X W^T (matmul_nt) the backward is dX = dY W (matmul_nn)
// and dW += dY^T X (matmul_tn).

struct Args { M: u32, N: u32, K: u32, acc: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> A: array<f32>;
@group(0) @binding(2) var<storage, read> B: array<f32>;
@group(0) @binding(3) var<storage, read_write> C: array<f32>;

fn put(m: u32, n: u32, v: f32) {
  if (m >= a.M || n >= a.N) { return; }
  let i = m * a.N + n;
  if (a.acc == 1u) { C[i] += v; } else { C[i] = v; }
}

fn put_row(m: u32, n: u32, v: vec4<f32>) {
  put(m, n, v.x);
  put(m, n + 1u, v.y);
  put(m, n + 2u, v.z);
  put(m, n + 3u, v.w);
}

// kernel matmul_nt: g1=A[M,K] g2=B[N,K] g3=*C[M,N]
// C (+)= A B^T; adds where acc = 1
@compute @workgroup_size(8, 8)
fn matmul_nt(@builtin(global_invocation_id) id: vec3<u32>) {
  let m = id.y * 4u;
  let n = id.x * 4u;
  if (m >= a.M || n >= a.N) { return; }
  let i = four(id.y, a.M) * a.K;
  let j = four(id.x, a.N) * a.K;
  var c0 = vec4<f32>(0.0);
  var c1 = vec4<f32>(0.0);
  var c2 = vec4<f32>(0.0);
  var c3 = vec4<f32>(0.0);
  for (var k = 0u; k < a.K; k++) {
    let b = vec4<f32>(B[j.x + k], B[j.y + k], B[j.z + k], B[j.w + k]);
    c0 += A[i.x + k] * b;
    c1 += A[i.y + k] * b;
    c2 += A[i.z + k] * b;
    c3 += A[i.w + k] * b;
  }
  put_row(m, n, c0);
  put_row(m + 1u, n, c1);
  put_row(m + 2u, n, c2);
  put_row(m + 3u, n, c3);
}

// kernel matmul_nn: g1=A[M,K] g2=B[K,N] g3=*C[M,N]
// Backward of matmul_nt to A, from (A, B) = (dC, B): C (+)= A B; adds where acc = 1
@compute @workgroup_size(8, 8)
fn matmul_nn(@builtin(global_invocation_id) id: vec3<u32>) {
  let m = id.y * 4u;
  let n = id.x * 4u;
  if (m >= a.M || n >= a.N) { return; }
  let i = four(id.y, a.M) * a.K;
  let j = four(id.x, a.N);
  var c0 = vec4<f32>(0.0);
  var c1 = vec4<f32>(0.0);
  var c2 = vec4<f32>(0.0);
  var c3 = vec4<f32>(0.0);
  for (var k = 0u; k < a.K; k++) {
    let bk = k * a.N;
    let b = vec4<f32>(B[bk + j.x], B[bk + j.y], B[bk + j.z], B[bk + j.w]);
    c0 += A[i.x + k] * b;
    c1 += A[i.y + k] * b;
    c2 += A[i.z + k] * b;
    c3 += A[i.w + k] * b;
  }
  put_row(m, n, c0);
  put_row(m + 1u, n, c1);
  put_row(m + 2u, n, c2);
  put_row(m + 3u, n, c3);
}

// kernel matmul_tn: g1=A[K,M] g2=B[K,N] g3=*C[M,N]
// Backward of matmul_nt to B, from (A, B) = (dC, A): C (+)= A^T B; adds where acc = 1
@compute @workgroup_size(8, 8)
fn matmul_tn(@builtin(global_invocation_id) id: vec3<u32>) {
  let m = id.y * 4u;
  let n = id.x * 4u;
  if (m >= a.M || n >= a.N) { return; }
  let i = four(id.y, a.M);
  let j = four(id.x, a.N);
  var c0 = vec4<f32>(0.0);
  var c1 = vec4<f32>(0.0);
  var c2 = vec4<f32>(0.0);
  var c3 = vec4<f32>(0.0);
  for (var k = 0u; k < a.K; k++) {
    let ak = k * a.M;
    let bk = k * a.N;
    let b = vec4<f32>(B[bk + j.x], B[bk + j.y], B[bk + j.z], B[bk + j.w]);
    c0 += A[ak + i.x] * b;
    c1 += A[ak + i.y] * b;
    c2 += A[ak + i.z] * b;
    c3 += A[ak + i.w] * b;
  }
  put_row(m, n, c0);
  put_row(m + 1u, n, c1);
  put_row(m + 2u, n, c2);
  put_row(m + 3u, n, c3);
}
