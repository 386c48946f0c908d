// The addresses of the page's files by their content, name?h=hash, so that the
// files of two versions never meet: not in a tab that was open before the page was
// updated, nor from a browser's cache. The build writes the table (see
// wasm/build/address.go). Pages load this script first, and so does the worker.
self.softmixFiles = {};
(() => {
  "use strict";
  const own = self.document?.currentScript?.src;
  // The settings of an address. Authors write their names in many ways; wire.Canonical
  // says in which.
  const capitals = TABLES.capitals.split(" ");
  self.softmixName = k => (k = k.replace(/^(amp;)*(data-)?/i, "").replace(/[-_]/g, "").toLowerCase(), capitals.find(c => c.toLowerCase() === k) || k);
  self.softmixQuery = query => new URLSearchParams([...new URLSearchParams(query)].map(([k, v]) => [softmixName(k), v]));

  // softmixHere is the address of the worker's script where another one loads it.
  const root = () => (self.document ? document.baseURI : new URL("../", self.softmixHere || self.location.href).href);

  // The address of a file, relative to the site's root or whole; of all else as well.
  self.softmixAt = path => {
    const url = new URL(path, root()), base = new URL("./", root()).href;
    const name = url.origin + url.pathname;
    const hash = name.startsWith(base) && softmixFiles[name.slice(base.length)];
    if (hash) url.searchParams.set("h", hash);
    return url;
  };

  // The address of a worker's script, which finds this one by it.
  self.softmixWorker = name => {
    const url = softmixAt(name);
    if (own) url.searchParams.set("files", own);
    if (self.softmixLanguage) url.searchParams.set("lang", softmixLanguage.tag.toLowerCase());
    return url;
  };

  // The words: English stands in the scripts and pages as they are served, see
  // wasm/build/words. Another language is a script, lang/TAG.js, which leaves itself
  // in softmixLanguage before anything is said.
  const lang = `lang/${(own ? softmixQuery(location.search) : new URL(self.softmixHere || self.location?.href || "a:").searchParams).get("lang")?.trim().toLowerCase()}.js`;
  if (softmixFiles[lang]) {
    if (own) document.write(`<script src="${softmixAt(lang)}"></script>`);
    else importScripts(softmixAt(lang));
    self.document?.addEventListener("DOMContentLoaded", () => {
      Object.assign(document.documentElement, { lang: softmixLanguage.tag, dir: softmixLanguage.dir });
      softmixTranslate(document);
      const { shell } = softmixLanguage; // until the program draws it anew
      for (const el of document.querySelectorAll("#app *")) {
        for (const name of ["title", "aria-label"]) if (shell[el.getAttribute(name)]) el.setAttribute(name, shell[el.getAttribute(name)]);
        if (shell[el.innerHTML.trim()]) el.innerHTML = shell[el.innerHTML.trim()];
      }
    });
  }

  // The elements that name their message get it in the page's language.
  self.softmixTranslate = within => {
    const words = self.softmixLanguage?.files.html;
    if (!words) return;
    for (const el of within.querySelectorAll("*")) {
      if (el.dataset.t) el.innerHTML = words[el.dataset.t];
      for (const { name, value } of [...el.attributes]) if (name.startsWith("data-t-")) el.setAttribute(name.slice(7), words[value]);
    }
  };

  // softmixWords gives a script its messages, whose English the build writes in: a
  // function of the key and the arguments by their names. See i18n/message.go.
  self.softmixWords = (script, english = {}) => (key, args = {}) => say(self.softmixLanguage?.files[script]?.[key] ?? english[key], args);

  // softmixMethods does so for the names of the rows of methods; others go by none.
  self.softmixMethods = rows => (key, none) => (rows[key] ? self.softmixLanguage?.files.method[key] ?? rows[key].name : none);

  const say = (message, args, number) => {
    let text = "";
    for (let i = 0; i < message.length; i++) {
      if (message[i] === "#" && number !== undefined) text += number;
      else if (message[i] !== "{") text += message[i];
      else {
        const end = closing(message, i);
        text += argument(message.slice(i + 1, end), args);
        i = end;
      }
    }
    return text;
  };
  const closing = (message, i) => {
    for (let depth = 0; ; i++) if (message[i] === "{") depth++;
    else if (message[i] === "}" && !--depth) return i;
  };
  const argument = (inner, args) => {
    const [, name, kind, rest] = /^\s*(\w+)\s*(?:,\s*(\w+)\s*,([^]*))?$/.exec(inner);
    const value = args[name], cases = {};
    if (!kind) return value;
    for (let i = 0, at; (at = rest.indexOf("{", i)) >= 0; i = closing(rest, at) + 1) cases[rest.slice(i, at).trim()] = rest.slice(at + 1, closing(rest, at));
    if (kind !== "plural") return say(cases[value] ?? cases.other, args);
    const category = new Intl.PluralRules(softmixLocale()).select(value);
    return say(cases["=" + value] ?? cases[category] ?? cases.other, args, value);
  };
  // What dates and numbers are written by: the page's language, or its English.
  self.softmixLocale = (english = "en") => self.softmixLanguage?.tag || english;
  // A number's decimal point as the language writes it.
  self.softmixNumber = text => (self.softmixLanguage ? text.replace(".", (1.5).toLocaleString(softmixLocale())[1]) : text);
  const words = softmixWords("files.js");
  self.softmixUpdated = words("updated");

  // Resolves where the site still has this version; else it says so.
  self.softmixCurrent = async () => {
    const answer = await fetch(new URL("js/files.js", root()), { cache: "no-store" }).catch(() => null);
    if (answer?.ok && self.softmixVersion && !(await answer.text()).includes(self.softmixVersion)) throw new Error(softmixUpdated);
  };
})();
