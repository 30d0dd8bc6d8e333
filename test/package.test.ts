import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}
const manifest = JSON.parse(read("package.json")) as Manifest;

test("npx finds the command by the package's name and by its own", () => {
  expect(manifest.bin["rise-lm"]).toBe(manifest.bin["rise"]);
});

test("no installation downloads CUDA: in a clone its script does not run, elsewhere a preinstall script stands in", () => {
  // npm 9 and 10 know no allowScripts: they run what the lock file says has an install script.
  const lock = JSON.parse(read("package-lock.json")) as { readonly packages: Readonly<Record<string, object>> };
  expect(lock.packages["node_modules/onnxruntime-node"]).not.toHaveProperty("hasInstallScript");
  expect(manifest.allowScripts["onnxruntime-node"]).toBe(false);
  expect(manifest.scripts["preinstall"]).toBe("node bin/skip-cuda.mjs");
  expect(manifest.files).toContain("bin");
});

test("npm is given no key that it does not know", () => {
  expect(existsSync(join(root, ".npmrc"))).toBe(false);
});
