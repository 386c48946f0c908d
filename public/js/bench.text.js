// The text that the benchmark learns, ours and the peers': words of a lexicon of
// 200, each followed by some words rather than others. Nothing but arithmetic
// decides it, so every library gets the same batches.
globalThis.softmixText = (() => {
  'use strict';
  // Tommy Ettinger's mulberry32, uniform in [0,1).
  const random = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  // corpus is 64 Ki tokens: bytes of ASCII where the vocabulary has them, else
  // 1 for a space, 2 for a new line and 3 upwards for letters. 0 never comes.
  const corpus = (vocab) => {
    const r = random(7), letters = 'etaoinshrdlucmfwypvbgk';
    const letter = vocab > 122 ? (i) => letters.charCodeAt(i) : (i) => Math.min(vocab - 1, 3 + i);
    const [space, line] = vocab > 122 ? [32, 10] : [1, 2];
    const words = Array.from({ length: 200 }, () => {
      const length = 2 + Math.floor(r() * 6);
      return Array.from({ length }, () => letter(Math.floor(r() * r() * letters.length)));
    });
    const out = new Uint32Array(65536);
    for (let at = 0, word = 0; at < out.length; ) {
      word = (word * 7 + Math.floor(r() * r() * 40)) % words.length;
      for (const c of words[word]) if (at < out.length) out[at++] = c;
      if (at < out.length) out[at++] = r() < 0.08 ? line : space;
    }
    return out;
  };

  const made = new Map();
  return {
    random,
    // batch is that of step i (0, 1, …): B windows of T tokens, x, and the tokens
    // that follow each of them, y; both are [B,T].
    batch(i, { V, B, T }) {
      if (!made.has(V)) made.set(V, corpus(V));
      const text = made.get(V), r = random(1000 + i);
      const x = new Uint32Array(B * T), y = new Uint32Array(B * T);
      for (let b = 0; b < B; b++) {
        const from = Math.floor(r() * (text.length - T - 1));
        x.set(text.subarray(from, from + T), b * T);
        y.set(text.subarray(from + 1, from + T + 1), b * T);
      }
      return { x, y };
    },
  };
})();
