// The script of embed.html, and all that a figure costs until it is seen: it
// shows what the address asks for, loads the program when its time has come, and
// speaks with the page around it. docs/embedding.md has the settings and the messages.
(() => {
  "use strict";
  // The settings of figures and the words that they take, and the scenarios: the
  // build puts them here.
  const TABLE = JSON.parse(TABLES.figure), SCENARIOS = JSON.parse(TABLES.scenarios);
  // What is left out besides, before hide and show.
  const LESS = {
    full: "tabs", min: "tabs speed shared cost", none: "tabs speed shared cost knobs transport scrubber badge",
    race: "step", board: "step charts", loss: "step boards methods knobs cost", tokens: "charts cost",
    phases: "sentence methods boards charts knobs shared cost",
  };
  // What a frame that is too low for the figure goes without, the first that fits:
  // the boards or a chart stay, and Play. The last one stands in a row.
  const FITS = ["", "knobs", "knobs one", "knobs say", "knobs one say", "knobs charts", "knobs charts say", "knobs boards", "knobs boards say", "row"];
  const LANES = 2; // figures of one page that train at once
  const DWELL = 150; // ms in view before it counts

  const root = document.documentElement;
  const address = location.href; // by which the page around knows the figure
  const outside = window.parent === window ? null : window.parent;
  const $ = id => document.getElementById(id);
  const at = softmixAt, words = softmixWords("embed.js");

  // ── what is shown ─────────────────────────────────────────────────────────

  let asked;
  const word = (name, none) => {
    const said = (asked.get(name) || "").trim().toLowerCase();
    return TABLE[name].includes(said) ? said : none;
  };
  const flag = name => asked.has(name) && !/^(0|false|off|no)$/i.test(asked.get(name).trim());
  const several = name => (asked.get(name) || "").toLowerCase().split(/[\s,;]+/).filter(w => TABLE[name].includes(w));

  function show(query) {
    asked = softmixQuery(query);
    const d = root.dataset;
    d.view = word("view", "race");
    d.controls = word("controls", "min");
    const out = new Set((LESS[d.controls] + " " + LESS[d.view]).split(" "));
    several("hide").forEach(w => out.add(w));
    several("show").forEach(w => out.delete(w));
    d.hide = [...out].join(" ");
    const theme = (asked.get("theme") || "").toLowerCase();
    if (theme === "light" || theme === "dark") d.theme = theme;
    else delete d.theme;
    root.toggleAttribute("data-transparent", flag("transparent"));
    if (!document.body) return;
    label();
    fit(true);
  }

  // The texts of the address are text, whatever they say.
  function label() {
    const put = (el, text) => {
      el.textContent = text;
      el.hidden = !text;
    };
    const title = (asked.get("title") || "").slice(0, 120);
    put($("cap"), title);
    put($("under"), (asked.get("caption") || "").slice(0, 500));
    if (title) document.title = title;
    const rest = new URLSearchParams(asked);
    for (const name of Object.keys(TABLE)) if (name !== "v") rest.delete(name); // whose defaults count
    rest.delete("autoplay");
    $("link").href = at("./?" + rest).href.replace(/\?$/, "");
  }

  // The figure before anything is computed: what both sides will be given, and
  // nothing that they would say to it.
  function sketch() {
    const key = (asked.get("scenario") || SCENARIOS[0].key).toLowerCase();
    const { lines, grid: n } = SCENARIOS.find(s => s.key === key) || {};
    if (innerWidth < 560) { // the charts below the boards
      document.querySelector("#picture svg").setAttribute("viewBox", "0 0 430 640");
      $("axes").setAttribute("d", "M10 400h410M10 560h410");
    }
    const grid = (x, y, w, h, nx, ny) => {
      let d = "";
      for (let i = 0; i <= nx; i++) d += `M${x + (i * w) / nx} ${y}v${h}`;
      for (let i = 0; i <= ny; i++) d += `M${x} ${y + (i * h) / ny}h${w}`;
      return d;
    };
    if (!n && !lines) return;
    const board = n ? x => grid(x, 20, 190, 190, n, n) : x => [30, 80, 130, 180].map(y => grid(x, y, 190, 24, 8, 1)).join("");
    $("sketch").firstChild.setAttribute("d", board(10) + board(230));
  }

  // ── loading ───────────────────────────────────────────────────────────────

  let started = null; // a promise of the program
  const PICTURE = new Error(words("picture"));
  const start = () => (started ||= load().catch(e => {
    if (e !== PICTURE) fail(e.message);
    throw e;
  }));
  let half = false; // part of the program is here: only a new document can try again

  function status(text) {
    $("status").textContent = text;
  }

  function fail(why) {
    root.dataset.state = "failed";
    status(words("notLoaded", { why }));
    send({ type: "error", error: { code: "load", text: why } });
    if (!half) started = null;
    const button = $("start");
    button.textContent = words("again");
    button.hidden = false;
    button.onclick = again;
  }

  // What has loaded since is left alone: a run would be lost.
  function again() {
    if (root.dataset.state !== "failed") return;
    half ? location.reload() : start().catch(() => {});
  }
  addEventListener("online", again);

  // The program is that of the full page, and so are the elements it draws into.
  async function load() {
    if (flag("static") && !(await recorded())) {
      root.dataset.state = "static";
      status(words("sketch"));
      throw PICTURE;
    }
    root.dataset.state = "loading";
    // An order may come before the rest of this page has.
    if (document.readyState === "loading") await new Promise(done => addEventListener("DOMContentLoaded", done, { once: true }));
    $("start").hidden = true;
    status(words("loading"));
    const answer = await fetch(at("./")).catch(() => { throw new Error(words("network")); });
    if (!answer.ok) throw new Error(words("answered", { status: answer.status }));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const files = of => of.querySelector("script[src*='js/files.js']")?.getAttribute("src");
    if (files(page) !== files(document)) {
      half = true;
      throw new Error(words("updated"));
    }
    const ours = new Set([...document.querySelectorAll("link[rel=stylesheet]")].map(l => l.getAttribute("href")));
    const last = document.querySelector("link[href*='embed.css']");
    const styles = [...page.querySelectorAll("head link[rel=stylesheet]:not([data-page])")]
      .filter(l => !ours.has(l.getAttribute("href")) && !/article|story/.test(l.getAttribute("href")))
      .map(l => loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: at(l.getAttribute("href")) }), el => last.before(el)));
    half = true;
    document.body.prepend(document.importNode(page.querySelector(".sprite"), true));
    $("app").replaceWith(document.importNode(page.getElementById("app"), true));
    await Promise.all(styles);
    const scripts = [...page.querySelectorAll("head script[src]:not([data-page])")].filter(s => !/article|story|files/.test(s.getAttribute("src")));
    scripts.sort((a, b) => a.defer - b.defer);
    await Promise.all(scripts.map(s => {
      const copy = document.createElement("script");
      copy.async = false; // in their order
      copy.src = at(s.getAttribute("src"));
      return loaded(copy, el => document.head.append(el));
    }));
    dispatchEvent(new Event("DOMContentLoaded")); // what they wait for has been long ago
    const badge = new MutationObserver(() => status($("badge").textContent));
    badge.observe($("badge"), { childList: true, characterData: true, subtree: true });
    const state = await window.softmix.ready;
    badge.disconnect();
    // Without WebAssembly it shows what it can and says why; a second try cannot help.
    if (state.error && !state.device && !("still" in root.dataset)) throw new Error(state.error.text.replace(/\.$/, ""));
    root.dataset.state = "live";
    fit(true);
    send(state.error ? { type: "error", error: state.error } : { type: "ready", state });
  }

  // A static figure replays a recorded run, where its task has one.
  const recorded = () => fetch(at(`recorded/${asked.get("scenario") || SCENARIOS[0].key}.json`), { method: "HEAD" }).then(r => r.ok, () => false);

  const loaded = (el, place) => new Promise((done, failed) => {
    el.onload = done;
    el.onerror = () => failed(new Error(words("noFile", { file: el.src || el.href })));
    place(el);
  });

  // ── in view, and in turn ──────────────────────────────────────────────────

  let inView = false, entered = 0;
  const watcher = new IntersectionObserver(list => {
    inView = list[list.length - 1].isIntersecting;
    clearTimeout(entered);
    if (inView && !started && word("loading", "lazy") === "lazy") {
      entered = setTimeout(() => start().catch(() => {}), DWELL);
    }
    turn();
  });
  addEventListener("visibilitychange", turn, true);

  // A figure that wants to train takes one of the page's lanes. The browser keeps
  // them, for all figures of one origin on one page, and frees those of a frame
  // that goes away.
  let lane = null;
  function turn() {
    const needs = now.wants && inView && !document.hidden;
    if (needs === !!lane) return;
    if (!needs) {
      lane.leave();
      lane = null;
      return wait(false);
    }
    const mine = (lane = { leave() {} });
    let locks;
    try {
      locks = navigator.locks; // not in a frame without an origin, nor over http:
    } catch {}
    if (!locks) return modest();
    const others = new AbortController();
    mine.leave = () => others.abort();
    let got = false;
    setTimeout(() => mine === lane && !got && wait(true), 60);
    for (let i = 0; i < LANES; i++) {
      locks.request("softmix-lane-" + i, { signal: others.signal }, () => {
        if (got || mine !== lane) return;
        got = true;
        others.abort();
        wait(false);
        return new Promise(leave => (mine.leave = leave));
      }).catch(e => e.name === "AbortError" || got || mine !== lane || (got = true, modest()));
    }
  }

  function wait(yes) {
    if (boot.waits === yes) return;
    boot.waits = yes;
    dispatchEvent(new Event("softmix-turn"));
  }

  // Where figures cannot know of each other, none runs at full speed unless the
  // reader is in it.
  let slowed = false;
  function modest() {
    const focus = document.hasFocus();
    if (!now.wants || focus !== slowed) return;
    if (slowed || window.softmix.state().settings.speed === "max") {
      slowed = !slowed;
      window.softmix.set({ speed: slowed ? "16" : "max" }).catch(() => {});
    }
  }
  addEventListener("focus", () => slowed && modest());

  // ── to the page around ────────────────────────────────────────────────────

  function send(message) {
    if (outside) outside.postMessage({ softmix: 1, ...message }, "*");
  }

  // A frame that is lower than the figure, and does not follow what it is told,
  // shows what it has room for. While runs change what there is to read, less can
  // be shown but not more, so that nothing comes and goes.
  let fitted = 0, natural = 0, full = 0; // full: the height of charts that nothing limits
  const height = () => Math.ceil($("figure").getBoundingClientRect().height);
  function fit(anew) {
    const d = root.dataset;
    delete d.fit;
    const charts = $("charts");
    if (charts) {
      if (d.room) charts.style.minHeight = full + "px"; // they are drawn lower now
      else full = charts.clientHeight;
    }
    natural = height();
    if (charts) charts.style.minHeight = "";
    if (!outside || innerHeight < 1 || natural <= innerHeight + 2) {
      fitted = 0;
    } else {
      // What is hidden anyway cannot be what stays.
      const lacks = [["charts", /boards/], ["boards", /charts/]].filter(([part]) => d.hide.split(" ").includes(part)).map(([, fit]) => fit);
      const long = d.controls === "full" || d.view === "tokens" || d.view === "phases";
      const list = long ? ["", "long"] : FITS.filter(f => !lacks.some(without => without.test(f)));
      fitted = Math.min(anew ? 1 : Math.max(1, fitted), list.length - 1);
      for (; (d.fit = list[fitted]) && fitted < list.length - 1 && height() > innerHeight; fitted++);
    }
    // Of the chart; told only where it changes.
    const room = { row: String(innerHeight - 10), "knobs one": "150", "knobs one say": "150" }[d.fit];
    if (room !== d.room) room ? (d.room = room) : delete d.room;
    tellHeight();
  }
  addEventListener("resize", () => {
    if (!root.dataset.room) return fit(true);
    delete root.dataset.room; // the charts are drawn anew, as high as they like
    requestAnimationFrame(() => requestAnimationFrame(() => fit(true)));
  });

  // The height of all that is there, whatever the frame's own may be. Growth is told
  // at once. A frame that follows can change the width by its scroll bar, and so
  // the height again: what was told lately is not taken back for a smaller one.
  let told = 0, lately = [], shrink = 0;
  function tellHeight() {
    const fixed = parseInt(asked.get("height"), 10);
    const h = fixed > 0 ? Math.min(fixed, 4000) : natural;
    clearTimeout(shrink);
    if (!outside || !h || Math.abs(h - told) < 2) return;
    const t = performance.now();
    lately = lately.filter(l => t - l.t < 3000);
    if (h < told && lately.some(l => Math.abs(l.h - h) < 2)) return void (shrink = setTimeout(tellHeight, 3000));
    if (h < told) return void (shrink = setTimeout(() => sendHeight(h), 250));
    sendHeight(h);
  }
  function sendHeight(height) {
    lately.push({ h: height, t: performance.now() });
    told = height;
    outside.postMessage(JSON.stringify({ context: "iframe.resize", height, src: address }), "*");
    outside.postMessage({ sentinel: "amp", type: "embed-size", height }, "*");
    send({ type: "height", height });
  }

  // Orders come from the page around and from nobody else.
  const whole = (v, what) => {
    if (!Number.isInteger(v) || v < 0 || v > 2000) throw new Error(words("whole", { name: what }));
    return v;
  };
  const state = () => ({ loaded: root.dataset.state === "live", ...(window.softmix ? window.softmix.state() : { step: 0, playing: false, device: null, settings: Object.fromEntries(asked), runs: [], error: null, fixed: [] }) });
  const orders = {
    play: s => s.play(), pause: s => s.pause(), reset: s => s.reset(),
    step: (s, m) => s.step(whole(m.n ?? 1, "n")),
    seek: (s, m) => s.seek(whole(m.step, "step")),
    set: (s, m) => s.set(settings(m)),
  };
  function settings(m) {
    if (!m.settings || typeof m.settings !== "object") throw new Error(words("settings"));
    return m.settings;
  }
  async function perform(m) {
    if (m.do === "state") return state();
    if (m.do === "metrics") return window.softmix ? window.softmix.metrics() : { step: [], seconds: [], tokens: [], runs: [] };
    if (!Object.hasOwn(orders, m.do)) throw new Error(words("noOrder", { name: String(m.do).slice(0, 40) }));
    if (m.do === "set" && !started && readdress(settings(m))) return state();
    await start();
    await orders[m.do](window.softmix, m);
    return state();
  }
  // Before the program is there, settings are those of the address.
  function readdress(changes) {
    const query = new URLSearchParams(asked);
    for (const [name, value] of Object.entries(changes)) query.set(softmixName(name), value);
    try {
      history.replaceState(null, "", "?" + query);
    } catch {
      return false;
    }
    show(location.search);
    sketch();
    return true;
  }
  addEventListener("message", async e => {
    const m = e.data;
    if (!outside || e.source !== outside || !m || m.softmix !== 1 || typeof m.do !== "string") return;
    const answer = x => outside.postMessage({ softmix: 1, id: m.id, ...x }, "*");
    try {
      answer({ ok: true, result: await perform(m) });
    } catch (e) {
      answer({ ok: false, error: String((e && e.message) || e).replace(/^softmix: /, "") });
    }
  });

  // What the program tells, see wasm/page/embed.go.
  let now = { step: 0, wants: false, failed: false };
  const boot = (window.softmixEmbed = {
    waits: false,
    changed: show,
    // It tells so in the middle of its work, and cannot be asked anything then.
    told: (...what) => setTimeout(() => heed(...what)),
  });

  function heed(step, playing, wants, failed) {
    const before = now;
    now = { step, wants, failed };
    turn();
    if (root.dataset.state !== "live") return;
    const s = window.softmix.state();
    if (failed && !before.failed) return send({ type: "error", error: s.error });
    if (step === before.step && wants === before.wants) return;
    send({ type: "step", step, playing, runs: s.runs });
    const end = step >= s.settings.steps || (step === s.settings.stopAt && step > 0);
    if (!wants && end && (step !== before.step || before.wants)) send({ type: "done", step, runs: s.runs });
  }

  // ── go ────────────────────────────────────────────────────────────────────

  show(location.search);
  send({ type: "hello", src: address });
  addEventListener("DOMContentLoaded", async () => {
    label();
    sketch();
    new ResizeObserver(() => fit()).observe($("figure"));
    addEventListener("load", () => fit(true)); // out of view the observer sleeps
    watcher.observe($("figure"));
    if (!flag("static")) {
      $("start").hidden = false;
      $("start").onclick = () => start().then(() => window.softmix.play()).catch(() => {});
      status(words("press"));
    }
    if (word("loading", "lazy") === "eager") start().catch(() => {});
  }, { once: true });
})();
