// Token and position embedding. N = B·T positions of a batch, V vocabulary,
// d width. One thread owns one element, so every sum has one fixed order.

// kernel embed: g1=tok:u32[N] g2=E[V,d] g3=P[T,d] g4=*h[N,d]
// h[n] = E[tok[n]] + P[n mod T]
struct Args { N: u32, d: u32, V: u32, T: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> tok: array<u32>;
@group(0) @binding(2) var<storage, read> E: array<f32>;
@group(0) @binding(3) var<storage, read> P: array<f32>;
@group(0) @binding(4) var<storage, read_write> h: array<f32>;

@compute @workgroup_size(64)
fn embed(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.N * a.d) { return; }
  h[i] = E[tok[i / a.d] * a.d + i % a.d] + P[i % (a.T * a.d)];
}

// kernel embed_d: g1=tok:u32[N] g2=dh[N,d] g3=*dE[V,d] g4=*dP[T,d]
// Backward of embed: dE[v] += sum of dh[n] over tok[n] = v; dP[t] = sum of dh[n]
// over n mod T = t. One thread owns eight elements of a row of dE or, after
// those, one of dP, and walks all positions: no atomics, no order to lose, and
// one look at a token for eight columns.
struct Args { N: u32, d: u32, V: u32, T: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> tok: array<u32>;
@group(0) @binding(2) var<storage, read> dh: array<f32>;
@group(0) @binding(3) var<storage, read_write> dE: array<f32>;
@group(0) @binding(4) var<storage, read_write> dP: array<f32>;

@compute @workgroup_size(64)
fn embed_d(@builtin(global_invocation_id) id: vec3<u32>) {
  let eighths = (a.d + 7u) / 8u;
  let td = a.T * a.d;
  if (id.x >= a.V * eighths) {
    let to = id.x - a.V * eighths;
    if (to >= td) { return; }
    var sum = 0.0;
    for (var i = to; i < a.N * a.d; i += td) { sum += dh[i]; }
    dP[to] = sum;
    return;
  }
  let v = id.x / eighths;
  let j = id.x % eighths * 8u;
  let width = min(8u, a.d - j);
  var sum = array<f32, 8>();
  for (var n = 0u; n < a.N; n++) {
    if (tok[n] != v) { continue; }
    for (var i = 0u; i < width; i++) { sum[i] += dh[n * a.d + j + i]; }
  }
  for (var i = 0u; i < width; i++) { dE[v * a.d + j + i] += sum[i]; }
}

// kernel add_pos: g1=e[N,d] g2=P[T,d] g3=*h[N,d]
// h[n] = e[n] + P[n mod T]
struct Args { N: u32, d: u32, T: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> e: array<f32>;
@group(0) @binding(2) var<storage, read> P: array<f32>;
@group(0) @binding(3) var<storage, read_write> h: array<f32>;

@compute @workgroup_size(64)
fn add_pos(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.N * a.d) { return; }
  h[i] = e[i] + P[i % (a.T * a.d)];
}

// kernel add_pos_d: g1=dh[N,d] g2=*dP[T,d]
// Backward of add_pos: dP[t] = sum of dh[n] over n mod T = t. (de = dh needs no kernel.)
struct Args { N: u32, d: u32, T: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dh: array<f32>;
@group(0) @binding(2) var<storage, read_write> dP: array<f32>;

@compute @workgroup_size(64)
fn add_pos_d(@builtin(global_invocation_id) id: vec3<u32>) {
  let td = a.T * a.d;
  if (id.x >= td) { return; }
  var sum = 0.0;
  for (var i = id.x; i < a.N * a.d; i += td) { sum += dh[i]; }
  dP[id.x] = sum;
}
