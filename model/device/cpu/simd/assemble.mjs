// Assembles the .wat files beside it, parts of one module, into FOLDER:
// simd-relaxed.wasm as written, and simd.wasm for browsers without relaxed SIMD,
// with a multiplication and an addition for every f32x4.relaxed_madd.
//
// The functions work on Go's own memory: sizes and strides come in elements,
// pointers in bytes. Nothing in them checks a bound, simd_js.go does.
//
//   node model/device/cpu/simd/assemble.mjs FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import wabt from "wabt";

const [folder] = process.argv.slice(2);
const parts = ["gemm", "softmax", "decode", "pointwise", "norm"].map(name => readFileSync(new URL(name + ".wat", import.meta.url), "utf8"));
// version: which contract the module keeps; Go asks before it relies on it.
const source = `(module
(import "env" "memory" (memory 1))
(func (export "version") (result i32) (i32.const 2))
${parts.join("\n")})`;
const assembler = await wabt();

// The end of the expression that begins with the parenthesis at `at`.
function close(text, at) {
  for (let depth = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0) return at + 1;
  }
  throw new Error("a parenthesis is not closed");
}

// The text without relaxed_madd: (… a b c) becomes c + a b, operands first.
function plain(text) {
  const madd = "(f32x4.relaxed_madd";
  for (let at; (at = text.lastIndexOf(madd)) >= 0; ) {
    const operands = [];
    let from = at + madd.length;
    for (let i = 0; i < 3; i++) {
      from = text.indexOf("(", from);
      const end = close(text, from);
      operands.push(text.slice(from, end));
      from = end;
    }
    const [a, b, c] = operands;
    text = text.slice(0, at) + `(f32x4.add ${c} (f32x4.mul ${a} ${b}))` + text.slice(close(text, at));
  }
  return text;
}

function assemble(name, text, features) {
  const module = assembler.parseWat(name, text, features);
  module.validate(features);
  const { buffer } = module.toBinary({});
  module.destroy();
  writeFileSync(join(folder, name + ".wasm"), buffer);
}

assemble("simd-relaxed", source, { simd: true, relaxed_simd: true });
assemble("simd", plain(source), { simd: true });
