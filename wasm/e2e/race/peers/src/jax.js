// The peer jax-js: the whole step, AdamW included, is one compiled function.
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { batch, cfg, expose, params } from './model.js';

async function main(device) {
  const devices = await init();
  if (!devices.includes(device)) throw new Error(`jax-js has no ${device} here, only ${devices}`);
  defaultDevice(device);

  const { V, d, L, H, T, B, lr, b1, b2, eps, wd, lnEps } = cfg, N = B * T;
  const all = params(), index = new Map(all.map((p, i) => [p.name, i]));
  let P = all.map((p) => np.array(p.data).reshape(p.shape));
  let M = all.map((p) => np.zeros(p.shape));
  let S = all.map((p) => np.zeros(p.shape));

  const loss = (P, x, y) => {
    const p = (name) => P[index.get(name)].ref;
    const norm = (h, g, b) => {
      const mean = h.ref.mean(-1, { keepdims: true });
      const c = h.sub(mean);
      const variance = np.square(c.ref).mean(-1, { keepdims: true });
      return c.div(np.sqrt(variance.add(lnEps))).mul(p(g)).add(p(b));
    };
    const linear = (h, w, b) => np.dot(h, p(w)).add(p(b));
    const heads = (h) => h.reshape([B, T, H, d / H]);
    let h = np.dot(nn.oneHot(x, V), p('tok')).reshape([B, T, d]).add(p('pos')).reshape([N, d]);
    for (let l = 0; l < L; l++) {
      const q = `h${l}.`;
      const a = norm(h.ref, q + 'ln1g', q + 'ln1b');
      const mixed = nn.dotProductAttention(
        heads(linear(a.ref, q + 'wq', q + 'bq')), heads(linear(a.ref, q + 'wk', q + 'bk')), heads(linear(a, q + 'wv', q + 'bv')),
        { isCausal: true },
      ).reshape([N, d]);
      h = h.add(linear(mixed, q + 'wo', q + 'bo'));
      const m = norm(h.ref, q + 'ln2g', q + 'ln2b');
      h = h.add(linear(nn.gelu(linear(m, q + 'w1', q + 'b1'), { approximate: false }), q + 'w2', q + 'b2'));
    }
    const logp = nn.logSoftmax(np.matmul(norm(h, 'lnfg', 'lnfb'), p('tok').transpose()), -1);
    const out = logp.mul(nn.oneHot(y, V)).sum().mul(-1 / N);
    tree.dispose(P);
    return out;
  };

  const gradient = valueAndGrad(loss);
  const update = (P, M, S, G, c1, c2) => {
    const next = [[], [], []];
    all.forEach((p, i) => {
      const m = M[i].mul(b1).add(G[i].ref.mul(1 - b1));
      const s = S[i].mul(b2).add(np.square(G[i]).mul(1 - b2));
      const move = m.ref.mul(c1.ref).div(np.sqrt(s.ref.mul(c2.ref)).add(eps));
      next[0].push((p.decay ? P[i].mul(1 - lr * wd) : P[i]).sub(move));
      next[1].push(m);
      next[2].push(s);
    });
    c1.dispose();
    c2.dispose();
    return next;
  };
  const step = jit((P, M, S, x, y, c1, c2) => {
    const [l, G] = gradient(tree.ref(P), x, y);
    return [l, ...update(P, M, S, G, c1, c2)];
  });

  const scalar = (v) => np.array(new Float32Array([v])).reshape([]);
  expose({ name: 'jax-js', device }, async (i) => {
    const { x, y } = batch(i), t = i + 1;
    let l;
    [l, P, M, S] = step(P, M, S, np.array(x), np.array(y), scalar(lr / (1 - b1 ** t)), scalar(1 / (1 - b2 ** t)));
    await P[0].blockUntilReady?.();
    return (await l.data())[0];
  });
}

window.ready = main(new URLSearchParams(location.search).get('device'));
