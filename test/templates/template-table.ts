/**
 * `npm run templates -- FOLDER...`: renders chats by every *.jinja file, tokenizer_config.json and chat_template.json below the folders,
 * here and by Python's transformers, and prints how each fared. Others' templates are not in this repository: give folders of
 * your own, such as checkouts of projects that keep some.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { findPython } from "../python.ts";
import { chats, compareTemplates, type TemplateResult } from "./compare-templates.ts";

function templatesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
  const found = files.flatMap((file): (readonly [string, string])[] => {
    const path = join(folder, file);
    if (file.endsWith(".jinja")) return [[relative(folder, path), readFileSync(path, "utf8")]];
    if (!/(tokenizer_config|chat_template)\.json$/.test(file)) return [];
    const { chat_template: template } = JSON.parse(readFileSync(path, "utf8")) as { readonly chat_template?: unknown };
    return typeof template === "string" ? [[relative(folder, path), template]] : [];
  });
  return new Map(found);
}

const python = findPython("transformers", "tokenizers", "jinja2");
const templates = new Map(process.argv.slice(2).flatMap((folder) => [...templatesIn(folder)]));
if (templates.size === 0 || python.command === undefined) {
  console.error(`give folders that hold chat templates ${python.note}`);
  process.exit(2);
}
const results = compareTemplates(templates, python);
const count = (verdict: TemplateResult["verdict"]): number => results.filter((one) => one.verdict === verdict).length;
console.log(`${"template".padEnd(60)} verdict   rendered alike / refused by both, of ${2 * chats.length}`);
for (const { name, verdict, rendered, refusedByBoth, why } of results) {
  console.log(`${name.slice(0, 60).padEnd(60)} ${verdict.padEnd(9)} ${rendered} / ${refusedByBoth} ${why}`);
}
console.log(
  `${results.length} templates: ${count("equal")} equal, ${count("refused")} refused, ${count("differs")} differ`,
);
process.exitCode = count("differs") === 0 ? 0 : 1;
