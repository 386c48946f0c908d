// Variant vec4-8x8: as vec4-4x4, and a thread owns two by two blocks.

const TILE_ROWS = 16u; // blocks of a workgroup, down

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  products(group.xy, local.xy, 0u);
}

fn product(p: u32, group: vec2<u32>, local: vec2<u32>, lane: u32) {
  let blocks = size(p);
  let at = 16u * group + 2u * local;
  let last = blocks - 1u;
  let i0 = min(at.y, last.x);
  let i1 = min(at.y + 1u, last.x);
  let j0 = min(at.x, last.y);
  let j1 = min(at.x + 1u, last.y);
  var c00 = mat4x4<f32>();
  var c01 = mat4x4<f32>();
  var c10 = mat4x4<f32>();
  var c11 = mat4x4<f32>();
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  for (var k = 0u; k < blocks.z; k++) {
    let l0 = left(p, i0, k);
    let l1 = left(p, i1, k);
    let r0 = right(p, k, j0);
    let r1 = right(p, k, j1);
    sum0 += squares(l0);
    sum1 += squares(l1);
    c00 += r0 * l0;
    c01 += r1 * l0;
    c10 += r0 * l1;
    c11 += r1 * l1;
  }
  let threads = (blocks.y + 1u) / 2u; // that share these rows
  let s0 = row_scale(at.y, at.x / 2u, threads, sum0);
  let s1 = row_scale(at.y + 1u, at.x / 2u, threads, sum1);
  store(p, at.y, at.x, c00, s0);
  store(p, at.y, at.x + 1u, c01, s0);
  store(p, at.y + 1u, at.x, c10, s1);
  store(p, at.y + 1u, at.x + 1u, c11, s1);
}

