import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const sources = globSync("src/**/*.ts", { cwd: root });
const readers = [...sources, ...globSync("{test,examples,bin,viewer}/**/*.{ts,tsx,mjs}", { cwd: root })];

/** The names that a file takes from others: by import, by passing on, or as parts of what it loads when it needs them. */
function namesTaken(text: string): readonly string[] {
  const lists = [
    ...text.matchAll(/(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s*from/g),
    ...text.matchAll(/\{([^{}]*)\}\s*=\s*await\s+import\(/g),
  ];
  const listed = lists.flatMap(([, list = ""]) =>
    list.split(",").map(
      (name) =>
        name
          .trim()
          .replace(/^type\s+/, "")
          .split(/\s+as\s+|:/)[0]
          ?.trim() ?? "",
    ),
  );
  const named = [...text.matchAll(/import\("[^"]+"\)\)?\.(\w+)|import\("[^"]+"\)\)\.(\w+)/g)];
  return [...listed, ...named.map(([, one, other]) => one ?? other ?? "")];
}

const taken = new Map<string, Set<string>>();
for (const file of readers) {
  for (const name of namesTaken(read(file))) taken.set(name, (taken.get(name) ?? new Set()).add(file));
}

const declared = sources
  .filter((file) => !file.endsWith(".test.ts"))
  .flatMap((file) =>
    [...read(file).matchAll(/^export (?:async )?(?:function\*?|const|interface|type|class) (\w+)/gm)].map(
      ([, name = ""]) => ({ file, name }),
    ),
  );

test("fewer than 20 exports are taken by nobody: an export is an invitation", () => {
  const dead = declared.filter(({ file, name }) => ![...(taken.get(name) ?? [])].some((reader) => reader !== file));
  const list = dead.map(({ file, name }) => `${file} ${name}`);
  expect(list.length, `take \`export\` away from\n${list.join("\n")}\n`).toBeLessThan(20);
});
