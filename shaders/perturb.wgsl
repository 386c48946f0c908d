// Perturbed inputs: samples in the place of tokens, and
// noise on embeddings. Both are constants of the gradient and have no backward.

const TAU = 10u;           // knobs: temperature of the sample
const SAMPLING_PROB = 12u; // knobs: how likely an answer token is replaced
const ALPHA = 13u;         // knobs: size of the noise

// kernel scheduled_sample: g1=logits[N,V] g2=tok:u32[N] g3=mask[N] g4=knobs[20] g5=draw[N] g6=coin[N] g7=*to:u32[N]
// to[n] = tok[n], or, where coin[n] < p mask[n], the first v whose cumulated
// softmax(logits[n-1]/tau) exceeds draw[n]; rounding may leave the sum below the
// draw: then the last v. The first of a sequence, which nothing predicts, stays.
struct Args { N: u32, T: u32, V: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> tok: array<u32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read> knobs: array<f32>;
@group(0) @binding(5) var<storage, read> draw: array<f32>;
@group(0) @binding(6) var<storage, read> coin: array<f32>;
@group(0) @binding(7) var<storage, read_write> to: array<u32>;

@compute @workgroup_size(64)
fn scheduled_sample(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.x;
  if (n >= a.N) { return; }
  to[n] = tok[n];
  if (n % a.T == 0u || coin[n] >= knobs[SAMPLING_PROB] * mask[n]) { return; }
  to[n] = sample_softmax((n - 1u) * a.V, knobs[TAU], draw[n]);
}

// kernel noise: g1=seed[2] g2=*z[n]
// z[i] = uniform in [-1,1) from the counter i and the two seeds in [0,1): two
// rounds of a 32-bit integer hash (multiply and xor-shift), of which the upper 24
// bits count, so that every step of the way is exact and all devices agree.
struct Args { n: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> seed: array<f32>;
@group(0) @binding(2) var<storage, read_write> z: array<f32>;

fn hash(x: u32) -> u32 {
  var h = x;
  h = (h ^ (h >> 16u)) * 0x7feb352du;
  h = (h ^ (h >> 15u)) * 0x846ca68bu;
  return h ^ (h >> 16u);
}

@compute @workgroup_size(64)
fn noise(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.n) { return; }
  let h = hash(hash(id.x ^ u32(seed[0] * 16777216.0)) + u32(seed[1] * 16777216.0));
  z[id.x] = f32(h >> 8u) * (1.0 / 8388608.0) - 1.0;
}

// kernel add_noise: g1=z[N,d] g2=knobs[20] g3=*h[N,d]
// h += alpha/sqrt(T d) z
struct Args { N: u32, d: u32, T: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> knobs: array<f32>;
@group(0) @binding(3) var<storage, read_write> h: array<f32>;

@compute @workgroup_size(64)
fn add_noise(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.N * a.d) { return; }
  h[i] += knobs[ALPHA] / sqrt(f32(a.T * a.d)) * z[i];
}
