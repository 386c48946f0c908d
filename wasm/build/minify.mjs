// Leaves comments and blanks out of the scripts and styles of a folder, and puts the
// tables that Go has where scripts say TABLES: node wasm/build/minify.mjs TABLES.json
// FOLDER. Names stay, which compress well, so that a traceback can be read without a map.
import { readFileSync, readdirSync } from "node:fs";
import { build } from "esbuild";

const [, , tables, outdir] = process.argv;
const text = value => (typeof value === "string" ? value : JSON.stringify(value));
await build({
  entryPoints: readdirSync(outdir, { recursive: true }).filter(f => /\.(js|css)$/.test(f)).map(f => `${outdir}/${f}`),
  outbase: outdir, outdir, allowOverwrite: true, minifyWhitespace: true, minifySyntax: true, legalComments: "none", charset: "utf8", logLevel: "warning",
  define: Object.fromEntries(Object.entries(JSON.parse(readFileSync(tables, "utf8"))).map(([name, value]) => ["TABLES." + name, JSON.stringify(text(value))])),
});
