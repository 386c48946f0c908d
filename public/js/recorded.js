// Recorded runs: what the page shows before its trainer is there, in a still
// figure, and at the address of a saved run. They become wire's updates, which the
// page's program reads as if they had just been told.
import { draw, metricOf, names, scenarioOf, title } from "./chart.js";

const at = softmixAt, words = softmixWords("recorded.js");
const day = d => d.toLocaleDateString(softmixLocale("en-GB"), { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

// open leaves a recorded run in boot.recording. saved is the id of a saved run, or
// empty: then it is the recording of the scenario that the address asks for. alone
// says that no trainer will come.
export async function open(boot, saved, alone, asked) {
  if (saved) return saves(boot, saved);
  const scenario = scenarioOf(asked)?.key;
  const answer = scenario ? await fetch(at(`recorded/${scenario}.json`)).catch(() => null) : null;
  if (!answer?.ok) return; // the page says what it cannot do, or trains
  const r = await answer.json();
  if (r.v !== 1) throw new Error(softmixUpdated);
  const made = words("made", { day: day(new Date(r.date)) });
  boot.recording = JSON.stringify({ label: made, alone, query: r.settings, device: alone ? words("trained", { day: day(new Date(r.date)), device: r.device }) : "", frames: frames(r) });
  if (alone) {
    // What is asked for beside the display has not been recorded.
    const shown = [...asked].filter(([k]) => TABLES.redrawn.split(" ").includes(k));
    boot.query = [r.settings, new URLSearchParams(shown)].filter(String).join("&");
  }
  if (!boot.able && document.readyState === "loading") await new Promise(r => addEventListener("DOMContentLoaded", r, { once: true }));
  if (boot.shows()) preview(r, made, scenario, boot.able);
}

// The version of settings whose defaults count; see wasm/wire/version.go.
const version = asked => asked.get("v") || "1";

// frames of a recording as the lab writes it: see wasm/trainer/lab/record.go.
export function frames(r) {
  const steps = [...new Set(r.runs.flatMap(c => [...c.evals, ...c.frames].map(x => x.step)).concat(r.steps))].sort((a, b) => a - b);
  const points = r.runs.map(c => {
    const sum = {};
    return c.loss.map((loss, i) => {
      for (const k in c.costs) sum[k] = (sum[k] || 0) + (Array.isArray(c.costs[k]) ? c.costs[k][i] : c.costs[k]);
      return { step: i + 1, loss, s: 0, tok: 0, ...sum };
    });
  });
  const cost = r.runs.map(c => ({ copies: c.copies }));
  return steps.map((step, k) => ({
    step, params: r.params, ...(k ? {} : { refs: r.refs, ...r.picture }),
    runs: r.runs.map((c, i) => {
      const f = c.frames.find(f => f.step === step);
      if (f) cost[i] = { ...f.cost, copies: c.copies };
      return { ...f, method: c.method, points: points[i].slice(k ? steps[k - 1] : 0, step), evals: c.evals.filter(e => e.step === step), cost: cost[i] };
    }),
  }));
}

// Before the program is there, the recording's charts stand where its own will.
function preview(r, made, scenario, live) {
  const to = document.getElementById("charts"), say = document.getElementById("say");
  if (!to || !say) return;
  const metric = metricOf(scenario);
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark" ||
    !document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches;
  const data = { runs: r.runs.map(c => ({ ...c, points: c.points || c.loss.map((loss, i) => ({ step: i + 1, loss })) })), metric, refs: r.refs, steps: r.steps };
  const svg = new DOMParser().parseFromString(draw(data, { bare: true, theme: dark ? "dark" : "light", width: Math.max(280, to.clientWidth), height: 330, title: made }), "image/svg+xml");
  to.replaceChildren(document.importNode(svg.documentElement, true));
  const who = names(r.runs), end = r.runs.map(c => c.evals[c.evals.length - 1]?.metrics[metric]);
  const values = end.every(Number.isFinite) 
    ? " " + words("values", { metric: title(metric), values: who.map((method, i) => words("value", { method, percent: Math.round(100 * end[i]) })).join(", ") }) : "";
  say.textContent = words("preview", { what: made, step: r.steps }) + values + (live ? " " + words("soon") : "");
  const badge = document.getElementById("badge");
  if (badge && /^Loading/.test(badge.textContent)) badge.textContent = words("loading");
}

// ── saved runs ──────────────────────────────────────────────────────────────

async function saves(boot, id) {
  try {
    const run = await fetchRun(id);
    const query = settings(run.settings);
    const label = words("saved", { day: day(new Date(run.created * 1000)) });
    boot.recording = JSON.stringify({ label, alone: true, query, device: words("savedOn", { day: day(new Date(run.created * 1000)) }), frames: savedFrames(run) });
    boot.query = query;
    let box = tell(run.title ? words("titled", { label, title: run.title }) : label, run.caption, run, query);
    boot.refused = why => box.replaceWith((box = refusal(why)));
    if (!boot.able && boot.shows()) {
      const runs = run.runs.map(c => ({ ...c, evals: c.evals || [], points: c.points.map(([step, loss]) => ({ step, loss })) }));
      const steps = Math.max(...runs.map(c => c.points[c.points.length - 1].step));
      preview({ runs, refs: [], steps }, label, scenarioOf(new URLSearchParams(query))?.key);
    }
  } catch (e) {
    delete boot.recording;
    delete boot.query;
    put(refusal(e.message));
  }
}

const refusal = why => notice(words("refused", { why }), words("instead"));

async function fetchRun(id) {
  if (!/^[A-Za-z0-9_-]{1,40}$/.test(id)) throw new Error(words("noName"));
  const answer = await fetch(at("api/runs/" + id)).catch(() => null);
  if (!answer) throw new Error(words("network"));
  if (answer.status === 404 || answer.status === 400) throw new Error(words("none"));
  if (!answer.ok) throw new Error(words("answered", { status: answer.status }));
  const run = await answer.json().catch(() => null);
  const number = v => Number.isFinite(v);
  const good = run && run.v === 1 && typeof run.settings === "string" && number(run.created) && Array.isArray(run.runs) && run.runs.length > 1 &&
    run.runs.length < 5 && run.runs.every(r => typeof r.method === "string" && Array.isArray(r.points) && r.points.length &&
      r.points.every(p => Array.isArray(p) && number(p[0]) && number(p[1])) &&
      (r.evals || []).every(e => number(e.step) && e.metrics && Object.values(e.metrics).every(number)));
  if (!good) throw new Error(words("strange"));
  return run;
}

// Its settings without what would train, or look into a step. Those that name no
// version are of the first, even where they say nothing else.
function settings(query) {
  const drop = TABLES.unsaved.split(" ");
  const own = query.split("&").filter(pair => pair && !drop.includes(pair.split("=")[0]));
  return (own.some(pair => pair.startsWith("v=")) ? own : [...own, "v=1"]).join("&");
}

function savedFrames(run) {
  const last = Math.max(...run.runs.map(r => r.points[r.points.length - 1][0]));
  const steps = new Set(run.runs.flatMap(r => (r.evals || []).map(e => e.step)));
  for (let i = 0; i <= 20; i++) steps.add(Math.round((last * i) / 20));
  const all = [...steps].filter(s => s <= last).sort((a, b) => a - b);
  return all.map((step, k) => ({
    step,
    runs: run.runs.map(r => ({
      method: r.method,
      points: r.points.filter(p => p[0] <= step && (!k || p[0] > all[k - 1])).map(([s, loss]) => ({ step: s, loss, s: 0, tok: 0 })),
      evals: (r.evals || []).filter(e => e.step === step),
      cost: { forward: 0, backward: 0, flops: ((r.cost?.flops || 0) * step) / last || 0, tokens: Math.round(((r.cost?.tokens || 0) * step) / last) || 0, copies: [] },
    })),
  }));
}

// Says above the figure what is seen. Title and caption are text and nothing else.
function tell(head, text, run, query) {
  const embed = "embed" in document.documentElement.dataset;
  const here = q => (embed ? location.pathname : at("./").pathname) + (q && "?" + q);
  const box = notice(head, text);
  const step = Math.min(2000, Math.max(...run.runs.map(r => r.points[r.points.length - 1][0])));
  box.append(
    el("p", { className: "saved-act" },
      el("a", { className: "btn", href: here(query), textContent: words("again") }),
      el("a", { className: "btn", href: here([query, "step=" + step].filter(Boolean).join("&")), textContent: words("continue") })),
    el("p", { className: "saved-note", textContent: words("note", { step }) }));
  return put(box);
}

function el(name, props = {}, ...children) {
  const e = Object.assign(document.createElement(name), props);
  e.append(...children);
  return e;
}

function notice(head, text) {
  const box = el("aside", { className: "saved" }, el("p", {}, el("b", { textContent: head })));
  box.setAttribute("aria-label", words("region"));
  if (text) box.append(el("p", { className: "saved-caption", textContent: text }));
  return box;
}

function put(box) {
  document.head.append(el("link", { rel: "stylesheet", href: at("css/share.css") }));
  const place = () => document.getElementById("app").before(box);
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", place, { once: true }) : place();
  return box;
}
