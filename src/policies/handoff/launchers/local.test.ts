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
