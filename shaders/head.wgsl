// A vector on the hidden state, as a reward model or a value function has it.

const SLOT = 11u; // knobs: where in the history this step's loss goes

// kernel head: g1=x[N,d] g2=head[d] g3=*score[N]
// score[n] = x[n] . head
struct Args { N: u32, d: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> vec: array<f32>;
@group(0) @binding(3) var<storage, read_write> score: array<f32>;

@compute @workgroup_size(64)
fn head(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.N) { return; }
  var sum = 0.0;
  for (var j = 0u; j < a.d; j++) { sum += x[id.x * a.d + j] * vec[j]; }
  score[id.x] = sum;
}

// kernel head_d: g1=dscore[N] g2=x[N,d] g3=*dhead[d]
// Backward of head to the vector: dhead = sum_n dscore[n] x[n]
struct Args { N: u32, d: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dscore: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> dhead: array<f32>;

@compute @workgroup_size(64)
fn head_d(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.d) { return; }
  var sum = 0.0;
  for (var n = 0u; n < a.N; n++) { sum += dscore[n] * x[n * a.d + id.x]; }
  dhead[id.x] = sum;
}

// kernel head_dx: g1=dscore[N] g2=head[d] g3=*dx[N,d]
// Backward of head to the hidden state: dx[n] = dscore[n] head
struct Args { N: u32, d: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dscore: array<f32>;
@group(0) @binding(2) var<storage, read> vec: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn head_dx(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.N * a.d) { return; }
  dx[id.x] = dscore[id.x / a.d] * vec[id.x % a.d];
}

// kernel loss_reward: g1=score[2.B.T] g2=mask[2.B.T] g3=knobs[20] g4=*dscore[2.B.T] g5=*reward[2.B] g6=*hist[cap]
// reward[b] = score at the last answer token of sequence b, 0 if it has none;
// loss = mean of -log sigmoid(reward_c - reward_r) over the pairs with two
// answers, the chosen ones being the first B sequences, the rejected ones the rest
struct Args { B: u32, T: u32, cap: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> score: array<f32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> knobs: array<f32>;
@group(0) @binding(4) var<storage, read_write> dscore: array<f32>;
@group(0) @binding(5) var<storage, read_write> reward: array<f32>;
@group(0) @binding(6) var<storage, read_write> hist: array<f32>;
// The last answer token of sequence b, 0 if it has none.
fn last(b: u32) -> u32 {
  var at = 0u;
  for (var t = 1u; t < a.T; t++) {
    if (mask[b * a.T + t] > 0.0) { at = t; }
  }
  return at;
}

// Keeps the reward of sequence b and leaves its scores without gradient.
fn sequence_reward(b: u32) -> f32 {
  for (var t = 0u; t < a.T; t++) { dscore[b * a.T + t] = 0.0; }
  let at = last(b);
  var r = 0.0;
  if (at > 0u) { r = score[b * a.T + at]; }
  reward[b] = r;
  return r;
}

@compute @workgroup_size(64)
fn loss_reward(@builtin(local_invocation_id) id: vec3<u32>) {
  var count = 0.0;
  for (var b = id.x; b < a.B; b += 64u) {
    count += select(0.0, 1.0, last(b) > 0u && last(a.B + b) > 0u);
  }
  let pairs = max(sum64(id.x, count), 1.0);
  var part = 0.0;
  for (var b = id.x; b < a.B; b += 64u) {
    let r = a.B + b;
    let z = sequence_reward(b) - sequence_reward(r);
    let c = last(b);
    let d = last(r);
    if (c > 0u && d > 0u) {
      let tail = log(1.0 + exp(-abs(z)));
      part += (max(-z, 0.0) + select(tail, 0.0, tail < 0.0)) / pairs; // log(1) may be a little less than 0
      let grad = 1.0 / (1.0 + exp(clamp(z, -80.0, 80.0))) / pairs;
      dscore[b * a.T + c] = -grad;
      dscore[r * a.T + d] = grad;
    }
  }
  let total = sum64(id.x, part);
  if (id.x == 0u) { hist[u32(knobs[SLOT]) % a.cap] = total; }
}
