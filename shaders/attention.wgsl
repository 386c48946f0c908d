// Causal attention over T positions, in H heads of w = d/H columns. A row of
// qkv holds Q, K and V side by side, d columns each; head h owns the columns
// h·w … of every block. A and dS have the layout [B,H,T,T], so that row
// (b·H + h)·T + i holds what position i of head h takes from each position j.

// kernel attention: g1=qkv[N,3.d] g2=*A[N,H,T] g3=*y[N,d]
// A[b,h,i,j] = softmax over j <= i of q_i.k_j/sqrt(w), 0 for j > i; y_i = sum_{j<=i} A_ij v_j.
// One thread owns row i of head h: what it reads of A it wrote itself.
struct Args { N: u32, T: u32, d: u32, H: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> qkv: array<f32>;
@group(0) @binding(2) var<storage, read_write> A: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn attention(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.x;
  if (row >= a.N * a.H) { return; }
  let i = row % a.T;
  let h = (row / a.T) % a.H;
  let first = row / (a.T * a.H) * a.T; // the sequence's first position
  let w = a.d / a.H;
  let q = (first + i) * 3u * a.d + h * w;
  let scale = 1.0 / sqrt(f32(w));
  let to = row * a.T;
  var top = 0.0;
  for (var j = 0u; j <= i; j++) {
    let k = (first + j) * 3u * a.d + a.d + h * w;
    var dot = 0.0;
    for (var c = 0u; c < w; c++) { dot += qkv[q + c] * qkv[k + c]; }
    dot *= scale;
    A[to + j] = dot;
    if (j == 0u || dot > top) { top = dot; }
  }
  var sum = 0.0;
  for (var j = 0u; j <= i; j++) {
    let p = exp(A[to + j] - top);
    A[to + j] = p;
    sum += p;
  }
  for (var j = 0u; j <= i; j++) { A[to + j] = A[to + j] / sum; }
  for (var j = i + 1u; j < a.T; j++) { A[to + j] = 0.0; }
  for (var c = h * w; c < h * w + w; c++) {
    var mixed = 0.0;
    for (var j = 0u; j <= i; j++) { mixed += A[to + j] * qkv[(first + j) * 3u * a.d + 2u * a.d + c]; }
    y[(first + i) * a.d + c] = mixed;
  }
}

// kernel attn_dprobs: g1=dy[N,d] g2=qkv[N,3.d] g3=A[N,H,T] g4=*dS[N,H,T]
// Backward of attention to A, and through the softmax to the scaled scores S:
// dA_ij = dy_i.v_j; dS_ij = A_ij (dA_ij - sum_k A_ik dA_ik), 0 for j > i
struct Args { N: u32, T: u32, d: u32, H: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> qkv: array<f32>;
@group(0) @binding(3) var<storage, read> A: array<f32>;
@group(0) @binding(4) var<storage, read_write> dS: array<f32>;

@compute @workgroup_size(64)
fn attn_dprobs(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.x;
  if (row >= a.N * a.H) { return; }
  let i = row % a.T;
  let h = (row / a.T) % a.H;
  let first = row / (a.T * a.H) * a.T;
  let w = a.d / a.H;
  let at = row * a.T;
  let dyi = (first + i) * a.d + h * w;
  var sum = 0.0;
  for (var j = 0u; j <= i; j++) {
    let v = (first + j) * 3u * a.d + 2u * a.d + h * w;
    var dA = 0.0;
    for (var c = 0u; c < w; c++) { dA += dy[dyi + c] * qkv[v + c]; }
    dS[at + j] = dA;
    sum += A[at + j] * dA;
  }
  for (var j = 0u; j <= i; j++) { dS[at + j] = A[at + j] * (dS[at + j] - sum); }
  for (var j = i + 1u; j < a.T; j++) { dS[at + j] = 0.0; }
}

// kernel attn_dqkv: g1=dy[N,d] g2=qkv[N,3.d] g3=A[N,H,T] g4=dS[N,H,T] g5=*dqkv[N,3.d]
// Backward of attention to V, and of its scores to Q and K. The thread of (n, c)
// writes the three elements of its column, as i for Q and as j for K and V:
// dq_i = sum_{j<=i} dS_ij k_j/sqrt(w); dk_j = sum_{i>=j} dS_ij q_i/sqrt(w);
// dv_j = sum_{i>=j} A_ij dy_i
struct Args { N: u32, T: u32, d: u32, H: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> qkv: array<f32>;
@group(0) @binding(3) var<storage, read> A: array<f32>;
@group(0) @binding(4) var<storage, read> dS: array<f32>;
@group(0) @binding(5) var<storage, read_write> dqkv: array<f32>;

@compute @workgroup_size(64)
fn attn_dqkv(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.N * a.d) { return; }
  let n = id.x / a.d;
  let c = id.x % a.d;
  let t = n % a.T;
  let first = n - t;
  let w = a.d / a.H;
  let head = (n / a.T * a.H + c / w) * a.T; // row 0 of this head in A and dS
  let scale = 1.0 / sqrt(f32(w));
  var dq = 0.0;
  for (var j = 0u; j <= t; j++) {
    dq += dS[(head + t) * a.T + j] * qkv[(first + j) * 3u * a.d + a.d + c];
  }
  var dk = 0.0;
  var dv = 0.0;
  for (var i = t; i < a.T; i++) {
    let ij = (head + i) * a.T + t;
    dk += dS[ij] * qkv[(first + i) * 3u * a.d + c];
    dv += A[ij] * dy[(first + i) * a.d + c];
  }
  let to = n * 3u * a.d + c;
  dqkv[to] = dq * scale;
  dqkv[to + a.d] = dk * scale;
  dqkv[to + 2u * a.d] = dv;
}
