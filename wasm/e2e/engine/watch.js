// Keeps in softmixProblems what goes wrong on a page and in its workers, for
// browsers whose driver does not tell. It runs before any other script of both.
(() => {
  "use strict";
  const all = (self.softmixProblems = []);
  const others = new BroadcastChannel("softmix-problems");
  others.onmessage = (e) => all.push(e.data);
  const note = (text) => {
    all.push(text);
    others.postMessage(text);
  };
  const log = console.error;
  console.error = (...words) => {
    note("console: " + words.join(" "));
    log.apply(console, words);
  };
  addEventListener("error", (e) => note(e.message ? `exception: ${e.message} (${e.filename}:${e.lineno})` : `not loaded: ${e.target.src || e.target.href}`), true);
  addEventListener("unhandledrejection", (e) => note("rejection: " + e.reason));
})();
