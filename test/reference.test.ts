import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configKeys } from "../src/cli/config/json-schema.ts";
import { keyWords } from "../src/cli/config/key-words.ts";
import { commandReference, configReference } from "./reference.ts";

const page = (name: string): string => readFileSync(join(import.meta.dirname, "../docs/reference", name), "utf8");

test("the reference of the config is what its schema gives: npm run docs:reference", () => {
  expect(page("config.md")).toBe(configReference());
});

test("the reference of the command line is what the commands give: npm run docs:reference", () => {
  expect(page("command-line.md")).toBe(commandReference());
});

test("every key of the schema is explained in src/cli/config/key-words.ts, and nothing else is", () => {
  const keys = new Set(configKeys().map(({ key }) => key));
  expect([...keys].filter((key) => keyWords[key] === undefined)).toEqual([]);
  const sections = new Set(
    [...keys].flatMap((key) => key.split(".").map((_, n, parts) => parts.slice(0, n + 1).join("."))),
  );
  expect(Object.keys(keyWords).filter((key) => !sections.has(key))).toEqual([]);
});
