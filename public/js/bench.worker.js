// The worker of bench.html: the trainer's, with WebGPU counted, and with orders
// in place of its commands. The program takes the benchmark's role because
// softmixBench is set.
(() => {
  'use strict';
  self.softmixBench = true;
  importScripts('bench.count.js', 'bench.text.js', 'trainer.js');
  const pass = self.onmessage; // the trainer's: takes the program
  let program;
  const up = new Promise((resolve) => (program = resolve));
  self.softmixTrainer = program;

  const counts = self.softmixCounts;
  let size, steps = 0;
  const orders = {
    async open({ device, lr, V, d, L, H, T, B }) {
      const run = await up;
      size = { V, T, B };
      const [kind, adapter, note, params, flops] = await new Promise((resolve, reject) => {
        run({ device, lr, size: [V, d, L, H, T, B], resolve: (...all) => resolve(all), reject: (text) => reject(Error(text)) });
      });
      return { device: kind, adapter, note, params, flops, prepared: { ...counts } };
    },

    // A step's time holds everything: making the batch, handing it to the program,
    // the step, its loss read back. Its script is the part until the program
    // begins to wait.
    async train({ n }) {
      const run = await up, before = { ...counts };
      const msPerStep = [], losses = [];
      let script = 0;
      for (let i = 0; i < n; i++) {
        const start = performance.now();
        const tokens = new Uint8Array(softmixText.batch(steps++, size).x.buffer);
        losses.push(await new Promise((resolve, reject) => {
          run({ tokens, resolve, reject: (text) => reject(Error(text)) });
          script += performance.now() - start;
        }));
        msPerStep.push(performance.now() - start);
      }
      const step = Object.fromEntries(Object.keys(counts).map((key) => [key, (counts[key] - before[key]) / n]));
      return { msPerStep, losses, step: { ...step, scriptMs: script / n } };
    },
  };

  self.onmessage = (event) => {
    const { id, order } = event.data;
    if (!order) return pass(event);
    orders[order](event.data).then(
      (answer) => self.postMessage({ id, answer }),
      (error) => self.postMessage({ id, error: error.message }),
    );
  };
})();
