import { configKeys } from "../config/json-schema.ts";
import { bashCompletion } from "./bash.ts";
import type { CompletedCommand, CompletedKey } from "./command-tree.ts";
import { fishCompletion } from "./fish.ts";
import { zshCompletion } from "./zsh.ts";

const writers = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** The completion script of a shell. */
export function completionOf(shell: keyof typeof writers, program: CompletedCommand): string {
  return writers[shell](program, completedKeys());
}

/** JSON Schema's names of types, which are no values, but for a choice of names that has one among them. */
const types = new Set(["integer", "number", "string", "object", "array"]);

function completedKeys(): readonly CompletedKey[] {
  return configKeys().map(({ key, values }) => {
    const names = values.flatMap((value) => (value === "boolean" ? ["true", "false"] : value));
    const isTyped = names.every((name) => types.has(name));
    return { key, values: isTyped ? [] : names.filter((name) => /^[\w.-]+$/.test(name)) };
  });
}
