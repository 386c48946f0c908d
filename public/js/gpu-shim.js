// Loaded before the wasm program, in the same worker. It keeps what the Go
// library for WebGPU leaves out where Go can ask for it: invalid work and the
// loss of a device, which come as events; pipelines compiled asynchronously; and
// which variants of the kernels autotuning chose for an adapter, on earlier visits too.
// globalThis.softmixGPU belongs to the device that was given last. A refused
// device needs no help: its promise is rejected.
(() => {
  'use strict';
  const MAX_ERRORS = 16; // one mistake can repeat every step
  const FEATURES = ['subgroups']; // asked for where the adapter has them

  const recordErrors = (device, adapter) => {
    const record = { device, adapter, errors: [], lost: null };
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault(); // the program reports it
      if (record.errors.length < MAX_ERRORS) {
        record.errors.push(`${event.error.constructor.name}: ${event.error.message}`);
      }
    });
    device.lost.then((info) => {
      record.lost = `${info.reason || 'unknown'}: ${info.message}`;
    });
    return record;
  };

  // Firefox, as wgpu's other users, looks for finished work only from a timer of
  // 100 ms, and whenever something is submitted (wgpu #6660): so while somebody
  // waits for a buffer there, something empty is submitted again and again. Other
  // browsers tell at once.
  const POLLS = /\bFirefox\//.test(navigator.userAgent);
  const AT_ONCE = 32; // so often before a pause: what takes a moment is soon there

  const pollForReads = (device) => {
    const { port1, port2 } = new MessageChannel();
    const soon = () => new Promise((resolve) => { port1.onmessage = resolve; port2.postMessage(0); });
    const later = () => new Promise((resolve) => { setTimeout(resolve, 1); });
    let reads = 0, polls = 0, polling = false, gone = false;
    device.lost.then(() => { gone = true; });
    // One loop serves all reads: the next one often begins before the loop has seen
    // that the last is over.
    const poll = async () => {
      polls = 0;
      if (polling) return;
      for (polling = true; reads > 0 && !gone; polls++) {
        await (polls < AT_ONCE ? soon() : later());
        device.queue.submit([]);
      }
      polling = false;
    };
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = createBuffer(descriptor);
      if (!(descriptor.usage & GPUBufferUsage.MAP_READ)) return buffer;
      const mapAsync = buffer.mapAsync.bind(buffer);
      buffer.mapAsync = (...args) => {
        const mapped = mapAsync(...args);
        const over = () => { reads--; };
        mapped.then(over, over);
        reads++;
        poll();
        return mapped;
      };
      return buffer;
    };
  };

  // record.prepare([{label, code, entryPoint, bindings}]) compiles all at once
  // and resolves with what is wrong, or ''. The calls that Go makes afterwards,
  // with the same labels and code, get what lies ready here.
  const compiler = (device, record) => {
    const ready = new Map(); // {code, module, pipeline} by label
    const createModule = device.createShaderModule.bind(device);
    const createPipeline = device.createComputePipeline.bind(device);
    device.createShaderModule = (d) => (ready.get(d.label)?.code === d.code ? ready.get(d.label).module : createModule(d));
    device.createComputePipeline = (d) => (ready.get(d.label)?.module === d.compute.module ? ready.get(d.label).pipeline : createPipeline(d));

    const compile = async ({ label, code, entryPoint, bindings }) => {
      device.pushErrorScope('validation');
      const module = createModule({ label, code });
      const layout = device.createPipelineLayout({
        label,
        bindGroupLayouts: [device.createBindGroupLayout({
          label,
          entries: bindings.map((buffer, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer })),
        })],
      });
      const invalid = device.popErrorScope();
      const compiled = device.createComputePipelineAsync({ label, layout, compute: { module, entryPoint } });
      const [wrong, pipeline] = await Promise.all([invalid, compiled.catch((e) => e)]);
      if (wrong || pipeline instanceof Error) return `${label}: ${(wrong ?? pipeline).message}`;
      ready.set(label, { code, module, pipeline });
      return '';
    };
    record.prepare = async (jobs) => {
      try {
        return (await Promise.all(jobs.map(compile))).filter(Boolean).join('\n');
      } catch (e) {
        return String(e);
      }
    };
  };

  // What autotuning measured, {version, variants: {key: name}} by adapter: in memory for
  // this worker's later devices, in a cache for later visits. Where storage is
  // forbidden, as in a sandboxed frame, each visit measures anew.
  const CACHE = 'softmix-shapes';
  const saved = new Map();
  const cacheKey = (adapter) => `https://shapes.invalid/${encodeURIComponent(adapter)}`;

  const load = async (adapter) => {
    try {
      const found = await (await caches.open(CACHE)).match(cacheKey(adapter));
      if (found) saved.set(adapter, await found.json());
    } catch {} // then they are measured again
  };

  const store = async (adapter) => {
    try {
      await (await caches.open(CACHE)).put(cacheKey(adapter), new Response(JSON.stringify(saved.get(adapter))));
    } catch {}
  };

  // The variants that this worker's devices run, measured or not, so that one that takes the
  // place of another computes as it did.
  const running = new Map();

  const tuningStore = (record) => {
    const { adapter } = record;
    if (!running.has(adapter)) running.set(adapter, {});
    record.runningVariants = running.get(adapter);
    let timer = 0;
    record.savedVariants = (version) => {
      if (saved.get(adapter)?.version !== version) saved.set(adapter, { version, variants: {} });
      return saved.get(adapter).variants;
    };
    record.saveVariants = () => {
      clearTimeout(timer);
      timer = setTimeout(store, 500, adapter); // several come together
    };
  };

  const adapterName = (info = {}) =>
    info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(' ') || 'unnamed GPU';

  globalThis.softmixGPU = { device: null, adapter: '', errors: [], lost: null };
  if (!globalThis.GPUAdapter) return;
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (descriptor = {}) {
    const adapter = adapterName(this.info);
    const requiredFeatures = [...new Set([...(descriptor.requiredFeatures ?? []), ...FEATURES.filter((f) => this.features.has(f))])];
    const [device] = await Promise.all([
      requestDevice.call(this, { ...descriptor, requiredFeatures }),
      saved.has(adapter) ? null : load(adapter),
    ]);
    const record = recordErrors(device, adapter);
    compiler(device, record);
    if (POLLS) pollForReads(device);
    tuningStore(record);
    globalThis.softmixGPU = record;
    return device;
  };
})();
