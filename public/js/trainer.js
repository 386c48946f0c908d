// The worker that trains: it loads the WebGPU shim, Go's support and the SIMD
// module, waits for the compiled program, which is the first message, runs it and
// passes messages to it. Commands and events are JSON strings; see wasm/wire.
// Where the files have other names, the worker's URL says so:
// trainer.js?shim=…&exec=…&simd=…, relative to this script.
(() => {
  'use strict';
  // softmixHere is this script's address where another one loads it; see page.js.
  const here = new URL(self.softmixHere || self.location.href);
  const file = (name, standard) => new URL(here.searchParams.get(name) || standard, here).href;

  // Messages that come before the program is up wait here.
  let receive = null;
  const waiting = [];
  let run;
  const program = new Promise((resolve) => (run = resolve));
  self.onmessage = (event) => {
    if (event.data instanceof WebAssembly.Module) run(event.data);
    else if (receive) receive(event.data);
    else waiting.push(event.data);
  };
  self.softmixTrainer = (f) => {
    receive = f;
    for (const data of waiting.splice(0)) receive(data);
  };

  const fail = (text) => {
    receive = () => {};
    self.postMessage(JSON.stringify({
      type: 'error',
      error: { code: 'worker', text: `${text} Reset starts the training program again.` },
    }));
  };
  const because = (error) => String((error && error.message) || error).replace(/\.$/, '');

  (async () => {
    const simd = file('simd', 'simd.js');
    importScripts(file('shim', 'gpu-shim.js'), file('exec', '../wasm_exec.js'), simd);
    const go = new Go();
    const bind = await softmixSIMD(go, simd);
    const instance = await WebAssembly.instantiate(await program, go.importObject);
    bind(instance);
    return { go, instance };
  })().then(
    ({ go, instance }) =>
      go.run(instance).then(
        () => fail('The training program ended.'),
        (error) => fail(`The training program failed: ${because(error)}.`),
      ),
    (error) => fail(`The training program could not be loaded: ${because(error)}.`),
  );
})();
