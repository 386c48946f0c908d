// Writes the formulas as MathML: node render.mjs FILE.tex FILE.json
import { readFileSync, writeFileSync } from "node:fs";
import temml from "temml";

const [from, to] = process.argv.slice(2);
const macros = { "\\k": "\\class{k}{#1}", "\\g": "\\class{g}{#1}", "\\y": "\\class{tr}{#1}" };

const math = (latex, displayMode) =>
  temml
    .renderToString(latex, { displayMode, throwOnError: true, trust: true, macros: { ...macros } })
    .replace(/ class="tml-display"| style="display:block math;"/g, "");

const out = { formulas: {}, legend: [] };
for (const line of readFileSync(from, "utf8").split("\n")) {
  if (!line.trim() || line.startsWith("%")) continue;
  const colon = line.indexOf(":");
  const name = line.slice(0, colon), rest = line.slice(colon + 1).trim();
  if (name.startsWith("symbol ")) {
    const [latex, meaning] = rest.split("|").map(s => s.trim());
    out.legend.push({ symbol: math(latex, false), meaning });
  } else out.formulas[name] = math(rest, true);
}
writeFileSync(to, JSON.stringify(out));
