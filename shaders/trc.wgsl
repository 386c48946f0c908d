// The Temporal Residual Connection: an input becomes a mixture of the given
// token and of what the model itself would have said there. The prediction is
// a constant of the gradient, so these kernels have no backward of their own:
// with e = M E the table's gradient is dE += M^T de (matmul_tn).
// Position n is predicted by logits[n-1]; the first of a sequence by nothing.

const LAMBDA = 8u; // knobs: the model's share in an input
const TAU = 10u;   // knobs: temperature of the prediction

struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> tok: array<u32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read> knobs: array<f32>;
@group(0) @binding(5) var<storage, read_write> pred: array<f32>;
@group(0) @binding(6) var<storage, read_write> M: array<f32>;

// M[n] = (1 - lambda m) onehot(tok[n]) + lambda m pred[n], m = mask[n], 0 at the
// first position of a sequence.
fn mix_in(n: u32) {
  let share = select(knobs[LAMBDA] * mask[n], 0.0, n % a.T == 0u);
  for (var v = 0u; v < a.V; v++) {
    M[n * a.V + v] = select(0.0, 1.0 - share, v == tok[n]) + share * pred[n * a.V + v];
  }
}

fn clear(n: u32) {
  for (var v = 0u; v < a.V; v++) { pred[n * a.V + v] = 0.0; }
}

// kernel feedback_soft: g1=logits[N,V] g2=tok:u32[N] g3=mask[N] g4=knobs[20] g5=*pred[N,V] g6=*M[N,V]
// pred[n] = softmax(logits[n-1]/tau), mixed into M
@compute @workgroup_size(64)
fn feedback_soft(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  clear(n);
  if (n % a.T != 0u) {
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
  mix_in(n);
}

// kernel feedback_argmax: g1=logits[N,V] g2=tok:u32[N] g3=mask[N] g4=knobs[20] g5=*pred[N,V] g6=*M[N,V]
// pred[n] = one-hot of the first largest of logits[n-1], mixed into M
@compute @workgroup_size(64)
fn feedback_argmax(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  clear(n);
  if (n % a.T != 0u) {
    let at = (n - 1u) * a.V;
    var best = 0u;
    for (var v = 1u; v < a.V; v++) {
      if (logits[at + v] > logits[at + best]) { best = v; }
    }
    pred[n * a.V + best] = 1.0;
  }
  mix_in(n);
}

// kernel feedback_sampled: g1=logits[N,V] g2=tok:u32[N] g3=mask[N] g4=knobs[20] g5=*pred[N,V] g6=*M[N,V] g7=draw[N]
// pred[n] = one-hot of the first v whose cumulated softmax(logits[n-1]/tau)
// exceeds draw[n], mixed into M; rounding may leave the sum below the draw: then the last v.
@group(0) @binding(7) var<storage, read> draw: array<f32>;

@compute @workgroup_size(64)
fn feedback_sampled(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  clear(n);
  if (n % a.T != 0u) {
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
    pred[n * a.V + pick] = 1.0;
  }
  mix_in(n);
}
