// The worker that trains: it loads the WebGPU shim, Go's support and the SIMD
// module, waits for the compiled program, which is the first message, runs it and
// passes messages to it. Commands and events are JSON strings; see wasm/wire.
// The worker's URL says where the table of the files is, trainer.js?files=…, and
// the first message of which version the page is.
(() => {
  'use strict';
  // softmixHere is this script's address where another one loads it; see page.js.
  const here = new URL(self.softmixHere || self.location.href);
  importScripts(new URL(here.searchParams.get('files') || 'files.js', here));

  // Messages that come before the program is up wait here.
  let receive = null;
  const waiting = [];
  let run;
  const program = new Promise((resolve) => (run = resolve));
  self.onmessage = (event) => {
    if (event.data.program) run(event.data);
    else if (receive) receive(event.data);
    else waiting.push(event.data);
  };
  self.softmixTrainer = (f) => {
    receive = f;
    for (const data of waiting.splice(0)) receive(data);
  };

  const tell = (code, text) => {
    receive = () => {};
    self.postMessage(JSON.stringify({ type: 'error', error: { code, text } }));
  };
  const words = softmixWords('trainer.js');
  const fail = (why) => tell('worker', words('failed', { why }));
  const because = (error) => String((error && error.message) || error).replace(/\.$/, '');

  (async () => {
    importScripts(...['js/gpu-shim.js', 'wasm_exec.js', 'js/simd.js'].map(softmixAt));
    const go = new Go();
    const bind = await softmixSIMD(go, (name) => softmixAt('js/' + name));
    const given = await program;
    if (given.version !== self.softmixVersion) throw new Error(softmixUpdated);
    const instance = await WebAssembly.instantiate(given.program, go.importObject);
    bind(instance);
    return { go, instance };
  })().then(
    ({ go, instance }) =>
      go.run(instance).then(
        () => fail(words('ended')),
        (error) => fail(words('crashed', { why: because(error) })),
      ),
    (error) => (error.message === softmixUpdated ? tell('version', softmixUpdated) : fail(words('notLoaded', { why: because(error) }))),
  );
})();
