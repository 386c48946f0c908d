// The pipelines and the questions: fetched when the reader comes near (page.js),
// or loaded by story.html itself, where links lead back to the page.
(() => {
  "use strict";
  const at = softmixAt;
  const spot = document.getElementById("story");
  const make = (tag, props = {}, ...children) => {
    const el = Object.assign(document.createElement(tag), props);
    el.append(...children);
    return el;
  };
  const fetched = async path => {
    const response = await fetch(at(path));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return response;
  };

  // ── words ──────────────────────────────────────────────────────────────────

  // What Go knows of methods and metrics: see wasm/build/tables.go.
  const METHODS = JSON.parse(TABLES.methods), METRICS = JSON.parse(TABLES.metrics);
  // A metric within a sentence.
  const called = metric => {
    const name = (METRICS[metric] || metric).replace(/ \(.*\)/, "");
    return name[0].toLowerCase() + name.slice(1);
  };
  const percent = v => (v > 0 && v < 0.005 ? "under 1\u00a0%" : v < 1 && v >= 0.995 ? "over 99\u00a0%" : Math.round(100 * v) + "\u00a0%");
  const decimal = v => (v < 0 ? "−" : "") + Math.abs(v).toFixed(3).replace(/^0/, "");
  const times = v => (v < 10 ? v.toFixed(1) : Math.round(v)) + " times";
  const capital = s => s[0].toUpperCase() + s.slice(1);
  const sign = d => (d && d.clear ? Math.sign(d.mean) : 0);

  // What is said of a question: r.value(run, metric), r.gap(run, metric) to the
  // first run, r.base(metric), r.cost(run). Every sentence holds whichever way the
  // runs come out: it is chosen by the sign of a clear difference, or by there
  // being none.
  const pair = (r, i, metric, what) => `${what} ${percent(r.value(i, metric))} of the time, ${r.name(0)} ${percent(r.value(0, metric))}`;
  const plain = (r, metric, subject) => ({
    1: `It helps: ${pair(r, 1, metric, subject)}.`,
    "-1": `It hurts: ${pair(r, 1, metric, subject)}.`,
    0: `Nothing that these runs can tell apart: ${pair(r, 1, metric, subject)}.`,
  })[sign(r.gap(1, metric))];
  const others = r => {
    const told = r.metrics.slice(1).flatMap(m => {
      const s = sign(r.gap(1, m.name));
      return s ? [`${called(m.name)} ${s > 0 ? "higher" : "lower"} (${decimal(r.value(1, m.name))} against ${decimal(r.value(0, m.name))})`] : [];
    });
    return told.length ? ` Besides: ${told.join("; ")}.` : "";
  };
  const variant = (r, yes, no, even) => {
    const v = `${called(r.metric)}, ${r.label(1)} ${decimal(r.value(1, r.metric))}, ${r.label(0)} ${decimal(r.value(0, r.metric))}`;
    return { "-1": `${yes}: ${v}.`, 1: `${no}: ${v}.`, 0: `${even}: ${v}.` }[sign(r.gap(1, r.metric))] + others(r);
  };
  const say = {
    believes(r) {
      const m = r.metric, base = r.base(m), fell = base != null && r.value(0, m) < base - 0.02;
      const found = `running alone, SFT names the right box ${percent(r.value(0, m))} of the time` +
        (fell ? `, less often than before it was trained (${percent(base)})` : "") + `, IFT ${percent(r.value(1, m))}.`;
      return {
        1: "Because all that was said before was right while it learned, and now it is SFT’s own guess: " + found + " IFT learned with its own guesses in their place.",
        "-1": "These runs do not bear it out: " + found,
        0: "These runs cannot tell SFT and IFT apart: " + found,
      }[sign(r.gap(1, m))];
    },
    lake(r) {
      const both = pair(r, 1, r.metric, "dropped on a random cell, IFT reaches the goal");
      return { 1: `Yes: ${both}.`, "-1": `No: ${both}.`, 0: `These runs cannot tell: ${both}.` }[sign(r.gap(1, r.metric))] + others(r);
    },
    default: r => plain(r, r.metric, "on the lake, from a random cell, IFT reaches the goal") + others(r),
    "default-moves": r => plain(r, r.metric, "where the treasure moves, IFT names the right box"),
    chain(r) {
      const both = `IFT (${r.settings(1)}) gets ${percent(r.value(1, r.metric))} of the chains wholly right, SFT ${percent(r.value(0, r.metric))}`;
      return {
        "-1": `Where the token before is the clue to the next: ${both}. It hides that clue behind a guess.`,
        1: `Not in these runs: ${both}.`, 0: `Not so that these runs could tell: ${both}.`,
      }[sign(r.gap(1, r.metric))];
    },
    reward(r) {
      // A second reward model, if there is one, is that of few steps.
      const of = (is, from = 0) => r.methods.findIndex((m, i) => i >= from && METHODS[m]?.judged && !!METHODS[m].rewardModel === is);
      const k = of(true), poor = of(true, k + 1), p = of(false), m = r.metric;
      const agrees = i => percent(r.value(i, "rm_accuracy") ?? 0);
      const side = (i, what) => `${what} ${{ 1: "more often right than", "-1": "less often right than", 0: "no clear difference in right answers from" }[sign(r.gap(i, m))]} SFT (${percent(r.value(i, m))} against ${percent(r.value(0, m))})`;
      const c = r.cost(k), s = r.cost(0), varied = sign(r.gap(k, "distinct"));
      return `It buys the judge’s absence: ${side(k, "RLHF, which asks a reward model, is")}; ${side(p, "PPO, which asks the judge itself, is")}.`.replaceAll("is no clear", "shows no clear") +
        ` It costs ${times(c.flops / s.flops)} the arithmetic of SFT and ${times(c.bytes / s.bytes)} the memory, and ${Math.round(c.labels)} pairs that the judge compares beforehand.` +
        (r.value(k, "rm_accuracy") ? ` Of two answers to a new prompt it prefers the judge’s choice ${agrees(k)} of the time.` : "") +
        (poor > 0 ? ` After few steps of its own${r.value(poor, "rm_accuracy") ? ` (${agrees(poor)})` : ""} a reward model teaches something else: ${percent(r.value(poor, m))} of the samples are right.` : "") +
        (varied ? ` Its samples are ${varied > 0 ? "more" : "less"} varied than SFT’s (${percent(r.value(k, "distinct"))} different, against ${percent(r.value(0, "distinct"))}).` : "");
    },
    weights: r => variant(r, "Because it does worse when gradient flows through them", "These runs speak against it", "These runs give no reason: live or detached, no clear difference"),
    embedding: r => variant(r, "Because it does worse with the table that it mixes from frozen", "These runs speak for freezing it", "These runs give no reason: live or frozen, no clear difference"),
  };

  // What the runs of presets.json came to.
  const stored = p => ({
    methods: p.runs.map(r => r.method), metric: p.metric, metrics: p.metrics,
    name: i => METHODS[p.runs[i].method]?.name || p.runs[i].method,
    label: i => labels(p)[i],
    settings: i => p.runs[i].settings,
    value: (i, m) => p.runs[i].metrics[m]?.mean,
    std: (i, m) => p.runs[i].metrics[m].std,
    gap: (i, m) => p.runs[i].diff?.[m],
    base: m => p.base?.[m]?.mean,
    cost: i => p.runs[i],
  });
  // What the page’s own runs came to.
  const lived = (p, state, series) => ({
    ...stored(p),
    value: (i, m) => state.runs[i].metrics[m],
    std: (i, m) => state.runs[i].std[m],
    gap: (i, m) => (i === 1 ? state : state.runs[i]).difference?.[m],
    base: m => (series.runs[0].eval[0] === 0 ? series.runs[0][m]?.[0] : undefined),
    cost(i) {
      const c = state.runs[i].cost;
      return { flops: c.flops, labels: c.labels, bytes: (c.copies || []).reduce((n, k) => n + k.bytes, 0) };
    },
  });
  // Two sides of one method are told apart by what differs.
  const labels = p => p.runs.map(r => [METHODS[r.method]?.name || r.method, r.apart].filter(Boolean).join(" "));

  function figures(p, r) {
    const line = make("p", { className: "figures" }, capital(called(p.metric)) + ": ");
    p.runs.forEach((run, i) => {
      const d = r.gap(i, p.metric);
      line.append(i ? " · " : "", make("span", {}, make("b", { className: run.method }, labels(p)[i]), ` ${decimal(r.value(i, p.metric))} ± ${decimal(r.std(i, p.metric))}`,
        d ? ` (${d.mean < 0 ? "" : "+"}${decimal(d.mean)}, t ${d.t.toFixed(1).replace("-", "−")})` : ""));
    });
    for (const ref of p.references || []) if (ref.metric === p.metric) line.append(` · ${ref.label} ${ref.here ? `${decimal(ref.here)} on these prompts, ` : ""}${decimal(ref.value)} on average`);
    return line;
  }

  // What is called a difference: the rule that stands under the page's sentence.
  const rule = () => make("a", { href: "./#rule", textContent: "when is it a difference?", onclick(e) {
    const there = document.getElementById("rule");
    if (!there) return;
    e.preventDefault();
    there.open = true;
    there.firstElementChild.focus();
    there.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "center" });
  } });

  // ── going there ────────────────────────────────────────────────────────────

  const page = () => (document.getElementById("race") ? window.softmix : null);
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const show = (el, block = "start") => {
    el.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });
    el.focus({ preventScroll: true });
  };

  // Loads a comparison as if its address had been opened: what belongs to the
  // reader's screen stays.
  async function load(query) {
    await page().ready;
    const now = new URLSearchParams(location.search), to = new URLSearchParams(query);
    for (const name of TABLES.screen.split(" ")) if (now.has(name) && !to.has(name)) query += (query && "&") + name + "=" + now.get(name);
    const path = document.querySelector("base") ? at("./").pathname : location.pathname;
    history.pushState(null, "", path + (query && "?" + query));
    dispatchEvent(new PopStateEvent("popstate"));
    show(document.getElementById("race"));
  }

  function follow(e) {
    const link = e.target.closest?.("a[data-load]");
    if (!link || !page() || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    forget();
    load(new URL(link.href).search.slice(1));
  }

  // ── with new seeds ─────────────────────────────────────────────────────────

  const runs = 4;
  let watch, bar;
  const forget = () => {
    clearInterval(watch);
    watch = null;
    bar?.remove();
  };
  const range = (seed, n) => `${seed}–${seed + n - 1}`;
  const draw = seeds => {
    let seed;
    do seed = 10000 + Math.floor(Math.random() * 980000); while (seeds.some(s => s >= seed && s < seed + runs));
    return seed;
  };

  async function fresh(p, yours) {
    forget();
    const n = Number(spot.dataset.seeds) || runs, seed = draw(p.seeds), which = `seeds ${range(seed, n)}`;
    const override = spot.dataset.steps ? `&steps=${spot.dataset.steps}` : ""; // for tests
    const say = text => (yours.textContent = text);
    say(`Your ${which}: training …`);
    await load(`${p.query}${p.query && "&"}seed=${seed}&seeds=${n}${override}&speed=max&autoplay=1`);
    const news = make("span"), back = make("a", { href: "#" + yours.id }, "To the question");
    back.addEventListener("click", e => {
      e.preventDefault();
      show(yours.parentElement, "center");
    });
    bar = make("div", { className: "asked", role: "region", ariaLabel: "Run with new seeds" }, news, back);
    document.body.append(bar);
    const tell = text => {
      if (news.textContent !== text) news.textContent = text;
    };
    let done = false;
    const look = () => {
      const s = window.softmix.state();
      if (s.error) {
        say(`Your ${which}: stopped. ${s.error.text}`);
        return forget();
      }
      if (s.settings.seed !== seed || s.settings.seeds !== n) { // the reader went elsewhere
        if (!done) say("");
        return forget();
      }
      if (done) return;
      const steps = s.settings.steps, series = window.softmix.metrics();
      if (s.step < steps || s.runs.some((_, i) => series.runs[i].eval.at(-1) !== steps)) {
        return tell(`${capital(which)}: step ${s.step} of ${steps}`);
      }
      done = true;
      const r = lived(p, s, series);
      yours.replaceChildren(make("b", {}, `Your ${which}: `), answer(p, r), figures(p, r));
      tell(`${capital(which)}: done.`);
      back.textContent = "Read the answer";
    };
    watch = setInterval(look, 300);
    await window.softmix.play();
  }

  function answer(p, r) {
    try {
      return say[p.id](r);
    } catch (e) {
      return "This answer cannot be told (" + e.message + ").";
    }
  }

  // ── building ───────────────────────────────────────────────────────────────

  function entry(p) {
    const yours = make("div", { className: "yours", id: "yours-" + p.id, role: "status" });
    const again = "./?" + [p.query, `seeds=${runs}`, "speed=max", "autoplay=1"].filter(Boolean).join("&");
    const link = make("a", { className: "btn", href: "./" + (p.query && "?" + p.query) }, "Load it");
    link.dataset.load = "";
    link.setAttribute("aria-label", "Load it: " + p.question);
    const fresher = page()
      ? make("button", { className: "btn", type: "button", onclick: () => fresh(p, yours) }, "Run it with new seeds")
      : make("a", { className: "btn", href: `${again}&seed=${draw(p.seeds)}` }, "Run it with new seeds");
    const r = stored(p);
    return make("div", { className: "case", tabIndex: -1 },
      make("p", { className: "answer" }, answer(p, r)), figures(p, r),
      make("p", { className: "source" }, `Seeds ${range(p.seeds[0], p.seeds.length)}, ${p.steps} steps, paired differences to ${r.label(0)} (`, rule(), "): ", make("code", {}, p.command || "")),
      make("div", { className: "acts" }, link, fresher), yours);
  }

  async function questions() {
    const list = document.getElementById("questions"), news = document.getElementById("questions-news");
    news.textContent = "Loading the answers …";
    try {
      const file = await (await fetched("presets.json")).json(), items = new Map();
      for (const p of file.presets) {
        if (!say[p.id]) continue;
        if (!items.has(p.question)) items.set(p.question, make("div"));
        items.get(p.question).append(entry(p));
      }
      if (!items.size) throw new Error("there are none in it");
      const told = (q, cases) => make("li", {}, make("h3", {}, q), cases);
      for (const li of [...list.children]) { // a question without runs stays a link
        const q = (li.querySelector("h3") || li).textContent.trim();
        if (items.has(q)) li.replaceWith(told(q, items.get(q)));
        items.delete(q);
      }
      list.append(...[...items].map(([q, cases]) => told(q, cases)));
      news.textContent = "";
    } catch (e) {
      missed = questions;
      news.replaceChildren(`The measured answers could not be loaded (${e.message}). `, make("button", { type: "button", className: "btn", onclick: questions }, "Try again"));
    }
  }

  async function begin() {
    if (!document.querySelector('link[href$="css/story.css"]')) {
      await new Promise(done => document.head.append(make("link", { rel: "stylesheet", href: at("css/story.css").href, onload: done, onerror: done })));
    }
    if (!document.getElementById("pipelines")) {
      const text = await (await fetched("story.html")).text();
      const told = new DOMParser().parseFromString(text, "text/html").querySelectorAll("#story > section");
      if (!told.length) throw new Error("nothing was in it");
      spot.replaceChildren(...told);
    }
    document.addEventListener("click", follow);
    await questions();
  }

  const news = document.getElementById("story-news");
  // What could not be loaded is tried again when the browser is online again.
  let missed = null;
  const again = () => {
    const load = missed;
    missed = null;
    load?.();
  };
  addEventListener("online", again);
  addEventListener("softmix-retry", again);
  const start = () => begin().catch(e => {
    missed = start;
    news?.replaceChildren(`This part could not be loaded (${e.message}). `, make("button", { type: "button", className: "btn", onclick: start }, "Try again"));
  });
  start();
})();
