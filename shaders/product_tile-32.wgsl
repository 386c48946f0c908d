// Variant tile-32: a workgroup of 8 by 8 threads owns a tile of 32 by 32 elements, one
// block a thread, and takes 16 elements of depth at a time through workgroup memory.
// Depth past the end is staged as zeros.

const TILE_ROWS = 8u; // blocks of a workgroup, down

// Row r, as stored, of block b at depth block k stands at (4k + r) * 8 + b.
var<workgroup> lefts: array<vec4<f32>, 128>;
var<workgroup> rights: array<vec4<f32>, 128>;

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  products(group.xy, local.xy, 0u);
}

fn product(p: u32, group: vec2<u32>, local: vec2<u32>, lane: u32) {
  let blocks = size(p);
  let at = 8u * group + local;
  var c = mat4x4<f32>();
  var sum = vec4<f32>();
  for (var k0 = 0u; k0 < blocks.z; k0 += 4u) {
    for (var s = local.y * 8u + local.x; s < 128u; s += 64u) { stage(p, s, 8u * group, k0); }
    workgroupBarrier();
    for (var k = 0u; k < 4u; k++) {
      let at_l = 32u * k + local.y;
      let at_r = 32u * k + local.x;
      let l = left_block(p, mat4x4<f32>(lefts[at_l], lefts[at_l + 8u], lefts[at_l + 16u], lefts[at_l + 24u]));
      sum += squares(l);
      c += right_block(p, mat4x4<f32>(rights[at_r], rights[at_r + 8u], rights[at_r + 16u], rights[at_r + 24u])) * l;
    }
    workgroupBarrier();
  }
  store(p, at.y, at.x, c, row_scale(at.y, at.x, blocks.y, sum));
}

// The s-th of the 128 loads of an operand, as (b, k, r), in the order of its memory:
// along the depth, or from block to block.
fn order(s: u32, along_depth: bool) -> vec3<u32> {
  if (along_depth) { return vec3<u32>(s / 16u, s % 4u, s / 4u % 4u); }
  return vec3<u32>(s % 8u, s / 32u, s / 8u % 4u);
}

fn stage(p: u32, s: u32, first: vec2<u32>, k0: u32) {
  let blocks = size(p);
  let l = order(s, !left_transposed(p));
  let r = order(s, right_transposed(p));
  var v = vec4<f32>();
  var w = vec4<f32>();
  if (k0 + l.y < blocks.z) { v = load_left(p, min(first.y + l.x, blocks.x - 1u), k0 + l.y, l.z); }
  if (k0 + r.y < blocks.z) { w = load_right(p, k0 + r.y, min(first.x + r.x, blocks.y - 1u), r.z); }
  lefts[(l.y * 4u + l.z) * 8u + l.x] = v;
  rights[(r.y * 4u + r.z) * 8u + r.x] = w;
}

