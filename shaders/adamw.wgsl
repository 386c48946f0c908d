// AdamW on the flat parameter buffer, with a bound on the global gradient norm.

const LR = 0u;    // knobs: learning rate of this step
const BETA1 = 1u; // knobs: decay of the first moment
const BETA2 = 2u; // knobs: decay of the second moment
const EPS = 3u;   // knobs: added to the root of the second moment
const WD = 4u;    // knobs: decoupled weight decay
const BIAS1 = 5u; // knobs: 1 - beta1^t
const BIAS2 = 6u; // knobs: 1 - beta2^t
const CLIP = 7u;  // knobs: bound on the gradient norm, 0 = none
const SLOT = 11u; // knobs: where in the history this step's loss goes

// kernel sumsq: g1=x[n] g2=*part[parts]
// part[p] = sum of x[i]^2 over i mod parts = p
struct Args { n: u32, parts: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> part: array<f32>;

@compute @workgroup_size(64)
fn sumsq(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.parts) { return; }
  var sum = 0.0;
  for (var i = id.x; i < a.n; i += a.parts) { sum += x[i] * x[i]; }
  part[id.x] = sum;
}

// kernel grad_norm: g1=part[parts] g2=*norm[1]
// norm = sqrt(sum part), in one workgroup
struct Args { parts: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> part: array<f32>;
@group(0) @binding(2) var<storage, read_write> norm: array<f32>;
var<workgroup> lane: array<f32, 64>;

@compute @workgroup_size(64)
fn grad_norm(@builtin(local_invocation_id) id: vec3<u32>) {
  var sum = 0.0;
  for (var i = id.x; i < a.parts; i += 64u) { sum += part[i]; }
  lane[id.x] = sum;
  workgroupBarrier();
  if (id.x == 0u) {
    var total = 0.0;
    for (var i = 0u; i < 64u; i++) { total += lane[i]; }
    norm[0] = sqrt(total);
  }
}

// kernel adamw: g1=g[n] g2=norm[1] g3=knobs[20] g4=*p[n] g5=*m[n] g6=*v[n] g7=*hist[cap]
// g is scaled by min(1, clip/(norm+1e-6)) where clip > 0; m, v are its moments;
// p <- p (1 - lr wd) - lr (m/bias1)/(sqrt(v/bias2) + eps).
// A p that is not finite takes the place of the step's loss, so that whoever reads
// the loss knows what the update was worth, and that of the last step too.
struct Args { n: u32, cap: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read> norm: array<f32>;
@group(0) @binding(3) var<storage, read> knobs: array<f32>;
@group(0) @binding(4) var<storage, read_write> p: array<f32>;
@group(0) @binding(5) var<storage, read_write> m: array<f32>;
@group(0) @binding(6) var<storage, read_write> v: array<f32>;
@group(0) @binding(7) var<storage, read_write> hist: array<f32>;

const EXPONENT = 0x7f800000u; // all of these bits are set where a number is not finite

@compute @workgroup_size(64)
fn adamw(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.n) { return; }
  var scale = 1.0;
  if (knobs[CLIP] > 0.0) { // min(1, NaN) may be 1
    let bound = knobs[CLIP] / (norm[0] + 1e-6);
    scale = select(bound, 1.0, bound > 1.0);
  }
  let gi = g[i] * scale;
  let mi = knobs[BETA1] * m[i] + (1.0 - knobs[BETA1]) * gi;
  let vi = knobs[BETA2] * v[i] + (1.0 - knobs[BETA2]) * gi * gi;
  m[i] = mi;
  v[i] = vi;
  let step = (mi / knobs[BIAS1]) / (sqrt(vi / knobs[BIAS2]) + knobs[EPS]);
  let w = p[i] * (1.0 - knobs[LR] * knobs[WD]) - knobs[LR] * step;
  p[i] = w;
  if ((bitcast<u32>(w) & EXPONENT) == EXPONENT) { hist[u32(knobs[SLOT]) % a.cap] = w; }
}
