// Binds the SIMD module, whose functions work on the memory of a Go program, to
// that program's imports "softmix_simd". softmixSIMD(go, at) looks for the
// module at the address that at(its name) gives, adds the imports to go.importObject and
// returns what must be called with the program's instance before it runs. Where
// the browser lacks SIMD or the module cannot be had, every import answers 0 and
// the program computes with kernels of its own.
(() => {
  "use strict";
  // Modules of one function: does the browser know f32x4.relaxed_madd, f32x4.add?
  const knows = body => WebAssembly.validate(Uint8Array.of(
    0, 97, 115, 109, 1, 0, 0, 0, // magic and version
    1, 5, 1, 96, 0, 1, 123, // type: () -> v128
    3, 2, 1, 0, // one function of it
    10, 4 + body.length, 1, 2 + body.length, 0, ...body, 11));
  const zero = [65, 0, 253, 17]; // i32.const 0, i32x4.splat
  const relaxed = () => knows([...zero, ...zero, ...zero, 253, 133, 2]);
  const plain = () => knows([...zero, ...zero, 253, 228, 1]);

  async function load(at) {
    const file = relaxed() ? "simd-relaxed.wasm" : plain() ? "simd.wasm" : null;
    if (!file) return null;
    const response = await fetch(at(file));
    return response.ok ? WebAssembly.compile(await response.arrayBuffer()) : null;
  }

  self.softmixSIMD = async (go, at) => {
    const module = await load(at).catch(() => null);
    let functions = null;
    go.importObject.softmix_simd = new Proxy({}, {
      get: (_, name) => (...args) => (functions ? functions[name](...args) : 0),
    });
    return instance => {
      if (!module) return;
      try {
        const { exports } = new WebAssembly.Instance(module, { env: { memory: instance.exports.mem } });
        if (exports.version) functions = exports;
      } catch (e) {
        console.warn("Computing without SIMD: " + e.message);
      }
    };
  };
})();
