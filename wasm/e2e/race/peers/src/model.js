// What every peer trains: a GPT-2-like transformer of the size in the page's URL
// (pre-norm LayerNorm, biases, exact GELU, learned positions, tied unembedding),
// its first weights, and the contract that bench.html keeps too. The page loads
// bench.text.js and bench.count.js before.
const asked = new URLSearchParams(location.search);
const number = (name, standard) => (asked.has(name) ? Number(asked.get(name)) : standard);

// cfg is the size and the constants of AdamW. Weight decay is for matrices only.
export const cfg = {
  V: number('V', 256), d: number('d', 64), L: number('L', 2), H: number('H', 4), T: number('T', 64), B: number('B', 8),
  lr: number('lr', 1e-3), b1: 0.9, b2: 0.95, eps: 1e-8, wd: 0.1, lnEps: 1e-5,
};

// params lists {name, shape, data, decay} in a fixed order.
export function params() {
  const { V, d, L, T } = cfg, M = 4 * d, residual = 0.02 / Math.sqrt(2 * L);
  const r = softmixText.random(42), list = [];
  const gauss = () => {
    const u = Math.max(1e-9, r()), w = r();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * w);
  };
  const add = (name, shape, fill) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, fill);
    list.push({ name, shape, data, decay: shape.length > 1 });
  };
  const zero = () => 0, one = () => 1, normal = (std) => () => gauss() * std;
  add('tok', [V, d], normal(0.02));
  add('pos', [T, d], normal(0.02));
  add('lnfg', [d], one);
  add('lnfb', [d], zero);
  for (let l = 0; l < L; l++) {
    const p = `h${l}.`;
    add(p + 'ln1g', [d], one);
    add(p + 'ln1b', [d], zero);
    for (const m of 'qkv') {
      add(`${p}w${m}`, [d, d], normal(0.02));
      add(`${p}b${m}`, [d], zero);
    }
    add(p + 'wo', [d, d], normal(residual));
    add(p + 'bo', [d], zero);
    add(p + 'ln2g', [d], one);
    add(p + 'ln2b', [d], zero);
    add(p + 'w1', [d, M], normal(0.02));
    add(p + 'b1', [M], zero);
    add(p + 'w2', [M, d], normal(residual));
    add(p + 'b2', [d], zero);
  }
  return list;
}

// batch is that of step i, as ids of the kind that both libraries take.
export function batch(i) {
  const { x, y } = softmixText.batch(i, cfg);
  return { x: Int32Array.from(x), y: Int32Array.from(y) };
}

// expose offers step(i), which returns the loss of step i when all of its work
// is done.
export function expose(info, step) {
  let steps = 0;
  window.info = info;
  window.runSteps = async (n) => {
    const msPerStep = [], losses = [], before = { ...softmixCounts };
    for (let k = 0; k < n; k++) {
      const start = performance.now();
      losses.push(await step(steps++));
      msPerStep.push(performance.now() - start);
      window.tFirstStep ??= performance.now();
    }
    for (const key in before) info[key] = (softmixCounts[key] - before[key]) / n;
    return { msPerStep, losses };
  };
}
