// Compiles WGSL with Tint, the compiler of Chromium, without a GPU (Dawn's null
// backend). Standard input: a JSON list of {name, wgsl, entry, bindings}, with
// the buffer types of group 0. Standard output: a JSON list of {name, errors}.
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
// The instance must outlive every object made from it, hence the global.
globalThis.gpu = create(['backend=null']);

let input = '';
for await (const chunk of process.stdin) input += chunk;

const adapter = await globalThis.gpu.requestAdapter();
if (!adapter) throw new Error("Dawn's null backend gave no adapter");
const device = await adapter.requestDevice({ requiredFeatures: ['subgroups'].filter((f) => adapter.features.has(f)) });

const results = [];
for (const { name, wgsl, entry, bindings } of JSON.parse(input)) {
  const errors = [];
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: name, code: wgsl });
  const info = await module.getCompilationInfo();
  for (const m of info.messages) {
    if (m.type === 'error') errors.push(`${m.lineNum}:${m.linePos} ${m.message}`);
  }
  const layout = device.createBindGroupLayout({
    entries: bindings.map((type, binding) => ({ binding, visibility: 4 /* compute */, buffer: { type } })),
  });
  device.createComputePipeline({
    label: name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: entry },
  });
  const invalid = await device.popErrorScope();
  if (invalid && errors.length === 0) errors.push(invalid.message);
  results.push({ name, errors });
}
process.stdout.write(JSON.stringify(results));
device.destroy();
