// Variant quads-4x4: as vec4-4x4, and the four threads of a quad, which stand side by
// side and need the same left block, load a quarter of it each. Only in a workgroup of
// one dimension do threads have the order of subgroups everywhere; naga refuses others.
enable subgroups;

const TILE_ROWS = 8u; // blocks of a workgroup, down

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32, @builtin(subgroup_invocation_id) lane: u32) {
  products(group.xy, vec2<u32>(thread % 8u, thread / 8u), lane % 4u);
}

fn product(p: u32, group: vec2<u32>, local: vec2<u32>, lane: u32) {
  let blocks = size(p);
  let at = 8u * group + local;
  let i = min(at.y, blocks.x - 1u);
  let j = min(at.x, blocks.y - 1u);
  var c = mat4x4<f32>();
  var sum = vec4<f32>();
  for (var k = 0u; k < blocks.z; k++) {
    let v = load_left(p, i, k, lane);
    let l = left_block(p, mat4x4<f32>(quadBroadcast(v, 0u), quadBroadcast(v, 1u), quadBroadcast(v, 2u), quadBroadcast(v, 3u)));
    sum += squares(l);
    c += right(p, k, j) * l;
  }
  store(p, at.y, at.x, c, row_scale(at.y, at.x, blocks.y, sum));
}

