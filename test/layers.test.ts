import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

const method = ["mdp", "collect", "improve", "weight", "train", "evaluate"];

/** Who may import whom. `rise.ts` stands for the file of that name. */
const mayImport: Record<string, readonly string[]> = {
  mdp: [],
  grade: [],
  disk: [],
  "hub-cache": [],
  http: ["mdp"],
  engine: ["disk", "hub-cache"],
  collect: ["mdp"],
  improve: ["mdp"],
  weight: ["mdp"],
  train: ["mdp"],
  evaluate: ["mdp"],
  tasks: ["mdp", "grade", "disk", "hub-cache", "http"],
  policies: ["engine", "mdp", "disk", "hub-cache", "http"],
  store: ["mdp", "disk"],
  report: ["mdp"],
  serve: ["mdp", "http", "report"],
  view: ["mdp", "store"],
  "rise.ts": [...method, "rise-schema.ts", "rise-records.ts", "rise-run.ts", "rise-stages.ts"],
  "rise-stages.ts": [...method, "rise-schema.ts", "rise-run.ts"],
  "rise-schema.ts": method,
  "rise-records.ts": method,
  "rise-run.ts": ["mdp", "rise-schema.ts"],
  "rise-presets.ts": ["rise-schema.ts"],
};
const mayImportAll = ["cli", "index.ts", "engine.ts", "conformance.ts"];
/** Doors beside a folder's index.ts: config schemas and errors load no engine; and what is published for tests. */
const doors = /^policies\/config\.ts$|^report\/page-parts\.ts$|^engine\/errors\.ts$|\.suite\.ts$|\/testing\/index\.ts$/;

const root = join(import.meta.dirname, "..", "src");
const files = globSync("**/*.ts", { cwd: root }).filter((file) => !file.endsWith(".test.ts"));
const folderOf = (file: string): string => file.split("/")[0] ?? file;

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), "utf8");
  const specifiers = [...source.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => match[1] ?? "");
  return specifiers.map((specifier) => normalize(join(dirname(file), specifier)));
}

describe("the import table", () => {
  test.each(files)("%s imports only what its folder may", (file) => {
    const folder = folderOf(file);
    const wrong = importsOf(file).filter((target) => {
      const other = folderOf(target);
      if (other === folder || mayImportAll.includes(folder)) return false;
      return !(mayImport[folder] ?? []).includes(other);
    });
    expect(wrong).toEqual([]);
  });

  test.each(files)("%s reaches other folders only through their index.ts", (file) => {
    const folder = folderOf(file);
    const wrong = importsOf(file).filter((target) => {
      const other = folderOf(target);
      const isDoor = doors.test(target) || relative(other, target) === "index.ts";
      return other !== folder && target.includes("/") && !isDoor;
    });
    expect(wrong).toEqual([]);
  });
});

describe("inside a folder", () => {
  const streets = new Set(
    files.flatMap((file) => {
      const [folder = "", from = ""] = file.split("/");
      return importsOf(file).flatMap((target) => {
        const [other, to = ""] = target.split("/");
        const isStreet = other === folder && from !== to && !from.endsWith(".ts") && !to.endsWith(".ts");
        return isStreet ? [`${folder}: ${from} -> ${to}`] : [];
      });
    }),
  );

  test("no two sub-folders import each other: one of them lies below", () => {
    const bothWays = [...streets].flatMap((street) => {
      const [, folder = "", from = "", to = ""] = /^(\S+): (\S+) -> (\S+)$/.exec(street) ?? [];
      return from < to && streets.has(`${folder}: ${to} -> ${from}`) ? [`${folder}: ${from} <-> ${to}`] : [];
    });
    expect(bothWays).toEqual([]);
  });
});

/** Which folders a third-party package belongs to; zod and vitest, schemas and suites, belong to all. */
const packages: Record<string, readonly string[]> = {
  "@bufbuild/protobuf": ["engine/graph", "policies/tinker", "cli/tensorboard"],
  "@huggingface/jinja": ["engine/tokens"],
  "@huggingface/tokenizers": ["engine/tokens"],
  "@hono/node-server": ["serve"],
  commander: ["cli/commands", "cli/program.ts", "cli/report-error.ts"],
  "csv-parse": ["tasks/files"],
  hono: ["serve"],
  hyparquet: ["tasks/files"],
  "hyparquet-writer": ["policies/export-data", "cli/log"],
  "log-update": ["cli/progress"],
  "onnxruntime-node": ["engine", "cli/verbs/doctor.ts"],
  vega: ["report/charts"],
  "vega-lite": ["report/charts"],
  yaml: ["cli", "report/sections"],
};

test.each(files)("%s takes third-party packages only where they belong", (file) => {
  const source = readFileSync(join(root, file), "utf8");
  const taken = [...source.matchAll(/^(?:import|export)\b[^;]*?from "([^".][^"]*)";|\bimport\("([^".][^"]*)"\)/gm)]
    .map(([, from, loaded]) => from ?? loaded ?? "")
    .filter((name) => !name.startsWith("node:"))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  const stray = taken.filter((name) => {
    if (name === "zod" || name === "vitest") return false;
    return !(packages[name] ?? []).some((place) => file === place || file.startsWith(`${place}/`));
  });
  expect(stray).toEqual([]);
});

test("whether a value is a JSON object is asked in two places: mdp's, and the engine's, which imports nothing of ours", () => {
  const question = /typeof (\w+) === "object" && \1 !== null && !Array\.isArray\(\1\)/;
  const asking = files.filter((file) => question.test(readFileSync(join(root, file), "utf8")));
  expect(asking.toSorted()).toEqual(["engine/json.ts", "mdp/is-object.ts"]);
});

describe("docstrings", () => {
  const named = /^export (?:async )?(?:function|const|interface|type|class) (\w+)/;
  test.each(files.filter((file) => file.includes("/")))(
    "every declaration that %s exports bears a docstring",
    (file) => {
      const lines = readFileSync(join(root, file), "utf8").split("\n");
      const bare = lines.flatMap((line, i) =>
        named.test(line) && lines[i - 1]?.trimEnd().endsWith("*/") !== true ? [line] : [],
      );
      expect(bare).toEqual([]);
    },
  );
});
