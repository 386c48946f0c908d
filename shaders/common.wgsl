// What several kernels call. A module has of this the functions that it calls, each
// with what stands before the next one; kernel sections say what bindings they mean.

// function sum64
// The sum of what the 64 lanes of the only workgroup bring, in one fixed order.
var<workgroup> lane: array<f32, 64>;

fn sum64(i: u32, mine: f32) -> f32 {
  workgroupBarrier(); // an earlier sum has been read
  lane[i] = mine;
  workgroupBarrier();
  var total = 0.0;
  for (var j = 0u; j < 64u; j++) { total += lane[j]; }
  return total;
}

// function four
// The four rows (or columns) from 4·block on, none beyond the last of size.
fn four(block: u32, size: u32) -> vec4<u32> {
  return min(vec4<u32>(0u, 1u, 2u, 3u) + 4u * block, vec4<u32>(size - 1u));
}

// function sample_softmax
// The first v whose cumulated softmax(logits[at + v]/tau) exceeds u; rounding may
// leave the sum below u: then the last v.
fn sample_softmax(at: u32, tau: f32, u: f32) -> u32 {
  var top = logits[at];
  for (var v = 1u; v < a.V; v++) { top = max(top, logits[at + v]); }
  var sum = 0.0;
  for (var v = 0u; v < a.V; v++) { sum += exp((logits[at + v] - top) / tau); }
  var cum = 0.0;
  for (var v = 0u; v < a.V; v++) {
    cum += exp((logits[at + v] - top) / tau) / sum;
    if (cum > u) { return v; }
  }
  return a.V - 1u;
}

// function gelu_grad
// The derivative of gelu.
fn gelu_grad(u: f32) -> f32 {
  let q = gelu_sigmoid(u);
  return q + u * q * (1.0 - q) * GELU_K * (1.0 + 3.0 * GELU_C * u * u);
}

// function gelu_sigmoid
// 0.5 (1 + tanh(s)) is the logistic function of 2 s, which cannot overflow
// into inf/inf as some drivers' tanh does: gelu(u) = u gelu_sigmoid(u).
const GELU_K = 1.5957691216057308; // 2 sqrt(2/pi)
const GELU_C = 0.044715;

fn gelu_sigmoid(u: f32) -> f32 {
  let s = GELU_K * (u + GELU_C * u * u * u);
  return 1.0 / (1.0 + exp(clamp(-s, -80.0, 80.0)));
}
