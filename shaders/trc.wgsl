// The Temporal Residual Connection: an input becomes a mixture of the given
// token and of what the model itself would have said there. The prediction is
// a constant of the gradient, so these kernels have no backward of their own:
// with e = M E the table's gradient is dE += M^T de (matmul_tn).
// Position n is predicted by logits[n-1]; the first of a sequence by nothing.

const LAMBDA = 8u; // knobs: the model's share in an input
const TAU = 10u;   // knobs: temperature of the prediction

// kernel feedback_soft: g1=logits[N,V] g2=knobs[16] g3=*pred[N,V]
// pred[n] = softmax(logits[n-1]/tau)
struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> knobs: array<f32>;
@group(0) @binding(3) var<storage, read_write> pred: array<f32>;

@compute @workgroup_size(64)
fn feedback_soft(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  let to = n * a.V;
  if (n % a.T == 0u) {
    for (var v = 0u; v < a.V; v++) { pred[to + v] = 0.0; }
    return;
  }
  let at = (n - 1u) * a.V;
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

// kernel feedback_argmax: g1=logits[N,V] g2=knobs[16] g3=*pred[N,V]
// pred[n] = one-hot of the first largest of logits[n-1]
struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> knobs: array<f32>; // bound for the sake of one signature
@group(0) @binding(3) var<storage, read_write> pred: array<f32>;

@compute @workgroup_size(64)
fn feedback_argmax(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  let to = n * a.V;
  for (var v = 0u; v < a.V; v++) { pred[to + v] = 0.0; }
  if (n % a.T == 0u) { return; }
  let at = (n - 1u) * a.V;
  var best = 0u;
  for (var v = 1u; v < a.V; v++) {
    if (logits[at + v] > logits[at + best]) { best = v; }
  }
  pred[to + best] = 1.0;
}

// kernel feedback_sampled: g1=logits[N,V] g2=knobs[16] g3=draw[N] g4=*pred[N,V]
// pred[n] = one-hot of the first v whose cumulated softmax(logits[n-1]/tau)
// exceeds draw[n]; rounding may leave the sum below the draw: then the last v.
struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> knobs: array<f32>;
@group(0) @binding(3) var<storage, read> draw: array<f32>;
@group(0) @binding(4) var<storage, read_write> pred: array<f32>;

@compute @workgroup_size(64)
fn feedback_sampled(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  let to = n * a.V;
  for (var v = 0u; v < a.V; v++) { pred[to + v] = 0.0; }
  if (n % a.T == 0u) { return; }
  let at = (n - 1u) * a.V;
  let tau = knobs[TAU];
  var top = logits[at];
  for (var v = 1u; v < a.V; v++) { top = max(top, logits[at + v]); }
  var sum = 0.0;
  for (var v = 0u; v < a.V; v++) { sum += exp((logits[at + v] - top) / tau); }
  var cum = 0.0;
  var pick = a.V - 1u;
  for (var v = 0u; v < a.V; v++) {
    cum += exp((logits[at + v] - top) / tau) / sum;
    if (cum > draw[n]) { pick = v; break; }
  }
  pred[to + pick] = 1.0;
}

// kernel mix_weights: g1=tok:u32[N] g2=mask[N] g3=pred[N,V] g4=knobs[16] g5=*M[N,V]
// M[n] = (1 - lambda m) onehot(tok[n]) + lambda m pred[n], m = mask[n], 0 at the
// first position of a sequence. The input is e = M E, its gradient dE += M^T de.
struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> tok: array<u32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> pred: array<f32>;
@group(0) @binding(4) var<storage, read> knobs: array<f32>;
@group(0) @binding(5) var<storage, read_write> M: array<f32>;

@compute @workgroup_size(64)
fn mix_weights(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.N * a.V) { return; }
  let n = i / a.V;
  let given = select(0.0, 1.0, tok[n] == i % a.V);
  let share = select(knobs[LAMBDA] * mask[n], 0.0, n % a.T == 0u);
  M[i] = (1.0 - share) * given + share * pred[i];
}
