// Bundles the peers' pages into the folder pages/: node build.mjs, in a folder
// that has the packages of package.json installed.
import fs from 'node:fs';
import * as esbuild from 'esbuild';

fs.mkdirSync('pages', { recursive: true });
for (const name of ['jax', 'tfjs']) {
  await esbuild.build({
    entryPoints: [`src/${name}.js`], outfile: `pages/${name}.js`,
    bundle: true, minify: true, format: 'esm', target: 'es2022', logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    // What the libraries would load under node.
    external: ['fs', 'path', 'crypto', 'util', 'module', 'worker_threads', 'perf_hooks', 'os'],
  });
  fs.writeFileSync(`pages/${name}.html`, `<!doctype html>
<meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">
<script src="/js/bench.count.js"></script><script src="/js/bench.text.js"></script>
<script type="module" src="${name}.js"></script>
`);
}
const wasm = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';
for (const file of fs.readdirSync(wasm).filter((f) => f.endsWith('.wasm'))) fs.copyFileSync(`${wasm}/${file}`, `pages/${file}`);
