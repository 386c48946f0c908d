// Compiles the program, softmix.wasm, while it arrives. Its return addresses were
// taken out of it, because they compress badly, and are put back here: what stands
// in their place and how it is found is described in wasm/edge/pack/returns.go.
// A program that has its return addresses passes unchanged.
self.softmixProgram = (() => {
  "use strict";

  // Puts the return addresses back into the function that lies in bytes between
  // from and to.
  function putReturns(bytes, from, to, number) {
    for (let i = from + 6, next = 0; i < to - 4; i++) {
      if (bytes[i] !== 0x37 || bytes[i - 1] || bytes[i - 2] !== 0x80 || bytes[i - 3] !== 0x80) continue;
      if (bytes[i + 1] !== 3 || bytes[i + 2] || bytes[i + 3] !== 0x41 || bytes[i + 4]) continue;
      // 14 bits with a sign: how far the place is from the one expected.
      const place = next + ((bytes[i - 5] & 0x7f | (bytes[i - 4] & 0x7f) << 7) << 18 >> 18);
      let address = (0x1000 + number << 16) + place;
      for (let k = i - 5; k < i; k++, address >>= 7) bytes[k] = address | 0x80;
      bytes[i - 1] &= 0x7f;
      next = place + 1;
    }
  }

  // A LEB128 number: its value and where it ends, if that has come.
  function leb(bytes, at) {
    for (let value = 0, shift = 0; at < bytes.length && shift < 35; shift += 7) {
      value += (bytes[at] & 0x7f) * 2 ** shift;
      if (bytes[at++] < 0x80) return [value, at];
    }
  }

  // A stream that takes the file in pieces of any size and gives the program.
  // told hears how many bytes have come.
  function restore(told) {
    let got = 0, rest = new Uint8Array(0);
    let pass = 8; // bytes that pass as they are: at first the file's head
    let functions = 0, number = 0; // how many the code has, and the next one
    return new TransformStream({
      transform(piece, out) {
        told?.(got += piece.length);
        const bytes = new Uint8Array(rest.length + piece.length);
        bytes.set(rest);
        bytes.set(piece, rest.length);
        let at = 0;
        for (let size, next; ; at = next) {
          if (pass) {
            next = Math.min(at + pass, bytes.length);
            pass -= next - at;
            if (pass) {
              at = next;
              break;
            }
          } else if (number < functions) {
            [size, next] = leb(bytes, at) ?? [];
            if (!next || (next += size) > bytes.length) break;
            putReturns(bytes, at, next, number++);
          } else {
            [size, next] = leb(bytes, at + 1) ?? [];
            if (!next) break;
            if (bytes[at] !== 10) pass = size;
            else {
              [functions, next] = leb(bytes, next) ?? [];
              if (!next) break;
            }
          }
        }
        out.enqueue(bytes.subarray(0, at));
        rest = bytes.slice(at);
      },
      flush(out) { out.enqueue(rest); },
    });
  }

  function compile(response, told) {
    const whole = new Response(response.body.pipeThrough(restore(told)), { headers: { "content-type": "application/wasm" } });
    return WebAssembly.compileStreaming ? WebAssembly.compileStreaming(whole) : whole.arrayBuffer().then(b => WebAssembly.compile(b));
  }

  return { restore, compile };
})();
