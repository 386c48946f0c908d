// Loaded before the wasm program, in the same worker. WebGPU reports invalid
// work and the loss of a device by events that the Go library does not pass on;
// this keeps them where Go can ask: globalThis.softmixGPU belongs to the device
// that was given last. A refused device needs no help: its promise is rejected.
(() => {
  'use strict';
  const KEPT = 16; // one mistake can repeat every step

  const watch = (device, adapter) => {
    const record = { device, adapter, errors: [], lost: null };
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault(); // the program reports it
      if (record.errors.length < KEPT) {
        record.errors.push(`${event.error.constructor.name}: ${event.error.message}`);
      }
    });
    device.lost.then((info) => {
      record.lost = `${info.reason || 'unknown'}: ${info.message}`;
    });
    return record;
  };

  const nameOf = (info = {}) =>
    info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(' ') || 'unnamed GPU';

  globalThis.softmixGPU = { device: null, adapter: '', errors: [], lost: null };
  if (!globalThis.GPUAdapter) return;
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    globalThis.softmixGPU = watch(device, nameOf(this.info));
    return device;
  };
})();
