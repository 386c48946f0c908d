// Files of a run: what softmix.series() tells as CSV, JSON and pictures.
import { draw, metricOf, names } from "./chart.js";

const words = softmixWords("export.js");

// series is all that the page knows of its runs: the settings, and for each side
// its points, evaluations and costs in the words of wasm/wire.
export async function series() {
  const { query, leftOut, recorded, update } = await window.softmix.series();
  const { settings, seeds, device } = window.softmix.state();
  return {
    query, leftOut, settings, seeds, recorded, device, step: update.step, params: update.params,
    metric: settings.metric && settings.metric !== "auto" ? settings.metric : metricOf(settings.scenario), refs: update.refs || [],
    runs: update.runs.map(r => ({ method: r.method, points: r.points || [], evals: r.evals || [], cost: r.cost })),
  };
}

const cell = v => (v === undefined || v === null ? "" : /[",\r\n]/.test(v) ? `"${String(v).replaceAll('"', '""')}"` : String(v));

// The columns of a step's costs: heading and field of wire.Point. All of them are
// sums since the start.
const COSTS = [
  ["training_time_s", "s"], ["answer_tokens", "tok"], ["flops", "fl"], ["passes", "fb"], ["written_tokens", "wr"],
  ["demonstrations", "dm"], ["judged_answers", "jd"], ["device_time_s", "dv"],
];

// csv is one table: a row for each step of each run, from the base model (step 0)
// on. Lines that begin with # say where it comes from.
export function csv(s, url) {
  const metrics = [...new Set(s.runs.flatMap(r => r.evals.flatMap(e => Object.keys(e.metrics))))].sort();
  const several = s.seeds > 1;
  const head = ["run", "method", "step", "loss_nats", ...(several ? ["loss_std"] : []), ...COSTS.map(c => c[0]),
    ...metrics.flatMap(m => (several ? [m, m + "_std"] : [m]))];
  const note = [
    "Softmix: " + names(s.runs).join(", ") + " on " + s.settings.scenario + (s.recorded ? " (" + s.recorded + ")" : ""),
    "url: " + url,
    "settings: " + JSON.stringify(s.settings),
    "device: " + (s.device ? s.device.kind + ", " + s.device.name : "not known"),
    "loss: of the batch that the step trained on, before its update; costs: sums up to the step; metrics: measured after the step" +
      (several ? `; means and standard deviations of ${s.seeds} seeds` : ""),
  ].map(l => "# " + l.replace(/[\r\n]+/g, " "));
  const rows = [];
  s.runs.forEach((r, i) => {
    const points = new Map(r.points.map(p => [p.step, p])), evals = new Map(r.evals.map(e => [e.step, e]));
    for (const step of [...new Set([...points.keys(), ...evals.keys()])].sort((a, b) => a - b)) {
      const p = points.get(step) || {}, e = evals.get(step);
      rows.push([i + 1, r.method, step, p.loss, ...(several ? [p.std ?? (points.has(step) ? 0 : undefined)] : []),
        ...COSTS.map(([, f]) => (points.has(step) ? p[f] ?? 0 : undefined)),
        ...metrics.flatMap(m => (several ? [e?.metrics[m], spread(e?.seeds?.[m])] : [e?.metrics[m]]))]);
    }
  });
  return [...note, ...[head, ...rows].map(r => r.map(cell).join(","))].join("\r\n") + "\r\n";
}

function spread(values) {
  if (!values || values.length < 2) return undefined;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1));
}

// json holds everything, with the meaning of the short names.
export function json(s, url) {
  const units = { s: "seconds of training", tok: "answer tokens trained on", fl: "floating-point operations", fb: "forward and backward passes",
    wr: "answer tokens written", dm: "different demonstrations seen", jd: "answers judged", dv: "seconds that the device kept this run waiting", loss: "nats per answer token; a mean over the batch’s sequences of their own means, or with mean=tokens over all answer tokens (pt: over all tokens; methods that learn from a judge: their own loss)" };
  return JSON.stringify({ softmix: 1, url, exported: new Date().toISOString(), units, ...s }, null, 1) + "\n";
}

// file is a name for a file of the run.
export const file = (s, ending) => `softmix-${s.settings.scenario}-${s.runs.map(r => r.method).join("-")}-step${s.step}.${ending}`;

// heading says what is compared, and on which task.
export const heading = s => words("on", { methods: names(s.runs).reduce((first, second) => words("and", { first, second })), scenario: s.settings.scenario });

export function svg(s, theme, how = {}) {
  const where = s.recorded ? s.recorded : s.device ? (s.device.kind === "cpu" ? "CPU" : "WebGPU") : "";
  return draw({ runs: s.runs, metric: s.metric, refs: s.refs, steps: s.step }, {
    theme, title: heading(s),
    note: [words(s.seeds > 1 ? "seeds" : "seed", { n: s.settings.seed, more: s.seeds - 1 }), where, "?" + s.query].filter(Boolean).join(" · ").slice(0, 110), ...how,
  });
}

// png paints an SVG, at scale pixels a unit.
export async function png(text, scale) {
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    await new Promise((done, failed) => {
      image.onload = done;
      image.onerror = () => failed(new Error(words("painted")));
      image.src = url;
    });
    const canvas = document.createElement("canvas");
    canvas.width = image.width * scale;
    canvas.height = image.height * scale;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise(done => canvas.toBlob(done, "image/png"));
    if (!blob) throw new Error(words("noPNG"));
    return blob;
  } finally {
    URL.revokeObjectURL(url);
  }
}

// thumbnail is a PNG as base64, small enough to be stored with a run.
export async function thumbnail(s) {
  for (const scale of [1, 0.75, 0.5]) {
    const blob = await png(svg(s, "light", { width: 720, height: 378, note: "" }), scale);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (const b of bytes) text += String.fromCharCode(b);
    text = btoa(text);
    if (text.length <= 40 * 1024) return text;
  }
  return "";
}
