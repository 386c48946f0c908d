// Token and position embedding. N = B·T positions of a batch, V vocabulary,
// d width. One thread owns one element, so every sum has one fixed order.

// kernel embed: g1=tok:u32[N] g2=E[V,d] g3=*e[N,d]
// e[n] = E[tok[n]]
struct Args { N: u32, d: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> tok: array<u32>;
@group(0) @binding(2) var<storage, read> E: array<f32>;
@group(0) @binding(3) var<storage, read_write> e: array<f32>;

@compute @workgroup_size(64)
fn embed(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.N * a.d) { return; }
  e[i] = E[tok[i / a.d] * a.d + i % a.d];
}

// kernel embed_d: g1=tok:u32[N] g2=de[N,d] g3=*dE[V,d]
// Backward of embed: dE[v] += sum of de[n] over tok[n] = v. One thread owns one
// element of dE and walks all positions: no atomics, no order to lose.
struct Args { N: u32, d: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> tok: array<u32>;
@group(0) @binding(2) var<storage, read> de: array<f32>;
@group(0) @binding(3) var<storage, read_write> dE: array<f32>;

@compute @workgroup_size(64)
fn embed_d(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.V * a.d) { return; }
  let v = i / a.d;
  let j = i % a.d;
  var sum = 0.0;
  for (var n = 0u; n < a.N; n++) {
    if (tok[n] == v) { sum += de[n * a.d + j]; }
  }
  dE[i] += sum;
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
// Backward of add_pos: dP[t] += sum of dh[n] over n mod T = t. (de = dh needs no kernel.)
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
  dP[id.x] += sum;
}
