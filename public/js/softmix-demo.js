// <softmix-demo scenario="lake6" lambda="0.6">: a figure of Softmix in somebody's
// page. One script without dependencies, classic or module; docs/embedding.md has its
// attributes, methods and events.
(() => {
  "use strict";
  if (customElements.get("softmix-demo")) return;

  // Where the figures are served: beside this script.
  const own = document.currentScript?.src || /(https?:\/\/[^\s)]+?softmix-demo\.js)/.exec(new Error().stack || "")?.[1]
    || document.querySelector("script[src*='softmix-demo.js']")?.src;
  const site = new URL("../", own || location.href).href;

  // Attributes that are no settings of the figure, and all that are, which the build
  // puts here. Any of them may begin with data-, and be written with hyphens.
  const OTHER = new Set(["id", "class", "style", "slot", "part", "hidden", "tabindex", "role", "dir", "is", "height", "origin", "sandbox"]);
  const NAMES = new Set(TABLES.settings.split(" ")), CAPITALS = TABLES.capitals.split(" ");
  const SILENT = 8000; // ms after which a frame that says nothing is taken for blocked

  const CSS = `
    :host { display: block; position: relative; max-width: 100%; height: var(--softmix-height, 420px); }
    :host([hidden]) { display: none; }
    iframe { display: block; width: 100%; height: 100%; border: var(--softmix-border, 0); border-radius: var(--softmix-radius, 0); background: var(--softmix-background, transparent); color-scheme: light dark; }
    .fallback { display: none; }
    :host([data-blocked]) iframe { display: none; }
    :host([data-blocked]) .fallback { display: block; }
  `;

  // Room for a figure as it opens, in px: wide, and at a phone's width, where the
  // charts stand below the boards. So nothing moves later.
  const NARROW = 560;
  const ROOM = { race: [420, 770], full: [740, 1210], loss: [470, 500], board: [500, 450], tokens: [800, 900], phases: [1230, 1300] };

  // setting is the name that the figure knows an attribute by; nothing where it is no
  // setting. Without data- it passes what it does not know on: the figure tells.
  function setting(name) {
    const bare = name.replace(/^data-/, ""), folded = bare.replace(/[-_]/g, "").replace(/\.\d$/, "");
    if (OTHER.has(bare) || /^(on|aria-|xml)/.test(name)) return "";
    if (!NAMES.has(folded)) return bare === name ? name : "";
    return CAPITALS.find(c => c.toLowerCase() === folded) || bare.replace(/[-_]/g, "");
  }

  class SoftmixDemo extends HTMLElement {
    #frame; #waiting = new Map(); #queue = []; // orders: those sent, by their ids, and those that wait for a figure
    #count = 0; #heard = false; #timer = 0; #watch; #sizes; #grown = 0; #ours = ""; #due = null; // the query of the figure that was sent for

    connectedCallback() {
      if (!this.#frame) this.#build();
      addEventListener("message", this.#hear);
      document.addEventListener("securitypolicyviolation", this.#blocked);
      this.#watch.observe(this, { attributes: true, attributeOldValue: true });
      this.#sizes.observe(this);
      this.#reserve(this.getBoundingClientRect().width);
    }

    disconnectedCallback() { // a frame that is moved loads anew
      removeEventListener("message", this.#hear);
      document.removeEventListener("securitypolicyviolation", this.#blocked);
      this.#watch.disconnect();
      this.#sizes.disconnect();
      clearTimeout(this.#timer);
      this.#lose("the figure was taken off the page");
      setTimeout(() => this.isConnected || this.#refuse("the figure was taken off the page"));
    }

    // The figure that was there is gone: what it was asked to do it will not answer.
    #lose(why) {
      this.#heard = false;
      for (const { failed } of this.#waiting.values()) failed(new Error("softmix: " + why));
      this.#waiting.clear();
    }

    // No figure will come for those who wait.
    #refuse(why) {
      for (const { failed } of this.#queue.splice(0)) failed(new Error("softmix: " + why));
    }

    #go() {
      clearTimeout(this.#timer);
      this.#lose("the figure was loaded anew");
      this.#frame.src = this.#url("embed.html");
      this.#due = new URL(this.#frame.src).search;
    }

    #block() {
      this.toggleAttribute("data-blocked", true);
      this.#refuse("the figure is blocked here");
    }

    // An attribute as written, or as data-.
    #own(name) {
      return this.getAttribute(name) ?? this.getAttribute("data-" + name);
    }

    #build() {
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet(); // a strict policy forbids style elements
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
      const frame = (this.#frame = document.createElement("iframe"));
      frame.part = "frame";
      frame.loading = this.#own("loading") === "eager" ? "eager" : "lazy";
      frame.title = this.#own("title") || "Softmix: a small transformer, fine-tuned two ways";
      if (this.#own("sandbox") !== null) frame.sandbox = this.#own("sandbox");
      frame.addEventListener("load", () => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#heard || this.#block(), SILENT);
      });
      const fallback = document.createElement("div");
      fallback.className = "fallback";
      fallback.part = "fallback";
      const slot = document.createElement("slot");
      const link = Object.assign(document.createElement("a"), { href: this.#url("./"), textContent: "Open this figure in Softmix" });
      slot.append(link);
      fallback.append(slot);
      root.append(frame, fallback);
      this.#watch = new MutationObserver(list => this.#turned(list));
      this.#sizes = new ResizeObserver(list => this.#reserve(list[list.length - 1].contentRect.width));
      frame.src = this.#url("embed.html");
    }

    #settings() {
      const s = {};
      for (const { name, value } of this.attributes) if (setting(name)) s[setting(name)] = value;
      return s;
    }

    #url(file) {
      return new URL(file + "?" + new URLSearchParams(this.#settings()), this.#own("origin") || site).href.replace(/\?$/, "");
    }

    // Changed attributes are changed settings, which need no new frame.
    #turned(list) {
      const names = new Set(list.filter(m => this.getAttribute(m.attributeName) !== m.oldValue).map(m => m.attributeName));
      const any = (...of) => of.some(name => names.has(name) || names.has("data-" + name));
      if (any("height", "view", "controls")) this.#reserve(this.getBoundingClientRect().width);
      const all = this.#settings(), set = {};
      let gone = any("origin", "sandbox");
      for (const name of [...names].map(setting).filter(Boolean)) {
        if (name in all) set[name] = all[name];
        else gone = true; // only the address knows what it is without
      }
      if (gone || (Object.keys(set).length && !this.#heard)) this.#go();
      else if (Object.keys(set).length) this.set(set).catch(e => this.#tell("error", { error: { code: "settings", text: e.message } }));
    }

    // height="500" and height="30em" are the author's; height="auto" follows the
    // figure; without it there is room for the figure as it opens.
    #reserve(width) {
      const h = this.#own("height");
      let px = "";
      if (h === "auto" && this.#grown) px = this.#grown + "px";
      else if (h && h !== "auto") px = /^\d+$/.test(h) ? h + "px" : h;
      else if (width) {
        const room = ROOM[this.#own("view")] || (this.#own("controls") === "full" ? ROOM.full : ROOM.race);
        px = `var(--softmix-height, ${room[+(width < NARROW)]}px)`;
      }
      if (px !== this.#ours) this.style.height = this.#ours = px; // else it is the author's
    }

    #hear = e => {
      const m = e.data;
      if (e.source !== this.#frame.contentWindow || !m || m.softmix !== 1) return;
      if (m.type === "hello") {
        if (this.#due !== null && m.src && !m.src.endsWith(this.#due)) return; // of the figure that was there before
        this.#due = null;
        this.#lose("the figure was loaded anew"); // by itself: a reader ran a saved run again
        this.#heard = true;
        this.toggleAttribute("data-blocked", false);
        for (const { send } of this.#queue.splice(0)) send();
      } else if (m.type === "height") {
        this.#grown = m.height;
        this.#reserve(this.getBoundingClientRect().width);
      } else if (m.id !== undefined) {
        const w = this.#waiting.get(m.id);
        this.#waiting.delete(m.id);
        if (w) m.ok ? w.done(m.result) : w.failed(new Error("softmix: " + m.error));
      } else if (["ready", "step", "done", "error"].includes(m.type)) {
        const { softmix, type, ...detail } = m;
        this.#tell(type, detail);
      }
    };

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent("softmix-" + type, { detail, bubbles: true, composed: true }));
    }

    #blocked = e => {
      if (/^(frame|child|default)-src/.test(e.effectiveDirective) && this.#frame.src.startsWith(e.blockedURI.replace(/\/$/, ""))) this.#block();
    };

    #ask(order) {
      return new Promise((done, failed) => {
        const id = ++this.#count;
        const send = () => {
          this.#waiting.set(id, { done, failed });
          this.#frame.contentWindow.postMessage({ softmix: 1, id, ...order }, "*");
        };
        if (this.#heard) return send();
        if (this.hasAttribute("data-blocked")) return failed(new Error("softmix: the figure is blocked here"));
        this.#queue.push({ send, failed });
        if (this.#frame && order.do !== "state" && order.do !== "metrics") this.#frame.loading = "eager";
      });
    }

    play() { return this.#ask({ do: "play" }); }
    pause() { return this.#ask({ do: "pause" }); }
    reset() { return this.#ask({ do: "reset" }); }
    step(n = 1) { return this.#ask({ do: "step", n }); }
    seek(step) { return this.#ask({ do: "seek", step }); }
    set(settings) { return this.#ask({ do: "set", settings }); }
    state() { return this.#ask({ do: "state" }); }
    metrics() { return this.#ask({ do: "metrics" }); }
  }
  customElements.define("softmix-demo", SoftmixDemo);
})();
