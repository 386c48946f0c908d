// Element by element. Training uses none of them but copy: gelu and gelu_d (like
// rmsnorm) are what the CPU device makes the kernels of linear.wgsl and
// linear_d.wgsl from, and the sum and the zeros are the simple calls that the
// drivers are tested with.

// kernel gelu: g1=u[n] g2=*y[n]
// y = 0.5 u (1 + tanh(sqrt(2/pi)(u + 0.044715 u^3)))
struct Args { n: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> u: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn gelu(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.n) { return; }
  y[i] = u[i] * gelu_sigmoid(u[i]);
}

// kernel gelu_d: g1=dy[n] g2=u[n] g3=*du[n]
// Backward of gelu, y = u q(u) q = gelu_sigmoid(u): du = dy (q + u q (1-q) ds/du)
struct Args { n: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> u: array<f32>;
@group(0) @binding(3) var<storage, read_write> du: array<f32>;

@compute @workgroup_size(64)
fn gelu_d(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.n) { return; }
  du[i] = dy[i] * gelu_grad(u[i]);
}

// kernel residual: g1=x[n] g2=y[n] g3=*out[n]
// out = x + y; its backward is the same gradient for both, and needs no kernel.
struct Args { n: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> y: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn residual(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= a.n) { return; }
  out[i] = x[i] + y[i];
}

// kernel copy: g1=x[n] g2=*y[n]
// y = x
struct Args { n: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn copy(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.n) { return; }
  y[id.x] = x[id.x];
}

// kernel zero: g1=*x[n]
// x = 0
struct Args { n: u32 }
@group(0) @binding(0) var<uniform> a: Args;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;

@compute @workgroup_size(64)
fn zero(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= a.n) { return; }
  x[id.x] = 0.0;
}
