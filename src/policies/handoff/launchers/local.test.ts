import { expect, test } from "vitest";
import { findPython } from "../../../../test/python.ts";
import { describeLauncher } from "../launcher.suite.ts";
import { localLauncher } from "./local.ts";

describeLauncher("this machine", async () => ({
  ...localLauncher({ python: "python3" }),
  check: () => Promise.resolve(),
}));

test("a Python that is not there, or knows no torch, is refused with a cure", async () => {
  await expect(localLauncher({ python: "/nowhere/python" }).check()).rejects.toThrow("trainer.python must be a Python");
  await expect(localLauncher({ python: "false" }).check()).rejects.toThrow("pip install torch transformers accelerate");
  const found = findPython("torch", "transformers", "accelerate");
  if (found.command !== undefined) await localLauncher({ python: found.command }).check();
});
