// Generation: one position of R rows at a time, with a cache of keys and values
// over C positions. pos[0] is the current position; the dispatch list is the
// same for every one of them, and `advance` moves it on.

const NO_TOKEN = 0xffffffffu;

// kernel embed_step: g1=seq:u32[R,C] g2=E[V,d] g3=P[C,d] g4=pos:u32[1] g5=*h[R,d]
// h[r] = E[seq[r,pos]] + P[pos]; P[pos] alone where that is no token: see sample_token
struct Args { R: u32, C: u32, d: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> seq: array<u32>;
@group(0) @binding(2) var<storage, read> E: array<f32>;
@group(0) @binding(3) var<storage, read> P: array<f32>;
@group(0) @binding(4) var<storage, read> pos: array<u32>;
@group(0) @binding(5) var<storage, read_write> h: array<f32>;

@compute @workgroup_size(64)
fn embed_step(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.R * a.d) { return; }
  let r = id.x / a.d;
  let c = id.x % a.d;
  let k = seq[r * a.C + pos[0]];
  h[id.x] = P[pos[0] * a.d + c];
  if (k < a.V) { h[id.x] += E[k * a.d + c]; }
}

// kernel step_attention: g1=qkv[R,3.d] g2=pos:u32[1] g3=*cache[R,C,2.d] g4=*A[R,H,C] g5=*y[R,d]
// cache[r,pos] = (k, v) of this position; A[r,h,j] = softmax over j <= pos of
// q.k_j/sqrt(d/H), what is beyond stays as it was; y = sum_{j<=pos} A_j v_j.
// One thread owns head h of row r: all that it reads of cache and A is its own.
struct Args { R: u32, C: u32, d: u32, H: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> qkv: array<f32>;
@group(0) @binding(2) var<storage, read> pos: array<u32>;
@group(0) @binding(3) var<storage, read_write> cache: array<f32>;
@group(0) @binding(4) var<storage, read_write> A: array<f32>;
@group(0) @binding(5) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn step_attention(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.R * a.H) { return; }
  let r = id.x / a.H;
  let w = a.d / a.H;
  let col = id.x % a.H * w;
  let q = r * 3u * a.d + col;
  let here = (r * a.C + pos[0]) * 2u * a.d + col;
  for (var c = 0u; c < w; c++) {
    cache[here + c] = qkv[q + a.d + c];
    cache[here + a.d + c] = qkv[q + 2u * a.d + c];
  }
  let scale = 1.0 / sqrt(f32(w));
  let to = id.x * a.C;
  var top = 0.0;
  for (var j = 0u; j <= pos[0]; j++) {
    let k = (r * a.C + j) * 2u * a.d + col;
    var dot = 0.0;
    for (var c = 0u; c < w; c++) { dot += qkv[q + c] * cache[k + c]; }
    dot *= scale;
    A[to + j] = dot;
    if (j == 0u || dot > top) { top = dot; }
  }
  var sum = 0.0;
  for (var j = 0u; j <= pos[0]; j++) {
    let p = exp(A[to + j] - top);
    A[to + j] = p;
    sum += p;
  }
  for (var j = 0u; j <= pos[0]; j++) { A[to + j] = A[to + j] / sum; }
  for (var c = col; c < col + w; c++) {
    var mixed = 0.0;
    for (var j = 0u; j <= pos[0]; j++) { mixed += A[to + j] * cache[(r * a.C + j) * 2u * a.d + a.d + c]; }
    y[r * a.d + c] = mixed;
  }
}

// kernel store_logits: g1=logits[R,V] g2=pos:u32[1] g3=*all[R,C,V]
// all[r,pos] = logits[r], for a caller who wants to see them
struct Args { R: u32, C: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> pos: array<u32>;
@group(0) @binding(3) var<storage, read_write> kept: array<f32>;

@compute @workgroup_size(64)
fn store_logits(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.R * a.V) { return; }
  kept[(id.x / a.V * a.C + pos[0]) * a.V + id.x % a.V] = logits[id.x];
}

// kernel sample_token: g1=logits[R,V] g2=forced:u32[R,C] g3=draw[R,C] g4=temp[1] g5=pos:u32[1] g6=*seq:u32[R,C]
// The next token of row r, unless pos is the last: 0 if eos stands in
// seq[r,0..pos], else NO_TOKEN if a logit is not finite, from which nothing can be
// chosen, else forced[r,pos+1] unless that is NO_TOKEN, else the first largest
// (temp = 0) or the first v whose cumulated softmax(logits/temp) exceeds
// draw[r,pos+1]. The bits are asked whether a number is finite, because a shader
// compiler may assume that all are.
struct Args { R: u32, C: u32, V: u32, eos: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> forced: array<u32>;
@group(0) @binding(3) var<storage, read> draw: array<f32>;
@group(0) @binding(4) var<storage, read> temp: array<f32>;
@group(0) @binding(5) var<storage, read> pos: array<u32>;
@group(0) @binding(6) var<storage, read_write> seq: array<u32>;

const EXPONENT = 0x7f800000u; // all of these bits are set where a number is not finite

@compute @workgroup_size(64)
fn sample_token(@builtin(global_invocation_id) id: vec3<u32>) {
  let r = id.x;
  if (r >= a.R) { return; }
  let at = r * a.V;
  let here = r * a.C + pos[0];
  if (pos[0] + 1u >= a.C) { return; }
  for (var i = r * a.C; i <= here; i++) {
    if (seq[i] == a.eos) {
      seq[here + 1u] = 0u;
      return;
    }
  }
  for (var v = 0u; v < a.V; v++) {
    if ((bitcast<u32>(logits[at + v]) & EXPONENT) == EXPONENT) {
      seq[here + 1u] = NO_TOKEN;
      return;
    }
  }
  if (forced[here + 1u] != NO_TOKEN) {
    seq[here + 1u] = forced[here + 1u];
    return;
  }
  if (temp[0] > 0.0) {
    seq[here + 1u] = sample_softmax(at, temp[0], draw[here + 1u]);
    return;
  }
  var best = 0u;
  for (var v = 1u; v < a.V; v++) {
    if (logits[at + v] > logits[at + best]) { best = v; }
  }
  seq[here + 1u] = best;
}

// kernel advance: g1=*pos:u32[1]
// pos += by
struct Args { by: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read_write> pos: array<u32>;

@compute @workgroup_size(64)
fn advance(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x == 0u) { pos[0] += a.by; }
}
