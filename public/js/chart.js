// The two charts of a run as an SVG of its own: for files, for the pictures of
// saved runs, and for the moment before the program that draws the page is there.
// It runs in a browser and in node (pictures.mjs); it touches no document.

const INK = {
  light: { paper: "#fdfcfa", ink: "#181d27", soft: "#4b505a", rule: "#dadce0", sft: ["#2068cb", "#0f55b8"], ift: ["#d86d16", "#a44e18"] },
  dark: { paper: "#10131a", ink: "#ecebe7", soft: "#b3b6bc", rule: "#2d3139", sft: ["#5ca0f6", "#77b5fb"], ift: ["#f79f48", "#f8af65"] },
};

// What Go knows of methods, metrics and scenarios: see wasm/build/tables.go.
const METHODS = JSON.parse(TABLES.methods);
const METRICS = JSON.parse(TABLES.metrics), SCENARIOS = JSON.parse(TABLES.scenarios);
const words = softmixWords("chart.js"), metricName = softmixWords("metric", METRICS), methodName = softmixMethods(METHODS);

// Names of the runs' methods, as readers know them.
export const names = runs => runs.map((r, i) => {
  const name = methodName(r.method, r.method.toUpperCase());
  return runs.some((o, k) => k !== i && o.method === r.method) ? words("place", { method: name, place: i }) : name;
});

export const title = metric => METRICS[metric] ? metricName(metric) : metric.replaceAll("_", " ");

// The row of a scenario by what an address says of it; nothing where there is none.
export const scenarioOf = query => {
  const key = (query.get("scenario") || SCENARIOS[0].key).toLowerCase();
  return SCENARIOS.find(s => s.key === key);
};
// The metric that a scenario is about.
export const metricOf = key => (SCENARIOS.find(s => s.key === key) || SCENARIOS[0]).about;

export const escape = text => String(text).replace(/[&<>"']/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c])
  .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");

// Round values for an axis from lo to hi, about n of them.
function ticks(lo, hi, n) {
  const raw = (hi - lo) / n, ten = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(k => k * ten).find(k => k >= raw * 0.999);
  const all = [];
  for (let v = Math.ceil(lo / step - 1e-9) * step; v <= hi + step * 1e-9; v += step) all.push(+v.toPrecision(6));
  return all;
}

// A loss is read more easily along a mean of its last few batches.
function smooth(points) {
  let last;
  return points.map(([x, y], i) => {
    const keep = i ? Math.min(0.7, i / (i + 1)) : 0;
    last = i ? keep * last + (1 - keep) * y : y;
    return [x, last];
  });
}

// Moves labels apart that would lie on each other; each has a y.
function spread(labels, gap, bottom) {
  labels.sort((a, b) => a.y - b.y);
  for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + gap);
  for (let i = labels.length - 1, most = bottom; i >= 0; i--, most -= gap) labels[i].y = Math.min(labels[i].y, most);
}

// draw returns the SVG. data: {runs: [{method, points: [{step, loss}], evals:
// [{step, metrics}]}], metric, refs, steps}; how: {theme, width, height, title,
// note, bare: no title and no ground}.
export function draw(data, how = {}) {
  const c = INK[how.theme === "dark" ? "dark" : "light"];
  const W = how.width || 720, H = how.height || 460;
  const top = how.bare ? 18 : 58, foot = how.bare ? 24 : 56, left = how.bare ? 34 : 46, right = how.bare ? 84 : 128;
  const room = H - top - foot - 42, tall = Math.round(room * 0.58);
  const panes = [
    { at: top, h: tall, title: title(data.metric), runs: data.runs.map(r => r.evals.filter(e => data.metric in e.metrics).map(e => [e.step, e.metrics[data.metric]])) },
    { at: top + tall + 42, h: room - tall, title: words("loss"), runs: data.runs.map(r => smooth(r.points.map(p => [p.step, p.loss]))) },
  ];
  const who = names(data.runs);
  const hue = r => c[METHODS[r.method]?.hue] || [c.ink, c.ink];
  const same = (i, k) => hue(data.runs[i])[0] === hue(data.runs[k])[0];
  const dashes = ["", "7 4", "2 4", "10 4 2 4"];
  const dash = data.runs.map((_, i) => dashes[data.runs.slice(0, i).filter((_, k) => same(i, k)).length]);
  const most = Math.max(1, data.steps || 0, ...data.runs.flatMap(r => r.points.map(p => p.step)));
  const X = s => left + (s / most) * (W - left - right);
  const n = v => +v.toFixed(1);
  const out = [];
  const text = (x, y, says, o = "") => out.push(`<text x="${n(x)}" y="${n(y)}" ${o}>${escape(says)}</text>`);
  const line = (d, o) => out.push(`<path d="${d}" fill="none" ${o}/>`);
  const round = v => (Math.abs(v) < 10 ? v.toFixed(Math.abs(v) < 1 ? 3 : 2) : v.toPrecision(4));

  panes.forEach((p, k) => {
    // What an exact method reaches on the prompts evaluated, and on average over all.
    const refs = k ? [] : (data.refs || []).filter(r => r.metric === data.metric).flatMap(r =>
      (r.here == null || r.here === r.value ? [{ words: r.label, value: r.value }]
        : [{ words: words("here", r), value: r.here }, { words: words("mean", r), value: r.value, pale: 1 }]));
    const all = p.runs.flat().map(q => q[1]).concat(refs.map(r => r.value));
    let lo = Math.min(...all), hi = Math.max(...all);
    if (!all.length) [lo, hi] = [0, 1];
    const air = (hi - lo || Math.abs(hi) || 1) * 0.08;
    [lo, hi] = [lo - air, hi + air];
    if (!k && lo > -0.2 && hi < 1.2) [lo, hi] = [Math.max(0, lo), Math.min(1, hi)];
    const Y = v => p.at + p.h * (1 - (v - lo) / (hi - lo));
    text(left, p.at - 6, p.title, `fill="${c.ink}" font-weight="600"`);
    for (const v of ticks(lo, hi, k ? 3 : 4)) {
      line(`M${left} ${n(Y(v))}H${n(W - right)}`, `stroke="${c.rule}"`);
      text(left - 6, Y(v) + 4, v, `fill="${c.soft}" text-anchor="end"`);
    }
    for (const v of ticks(0, most, 5)) {
      line(`M${n(X(v))} ${p.at + p.h}v4`, `stroke="${c.soft}"`);
      if (k) text(X(v), p.at + p.h + 17, v, `fill="${c.soft}" text-anchor="middle"`);
    }
    line(`M${left} ${p.at + p.h}H${n(W - right)}`, `stroke="${c.soft}"`);
    const labels = refs.map(r => {
      line(`M${left} ${n(Y(r.value))}H${n(W - right)}`, `stroke="${c.soft}" stroke-dasharray="${r.pale ? "1 9" : "1 3"}"`);
      return { y: Y(r.value) + 4, words: `${r.words} ${round(r.value)}`, ink: c.soft };
    });
    p.runs.forEach((q, i) => {
      if (!q.length) return;
      const [stroke, ink] = hue(data.runs[i]);
      line("M" + q.map(([x, y]) => `${n(X(x))} ${n(Y(y))}`).join("L"), `stroke="${stroke}" stroke-width="2" stroke-linejoin="round"` + (dash[i] && ` stroke-dasharray="${dash[i]}"`));
      const [x, y] = q[q.length - 1];
      out.push(`<circle cx="${n(X(x))}" cy="${n(Y(y))}" r="3" fill="${stroke}"/>`);
      labels.push({ y: Y(y) + 4, words: `${who[i]} ${round(y)}`, ink, bold: 1 });
    });
    spread(labels, 15, p.at + p.h + 4);
    for (const l of labels) text(W - right + 8, l.y, l.words, `fill="${l.ink}"` + (l.bold ? ' font-weight="600"' : ""));
  });
  text(W - right + 18, panes[1].at + panes[1].h + 17, words(how.bare ? "step" : "trainingStep"), `fill="${c.soft}"`);
  if (!how.bare) {
    text(left, 26, how.title || "Softmix", `fill="${c.ink}" font-size="16" font-weight="600"`);
    if (how.note) text(left, H - 12, how.note, `fill="${c.soft}"`);
  }
  const told = panes.map((p, k) => `${p.title}: ` + p.runs.map((q, i) => (q.length ? `${who[i]} ${round(q[q.length - 1][1])}` : words("none", { method: who[i] }))).join(", ")).join(". ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${W} ${H}" width="${W}" height="${H}" role="img" font-family="system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif" font-size="12">`
    + `<title>${escape((how.title || "Softmix") + ". " + told)}</title>`
    + (how.bare ? "" : `<rect width="${W}" height="${H}" fill="${c.paper}"/>`) + out.join("") + "</svg>\n";
}
