// The first script of the page. It starts the trainer's thread and the download
// of the program, which both the thread and the page run, defines window.softmix
// so that scripts can wait on it, and keeps what is said and clicked until the
// program can take over.
(() => {
  "use strict";
  const at = softmixAt, words = softmixWords("page.js");
  const asked = softmixQuery(location.search);
  const theme = (asked.get("theme") || "").toLowerCase();
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;

  // Paper is light, and the canvases are drawn for it, too, before it is printed.
  let worn = null; // the theme that the page goes back to
  const root = document.documentElement;
  addEventListener("beforeprint", () => {
    worn ??= root.dataset.theme || "";
    root.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    if (worn) root.dataset.theme = worn;
    else if (worn !== null) delete root.dataset.theme;
    worn = null;
  });

  // Under the locale "C" WebKitGTK says that this is its language. Intl throws at
  // that, and so does uPlot while it loads.
  try {
    Intl.getCanonicalLocales(navigator.language);
  } catch {
    Object.defineProperty(navigator, "language", { value: "en" });
  }

  // vugu hands its script to eval. Here that script is a file, vendor/vugu.js, so
  // that a page may forbid eval. Run again, it does nothing, as its first words say.
  const evaluate = window.eval;
  window.eval = text => {
    if (!window.vuguRender || !String(text).startsWith("(function(){if(window.vuguRender)return;")) return evaluate(text);
  };

  // vugu writes all texts, attributes and inner HTML anew at each render. What is as
  // it was is left alone here, so that an open list stays open, what is selected
  // stays selected, and nothing is laid out or read aloud in vain.
  function sparing() {
    const html = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
    const text = Object.getOwnPropertyDescriptor(Node.prototype, "textContent");
    const attribute = Element.prototype.setAttribute;
    const wrote = new WeakMap(); // an element's inner HTML as it was given and as the browser keeps it
    const set = {
      innerHTML(given) {
        const [was, kept] = wrote.get(this) || [];
        if (was !== given || kept !== html.get.call(this)) {
          html.set.call(this, given);
          wrote.set(this, [given, html.get.call(this)]);
        } else if (this.localName === "select") { // what was chosen there may have been refused
          const right = this.querySelector("option[selected]");
          if (right && !right.selected) right.selected = true;
        }
      },
      textContent(given) {
        if (this.nodeType !== Node.TEXT_NODE || this.data !== given) text.set.call(this, given);
      },
      setAttribute(name, value) {
        if (this.getAttribute(name) !== value) attribute.call(this, name, value);
      },
    };
    let rendering = false;
    const during = (mine, theirs) => function (...all) {
      return (rendering ? mine : theirs).apply(this, all);
    };
    Object.defineProperty(Element.prototype, "innerHTML", { ...html, set: during(set.innerHTML, html.set) });
    Object.defineProperty(Node.prototype, "textContent", { ...text, set: during(set.textContent, text.set) });
    Element.prototype.setAttribute = during(set.setAttribute, attribute);
    const render = window.vuguRender;
    window.vuguRender = () => {
      rendering = true;
      try {
        render.call(window);
      } finally {
        rendering = false;
      }
    };
  }

  let impl, bound, settled, failure = null;

  // The program: fetched and compiled once, run here as the page and in the worker
  // as the trainer. A browser may keep the compiled code of a response that it
  // compiles as it came, and only of such a one.
  // Where there is no WebAssembly, as in the Lockdown Mode of an iPhone, nothing can
  // be trained, and a recorded run is all that is shown.
  const able = typeof WebAssembly === "object";
  if (!able) document.documentElement.dataset.still = "";
  const code = load(at("softmix.wasm"));
  code.catch(() => {}); // told below

  async function load(url) {
    if (!able) throw new Error(words("noWebAssembly"));
    const response = await fetch(url);
    if (!response.ok) throw new Error(words("answeredFor", { status: response.status, path: url.pathname }));
    tellSize(response.headers.get("content-length"));
    const streams = WebAssembly.compileStreaming && response.headers.get("content-type") === "application/wasm";
    return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
  }

  // How much there is to come; how much of it has, no script sees without losing the
  // compiled code that the browser keeps.
  function tellSize(bytes) {
    const badge = document.getElementById("badge");
    if (!badge) return addEventListener("DOMContentLoaded", () => tellSize(bytes), { once: true });
    if (bytes > 0 && badge.textContent === words("loading")) badge.textContent = words("loadingSize", { size: (bytes / 1e6).toFixed(1) });
  }

  // In a sandboxed frame every address is a foreign one, from which no thread may
  // start. There a text of our own loads the script: as a data: address, which
  // counts as secure and so has WebGPU, or as a blob: where that is forbidden.
  const script = softmixWorker("js/trainer.js");
  const loader = `self.softmixHere = ${JSON.stringify(script.href)}; importScripts(self.softmixHere);`;
  const ways = [
    () => script,
    () => "data:text/javascript," + encodeURIComponent(loader),
    () => URL.createObjectURL(new Blob([loader], { type: "text/javascript" })),
  ];

  // The trainer. Messages are JSON texts, see wasm/wire; the first is the program.
  let worker, hello, dying, kept = [];
  function spawn(way = 0) {
    worker?.terminate();
    kept = [];
    let mine;
    const end = why => {
      if (mine !== worker) return;
      if (dying) dying(why);
      else kept.push(JSON.stringify({ type: "error", error: { code: "worker", text: words("trainerEnded", { why }) } }));
    };
    try {
      mine = worker = new Worker(ways[way]());
    } catch (e) {
      if (e.name === "SecurityError" && way === 0) return spawn(1);
      mine = worker = { postMessage() {}, terminate() {} };
      setTimeout(() => end(e.message));
      return;
    }
    code.then(program => mine.postMessage({ program, version: self.softmixVersion }), () => {}); // a failure is told below
    mine.onmessage = e => {
      if (mine !== worker) return;
      way = 2;
      const text = typeof e.data === "string" ? e.data : JSON.stringify(e.data);
      if (hello) hello(text);
      else kept.push(text);
    };
    mine.onerror = e => {
      e.preventDefault();
      if (way === 1) return spawn(2);
      softmixCurrent().then(() => end(e.message || words("programNotLoaded")), updated => end(updated.message));
    };
  }

  // A recorded run: a saved one or a still figure, which nothing is trained for, or
  // what is shown until the trainer is there, where the address asks for nothing
  // that the recording does not have. See recorded.js.
  const saved = document.querySelector('meta[name="softmix-run"]')?.content || asked.get("run");
  const alone = !!saved || asked.has("static") && !/^(0|false|off|no)$/i.test(asked.get("static").trim());
  const usual = [...TABLES.usual.split(" "), ""];
  let shown = false;
  const recording = alone || !able || [...asked.keys()].every(name => usual.includes(name))
    ? import(at("js/recorded.js")).then(r => r.open(softmixBoot, saved, alone, asked)).catch(e => alone && fail(e.message))
    : null;
  if (!alone && able) {
    spawn();
    // The task's base weights come while the program starts; the trainer, which asks
    // for them, then finds them in the browser's cache. (A frame without an origin
    // of its own shares none with its worker.)
    const weights = `weights/${(asked.get("scenario") || TABLES.opening).toLowerCase()}.safetensors`;
    if (softmixFiles[weights] && self.origin !== "null") code.then(() => fetch(at(weights))).catch(() => {});
  }

  // window.softmix: see docs/scripting.md.
  const binding = new Promise(resolve => (bound = resolve));
  const settling = new Promise(resolve => (settled = resolve));
  const later = name => (...args) => binding.then(() => {
    if (failure) throw new Error("softmix: " + failure.text);
    return impl[name](...args);
  });
  const empty = () => ({ step: 0, playing: false, recorded: shown, device: null, settings: {}, runs: [], error: failure, fixed: [] });
  window.softmix = {
    ready: settling.then(() => window.softmix.state()),
    state: () => (impl ? impl.state() : empty()),
    metrics: () => (impl ? impl.metrics() : { step: [], seconds: [], tokens: [], runs: [] }),
  };
  for (const name of ["play", "pause", "reset", "step", "seek", "set", "inspect", "phase", "inject", "series", "weights"]) window.softmix[name] = later(name);

  // What the program says when it cannot go on.
  function fail(why) {
    failure = { code: "internal", text: why };
    impl = undefined;
    const tell = () => {
      const say = document.getElementById("say");
      if (say) say.textContent = words("stopped", { why });
    };
    document.readyState === "loading" ? addEventListener("DOMContentLoaded", tell) : tell();
    bound();
    settled();
  }

  window.softmixBoot = {
    send: text => worker?.postMessage(text),
    // The program cannot show the recording that stands alone: it trains.
    alive: why => (softmixBoot.refused?.(why), worker || spawn()),
    able,
    // What a later load of this page in this tab is to know; some frames keep nothing.
    keep(key, text) {
      try {
        sessionStorage.setItem("softmix:" + key, text);
      } catch {}
    },
    recall(key) {
      try {
        return sessionStorage.getItem("softmix:" + key) || "";
      } catch {
        return "";
      }
    },
    shows: () => (shown = !impl && !failure),
    leave: query => location.assign(at("./" + (query && "?" + query))),
    listen(onMessage, onEnd) {
      hello = onMessage;
      dying = onEnd;
      for (const text of kept.splice(0)) hello(text);
    },
    respawn: () => spawn(),
    kill() {
      worker?.terminate();
      worker = null;
    },
    bind(methods) {
      impl = methods;
      bound();
    },
    settle: () => settled(),
    // The equations of the section that takes a step apart, when it first opens.
    async formulas() {
      const response = await fetch(at("formulas.json"));
      if (!response.ok) throw new Error(words("answered", { status: response.status }));
      return response.text();
    },
    fail,
  };

  // What the page is without WebAssembly: a recorded run, and the text.
  async function still() {
    await recording;
    const root = document.documentElement, say = document.getElementById("say"), badge = document.getElementById("badge");
    if (root.dataset.hide) root.dataset.hide = root.dataset.hide.split(" ").filter(w => w !== "charts" && w !== "sentence").join(" ");
    const here = asked.get("scenario") || TABLES.opening;
    for (const a of document.querySelectorAll(".tabs a")) {
      if ((new URL(a.href).searchParams.get("scenario") || TABLES.opening) === here) a.setAttribute("aria-current", "page");
      else a.removeAttribute("aria-current");
    }
    if (badge) badge.textContent = words(shown ? "recorded" : "withoutWebAssembly");
    const other = !alone && ![...asked.keys()].every(name => usual.includes(name));
    const why = (shown && other ? words("usualSettings") + " " : "") + words("still");
    failure = { code: "worker", text: why };
    if (say) say.textContent = (shown ? say.textContent + " " : "") + why;
    bound();
    settled();
  }

  // Play, Step and Reset are on the page before the program is.
  let failed = 0; // attempts to load the dialog that shares
  addEventListener("click", e => {
    const button = impl ? null : e.target.closest?.("[data-do]");
    if (button) window.softmix[button.dataset.do]().catch(() => {});
    if (e.target.closest?.("#share")) {
      // A browser remembers a module that failed by its address.
      softmixCurrent().then(() => import(at("js/share.js" + (failed ? "?again=" + failed : "")))).then(s => s.open(e.target.closest("#share"))).catch(e => {
        failed++;
        alert(e.message === softmixUpdated ? e.message : words("notLoaded", { why: e.message }));
      });
    }
  }, true);

  // What could not be loaded is tried again when the browser is online again, and
  // when the reader asks for it; who has something to load listens to softmix-retry.
  const retry = () => dispatchEvent(new Event("softmix-retry"));
  addEventListener("online", retry);
  addEventListener("click", e => e.target.closest?.("[data-retry]") && retry());

  // A typed number counts when it is typed to its end. The event of our own comes
  // a moment after the browser's "change", because that one can also come in the
  // middle of a render.
  addEventListener("change", e => {
    const field = e.target;
    if (field.matches?.("input[inputmode]")) setTimeout(() => field.isConnected && field.dispatchEvent(new Event("commit")));
  });

  // What stands far below comes when the reader is near.
  addEventListener("DOMContentLoaded", () => {
    const story = document.getElementById("story");
    if (!story) return;
    new IntersectionObserver((seen, watcher) => {
      if (!seen.some(e => e.isIntersecting)) return;
      watcher.disconnect();
      const note = Object.assign(document.createElement("p"), { textContent: words("partNotLoaded") });
      const load = () => {
        note.remove();
        const script = Object.assign(document.createElement("script"), { src: at("js/story.js") });
        script.onerror = () => {
          story.append(note);
          addEventListener("softmix-retry", load, { once: true });
        };
        document.head.append(script);
      };
      load();
    }, { rootMargin: "600px" }).observe(story);
  });

  addEventListener("DOMContentLoaded", async () => {
    if (!able) return still();
    try {
      const program = await code.catch(e => {
        addEventListener("online", () => location.reload(), { once: true }); // there is nothing to lose
        throw e;
      });
      if (alone) await recording;
      if (alone && !softmixBoot.recording) {
        if (!saved) throw new Error(words("noRecording"));
        spawn();
      }
      const missing = !window.Go ? "wasm_exec.js" : !window.vuguRender && "vugu.js";
      if (missing) throw new Error(words("didNotLoad", { file: missing }));
      sparing();
      const go = new Go();
      // What the trainer computes with, see simd.js; the page computes nothing.
      go.importObject.softmix_simd = new Proxy({}, { get: () => () => 0 });
      const instance = await WebAssembly.instantiate(program, go.importObject);
      await go.run(instance);
      if (!failure) fail(words("programEnded"));
    } catch (e) {
      fail(words("programNotStarted", { why: e.message }));
    }
  });
})();
