// Both gradients of a linear map y = x W^T of M rows at once, dx = dy W and
// dW = dy^T x. Both are K wide, so their blocks stand below each other in one grid:
// first those of dx, then those of dW. As in linear.wgsl a thread owns a 4x4 block
// in registers; loads past an edge repeat the last row. A kernel says by put where
// a row of dx goes.

fn put_dW(n: u32, k: u32, c: vec4<f32>) {
  if (n >= a.N) { return; }
  for (var i = 0u; i < min(4u, a.K - k); i++) { dW[n * a.K + k + i] = c[i]; }
}

fn gradients(id: vec3<u32>) {
  let k = id.x * 4u;
  if (k >= a.K) { return; }
  let j = four(id.x, a.K);
  var c0 = vec4<f32>(0.0);
  var c1 = vec4<f32>(0.0);
  var c2 = vec4<f32>(0.0);
  var c3 = vec4<f32>(0.0);
  let rows = (a.M + 3u) / 4u;
  if (id.y < rows) {
    let m = id.y * 4u;
    let i = four(id.y, a.M) * a.N;
    for (var n = 0u; n < a.N; n++) {
      let nk = n * a.K;
      let w = vec4<f32>(W[nk + j.x], W[nk + j.y], W[nk + j.z], W[nk + j.w]);
      c0 += dy[i.x + n] * w;
      c1 += dy[i.y + n] * w;
      c2 += dy[i.z + n] * w;
      c3 += dy[i.w + n] * w;
    }
    put(m, k, c0);
    put(m + 1u, k, c1);
    put(m + 2u, k, c2);
    put(m + 3u, k, c3);
    return;
  }
  let n = (id.y - rows) * 4u;
  if (n >= a.N) { return; }
  let i = four(id.y - rows, a.N);
  for (var m = 0u; m < a.M; m++) {
    let mn = m * a.N;
    let mk = m * a.K;
    let v = vec4<f32>(x[mk + j.x], x[mk + j.y], x[mk + j.z], x[mk + j.w]);
    c0 += dy[mn + i.x] * v;
    c1 += dy[mn + i.y] * v;
    c2 += dy[mn + i.z] * v;
    c3 += dy[mn + i.w] * v;
  }
  put_dW(n, k, c0);
  put_dW(n + 1u, k, c1);
  put_dW(n + 2u, k, c2);
  put_dW(n + 3u, k, c3);
}

// kernel linear_d: g1=dy[M,N] g2=x[M,K] g3=W[N,K] g4=*dx[M,K] g5=*dW[N,K]
// Backward of y = x W^T: dx = dy W and dW = dy^T x
struct Args { M: u32, N: u32, K: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> W: array<f32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;
@group(0) @binding(5) var<storage, read_write> dW: array<f32>;

fn put(m: u32, k: u32, c: vec4<f32>) {
  if (m >= a.M) { return; }
  for (var i = 0u; i < min(4u, a.K - k); i++) { dx[m * a.K + k + i] = c[i]; }
}

@compute @workgroup_size(8, 8)
fn linear_d(@builtin(global_invocation_id) id: vec3<u32>) { gradients(id); }

// kernel linear_d_gelu: g1=dy[M,N] g2=x[M,K] g3=W[N,K] g4=u[M,K] g5=*du[M,K] g6=*dW[N,K]
// Backward of y = x W^T with x = gelu(u): du = (dy W) gelu'(u) and dW = dy^T x
struct Args { M: u32, N: u32, K: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> W: array<f32>;
@group(0) @binding(4) var<storage, read> u: array<f32>;
@group(0) @binding(5) var<storage, read_write> du: array<f32>;
@group(0) @binding(6) var<storage, read_write> dW: array<f32>;

fn put(m: u32, k: u32, c: vec4<f32>) {
  if (m >= a.M) { return; }
  for (var i = 0u; i < min(4u, a.K - k); i++) {
    let at = m * a.K + k + i;
    du[at] = c[i] * gelu_grad(u[at]);
  }
}

@compute @workgroup_size(8, 8)
fn linear_d_gelu(@builtin(global_invocation_id) id: vec3<u32>) { gradients(id); }
