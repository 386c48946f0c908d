// Root-mean-square norm of rows of d elements, one thread a row.

// kernel rmsnorm: g1=x[N,d] g2=g[d] g3=*y[N,d] g4=*r[N]
// r[n] = 1/sqrt(mean_j x_j^2 + eps); y = g x r
struct Args { N: u32, d: u32, eps: f32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> g: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
@group(0) @binding(4) var<storage, read_write> r: array<f32>;

@compute @workgroup_size(64)
fn rmsnorm(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  let at = n * a.d;
  var sum = 0.0;
  for (var j = 0u; j < a.d; j++) { sum += x[at + j] * x[at + j]; }
  let s = 1.0 / sqrt(sum / f32(a.d) + a.eps);
  r[n] = s;
  for (var j = 0u; j < a.d; j++) { y[at + j] = g[j] * x[at + j] * s; }
}

// kernel rmsnorm_d: g1=dy[N,d] g2=x[N,d] g3=g[d] g4=r[N] g5=*dx[N,d]
// Backward of rmsnorm to its input:
// dx (+)= r (g dy - x r^2 mean_j(g dy x)); adds where acc = 1
struct Args { N: u32, d: u32, acc: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> g: array<f32>;
@group(0) @binding(4) var<storage, read> r: array<f32>;
@group(0) @binding(5) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn rmsnorm_d(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  let at = n * a.d;
  var sum = 0.0;
  for (var j = 0u; j < a.d; j++) { sum += g[j] * dy[at + j] * x[at + j]; }
  let s = r[n];
  let back = s * s * sum / f32(a.d);
  for (var j = 0u; j < a.d; j++) {
    var v = s * (g[j] * dy[at + j] - x[at + j] * back);
    if (a.acc == 1u) { v += dx[at + j]; }
    dx[at + j] = v;
  }
}

// kernel rmsnorm_dg: g1=dy[N,d] g2=x[N,d] g3=r[N] g4=*dg[d]
// Backward of rmsnorm to its gain: dg[j] = sum_n dy x r
struct Args { N: u32, d: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> r: array<f32>;
@group(0) @binding(4) var<storage, read_write> dg: array<f32>;

@compute @workgroup_size(64)
fn rmsnorm_dg(@builtin(global_invocation_id) id: vec3<u32>) {
  let j = id.x;
  if (j >= a.d) { return; }
  var sum = 0.0;
  for (var n = 0u; n < a.N; n++) { sum += dy[n * a.d + j] * x[n * a.d + j] * r[n]; }
  dg[j] = sum;
}
