import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { runSchema } from "../src/cli/config/run-schema.ts";
import { createProgram } from "../src/cli/program.ts";
import * as library from "../src/index.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const readme = read("README.md");
const found = (pattern: RegExp): string[] => [...readme.matchAll(pattern)].map(([, name = ""]) => name);

test("every npm script that the README names is there", () => {
  const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
  expect(found(/npm run ([\w:]+)/g).filter((name) => scripts[name] === undefined)).toEqual([]);
});

test("every verb of the command line is in the README's table", () => {
  const display = { onProgress: () => {}, note: () => {}, close: () => {} };
  const program = createProgram({ display, context: {}, exitCode: 0, print: () => {}, write: async () => {} });
  const verbs = new Set(found(/`rise ([\w-]+)[^`]*`/g));
  expect(program.commands.map((command) => command.name()).filter((name) => !verbs.has(name))).toEqual([]);
});

test("the config that the README shows is one", () => {
  const [yaml = ""] = found(/```yaml\n([^]*?)```/g);
  expect(runSchema.parse(parse(yaml))).toMatchObject({ preset: "rise-distill", iterations: 2 });
});

test("every file that the README links or shows is there", () => {
  const links = [...found(/\]\(((?!https?:)[^)#]+)/g), ...found(/(?:src|srcset)="((?!https?:)[^"]+)"/g)];
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("everything that the README imports from the library is exported", () => {
  const names = found(/import \{ ([^}]+) \} from "rise-lm"/g).flatMap((list) => list.split(", "));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !(name in library))).toEqual([]);
});

test("the table of dependencies names each of them", () => {
  const { dependencies } = JSON.parse(read("package.json")) as { readonly dependencies: object };
  expect(Object.keys(dependencies).filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
