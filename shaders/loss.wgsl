// Token losses, the weights that make a training method of them, and the
// gradient on the logits. nll[n] belongs to token n, predicted by logits[n-1].
// A batch loss is sum share nll; coef is its derivative by each nll: equal to
// share as long as the weights are constants.

const GAMMA = 9u; // knobs: discount of later losses
const SLOT = 11u; // knobs: where in the history this step's loss goes

// kernel token_loss: g1=logits[N,V] g2=tok:u32[N] g3=*nll[N]
// nll[n] = -log softmax(logits[n-1])[tok[n]]; 0 at the first of a sequence. It is
// never below 0, though exp(0) may be a little less than 1 and log(1) than 0: sums
// of losses must not cancel. (A NaN stays one.)
struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> tok: array<u32>;
@group(0) @binding(3) var<storage, read_write> nll: array<f32>;

@compute @workgroup_size(64)
fn token_loss(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  if (n % a.T == 0u) {
    nll[n] = 0.0;
    return;
  }
  let at = (n - 1u) * a.V;
  var top = logits[at];
  for (var v = 1u; v < a.V; v++) { top = max(top, logits[at + v]); }
  var sum = 0.0;
  for (var v = 0u; v < a.V; v++) { sum += exp(logits[at + v] - top); }
  let loss = log(sum) - (logits[at + tok[n]] - top);
  nll[n] = select(loss, 0.0, loss < 0.0);
}

// kernel dlogits: g1=logits[N,V] g2=tok:u32[N] g3=coef[N] g4=*dlogits[N,V]
// Backward of token_loss under the coefficients of any method:
// dlogits[n] = coef[n+1] (softmax(logits[n]) - onehot(tok[n+1])); 0 at the last of a sequence
struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> tok: array<u32>;
@group(0) @binding(3) var<storage, read> coef: array<f32>;
@group(0) @binding(4) var<storage, read_write> dl: array<f32>;

@compute @workgroup_size(64)
fn dlogits(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  let at = n * a.V;
  if (n % a.T == a.T - 1u) {
    for (var v = 0u; v < a.V; v++) { dl[at + v] = 0.0; }
    return;
  }
  var top = logits[at];
  for (var v = 1u; v < a.V; v++) { top = max(top, logits[at + v]); }
  var sum = 0.0;
  for (var v = 0u; v < a.V; v++) {
    let p = exp(logits[at + v] - top);
    dl[at + v] = p;
    sum += p;
  }
  let c = coef[n + 1u];
  for (var v = 0u; v < a.V; v++) {
    dl[at + v] = c * (dl[at + v] / sum - select(0.0, 1.0, v == tok[n + 1u]));
  }
}

// kernel loss_pt: g1=nll[N] g2=tok:u32[N] g3=knobs[20] g4=*w[N] g5=*share[N] g6=*coef[N] g7=*hist[cap]
// Pre-training: w = 1 where n mod T > 0 and tok[n] is no padding, else 0;
// share = coef = w / sum w; hist[knobs[SLOT] mod cap] = sum_n share nll
struct Args { N: u32, T: u32, cap: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> nll: array<f32>;
@group(0) @binding(2) var<storage, read> tok: array<u32>;
@group(0) @binding(3) var<storage, read> knobs: array<f32>;
@group(0) @binding(4) var<storage, read_write> w: array<f32>;
@group(0) @binding(5) var<storage, read_write> share: array<f32>;
@group(0) @binding(6) var<storage, read_write> coef: array<f32>;
@group(0) @binding(7) var<storage, read_write> hist: array<f32>;

@compute @workgroup_size(64)
fn loss_pt(@builtin(local_invocation_id) id: vec3<u32>) {
  var count = 0.0;
  for (var n = id.x; n < a.N; n += 64u) {
    let one = select(0.0, 1.0, n % a.T != 0u && tok[n] != 0u);
    w[n] = one;
    count += one;
  }
  let sum = sum64(id.x, count);
  var part = 0.0;
  for (var n = id.x; n < a.N; n += 64u) {
    let s = w[n] / max(sum, 1.0); // all w are 0 where the sum is
    share[n] = s;
    coef[n] = s;
    part += s * nll[n];
  }
  let total = sum64(id.x, part);
  if (id.x == 0u) { hist[u32(knobs[SLOT]) % a.cap] = total; }
}

// kernel loss_sft: g1=nll[B.T] g2=mask[B.T] g3=knobs[20] g4=*w[B.T] g5=*share[B.T] g6=*coef[B.T] g7=*hist[cap]
// SFT: w = mask (0 at t = 0); share = coef = w / (n_b B) with n_b = sum w of
// sequence b, all 0 where it is; hist[knobs[SLOT] mod cap] = sum share nll
struct Args { B: u32, T: u32, cap: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> nll: array<f32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> knobs: array<f32>;
@group(0) @binding(4) var<storage, read_write> w: array<f32>;
@group(0) @binding(5) var<storage, read_write> share: array<f32>;
@group(0) @binding(6) var<storage, read_write> coef: array<f32>;
@group(0) @binding(7) var<storage, read_write> hist: array<f32>;

// Weighs the sequence that begins at `at` and returns its part of the loss.
fn weigh(at: u32) -> f32 {
  var n = 0.0;
  for (var t = 1u; t < a.T; t++) { n += mask[at + t]; }
  var part = 0.0;
  for (var t = 0u; t < a.T; t++) {
    let m = select(mask[at + t], 0.0, t == 0u);
    var s = 0.0;
    if (n > 0.0) { s = m / (n * f32(a.B)); }
    w[at + t] = m;
    share[at + t] = s;
    coef[at + t] = s;
    part += s * nll[at + t];
  }
  return part;
}

@compute @workgroup_size(64)
fn loss_sft(@builtin(local_invocation_id) id: vec3<u32>) {
  var part = 0.0;
  for (var b = id.x; b < a.B; b += 64u) { part += weigh(b * a.T); }
  let total = sum64(id.x, part);
  if (id.x == 0u) { hist[u32(knobs[SLOT]) % a.cap] = total; }
}

// kernel loss_drp: g1=nll[B.T] g2=mask[B.T] g3=knobs[20] g4=*w[B.T] g5=*share[B.T] g6=*coef[B.T] g7=*hist[cap]
// IFT's Dynamic Relation Propagation over the n answer tokens of a sequence:
// z_t = m_t l_t / n; c_t = m_t sum_{k>=t} gamma^(k-t) z_k; S = sum c; w_t = n c_t / S
// (w = m where gamma = 0 or S < 1e-30); share = w m / (n B);
// hist[knobs[SLOT] mod cap] = sum share nll.
// live = 1 differentiates F/(S B), F = sum c_t l_t, through w as well:
// coef_s = (c_s + m_s/n (P_s - Q_s F/S)) / (S B), with the discounted sums
// P_s = sum_{t<=s} gamma^(s-t) m_t l_t and Q_s = sum_{t<=s} gamma^(s-t) m_t.
struct Args { B: u32, T: u32, live: u32, cap: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> nll: array<f32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> knobs: array<f32>;
@group(0) @binding(4) var<storage, read_write> w: array<f32>;
@group(0) @binding(5) var<storage, read_write> share: array<f32>;
@group(0) @binding(6) var<storage, read_write> coef: array<f32>;
@group(0) @binding(7) var<storage, read_write> hist: array<f32>;

// Weighs the sequence that begins at `at` and returns its part of the loss.
fn weigh(at: u32) -> f32 {
  let gamma = knobs[GAMMA];
  var n = 0.0;
  for (var t = 1u; t < a.T; t++) { n += mask[at + t]; }
  w[at] = 0.0;
  share[at] = 0.0;
  coef[at] = 0.0;
  // Backwards: w holds c for now.
  var later = 0.0;
  var S = 0.0;
  for (var t = a.T - 1u; t >= 1u; t--) {
    let m = mask[at + t];
    later = gamma * later;
    if (n > 0.0) { later += m * nll[at + t] / n; }
    w[at + t] = m * later;
    S += m * later;
  }
  var part = 0.0;
  if (gamma == 0.0 || S < 1e-30) { // less would be 0 on some GPUs, and 1/S infinite
    for (var t = 1u; t < a.T; t++) {
      let m = mask[at + t];
      var s = 0.0;
      if (n > 0.0) { s = m * m / (n * f32(a.B)); }
      w[at + t] = m;
      share[at + t] = s;
      coef[at + t] = s;
      part += s * nll[at + t];
    }
    return part;
  }
  var F = 0.0;
  for (var t = 1u; t < a.T; t++) { F += w[at + t] * nll[at + t]; }
  var P = 0.0;
  var Q = 0.0;
  for (var t = 1u; t < a.T; t++) {
    let m = mask[at + t];
    let c = w[at + t];
    P = gamma * P + m * nll[at + t];
    Q = gamma * Q + m;
    let s = c * m / (S * f32(a.B));
    w[at + t] = n * c / S;
    share[at + t] = s;
    if (a.live == 1u) {
      coef[at + t] = (c + m / n * (P - Q * F / S)) / (S * f32(a.B));
    } else {
      coef[at + t] = s;
    }
    part += s * nll[at + t];
  }
  return part;
}

@compute @workgroup_size(64)
fn loss_drp(@builtin(local_invocation_id) id: vec3<u32>) {
  var part = 0.0;
  for (var b = id.x; b < a.B; b += 64u) { part += weigh(b * a.T); }
  let total = sum64(id.x, part);
  if (id.x == 0u) { hist[u32(knobs[SLOT]) % a.cap] = total; }
}

// kernel token_mean: g1=nll[B.T] g2=mask[B.T] g3=knobs[20] g4=*share[B.T] g5=*coef[B.T] g6=*hist[cap]
// Makes a mean over all answer tokens of a mean over sequences, after loss_sft or
// loss_drp: share and coef of sequence b times n_b B / sum n, n_b = its answer
// tokens; hist[knobs[SLOT] mod cap] = sum share nll
struct Args { B: u32, T: u32, cap: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> nll: array<f32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> knobs: array<f32>;
@group(0) @binding(4) var<storage, read_write> share: array<f32>;
@group(0) @binding(5) var<storage, read_write> coef: array<f32>;
@group(0) @binding(6) var<storage, read_write> hist: array<f32>;

fn answers(at: u32) -> f32 {
  var n = 0.0;
  for (var t = 1u; t < a.T; t++) { n += mask[at + t]; }
  return n;
}

@compute @workgroup_size(64)
fn token_mean(@builtin(local_invocation_id) id: vec3<u32>) {
  var mine = 0.0;
  for (var b = id.x; b < a.B; b += 64u) { mine += answers(b * a.T); }
  let all = max(sum64(id.x, mine), 1.0); // all shares are 0 where the sum is
  var part = 0.0;
  for (var b = id.x; b < a.B; b += 64u) {
    let by = answers(b * a.T) * f32(a.B) / all;
    for (var n = b * a.T; n < (b + 1u) * a.T; n++) {
      share[n] *= by;
      coef[n] *= by;
      part += share[n] * nll[n];
    }
  }
  let total = sum64(id.x, part);
  if (id.x == 0u) { hist[u32(knobs[SLOT]) % a.cap] = total; }
}
