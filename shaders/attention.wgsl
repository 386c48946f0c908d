// Causal attention over T positions, in H heads of w = d/H columns. A row of
// qkv holds Q, K and V side by side, d columns each; head h owns the columns
// h·w … of every block. A and dS have the layout [B,H,T,T], so that row
// (b·H + h)·T + i holds what position i of head h takes from each position j.

// The lower triangle of a block on the diagonal.
fn lower(m: mat4x4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(vec4<f32>(m[0].x, 0.0, 0.0, 0.0), vec4<f32>(m[1].xy, 0.0, 0.0), vec4<f32>(m[2].xyz, 0.0), m[3]);
}

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

// kernel attention, vec4-4x4: g1=qkv[N,3.d] g2=*A[N,H,T] g3=*y[N,d]
// The same where T and w are multiples of 4: a thread owns four rows of A and
// takes 4x4 blocks of it, column r of a matrix being row r.
struct Args { N: u32, T: u32, d: u32, H: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> qkv: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> A: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;

const NONE = -1e30; // a score that softmax turns into 0

fn most(v: vec4<f32>) -> f32 { return max(max(v.x, v.y), max(v.z, v.w)); }

@compute @workgroup_size(64)
fn attention(@builtin(global_invocation_id) id: vec3<u32>) {
  let blocks = a.T / 4u;
  let i = id.x % blocks;
  let bh = id.x / blocks;
  if (bh >= a.N / a.T * a.H) { return; }
  let h = bh % a.H;
  let first = bh / a.H * a.T;
  let w = a.d / a.H / 4u;
  let d = a.d / 4u;
  let q = (first + 4u * i) * 3u * d + h * w;
  let scale = 1.0 / sqrt(f32(4u * w));
  let to = (bh * a.T + 4u * i) * blocks;
  var top = vec4<f32>(NONE);
  for (var j = 0u; j <= i; j++) {
    let k = (first + 4u * j) * 3u * d + d + h * w;
    var s = mat4x4<f32>();
    for (var c = 0u; c < w; c++) {
      let rows = mat4x4<f32>(qkv[q + c], qkv[q + 3u * d + c], qkv[q + 6u * d + c], qkv[q + 9u * d + c]);
      let keys = mat4x4<f32>(qkv[k + c], qkv[k + 3u * d + c], qkv[k + 6u * d + c], qkv[k + 9u * d + c]);
      s += transpose(keys) * rows;
    }
    s = s * scale;
    if (j == i) {
      s = mat4x4<f32>(vec4<f32>(s[0].x, NONE, NONE, NONE), vec4<f32>(s[1].xy, NONE, NONE), vec4<f32>(s[2].xyz, NONE), s[3]);
    }
    top = max(top, vec4<f32>(most(s[0]), most(s[1]), most(s[2]), most(s[3])));
    A[to + j] = s[0];
    A[to + blocks + j] = s[1];
    A[to + 2u * blocks + j] = s[2];
    A[to + 3u * blocks + j] = s[3];
  }
  for (var r = 0u; r < 4u; r++) {
    let row = to + r * blocks;
    var part = vec4<f32>();
    for (var j = 0u; j <= i; j++) {
      let p = exp(A[row + j] - top[r]);
      A[row + j] = p;
      part += p;
    }
    let sum = part.x + part.y + part.z + part.w;
    for (var j = 0u; j <= i; j++) { A[row + j] = A[row + j] / sum; }
    for (var j = i + 1u; j < blocks; j++) { A[row + j] = vec4<f32>(); }
  }
  for (var c = h * w; c < h * w + w; c++) {
    var mixed = mat4x4<f32>();
    for (var j = 0u; j <= i; j++) {
      let v = (first + 4u * j) * 3u * d + 2u * d + c;
      let rows = mat4x4<f32>(A[to + j], A[to + blocks + j], A[to + 2u * blocks + j], A[to + 3u * blocks + j]);
      mixed += mat4x4<f32>(qkv[v], qkv[v + 3u * d], qkv[v + 6u * d], qkv[v + 9u * d]) * rows;
    }
    let at = (first + 4u * i) * d + c;
    y[at] = mixed[0];
    y[at + d] = mixed[1];
    y[at + 2u * d] = mixed[2];
    y[at + 3u * d] = mixed[3];
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

// kernel attn_dprobs, vec4-4x4: g1=dy[N,d] g2=qkv[N,3.d] g3=A[N,H,T] g4=*dS[N,H,T]
// The same by blocks, as in attention, vec4-4x4
struct Args { N: u32, T: u32, d: u32, H: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> qkv: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> A: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> dS: array<vec4<f32>>;

@compute @workgroup_size(64)
fn attn_dprobs(@builtin(global_invocation_id) id: vec3<u32>) {
  let blocks = a.T / 4u;
  let i = id.x % blocks;
  let bh = id.x / blocks;
  if (bh >= a.N / a.T * a.H) { return; }
  let h = bh % a.H;
  let first = bh / a.H * a.T;
  let w = a.d / a.H / 4u;
  let d = a.d / 4u;
  let at = (bh * a.T + 4u * i) * blocks;
  let dyi = (first + 4u * i) * d + h * w;
  var sum = vec4<f32>();
  for (var j = 0u; j <= i; j++) {
    let v = (first + 4u * j) * 3u * d + 2u * d + h * w;
    var dA = mat4x4<f32>();
    for (var c = 0u; c < w; c++) {
      let rows = mat4x4<f32>(dy[dyi + c], dy[dyi + d + c], dy[dyi + 2u * d + c], dy[dyi + 3u * d + c]);
      let values = mat4x4<f32>(qkv[v + c], qkv[v + 3u * d + c], qkv[v + 6u * d + c], qkv[v + 9u * d + c]);
      dA += transpose(values) * rows;
    }
    if (j == i) { dA = lower(dA); }
    dS[at + j] = dA[0];
    dS[at + blocks + j] = dA[1];
    dS[at + 2u * blocks + j] = dA[2];
    dS[at + 3u * blocks + j] = dA[3];
    sum += vec4<f32>(dot(A[at + j], dA[0]), dot(A[at + blocks + j], dA[1]), dot(A[at + 2u * blocks + j], dA[2]), dot(A[at + 3u * blocks + j], dA[3]));
  }
  for (var r = 0u; r < 4u; r++) {
    let row = at + r * blocks;
    for (var j = 0u; j <= i; j++) {
      let past = 4u * j + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(4u * i + r);
      dS[row + j] = select(vec4<f32>(), A[row + j] * (dS[row + j] - sum[r]), past);
    }
    for (var j = i + 1u; j < blocks; j++) { dS[row + j] = vec4<f32>(); }
  }
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

// kernel attn_dqkv, vec4-4x4: g1=dy[N,d] g2=qkv[N,3.d] g3=A[N,H,T] g4=dS[N,H,T] g5=*dqkv[N,3.d]
// The same where T and w are multiples of 4: the thread writes four positions of
// four columns, three times.
struct Args { N: u32, T: u32, d: u32, H: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> qkv: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> A: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> dS: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> dqkv: array<vec4<f32>>;

@compute @workgroup_size(64)
fn attn_dqkv(@builtin(global_invocation_id) id: vec3<u32>) {
  let d = a.d / 4u;
  if (id.x >= a.N / 4u * d) { return; }
  let blocks = a.T / 4u;
  let c = id.x % d;
  let n = id.x / d;
  let t = n % blocks;
  let first = 4u * (n - t);
  let w = a.d / a.H / 4u;
  let head = (n / blocks * a.H + c / w) * a.T;
  let scale = 1.0 / sqrt(f32(4u * w));
  var dq = mat4x4<f32>();
  for (var j = 0u; j <= t; j++) {
    let s = (head + 4u * t) * blocks + j;
    let k = (first + 4u * j) * 3u * d + d + c;
    var ds = mat4x4<f32>(dS[s], dS[s + blocks], dS[s + 2u * blocks], dS[s + 3u * blocks]);
    if (j == t) { ds = lower(ds); }
    dq += mat4x4<f32>(qkv[k], qkv[k + 3u * d], qkv[k + 6u * d], qkv[k + 9u * d]) * ds;
  }
  var dk = mat4x4<f32>();
  var dv = mat4x4<f32>();
  for (var i = t; i < blocks; i++) {
    let s = (head + 4u * i) * blocks + t;
    let q = (first + 4u * i) * 3u * d + c;
    let o = (first + 4u * i) * d + c;
    var ds = mat4x4<f32>(dS[s], dS[s + blocks], dS[s + 2u * blocks], dS[s + 3u * blocks]);
    var p = mat4x4<f32>(A[s], A[s + blocks], A[s + 2u * blocks], A[s + 3u * blocks]);
    if (i == t) {
      ds = lower(ds);
      p = lower(p);
    }
    dk += mat4x4<f32>(qkv[q], qkv[q + 3u * d], qkv[q + 6u * d], qkv[q + 9u * d]) * transpose(ds);
    dv += mat4x4<f32>(dy[o], dy[o + d], dy[o + 2u * d], dy[o + 3u * d]) * transpose(p);
  }
  for (var r = 0u; r < 4u; r++) {
    let to = (first + 4u * t + r) * 3u * d + c;
    dqkv[to] = dq[r] * scale;
    dqkv[to + d] = dk[r] * scale;
    dqkv[to + 2u * d] = dv[r];
  }
}
