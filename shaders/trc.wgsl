// The Temporal Residual Connection: an input becomes a mixture of the given
// token and of what the model itself would have said there. The prediction is
// a constant of the gradient. A soft prediction is a row of weights on the table:
// with e = M E the table's gradient is dE += M^T de (matmul_tn). A hard one is a
// single token, so its mixture gathers two rows of the table (mix, mix_d).
// Position n is predicted by logits[n-1]; the first of a sequence by nothing.

const LAMBDA = 8u; // knobs: the model's share in an input
const TAU = 10u;   // knobs: temperature of the prediction

// kernel feedback_soft: g1=logits[N,V] g2=tok:u32[N] g3=mask[N] g4=knobs[20] g5=*pred[N,V] g6=*M[N,V]
// pred[n] = softmax(logits[n-1]/tau), mixed into
// M[n] = (1 - lambda m) onehot(tok[n]) + lambda m pred[n], m = mask[n], 0 at the
// first position of a sequence
struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> tok: array<u32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read> knobs: array<f32>;
@group(0) @binding(5) var<storage, read_write> pred: array<f32>;
@group(0) @binding(6) var<storage, read_write> M: array<f32>;

@compute @workgroup_size(64)
fn feedback_soft(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  if (n % a.T == 0u) {
    for (var v = 0u; v < a.V; v++) { pred[n * a.V + v] = 0.0; }
  } else {
    let to = n * a.V;
    let at = to - a.V;
    let tau = knobs[TAU];
    var top = logits[at];
    for (var v = 1u; v < a.V; v++) { top = max(top, logits[at + v]); }
    var sum = 0.0;
    for (var v = 0u; v < a.V; v++) {
      let p = exp((logits[at + v] - top) / tau);
      pred[to + v] = p;
      sum += p;
    }
    for (var v = 0u; v < a.V; v++) { pred[to + v] = pred[to + v] / sum; }
  }
  let share = select(knobs[LAMBDA] * mask[n], 0.0, n % a.T == 0u);
  for (var v = 0u; v < a.V; v++) {
    M[n * a.V + v] = select(0.0, 1.0 - share, v == tok[n]) + share * pred[n * a.V + v];
  }
}

// kernel feedback_argmax: g1=logits[N,V] g2=tok:u32[N] g3=*to:u32[N]
// to[n] = the first largest of logits[n-1]; tok[n] at the first position of a sequence
struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> tok: array<u32>;
@group(0) @binding(3) var<storage, read_write> to: array<u32>;

@compute @workgroup_size(64)
fn feedback_argmax(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  if (n % a.T == 0u) {
    to[n] = tok[n];
    return;
  }
  let at = (n - 1u) * a.V;
  var best = 0u;
  for (var v = 1u; v < a.V; v++) {
    if (logits[at + v] > logits[at + best]) { best = v; }
  }
  to[n] = best;
}

// kernel feedback_sampled: g1=logits[N,V] g2=tok:u32[N] g3=knobs[20] g4=draw[N] g5=*to:u32[N]
// to[n] = the first v whose cumulated softmax(logits[n-1]/tau) exceeds draw[n];
// rounding may leave the sum below the draw: then the last v; tok[n] at the first
// position of a sequence
struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> tok: array<u32>;
@group(0) @binding(3) var<storage, read> knobs: array<f32>;
@group(0) @binding(4) var<storage, read> draw: array<f32>;
@group(0) @binding(5) var<storage, read_write> to: array<u32>;

@compute @workgroup_size(64)
fn feedback_sampled(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  if (n % a.T == 0u) {
    to[n] = tok[n];
    return;
  }
  to[n] = sample_softmax((n - 1u) * a.V, knobs[TAU], draw[n]);
}

// kernel mix: g1=tok:u32[N] g2=to:u32[N] g3=mask[N] g4=knobs[20] g5=E[V,d] g6=*e[N,d]
// e[n] = (1 - lambda m) E[tok[n]] + lambda m E[to[n]], m = mask[n], 0 at the first
// position of a sequence
struct Args { N: u32, T: u32, d: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> tok: array<u32>;
@group(0) @binding(2) var<storage, read> to: array<u32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read> knobs: array<f32>;
@group(0) @binding(5) var<storage, read> E: array<f32>;
@group(0) @binding(6) var<storage, read_write> e: array<f32>;

@compute @workgroup_size(64)
fn mix(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.N * a.d) { return; }
  let n = i / a.d;
  let j = i % a.d;
  let share = select(knobs[LAMBDA] * mask[n], 0.0, n % a.T == 0u);
  e[i] = (1.0 - share) * E[tok[n] * a.d + j] + share * E[to[n] * a.d + j];
}

// kernel mix_d: g1=tok:u32[N] g2=to:u32[N] g3=mask[N] g4=knobs[20] g5=de[N,d] g6=*dE[V,d]
// Backward of mix: dE[v] += sum of (1 - lambda m) de[n] over tok[n] = v, and of
// lambda m de[n] over to[n] = v. Threads as in embed_d.
struct Args { N: u32, T: u32, d: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> tok: array<u32>;
@group(0) @binding(2) var<storage, read> to: array<u32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read> knobs: array<f32>;
@group(0) @binding(5) var<storage, read> de: array<f32>;
@group(0) @binding(6) var<storage, read_write> dE: array<f32>;

@compute @workgroup_size(64)
fn mix_d(@builtin(global_invocation_id) id: vec3<u32>) {
  let eighths = (a.d + 7u) / 8u;
  let v = id.x / eighths;
  if (v >= a.V) { return; }
  let j = id.x % eighths * 8u;
  let width = min(8u, a.d - j);
  var sum = array<f32, 8>();
  for (var n = 0u; n < a.N; n++) {
    let share = select(knobs[LAMBDA] * mask[n], 0.0, n % a.T == 0u);
    let part = select(0.0, 1.0 - share, tok[n] == v) + select(0.0, share, to[n] == v);
    if (part == 0.0) { continue; }
    for (var i = 0u; i < width; i++) { sum[i] += part * de[n * a.d + j + i]; }
  }
  for (var i = 0u; i < width; i++) { dE[v * a.d + j + i] += sum[i]; }
}
