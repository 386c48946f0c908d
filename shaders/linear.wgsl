// A linear map y = x W^T of M rows together with what stands around it: the
// norm before it, GELU or the residual stream after it; linear_d.wgsl has its
// gradients. As in matmul.wgsl a thread owns a 4x4 block in registers, without
// shared memory or barrier; loads past an edge repeat the last row.

// kernel linear_add: g1=x[M,K] g2=W[N,K] g3=h[M,N] g4=*y[M,N]
// y = h + x W^T: a map that writes into the residual stream
struct Args { M: u32, N: u32, K: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> W: array<f32>;
@group(0) @binding(3) var<storage, read> h: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

fn put(m: u32, n: u32, c: vec4<f32>) {
  if (m >= a.M) { return; }
  for (var i = 0u; i < min(4u, a.N - n); i++) {
    let at = m * a.N + n + i;
    y[at] = h[at] + c[i];
  }
}

@compute @workgroup_size(8, 8)
fn linear_add(@builtin(global_invocation_id) id: vec3<u32>) {
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
    let w = vec4<f32>(W[j.x + k], W[j.y + k], W[j.z + k], W[j.w + k]);
    c0 += x[i.x + k] * w;
    c1 += x[i.y + k] * w;
    c2 += x[i.z + k] * w;
    c3 += x[i.w + k] * w;
  }
  put(m, n, c0);
  put(m + 1u, n, c1);
  put(m + 2u, n, c2);
  put(m + 3u, n, c3);
}

// kernels norm_linear norm_linear_gelu
// r[m] = 1/sqrt(mean_k x_k^2 + eps); b = g x r; a kernel says by put_y where an
// element of b W^T goes. The squares are summed beside the product, which r then
// scales. The threads of a row share out b, which the backward pass reads.
struct Args { M: u32, N: u32, K: u32, eps: f32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> g: array<f32>;
@group(0) @binding(3) var<storage, read> W: array<f32>;
@group(0) @binding(4) var<storage, read_write> b: array<f32>;
@group(0) @binding(5) var<storage, read_write> r: array<f32>;

fn put(m: u32, n: u32, c: vec4<f32>, s: f32) {
  if (m >= a.M) { return; }
  for (var i = 0u; i < min(4u, a.N - n); i++) { put_y(m * a.N + n + i, c[i] * s); }
  for (var k = n / 4u; k < a.K; k += (a.N + 3u) / 4u) { b[m * a.K + k] = g[k] * x[m * a.K + k] * s; }
  if (n == 0u) { r[m] = s; }
}

fn product(id: vec3<u32>) {
  let m = id.y * 4u;
  let n = id.x * 4u;
  if (m >= a.M || n >= a.N) { return; }
  let i = four(id.y, a.M) * a.K;
  let j = four(id.x, a.N) * a.K;
  var c0 = vec4<f32>(0.0);
  var c1 = vec4<f32>(0.0);
  var c2 = vec4<f32>(0.0);
  var c3 = vec4<f32>(0.0);
  var sum = vec4<f32>(0.0);
  for (var k = 0u; k < a.K; k++) {
    let v = vec4<f32>(x[i.x + k], x[i.y + k], x[i.z + k], x[i.w + k]);
    let w = g[k] * vec4<f32>(W[j.x + k], W[j.y + k], W[j.z + k], W[j.w + k]);
    sum += v * v;
    c0 += v.x * w;
    c1 += v.y * w;
    c2 += v.z * w;
    c3 += v.w * w;
  }
  let s = 1.0 / sqrt(sum / f32(a.K) + a.eps);
  put(m, n, c0, s.x);
  put(m + 1u, n, c1, s.y);
  put(m + 2u, n, c2, s.z);
  put(m + 3u, n, c3, s.w);
}

// kernel norm_linear: g1=x[M,K] g2=g[K] g3=W[N,K] g4=*b[M,K] g5=*r[M] g6=*y[M,N]
// y = b W^T
@group(0) @binding(6) var<storage, read_write> y: array<f32>;

fn put_y(i: u32, v: f32) { y[i] = v; }

@compute @workgroup_size(8, 8)
fn norm_linear(@builtin(global_invocation_id) id: vec3<u32>) { product(id); }

// kernel norm_linear_gelu: g1=x[M,K] g2=g[K] g3=W[N,K] g4=*b[M,K] g5=*r[M] g6=*u[M,N] g7=*y[M,N]
// u = b W^T; y = gelu(u)
@group(0) @binding(6) var<storage, read_write> u: array<f32>;
@group(0) @binding(7) var<storage, read_write> y: array<f32>;

fn put_y(i: u32, v: f32) {
  u[i] = v;
  y[i] = v * gelu_sigmoid(v);
}

@compute @workgroup_size(8, 8)
fn norm_linear_gelu(@builtin(global_invocation_id) id: vec3<u32>) { product(id); }
