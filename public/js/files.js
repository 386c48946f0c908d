// The addresses of the page's files by their content, name?h=hash, so that the
// files of two versions never meet: not in a tab that was open before the page was
// updated, nor from a browser's cache. The build writes the table (see
// wasm/build/address.go). Pages load this script first, and so does the worker.
self.softmixFiles = {};
(() => {
  "use strict";
  const own = self.document?.currentScript?.src;
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
    return url;
  };

  // The settings of an address. Authors write their names in many ways; wire.Canonical
  // says in which.
  self.softmixName = k => (k = k.replace(/^(amp;)*(data-)?/i, "").replace(/[-_]/g, "").toLowerCase()) === "stopat" ? "stopAt" : k;
  self.softmixQuery = query => new URLSearchParams([...new URLSearchParams(query)].map(([k, v]) => [softmixName(k), v]));

  self.softmixUpdated = "This page was updated since you opened it. Load it again to go on.";

  // Resolves where the site still has this version; else it says so.
  self.softmixCurrent = async () => {
    const answer = await fetch(new URL("js/files.js", root()), { cache: "no-store" }).catch(() => null);
    if (answer?.ok && self.softmixVersion && !(await answer.text()).includes(self.softmixVersion)) throw new Error(softmixUpdated);
  };
})();
