import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "rise-readme-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The TypeScript that the README and the pages print, where it is a program: it imports `rise` itself. */
const printed = ["README.md", ...globSync("docs/**/*.md", { cwd: root })].flatMap((page) =>
  [...readFileSync(join(root, page), "utf8").matchAll(/```ts\n([^]*?)```/g)].flatMap(([, code = ""]) =>
    /import \{[^}]*\brise\b[^}]*\} from "rise-lm"/.test(code) ? [{ page, code }] : [],
  ),
);

test("a library example is printed", () => {
  expect(printed.length).toBeGreaterThan(0);
});

test.each(printed)("the example in $page runs as printed, and again: finished", async ({ code }) => {
  const program = join(folder, "example.ts");
  const library = pathToFileURL(join(root, "src/index.ts")).href; // as installed, but not built
  writeFileSync(program, code.replaceAll('"rise-lm"', JSON.stringify(library)));
  const run = (): Promise<{ readonly stdout: string }> =>
    promisify(execFile)(process.execPath, [program], { cwd: folder });
  const first = await run();
  expect(first.stdout).toMatch(/^base 0?\.?\d+\niteration-1 0?\.?\d+\n$/);
  expect(await run()).toMatchObject({ stdout: first.stdout });
});
