import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

const method = ["mdp", "collect", "improve", "weight", "train", "evaluate"];

/** Who may import whom (DESIGN.md, section 2). `rise.ts` stands for the file of that name. */
const mayImport: Record<string, readonly string[]> = {
  mdp: [],
  grade: [],
  disk: [],
  engine: ["disk"],
  collect: ["mdp"],
  improve: ["mdp"],
  weight: ["mdp"],
  train: ["mdp"],
  evaluate: ["mdp"],
  tasks: ["mdp", "grade", "disk"],
  policies: ["engine", "mdp", "disk"],
  store: ["mdp", "disk"],
  report: ["mdp"],
  "rise.ts": [...method, "rise-schema.ts", "rise-records.ts", "rise-run.ts", "rise-stages.ts"],
  "rise-stages.ts": [...method, "rise-schema.ts", "rise-run.ts"],
  "rise-schema.ts": method,
  "rise-records.ts": method,
  "rise-run.ts": ["mdp", "rise-schema.ts"],
  "rise-presets.ts": ["rise-schema.ts"],
};
const mayImportAll = ["cli", "index.ts", "engine.ts", "conformance.ts"];
/** Doors beside a folder's index.ts: config schemas and errors load no engine; and what is published for tests. */
const doors = /^policies\/config\.ts$|^engine\/errors\.ts$|\.suite\.ts$|\/testing\/index\.ts$/;

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
