// The dialog that shares what is on screen: an address, code for other pages,
// files, and a saved run. It is fetched when it is first opened.
import { names, escape } from "./chart.js";
import { csv, heading, json, file, series, svg, png, thumbnail } from "./export.js";

const at = softmixAt, words = softmixWords("share.js");
// Names of the element's script and of the figure alone; see docs/embedding.md.
const COMPONENT = "js/softmix-demo.js", FIGURE = "embed.html";

let dialog, opener, now; // now: all of the runs when the dialog was opened

// open shows the dialog. from is the button that asked for it.
export async function open(from) {
  opener = from;
  if (!dialog) {
    await style();
    dialog = build();
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
  now = await series().catch(e => {
    status("link", words("nothing", { why: e.message }));
    return null;
  });
  if (now) refresh();
}

const style = () => new Promise(done => {
  const href = at("css/share.css").href;
  if ([...document.styleSheets].some(s => s.href === href)) return done();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done });
  document.head.append(link);
});

// el makes an element: properties, attributes (aria-…, for, role), children.
function el(name, props = {}, ...children) {
  const e = document.createElement(name);
  for (const [k, v] of Object.entries(props)) {
    if (k in e && !k.includes("-")) e[k] = v;
    else e.setAttribute(k, v);
  }
  e.append(...children);
  return e;
}

const $ = id => dialog.querySelector("#share-" + id);
const status = (part, text) => ($(part + "-said").textContent = text);
const said = part => el("p", { id: `share-${part}-said`, className: "said", role: "status" });

// text that can be copied: a label, the field, a button.
function copyable(part, id, label, rows) {
  const field = rows
    ? el("textarea", { id: "share-" + id, rows, readOnly: true, spellcheck: false, wrap: "off" })
    : el("input", { id: "share-" + id, type: "text", readOnly: true, spellcheck: false });
  const button = el("button", { type: "button", className: "btn", textContent: words("copy"), "aria-label": words("copyWhat", { what: label }) });
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      status(part, words("copied", { what: label }));
    } catch {
      field.focus();
      field.select();
      status(part, words("copyByHand"));
    }
  };
  return el("div", { className: "copy" }, el("label", { textContent: label, htmlFor: "share-" + id }), field, button);
}

function choice(id, label, options, value) {
  const select = el("select", { id: "share-" + id, onchange: refresh }, ...options.map(v => el("option", { value: v, textContent: words(v), selected: v === value })));
  return el("p", { className: "fld" }, el("label", { htmlFor: select.id, textContent: label }), select);
}

const tick = (id, label) => el("label", { className: "tick" }, el("input", { type: "checkbox", id: "share-" + id, onchange: refresh }), el("span", { id: `share-${id}-words`, textContent: label }));

function part(id, heading, ...children) {
  return el("section", { "aria-labelledby": `share-${id}-h` }, el("h3", { id: `share-${id}-h`, textContent: heading }), ...children, said(id));
}

function build() {
  const close = el("button", { type: "button", className: "btn", textContent: words("close"), onclick: () => dialog.close() });
  const d = el("dialog", { className: "share", "aria-labelledby": "share-h" },
    el("div", { className: "share-head" }, el("h2", { id: "share-h", textContent: words("heading") }), close),
    part("link", words("link"), copyable("link", "url", words("address")), tick("at", words("thisStep"))),
    part("embed", words("embed"),
      el("div", { className: "opts" },
        choice("view", words("view"), ["race", "loss", "board", "tokens", "phases"], "race"),
        choice("controls", words("controls"), ["full", "min", "none"], "min"),
        el("p", { className: "fld" }, el("label", { htmlFor: "share-height", textContent: words("height") }),
          el("input", { type: "text", inputMode: "numeric", id: "share-height", placeholder: words("asItNeeds"), size: 9, oninput: refresh })),
        tick("autoplay", words("autoplay"))),
      copyable("embed", "component", words("component"), 3),
      copyable("embed", "iframe", words("iframe"), 3),
      copyable("embed", "markdown", words("markdown")),
      copyable("embed", "figure", words("figure"))),
    part("data", words("files"), el("div", { className: "files", id: "share-files" }), python()),
    Object.assign(part("save", words("save"), saveForm()), { hidden: true }));
  keeps().then(yes => (d.querySelector("[aria-labelledby=share-save-h]").hidden = !yes));
  d.addEventListener("close", () => opener?.isConnected && opener.focus());
  d.addEventListener("keydown", e => e.stopPropagation()); // the page's keys are not the dialog's
  d.addEventListener("click", e => e.target === d && d.close()); // outside
  return d;
}

// ── addresses and code ──────────────────────────────────────────────────────

const pageURL = (query, more = "") => at("./" + ((query || more) && "?") + [query, more].filter(Boolean).join("&")).href;

function figureQuery() {
  const own = [["view", $("view").value, "race"], ["controls", $("controls").value, "min"], ["height", height(), ""], ["autoplay", $("autoplay").checked ? "1" : "", ""]];
  return [away(now.query), ...own.filter(([, v, none]) => v !== none).map(([k, v]) => `${k}=${v}`)].filter(Boolean).join("&");
}

// What an embed decides anew.
const without = (query, names) => query.split("&").filter(p => !names.split(" ").includes(p.split("=")[0])).join("&");
const bare = query => without(query, TABLES.anew);

// And what only this reader's machine and screen decide.
const away = query => without(bare(query), TABLES.screen);

function height() {
  const n = parseInt($("height").value, 10);
  return n >= 100 && n <= 4000 ? String(n) : "";
}

export function componentCode(query, what) {
  const attributes = query.split("&").filter(Boolean).map(p => {
    const [k, v = ""] = p.split("=").map(decode);
    return ` ${escape(k)}="${escape(v)}"`;
  }).join("");
  // Not async: the element's height is reserved as soon as the script has run. What
  // stands inside is for readers without it.
  return `<script src="${escape(at(COMPONENT).href)}"></script>\n<softmix-demo${attributes}><a href="${escape(pageURL(away(now.query)))}">${escape(what)}</a></softmix-demo>`;
}

const decode = s => {
  try {
    return decodeURIComponent(s.replaceAll("+", " "));
  } catch {
    return s;
  }
};

function refresh() {
  if (!now) return;
  const n = now.step;
  $("at").disabled = !n;
  $("at-words").textContent = n ? words("atStep", { n }) : words("atThisStep");
  $("url").value = pageURL(bare(now.query), $("at").checked && n ? "step=" + n : "");
  if (now.leftOut) status("link", words("leftOut", { what: now.leftOut.join(", ") }));
  const query = figureQuery(), url = at(FIGURE + (query && "?" + query)).href;
  const what = words("what", { run: heading(now) });
  $("component").value = componentCode(query, what);
  // The link is for feeds and readers that take frames away.
  $("iframe").value = `<iframe src="${escape(url)}" title="${escape(what)}" width="100%" height="${height() || 560}" style="border:0" loading="lazy" allow="clipboard-write"></iframe>\n<p><a href="${escape(pageURL(away(now.query)))}">${escape(what)}</a></p>`;
  $("markdown").value = `[${what.replace(/[[\]\\]/g, "\\$&")}](${pageURL(bare(now.query)).replaceAll("(", "%28").replaceAll(")", "%29")})`;
  $("figure").value = url;
  $("embed-said").textContent = height() || !$("height").value ? "" : words("heightIs");
  files();
  const refuse = now.recorded ? words("isRecorded") : n ? "" : words("trainFirst");
  $("save-go").disabled = !!refuse;
  if (refuse) status("save", refuse);
  else if ([words("isRecorded"), words("trainFirst")].includes($("save-said").textContent)) status("save", "");
}

// ── files ───────────────────────────────────────────────────────────────────

function files() {
  const who = names(now.runs), box = $("files");
  const list = [
    ["CSV", "csv", () => new Blob([csv(now, pageURL(bare(now.query)))], { type: "text/csv;charset=utf-8" })],
    ["JSON", "json", () => new Blob([json(now, pageURL(bare(now.query)))], { type: "application/json" })],
    [words("svg"), "svg", () => new Blob([svg(now, "light")], { type: "image/svg+xml" })],
    [words("darkSVG"), "dark.svg", () => new Blob([svg(now, "dark")], { type: "image/svg+xml" })],
    [words("png"), "png", () => png(svg(now, "light"), 2)],
    [words("darkPNG"), "dark.png", () => png(svg(now, "dark"), 2)],
    ...(now.recorded ? [] : who.map((name, i) => [words("weights", { method: name }), `${now.runs[i].method}-${i + 1}.safetensors`, async () => {
      const text = await window.softmix.weights(i);
      return new Blob([Uint8Array.from(atob(text), c => c.charCodeAt(0))], { type: "application/octet-stream" });
    }])),
  ];
  if (box.dataset.of === list.map(l => l[0]).join()) return;
  box.dataset.of = list.map(l => l[0]).join();
  box.replaceChildren(...list.map(([name, ending, make]) => {
    const button = el("button", { type: "button", className: "btn", textContent: name });
    button.onclick = async () => {
      try {
        now = await series(); // it may have trained on
        const given = file(now, ending);
        const blob = await make();
        const link = el("a", { href: URL.createObjectURL(blob), download: given });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
        status("data", words("made", { file: given, size: blob.size < 2000 ? words("bytes", { n: blob.size }) : Math.round(blob.size / 1000) + " kB", step: now.step }));
      } catch (e) {
        status("data", words("notMade", { what: name, why: e.message.replace(/^softmix: /, "") }));
      }
    };
    return button;
  }));
}

// keeps reports whether this site keeps runs. One that does announces with its page
// where it speaks oEmbed, which is the same program; plain files announce nothing.
async function keeps() {
  const answer = await fetch(at("./"), { method: "HEAD" }).catch(() => null);
  const [, told] = /<([^>]*\/oembed)\?/.exec(answer?.headers.get("Link") || "") || [];
  return !!told && new URL(told, at("./")).pathname === at("oembed").pathname;
}

// python shows the lines that rebuild a model from its weights.
function python() {
  const box = el("details", {}, el("summary", { textContent: words("python") }), copyable("data", "python", words("rebuilds"), 12));
  box.addEventListener("toggle", async () => {
    const answer = await fetch(at("rebuild.py")).catch(() => null);
    $("python").value = answer?.ok ? await answer.text() : words("pythonMissing");
  });
  return box;
}

// ── saving ──────────────────────────────────────────────────────────────────

function saveForm() {
  const form = el("form", { className: "save", novalidate: "" },
    el("p", { className: "fld" }, el("label", { htmlFor: "share-title", textContent: words("title") }), el("input", { type: "text", id: "share-title", maxLength: 120, autocomplete: "off" })),
    el("p", { className: "fld" }, el("label", { htmlFor: "share-caption", textContent: words("caption") }), el("textarea", { id: "share-caption", rows: 2, maxLength: 500 })),
    el("button", { type: "submit", className: "btn", id: "share-save-go", textContent: words("saveButton") }),
    el("p", { className: "aside", textContent: words("stored") }),
    el("div", { id: "share-saved", hidden: true }, copyable("save", "saved-url", words("savedAddress"))));
  form.onsubmit = async e => {
    e.preventDefault();
    const button = $("save-go");
    button.disabled = true;
    status("save", words("saving"));
    try {
      const answer = await post();
      $("saved-url").value = answer.url;
      $("saved").hidden = false;
      status("save", words("saved"));
    } catch (e) {
      status("save", e.message);
    }
    button.disabled = false;
  };
  return form;
}

// body of POST /api/runs; see wasm/edge. Losses are thinned until they fit.
export function body(all, title, caption, picture) {
  const digits = v => +v.toPrecision(5);
  const allowed = /^[A-Za-z][A-Za-z0-9_.-]{0,31}$/;
  const made = every => JSON.stringify({
    v: 1, settings: bare(all.query), ...(title && { title }), ...(caption && { caption }), steps: all.step,
    runs: all.runs.map(r => {
      const points = r.points.filter((p, i) => i % every === 0 || i === r.points.length - 1).map(p => [p.step, digits(p.loss)]);
      const evals = r.evals.slice(-500).map(e => ({ step: e.step, metrics: Object.fromEntries(Object.entries(e.metrics).filter(([k, v]) => allowed.test(k) && Number.isFinite(v)).slice(0, 24).map(([k, v]) => [k, digits(v)])) }));
      const { copies, ...cost } = r.cost;
      return { method: r.method, points, evals, cost };
    }),
    ...(picture && { thumbnail: picture }),
  });
  for (let every = 1; ; every++) {
    const text = made(every);
    if (text.length < 127_000 || every > 50) return text;
  }
}

async function post() {
  now = await series();
  const text = body(now, $("title").value.trim(), $("caption").value.trim(), await thumbnail(now).catch(() => ""));
  const none = words("keepsNone");
  const answer = await fetch(at("api/runs"), { method: "POST", headers: { "Content-Type": "application/json" }, body: text }).catch(() => null);
  if (!answer) throw new Error(words("noAnswer"));
  const said = await answer.json().catch(() => null);
  if (answer.status === 429) {
    const wait = parseInt(answer.headers.get("Retry-After"), 10);
    throw new Error(wait > 0 ? words("tooManyFor", { n: wait }) : words("tooMany"));
  }
  if (answer.status === 404 || answer.status === 405 || answer.status === 501 || (answer.ok && !said?.url)) throw new Error(none);
  if (!answer.ok) throw new Error(words("notSaved", { why: said?.error || words("answered", { status: answer.status }) }));
  return said;
}
