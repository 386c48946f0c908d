// Variant vec4-4x4: a thread owns a 4x4 block of the result and keeps it in
// registers. No barrier; a block past an edge repeats the last one and is not stored.

const TILE_ROWS = 8u; // blocks of a workgroup, down

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  products(group.xy, local.xy, 0u);
}

fn product(p: u32, group: vec2<u32>, local: vec2<u32>, lane: u32) {
  let blocks = size(p);
  let at = 8u * group + local;
  let i = min(at.y, blocks.x - 1u);
  let j = min(at.x, blocks.y - 1u);
  var c = mat4x4<f32>();
  var sum = vec4<f32>();
  for (var k = 0u; k < blocks.z; k++) {
    let l = left(p, i, k);
    sum += squares(l);
    c += right(p, k, j) * l;
  }
  store(p, at.y, at.x, c, row_scale(at.y, at.x, blocks.y, sum));
}

