// Gives node what pages give their scripts: softmixWords, with English.
import { readFileSync } from "node:fs";

const read = name => readFileSync(new URL(name, import.meta.url), "utf8");
const english = JSON.parse(read("en.json"));
globalThis.self = globalThis;
globalThis.TABLES = { capitals: "" }; // of settings, which are not asked for here
new Function(read("../public/js/files.js").replace(/softmixWords\("([\w.-]+)"\)/g, (_, name) => `softmixWords("${name}", ${JSON.stringify(english[name])})`))();
const given = softmixWords;
globalThis.softmixWords = (script, messages = english[script]) => given(script, messages);
