// Draws public/recorded/*.svg from the recordings beside them, for readers without
// JavaScript: node wasm/trainer/lab/pictures.mjs [-check]. With -check it writes
// nothing and fails where a picture is not that of its recording.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import "../../../i18n/english.mjs";
const root = new URL("../../../public/", import.meta.url);
// The script with the tables that the build puts into it.
const tables = JSON.parse(execFileSync("go", ["run", "./wasm/build/tables"], { cwd: new URL("..", root), encoding: "utf8" }));
const text = `const TABLES = ${JSON.stringify(Object.fromEntries(Object.entries(tables).map(([k, v]) => [k, JSON.stringify(v)])))};\n` + readFileSync(new URL("js/chart.js", root), "utf8");
const { draw, metricOf, names } = await import("data:text/javascript," + encodeURIComponent(text));

let wrong = 0;
for (const name of readdirSync(new URL("recorded/", root)).filter(n => n.endsWith(".json"))) {
  const r = JSON.parse(readFileSync(new URL("recorded/" + name, root), "utf8"));
  const runs = r.runs.map(c => ({ ...c, points: c.loss.map((loss, i) => ({ step: i + 1, loss })) }));
  const metric = metricOf(name.replace(".json", ""));
  const svg = draw({ runs, metric, refs: r.refs, steps: r.steps }, {
    title: `Recorded run: ${name.replace(".json", "")}, ${names(runs).join(" and ")}`,
    note: `Recorded on ${r.date} (${r.device.replace(":", ",")}). ${r.command}`,
  });
  const file = new URL("recorded/" + name.replace(".json", ".svg"), root);
  if (process.argv[2] === "-check") {
    let there = "";
    try { there = readFileSync(file, "utf8"); } catch {}
    if (there !== svg) {
      wrong++;
      console.error(`${name.replace(".json", ".svg")} is not the picture of its recording: node wasm/trainer/lab/pictures.mjs draws it`);
    }
  } else writeFileSync(file, svg);
}
if (wrong) process.exit(1);
