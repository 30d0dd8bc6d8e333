import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { findPython } from "../../../../test/python.ts";
import { describeLauncher } from "../launcher.suite.ts";
import { localLauncher, type LocalOptions } from "./local.ts";

const withPython = (python: string): LocalOptions => ({ python, environment: {}, setup: [] });
describeLauncher("this machine", async () => ({
  ...localLauncher(withPython("python3")),
  check: () => Promise.resolve(),
}));

test("a Python that is not there, or knows no torch, is refused with a cure", async () => {
  await expect(localLauncher(withPython("/nowhere/python")).check()).rejects.toThrow("trainer.python must be a Python");
  await expect(localLauncher(withPython("false")).check()).rejects.toThrow("pip install torch transformers accelerate");
  const found = findPython("torch", "transformers", "accelerate");
  if (found.command !== undefined) await localLauncher(withPython(found.command)).check();
});

test("a Python is looked for after the user's own lines, which have its environment variables and may bring its libraries", async () => {
  const setup = [`test "$A" = "it's"`];
  await localLauncher({ python: "true", environment: { A: "it's" }, setup }).check();
  const failing = localLauncher({ python: "true", environment: {}, setup: ["echo no such module >&2", "false"] });
  await expect(failing.check()).rejects.toThrow("no such module");
});

test("a job that becomes another program a thousand times has ended once: between two it has no command line", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rise-launcher-local-"));
  const script = join(folder, "launch.sh");
  writeFileSync(script, `n=\${1:-1000}; [ "$n" = 0 ] && touch ${folder}/done && exit; exec sh "$0" $((n - 1))\n`);
  const job = { folder, name: "rise-becoming", plan: "p", steps: 1, script };
  const launcher = localLauncher(withPython("python3"));
  await launcher.start(job);
  while ((await launcher.state(job)).kind === "running") await setImmediate();
  expect(existsSync(join(folder, "done"))).toBe(true);
  rmSync(folder, { recursive: true });
});
