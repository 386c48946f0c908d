// Counts what a script asks of WebGPU, by wrapping the API itself:
// globalThis.softmixCounts. It belongs to the benchmark; the peers' pages load
// it too, so that all are counted alike.
(() => {
  'use strict';
  const counts = {
    dispatches: 0, passes: 0, submits: 0, bindGroups: 0, buffers: 0, pipelines: 0,
    writes: 0, bytesWritten: 0, reads: 0, bytesRead: 0,
  };
  globalThis.softmixCounts = counts;

  const wrap = (type, name, count) => {
    const proto = globalThis[type]?.prototype;
    const inner = proto?.[name];
    if (!inner) return;
    proto[name] = function (...args) {
      count(this, args);
      return inner.apply(this, args);
    };
  };
  const each = (key) => () => counts[key]++;

  wrap('GPUComputePassEncoder', 'dispatchWorkgroups', each('dispatches'));
  wrap('GPUComputePassEncoder', 'dispatchWorkgroupsIndirect', each('dispatches'));
  wrap('GPUCommandEncoder', 'beginComputePass', each('passes'));
  wrap('GPUQueue', 'submit', each('submits'));
  wrap('GPUDevice', 'createBindGroup', each('bindGroups'));
  wrap('GPUDevice', 'createBuffer', each('buffers'));
  wrap('GPUDevice', 'createComputePipeline', each('pipelines'));
  wrap('GPUDevice', 'createComputePipelineAsync', each('pipelines'));
  // Offset and size count elements where the data are a typed array.
  wrap('GPUQueue', 'writeBuffer', (_, [, , data, from = 0, size]) => {
    const wide = data.BYTES_PER_ELEMENT || 1;
    counts.writes++;
    counts.bytesWritten += size === undefined ? data.byteLength - from * wide : size * wide;
  });
  wrap('GPUBuffer', 'mapAsync', (buffer, [mode, from = 0, size]) => {
    if (!(mode & GPUMapMode.READ)) return;
    counts.reads++;
    counts.bytesRead += size === undefined ? buffer.size - from : size;
  });
})();
