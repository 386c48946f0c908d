// Losses of preference pairs: 2B sequences, first the B chosen ones, then the B
// rejected ones in the same order. Each is a function of the sequences'
// log-probabilities, whose gradient goes to the token losses as coef = dloss/dnll.
// A pair in which either answer is empty does not count.

const SLOT = 11u; // knobs: where in the history this step's loss goes
const BETA = 14u; // knobs: weight of the preference

struct Args { B: u32, T: u32, cap: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> nll: array<f32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> knobs: array<f32>;
@group(0) @binding(4) var<storage, read_write> w: array<f32>;
@group(0) @binding(5) var<storage, read_write> coef: array<f32>;
@group(0) @binding(6) var<storage, read_write> logp: array<f32>;
@group(0) @binding(7) var<storage, read_write> hist: array<f32>;

// The number of answer tokens of sequence b.
fn answer_tokens(b: u32) -> f32 {
  var n = 0.0;
  for (var t = 1u; t < a.T; t++) { n += mask[b * a.T + t]; }
  return n;
}

fn counts(pair: u32) -> bool { return answer_tokens(pair) > 0.0 && answer_tokens(a.B + pair) > 0.0; }

// The number of pairs that lane i finds to count, of those that it owns.
fn mine(i: u32) -> f32 {
  var n = 0.0;
  for (var b = i; b < a.B; b += 64u) { n += select(0.0, 1.0, counts(b)); }
  return n;
}

// The log-probability of sequence b.
fn logprob(b: u32) -> f32 {
  var s = 0.0;
  for (var t = 1u; t < a.T; t++) { s -= mask[b * a.T + t] * nll[b * a.T + t]; }
  return s;
}

// Puts c, the derivative by each token loss, on the answer tokens of sequence b.
fn spread(b: u32, c: f32) {
  for (var t = 0u; t < a.T; t++) {
    let i = b * a.T + t;
    let m = select(mask[i], 0.0, t == 0u);
    w[i] = m;
    coef[i] = c * m;
  }
}

// log(1 + e^x): softplus(-z) = -log sigmoid(z), whose derivative is -sigmoid_neg(z).
fn softplus(x: f32) -> f32 {
  let tail = log(1.0 + exp(-abs(x)));
  return max(x, 0.0) + select(tail, 0.0, tail < 0.0); // log(1) may be a little less than 0
}
fn sigmoid_neg(z: f32) -> f32 { return 1.0 / (1.0 + exp(clamp(z, -80.0, 80.0))); }

// kernel loss_dpo: g1=nll[2.B.T] g2=mask[2.B.T] g3=knobs[20] g4=*w[2.B.T] g5=*coef[2.B.T] g6=*logp[2.B] g7=*hist[cap] g8=ref[2.B]
// logp = s; z = beta ((s_c - ref_c) - (s_r - ref_r)); loss = mean -log sigmoid(z)
@group(0) @binding(8) var<storage, read> ref_: array<f32>;

@compute @workgroup_size(64)
fn loss_dpo(@builtin(local_invocation_id) id: vec3<u32>) {
  let pairs = max(sum64(id.x, mine(id.x)), 1.0);
  let beta = knobs[BETA];
  var part = 0.0;
  for (var b = id.x; b < a.B; b += 64u) {
    let r = a.B + b;
    let sc = logprob(b);
    let sr = logprob(r);
    logp[b] = sc;
    logp[r] = sr;
    var grad = 0.0; // -dloss/ds_c = dloss/ds_r, and ds/dnll = -1
    if (counts(b)) {
      let z = beta * ((sc - ref_[b]) - (sr - ref_[r]));
      part += softplus(-z) / pairs;
      grad = beta * sigmoid_neg(z) / pairs;
    }
    spread(b, grad);
    spread(r, -grad);
  }
  let total = sum64(id.x, part);
  if (id.x == 0u) { hist[u32(knobs[SLOT]) % a.cap] = total; }
}

// kernel loss_orpo: g1=nll[2.B.T] g2=mask[2.B.T] g3=knobs[20] g4=*w[2.B.T] g5=*coef[2.B.T] g6=*logp[2.B] g7=*hist[cap]
// logp = a = min(s/n, -1e-6); g(a) = a - log(1 - e^a), the log-odds of a;
// loss = mean of -a_c - beta log sigmoid(g(a_c) - g(a_r)); dg/da = 1/(1 - e^a)
const CUT = -1e-6;

// 1 - e^a for a < 0, as a series where the difference would lose its digits.
fn one_minus_exp(x: f32) -> f32 {
  if (x > -0.01) { return -x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0))); }
  return 1.0 - exp(x);
}

fn mean_logprob(b: u32) -> f32 {
  let n = answer_tokens(b);
  if (n == 0.0) { return CUT; }
  return min(logprob(b) / n, CUT);
}

// Spreads dloss/da of sequence b over its tokens; beyond the cut a is constant.
fn spread_mean(b: u32, grad: f32) {
  if (logp[b] >= CUT) {
    spread(b, 0.0);
  } else {
    spread(b, -grad / answer_tokens(b));
  }
}

@compute @workgroup_size(64)
fn loss_orpo(@builtin(local_invocation_id) id: vec3<u32>) {
  let pairs = max(sum64(id.x, mine(id.x)), 1.0);
  let beta = knobs[BETA];
  var part = 0.0;
  for (var b = id.x; b < a.B; b += 64u) {
    let r = a.B + b;
    let ac = mean_logprob(b);
    let ar = mean_logprob(r);
    logp[b] = ac;
    logp[r] = ar;
    var dc = 0.0;
    var dr = 0.0;
    if (counts(b)) {
      let z = (ac - log(one_minus_exp(ac))) - (ar - log(one_minus_exp(ar)));
      part += (beta * softplus(-z) - ac) / pairs;
      let grad = beta * sigmoid_neg(z) / pairs;
      dc = -1.0 / pairs - grad / one_minus_exp(ac);
      dr = grad / one_minus_exp(ar);
    }
    spread_mean(b, dc);
    spread_mean(r, dr);
  }
  let total = sum64(id.x, part);
  if (id.x == 0u) { hist[u32(knobs[SLOT]) % a.cap] = total; }
}
