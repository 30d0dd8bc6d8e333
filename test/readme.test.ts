import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { runSchema } from "../src/cli/config/run-schema.ts";
import { createProgram } from "../src/cli/program.ts";
import * as conformance from "../src/conformance.ts";
import * as library from "../src/index.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const pages = [...globSync("*.md", { cwd: root }), ...globSync("docs/**/*.md", { cwd: root })].map((file) => ({
  file,
  text: read(file),
}));
const foundIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = ""]) => name);
const found = (pattern: RegExp): string[] => pages.flatMap(({ text }) => foundIn(text, pattern));

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: object;
  readonly files: readonly string[];
}
const manifest = JSON.parse(read("package.json")) as Manifest;

test("the README is short: a first screen, a quickstart, and where to read on", () => {
  expect(Buffer.byteLength(read("README.md"))).toBeLessThan(7000);
});

test("every npm script that a page names is there", () => {
  expect(found(/npm run ([\w:]+)/g).filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
});

test("every verb of the command line is in the README or in its reference, and every verb typed on a page is one", () => {
  const display = { onProgress: () => {}, course: () => {}, note: () => {}, close: () => {} };
  const program = createProgram({ display, context: {}, exitCode: 0, print: () => {}, write: async () => {} });
  const verbs = program.commands.map((command) => command.name());
  const told = new Set(found(/`rise(?:-lm)? ([\w-]+)/g));
  expect(verbs.filter((name) => !told.has(name))).toEqual([]);
  expect([...new Set(found(/npx rise-lm ([a-z][\w-]*)/g))].filter((name) => !verbs.includes(name))).toEqual([]);
});

test("what is to be typed is typed as it works outside a clone too", () => {
  const examples = globSync("examples/**/*.{yaml,ts,sh}", { cwd: root }).map((file) => ({ file, text: read(file) }));
  expect(examples.length).toBeGreaterThan(10);
  const ours = [...examples, ...pages.filter(({ file }) => file !== "RESULTS.md")]; // it records what was typed
  expect(ours.flatMap(({ text }) => foundIn(text, /(npx rise (?!-lm).*)/g))).toEqual([]);
});

test("the configs that pages show are configs", () => {
  const [first = ""] = foundIn(read("README.md"), /```yaml\n([^]*?)```/g);
  expect(runSchema.parse(parse(first))).toMatchObject({ preset: "rise-distill", iterations: 2 });
  for (const yaml of found(/```yaml\n([^]*?)```/g)) {
    const config = { model: "m", ...(parse(yaml) as object | null) }; // a guide shows a part
    expect(runSchema.safeParse(config).error?.issues ?? []).toEqual([]);
  }
});

test("every file that a page links or shows is there, and is in the package where the page is", () => {
  const links = pages.flatMap(({ file, text }) =>
    [...foundIn(text, /\]\(((?!https?:)[^)#]+)/g), ...foundIn(text, /(?:src|srcset)="((?!https?:)[^"]+)"/g)].map(
      (link) => normalize(join(dirname(file), link)),
    ),
  );
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  const isPacked = (link: string): boolean =>
    manifest.files.some((packed) => link.startsWith(packed) || (packed === "*.md" && /^[^/]+\.md$/.test(link)));
  expect(links.filter((link) => !isPacked(link))).toEqual([]);
});

test("every place in the source that a page names is there", () => {
  const places = found(/`((?:src|test|bin|\.ci)\/[\w./*-]+)`/g).filter((place) => !place.includes("*"));
  expect(places.filter((place) => !existsSync(join(root, place)))).toEqual([]);
});

test("the invariants that the code cites by number are in ARCHITECTURE.md", () => {
  const defined = new Set(foundIn(read("ARCHITECTURE.md"), /^- \*\*(I\d+)\*\*/gm));
  const cited = globSync("{src,test}/**/*.ts", { cwd: root }).flatMap((file) =>
    foundIn(read(file), /\b(I\d{1,2})\b(?!\w)/g),
  );
  expect(defined.size).toBe(14);
  expect([...new Set(cited)].filter((name) => /^I(\d|1[0-5])$/.test(name) && !defined.has(name))).toEqual([]);
});

test("everything that pages import from the library is exported", () => {
  const names = found(/import \{ ([^}]+) \} from "rise-lm"/g).flatMap((list) => list.split(", "));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !(name in library))).toEqual([]);
  const suites = found(/import \{ ([^}]+) \} from "rise-lm\/conformance"/g).flatMap((list) => list.split(", "));
  expect(suites.filter((name) => !(name in conformance))).toEqual([]);
});

test("the table of dependencies names each of them", () => {
  const table = read("docs/dependencies.md");
  expect(Object.keys(manifest.dependencies).filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
});
