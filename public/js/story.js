// The pipelines and the questions: fetched when the reader comes near (page.js),
// or loaded by story.html itself, where links lead back to the page.
(() => {
  "use strict";
  const at = softmixAt, words = softmixWords("story.js");
  const spot = document.getElementById("story");
  const make = (tag, props = {}, ...children) => {
    const el = Object.assign(document.createElement(tag), props);
    el.append(...children);
    return el;
  };
  const fetched = async path => {
    const response = await fetch(at(path));
    if (!response.ok) throw new Error(words("answered", { status: response.status }));
    return response;
  };

  // ── words ──────────────────────────────────────────────────────────────────

  // What Go knows of methods and metrics: see wasm/build/tables.go.
  const METHODS = JSON.parse(TABLES.methods), METRICS = JSON.parse(TABLES.metrics);
  const metricName = softmixWords("metric", METRICS), methodName = softmixMethods(METHODS);
  // A metric within a sentence.
  const called = metric => {
    const name = (METRICS[metric] ? metricName(metric) : metric).replace(/ \(.*\)/, "");
    return name[0].toLowerCase() + name.slice(1);
  };
  const percent = v => (v > 0 && v < 0.005 ? words("under") : v < 1 && v >= 0.995 ? words("over") : words("percent", { n: Math.round(100 * v) }));
  const decimal = v => (v < 0 ? "−" : "") + softmixNumber(Math.abs(v).toFixed(3).replace(/^0/, ""));
  const times = v => words("times", { n: v < 10 ? softmixNumber(v.toFixed(1)) : Math.round(v) });
  const capital = s => s[0].toUpperCase() + s.slice(1);
  const way = d => (!d || !d.clear || !d.mean ? "same" : d.mean > 0 ? "more" : "less");

  // What is said of a question: r.value(run, metric), r.gap(run, metric) to the
  // first run, r.base(metric), r.cost(run). Every sentence holds whichever way the
  // runs come out: it is chosen by the sign of a clear difference, or by there
  // being none.
  const pair = (r, i, metric, what) => words("pair", { what: words(what), value: percent(r.value(i, metric)), base: r.name(0), baseValue: percent(r.value(0, metric)) });
  const plain = (r, metric, what) => words("plain", { way: way(r.gap(1, metric)), pair: pair(r, 1, metric, what) });
  const others = r => {
    const told = r.metrics.slice(1).filter(m => way(r.gap(1, m.name)) !== "same")
      .map(m => words("differs", { metric: called(m.name), way: way(r.gap(1, m.name)), value: decimal(r.value(1, m.name)), base: decimal(r.value(0, m.name)) }));
    return told.length ? " " + words("besides", { list: told.join("; ") }) : "";
  };
  const variant = (r, id) => {
    const values = words("values", { metric: called(r.metric), second: r.label(1), secondValue: decimal(r.value(1, r.metric)), first: r.label(0), firstValue: decimal(r.value(0, r.metric)) });
    return words(id, { way: way(r.gap(1, r.metric)), values }) + others(r);
  };
  const say = {
    believes(r) {
      const m = r.metric, base = r.base(m), fell = base != null && r.value(0, m) < base - 0.02;
      const found = words("found", { sft: percent(r.value(0, m)), ift: percent(r.value(1, m)), fell, before: fell && percent(base) });
      return words("believes", { way: way(r.gap(1, m)), found });
    },
    lake: r => words("lake", { way: way(r.gap(1, r.metric)), pair: pair(r, 1, r.metric, "dropped") }) + others(r),
    default: r => plain(r, r.metric, "onLake") + others(r),
    "default-moves": r => plain(r, r.metric, "whereMoves"),
    chain(r) {
      const m = r.metric, chains = words("chains", { settings: r.settings(1), ift: percent(r.value(1, m)), sft: percent(r.value(0, m)) });
      return words("chain", { way: way(r.gap(1, m)), chains });
    },
    reward(r) {
      // A second reward model, if there is one, is that of few steps.
      const of = (is, from = 0) => r.methods.findIndex((m, i) => i >= from && METHODS[m]?.judged && !!METHODS[m].rewardModel === is);
      const k = of(true), poor = of(true, k + 1), p = of(false), m = r.metric;
      const agrees = i => r.value(i, "rm_accuracy") && percent(r.value(i, "rm_accuracy"));
      const often = i => words("oftenRight", { way: way(r.gap(i, m)), value: percent(r.value(i, m)), base: percent(r.value(0, m)) });
      const c = r.cost(k), s = r.cost(0), varied = way(r.gap(k, "distinct"));
      return [
        words("reward", { rlhf: often(k), ppo: often(p) }),
        words("cost", { flops: times(c.flops / s.flops), bytes: times(c.bytes / s.bytes), labels: Math.round(c.labels) }),
        agrees(k) && words("agrees", { value: agrees(k) }),
        poor > 0 && words("poor", { agrees: agrees(poor) || "none", value: percent(r.value(poor, m)) }),
        varied !== "same" && words("varied", { way: varied, value: percent(r.value(k, "distinct")), base: percent(r.value(0, "distinct")) }),
      ].filter(Boolean).join(" ");
    },
    weights: r => variant(r, "weights"),
    embedding: r => variant(r, "embedding"),
  };

  // What the runs of presets.json came to.
  const stored = p => ({
    methods: p.runs.map(r => r.method), metric: p.metric, metrics: p.metrics,
    name: i => methodName(p.runs[i].method, p.runs[i].method),
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
  const labels = p => p.runs.map(r => {
    const method = methodName(r.method, r.method);
    return r.apart ? words("labelled", { method, what: r.apart }) : method;
  });

  function figures(p, r) {
    const line = make("p", { className: "figures" }, capital(called(p.metric)) + ": ");
    p.runs.forEach((run, i) => {
      const d = r.gap(i, p.metric);
      line.append(i ? " · " : "", make("span", {}, make("b", { className: run.method }, labels(p)[i]), ` ${decimal(r.value(i, p.metric))} ± ${decimal(r.std(i, p.metric))}`,
        d ? ` (${d.mean < 0 ? "" : "+"}${decimal(d.mean)}, t ${softmixNumber(d.t.toFixed(1).replace("-", "−"))})` : ""));
    });
    for (const ref of p.references || []) if (ref.metric === p.metric) {
      line.append(" · " + words(ref.here ? "referenceHere" : "reference", { label: ref.label, here: decimal(ref.here || 0), value: decimal(ref.value) }));
    }
    return line;
  }

  // What is called a difference: the rule that stands under the page's sentence.
  const rule = () => make("a", { href: "./#rule", textContent: words("rule"), onclick(e) {
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
  const range = (seed, n) => ({ from: seed, to: seed + n - 1 });
  const draw = seeds => {
    let seed;
    do seed = 10000 + Math.floor(Math.random() * 980000); while (seeds.some(s => s >= seed && s < seed + runs));
    return seed;
  };

  async function fresh(p, yours) {
    forget();
    const n = Number(spot.dataset.seeds) || runs, seed = draw(p.seeds), which = range(seed, n);
    const override = spot.dataset.steps ? `&steps=${spot.dataset.steps}` : ""; // for tests
    const say = text => (yours.textContent = text);
    say(words("training", which));
    await load(`${p.query}${p.query && "&"}seed=${seed}&seeds=${n}${override}&speed=max&autoplay=1`);
    const news = make("span"), back = make("a", { href: "#" + yours.id }, words("toQuestion"));
    back.addEventListener("click", e => {
      e.preventDefault();
      show(yours.parentElement, "center");
    });
    bar = make("div", { className: "asked", role: "region", ariaLabel: words("region") }, news, back);
    document.body.append(bar);
    const tell = text => {
      if (news.textContent !== text) news.textContent = text;
    };
    let done = false;
    const look = () => {
      const s = window.softmix.state();
      if (s.error) {
        say(words("stopped", { ...which, why: s.error.text }));
        return forget();
      }
      if (s.settings.seed !== seed || s.settings.seeds !== n) { // the reader went elsewhere
        if (!done) say("");
        return forget();
      }
      if (done) return;
      const steps = s.settings.steps, series = window.softmix.metrics();
      if (s.step < steps || s.runs.some((_, i) => series.runs[i].eval.at(-1) !== steps)) {
        return tell(words("progress", { ...which, step: s.step, steps }));
      }
      done = true;
      const r = lived(p, s, series);
      yours.replaceChildren(make("b", {}, words("yours", which) + " "), answer(p, r), figures(p, r));
      tell(words("done", which));
      back.textContent = words("read");
    };
    watch = setInterval(look, 300);
    await window.softmix.play();
  }

  function answer(p, r) {
    try {
      return say[p.id](r);
    } catch (e) {
      return words("cannot", { why: e.message });
    }
  }

  // ── building ───────────────────────────────────────────────────────────────

  function entry(p, question) {
    const yours = make("div", { className: "yours", id: "yours-" + p.id, role: "status" });
    const again = "./?" + [p.query, `seeds=${runs}`, "speed=max", "autoplay=1"].filter(Boolean).join("&");
    const link = make("a", { className: "btn", href: "./" + (p.query && "?" + p.query) }, words("load"));
    link.dataset.load = "";
    link.setAttribute("aria-label", words("loadWhat", { question }));
    const fresher = page()
      ? make("button", { className: "btn", type: "button", onclick: () => fresh(p, yours) }, words("fresh"))
      : make("a", { className: "btn", href: `${again}&seed=${draw(p.seeds)}` }, words("fresh"));
    const r = stored(p);
    return make("div", { className: "case", tabIndex: -1 },
      make("p", { className: "answer" }, answer(p, r)), figures(p, r),
      make("p", { className: "source" }, words("source", { ...range(p.seeds[0], p.seeds.length), steps: p.steps, first: r.label(0) }) + " (", rule(), "): ", make("code", {}, p.command || "")),
      make("div", { className: "acts" }, link, fresher), yours);
  }

  async function questions() {
    const list = document.getElementById("questions"), news = document.getElementById("questions-news");
    news.textContent = words("loading");
    try {
      const file = await (await fetched("presets.json")).json(), items = new Map();
      for (const p of file.presets) {
        if (!say[p.id]) continue;
        const asked = [...list.children].find(li => li.dataset.ask.split(" ").includes(p.id));
        const question = asked ? (asked.querySelector("h3") || asked).textContent.trim() : p.question;
        if (!items.has(question)) items.set(question, make("div"));
        items.get(question).append(entry(p, question));
      }
      if (!items.size) throw new Error(words("noneIn"));
      const told = (q, cases, ask = "") => {
        const li = make("li", {}, make("h3", {}, q), cases);
        li.dataset.ask = ask;
        return li;
      };
      for (const li of [...list.children]) { // a question without runs stays a link
        const q = (li.querySelector("h3") || li).textContent.trim();
        if (items.has(q)) li.replaceWith(told(q, items.get(q), li.dataset.ask));
        items.delete(q);
      }
      list.append(...[...items].map(([q, cases]) => told(q, cases)));
      news.textContent = "";
    } catch (e) {
      missed = questions;
      news.replaceChildren(words("notLoaded", { why: e.message }) + " ", make("button", { type: "button", className: "btn", onclick: questions }, words("again")));
    }
  }

  async function begin() {
    if (!document.querySelector('link[href$="css/story.css"]')) {
      await new Promise(done => document.head.append(make("link", { rel: "stylesheet", href: at("css/story.css").href, onload: done, onerror: done })));
    }
    if (!document.getElementById("pipelines")) {
      const text = await (await fetched("story.html")).text();
      const told = new DOMParser().parseFromString(text, "text/html").querySelectorAll("#story > section");
      if (!told.length) throw new Error(words("nothingIn"));
      spot.replaceChildren(...told);
      softmixTranslate(spot);
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
    news?.replaceChildren(words("partNotLoaded", { why: e.message }) + " ", make("button", { type: "button", className: "btn", onclick: start }, words("again")));
  });
  start();
})();
