// Loaded before a program: one line of the product's source is another, as MUTANT says.
import { registerHooks } from "node:module";
import type { Mutant } from "./mutants.ts";

const mutant = JSON.parse(process.env["MUTANT"] ?? "null") as Mutant | null;
if (mutant !== null) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(mutant.file)) return loaded;
      const source = String(loaded.source);
      if (!source.includes(mutant.from)) throw new Error(`mutant ${mutant.name}: ${mutant.file} has no ${mutant.from}`);
      return { ...loaded, source: source.replace(mutant.from, mutant.to) };
    },
  });
}
