// The two losses of PPO over the n answer tokens (t >= 1) of a batch. One
// workgroup does each, because n belongs to all of it.

const SLOT = 11u;       // knobs: where in the history this step's loss goes
const CLIP_RANGE = 15u; // knobs: how far a ratio may leave 1
const VALUE_COEF = 16u; // knobs: weight of the value loss

// kernel loss_ppo: g1=nll[B.T] g2=mask[B.T] g3=knobs[20] g4=old[B.T] g5=adv[B.T] g6=*w[B.T] g7=*coef[B.T] g8=*hist[cap]
// r = exp(-nll - old); loss = -sum m min(r adv, clip(r) adv)/n, clip(r) within
// range of 1; dr/dnll = -r, so coef = m r adv/n where the first is the lesser, and
// 0 where the clipped one is
struct Args { B: u32, T: u32, cap: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> nll: array<f32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> knobs: array<f32>;
@group(0) @binding(4) var<storage, read> old: array<f32>;
@group(0) @binding(5) var<storage, read> adv: array<f32>;
@group(0) @binding(6) var<storage, read_write> w: array<f32>;
@group(0) @binding(7) var<storage, read_write> coef: array<f32>;
@group(0) @binding(8) var<storage, read_write> hist: array<f32>;

@compute @workgroup_size(64)
fn loss_ppo(@builtin(local_invocation_id) id: vec3<u32>) {
  var count = 0.0;
  for (var i = id.x; i < a.B * a.T; i += 64u) {
    let m = select(mask[i], 0.0, i % a.T == 0u);
    w[i] = m;
    count += m;
  }
  let n = max(sum64(id.x, count), 1.0);
  let range = knobs[CLIP_RANGE];
  var part = 0.0;
  for (var i = id.x; i < a.B * a.T; i += 64u) {
    let m = w[i];
    var c = 0.0;
    if (m > 0.0) {
      let r = exp(min(-nll[i] - old[i], 80.0));
      let plain = r * adv[i];
      let clipped = clamp(r, 1.0 - range, 1.0 + range) * adv[i];
      if (plain <= clipped) { c = m * plain / n; }
      part -= m * min(plain, clipped) / n;
    }
    coef[i] = c;
  }
  let total = sum64(id.x, part);
  if (id.x == 0u) { hist[u32(knobs[SLOT]) % a.cap] = total; }
}

// kernel loss_value: g1=score[B.T] g2=mask[B.T] g3=knobs[20] g4=ret[B.T] g5=*dscore[B.T] g6=*hist[cap]
// The value of token t is what the head reads before it: score[t-1];
// loss = value/n sum m_t (score[t-1] - ret_t)^2, added to hist[knobs[SLOT] mod cap]
struct Args { B: u32, T: u32, cap: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> score: array<f32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> knobs: array<f32>;
@group(0) @binding(4) var<storage, read> ret: array<f32>;
@group(0) @binding(5) var<storage, read_write> dscore: array<f32>;
@group(0) @binding(6) var<storage, read_write> hist: array<f32>;

@compute @workgroup_size(64)
fn loss_value(@builtin(local_invocation_id) id: vec3<u32>) {
  var count = 0.0;
  for (var i = id.x; i < a.B * a.T; i += 64u) { count += select(mask[i], 0.0, i % a.T == 0u); }
  let n = max(sum64(id.x, count), 1.0);
  var part = 0.0;
  for (var i = id.x; i < a.B * a.T; i += 64u) {
    var g = 0.0;
    if (i % a.T != a.T - 1u) {
      let off = score[i] - ret[i + 1u];
      let c = knobs[VALUE_COEF] * mask[i + 1u] / n;
      part += c * off * off;
      g = 2.0 * c * off;
    }
    dscore[i] = g;
  }
  let total = sum64(id.x, part);
  if (id.x == 0u) { hist[u32(knobs[SLOT]) % a.cap] += total; }
}
