import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

/** The package's entries, as its exports name them. */
const root = join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}; // npm's format
const entries = Object.entries(manifest.exports).flatMap(([path, target]) =>
  typeof target === "string"
    ? []
    : [
        {
          name: path.replace(/^\./, "rise-lm"),
          source: target.default.replace("./dist/", "src/").replace(".js", ".ts"),
        },
      ],
);

interface Promised {
  readonly name: string;
  readonly kind: "value" | "type";
}

/** The names that an entry's source lists; an entry that passes on whatever is in a file promises by accident. */
function promisedBy(source: string): readonly Promised[] {
  const text = readFileSync(join(root, source), "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
  expect(text, `${source} must list its exports by name`).not.toMatch(/export \*/);
  return [...text.matchAll(/export (type )?\{([^}]*)\} from/g)].flatMap(([, isType, names = ""]) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => ({
        name: name.replace(/^type /, "").replace(/.* as /, ""),
        kind: isType !== undefined || name.startsWith("type ") ? "type" : "value",
      })),
  );
}

describe("the public API", () => {
  test("is what test/api.txt lists: whoever adds or takes a name away says so there (vitest -u)", async () => {
    const lines = entries.flatMap(({ name, source }) =>
      promisedBy(source)
        .map((promised) => `${name} ${promised.kind} ${promised.name}`)
        .toSorted(),
    );
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("api.txt");
  });

  test.each(entries.filter(({ name }) => name !== "rise-lm/conformance"))(
    "$name has exactly the values that it lists",
    async ({ source }) => {
      const loaded = (await import(join(root, source))) as object;
      const listed = promisedBy(source).filter(({ kind }) => kind === "value");
      expect(Object.keys(loaded).toSorted()).toEqual(listed.map(({ name }) => name).toSorted());
    },
  );

  test.each([
    "addUsage",
    "bounded",
    "count",
    "countProgress",
    "editDistance",
    "mapConcurrently",
    "nearest",
    "withOpen",
  ])("%s, a tool of ours, is no promise", (name) => {
    expect(entries.flatMap(({ source }) => promisedBy(source)).map((promised) => promised.name)).not.toContain(name);
  });
});
