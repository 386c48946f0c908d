// Judges the page's script by the table of cases, and the table by the library
// intl-messageformat: node i18n/judge.mjs. Fails where they differ.
import { readFileSync } from "node:fs";
import { IntlMessageFormat } from "intl-messageformat";
import "./english.mjs";

let wrong = 0;
for (const { message, args, lang = "en", want } of JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8"))) {
  self.softmixLanguage = { tag: lang, files: {} };
  const all = {
    "files.js": softmixWords("a", { key: message })("key", args),
    "intl-messageformat": new IntlMessageFormat(message, lang, undefined, { ignoreTag: true }).format(args),
  };
  for (const [who, got] of Object.entries(all)) {
    if (got === want) continue;
    wrong++;
    console.error(`${who} says ${JSON.stringify(got)}, not ${JSON.stringify(want)}: ${message}`);
  }
}
process.exit(wrong ? 1 : 0);
