import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

const names = ["main", "ask", "answer-view", "element", "word-diff"] as const;
const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** The file of the page's script. */
export const mainScript = `main.${ending}`;

/** The page's scripts by their files' names: from source without their types, which is what a browser reads. */
export function playgroundScripts(): ReadonlyMap<string, string> {
  return new Map(
    names.map((name) => {
      const text = readFileSync(new URL(`browser/${name}.${ending}`, import.meta.url), "utf8");
      return [`${name}.${ending}`, ending === "ts" ? withoutTypes(text) : text];
    }),
  );
}

/** Node warns, in a clone alone, that its function may change. */
function withoutTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}
