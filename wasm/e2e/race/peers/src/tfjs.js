// The peer TensorFlow.js, on the backend that the page's URL names.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { batch, cfg, expose, params } from './model.js';

async function main(backend) {
  setWasmPaths('./');
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} here`);
  await tf.ready();

  const { V, d, L, H, T, B, lr, b1, b2, eps, wd, lnEps } = cfg, N = B * T;
  const all = params(), P = {};
  for (const p of all) {
    P[p.name] = tf.variable(tf.tensor(p.data, p.shape), true, p.name);
    p.m = tf.variable(tf.zeros(p.shape), false);
    p.s = tf.variable(tf.zeros(p.shape), false);
  }
  const mask = tf.keep(tf.tidy(() => {
    const m = Float32Array.from({ length: T * T }, (_, i) => (i % T > Math.floor(i / T) ? -1e9 : 0));
    return tf.tensor(m, [1, T, T]);
  }));

  const norm = (x, g, b) => {
    const c = x.sub(x.mean(-1, true));
    return c.mul(c.square().mean(-1, true).add(lnEps).rsqrt()).mul(P[g]).add(P[b]);
  };
  const gelu = (x) => x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1));
  const linear = (x, w, b) => tf.matMul(x, P[w]).add(P[b]);
  const split = (x) => x.reshape([B, T, H, d / H]).transpose([0, 2, 1, 3]).reshape([B * H, T, d / H]);
  // Looking rows up has no gradient on the wasm backend (UnsortedSegmentSum is
  // missing) and a slow one on the CPU; a product with one-hot rows serves there.
  // On WebGPU the two took the same time.
  const embed = (x) => (backend === 'webgl' ? tf.gather(P.tok, x) : tf.matMul(tf.oneHot(x, V).toFloat(), P.tok));
  const loss = (x, y) => {
    let h = embed(x).reshape([B, T, d]).add(P.pos).reshape([N, d]);
    for (let l = 0; l < L; l++) {
      const p = `h${l}.`, a = norm(h, p + 'ln1g', p + 'ln1b');
      const [q, k, v] = ['q', 'k', 'v'].map((m) => split(linear(a, `${p}w${m}`, `${p}b${m}`)));
      const s = tf.softmax(tf.matMul(q, k, false, true).mul(1 / Math.sqrt(d / H)).add(mask));
      const mixed = tf.matMul(s, v).reshape([B, H, T, d / H]).transpose([0, 2, 1, 3]).reshape([N, d]);
      h = h.add(linear(mixed, p + 'wo', p + 'bo'));
      const m = norm(h, p + 'ln2g', p + 'ln2b');
      h = h.add(linear(gelu(linear(m, p + 'w1', p + 'b1')), p + 'w2', p + 'b2'));
    }
    const logp = tf.logSoftmax(tf.matMul(norm(h, 'lnfg', 'lnfb'), P.tok, false, true));
    return logp.mul(tf.oneHot(y, V).toFloat()).sum().mul(-1 / N);
  };

  const variables = all.map((p) => P[p.name]);
  expose({ name: 'TensorFlow.js', device: backend }, async (i) => {
    const ids = batch(i), x = tf.tensor1d(ids.x, 'int32'), y = tf.tensor1d(ids.y, 'int32');
    const { value, grads } = tf.variableGrads(() => loss(x, y), variables);
    const c1 = 1 / (1 - b1 ** (i + 1)), c2 = 1 / (1 - b2 ** (i + 1));
    tf.tidy(() => {
      for (const p of all) {
        const g = grads[p.name], w = P[p.name];
        p.m.assign(p.m.mul(b1).add(g.mul(1 - b1)));
        p.s.assign(p.s.mul(b2).add(g.square().mul(1 - b2)));
        w.assign((p.decay ? w.mul(1 - lr * wd) : w).sub(p.m.mul(c1 * lr).div(p.s.mul(c2).sqrt().add(eps))));
      }
    });
    // The loss is ready before the update is: one number of the last weights
    // waits for that too.
    const last = tf.tidy(() => variables[variables.length - 1].sum());
    await last.data();
    const l = (await value.data())[0];
    tf.dispose([last, value, grads, x, y]);
    return l;
  });
}

window.ready = main(new URLSearchParams(location.search).get('device'));
