// bench.html: one model trained by pt as fast as the device can, on a contract
// that other libraries' pages keep too: window.ready, runSteps, tFirstStep, info.
(() => {
  'use strict';
  const words = softmixWords('bench.js');
  const asked = new URLSearchParams(location.search);
  const number = (name, standard) => (asked.has(name) ? Number(asked.get(name)) : standard);
  const size = { V: number('V', 256), d: number('d', 64), L: number('L', 2), H: number('H', 4), T: number('T', 64), B: number('B', 8) };
  const info = { name: 'softmix', arch: 'gpt, pre-norm RMSNorm, no biases', lr: number('lr', 1e-3), ...size };
  window.info = info;

  const worker = new Worker(softmixWorker('js/bench.worker.js'));
  const waiting = new Map(); // by the order's id
  let last = 0, broken = null;

  const ask = (order, more) => new Promise((resolve, reject) => {
    if (broken) return reject(broken);
    waiting.set(++last, { resolve, reject });
    worker.postMessage({ id: last, order, ...more });
  });
  const fail = (text) => {
    broken = new Error(text);
    for (const { reject } of waiting.values()) reject(broken);
    waiting.clear();
  };
  worker.onmessage = ({ data }) => {
    if (typeof data === 'string') return fail(JSON.parse(data).error.text); // of the trainer's script
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) reject(new Error(data.error));
    else resolve(data.answer);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message || words('notLoaded'));
  };

  window.ready = (async () => {
    for (const [name, n] of Object.entries(size)) {
      if (!Number.isInteger(n) || n < 1 || n > 1 << 16) throw new Error(words('noNumber', { name }));
    }
    if (!(info.lr > 0)) throw new Error(words('noRate'));
    worker.postMessage({ program: await WebAssembly.compileStreaming(fetch(softmixAt('softmix.wasm'))), version: self.softmixVersion });
    Object.assign(info, await ask('open', { device: asked.get('device') || 'auto', lr: info.lr, ...size }));
  })();

  // runSteps trains n steps, each on a new batch and with its loss read back before
  // the next one begins. info then has what a step of them asked of WebGPU.
  window.runSteps = async (n) => {
    await window.ready;
    const { msPerStep, losses, step } = await ask('train', { n });
    window.tFirstStep ??= performance.now();
    Object.assign(info, step);
    return { msPerStep, losses };
  };

  // For people: what the page says, and its button.
  const show = (id, text) => (document.getElementById(id).textContent = text);
  const round = (x) => Number(x.toPrecision(3)).toLocaleString(softmixLocale());
  addEventListener('DOMContentLoaded', async () => {
    const button = document.getElementById('run');
    show('size', words('size', info));
    button.onclick = async () => {
      button.disabled = true;
      show('said', words('training'));
      try {
        const { msPerStep, losses } = await window.runSteps(20);
        const ms = [...msPerStep].sort((a, b) => a - b)[10];
        show('said', words('said', { ms: round(ms), rate: round(info.flops / ms / 1e6), loss: losses[19].toFixed(3) }));
        if (info.device === 'webgpu') {
          show('counts', words('counts', Object.fromEntries(['dispatches', 'submits', 'bindGroups', 'buffers', 'pipelines', 'bytesRead', 'scriptMs'].map((key) => [key, round(info[key])]))));
        }
      } catch (error) {
        show('said', words('stopped', { why: error.message }));
      }
      button.disabled = !!broken;
    };
    try {
      await window.ready;
      show('device', words(info.note ? 'noted' : 'device', { ...info, params: info.params.toLocaleString(softmixLocale()) }));
      button.disabled = false;
    } catch (error) {
      show('device', words('cannot', { why: error.message }));
    }
  });
})();
