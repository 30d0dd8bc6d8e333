import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, vi } from "vitest";
import { handoffSchema, openAccelerateTrainer, openLearner, openPolicy } from "../../src/policies/index.ts";
import { describeTrainer } from "../../src/policies/trainer.suite.ts";
import { findPython } from "../python.ts";
import { writeSmallModel } from "../small-model.ts";
import { twoProcesses } from "./hand-off.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 }); // PyTorch starts several times, on a machine that may be busy
const root = mkdtempSync(join(tmpdir(), "rise-trainer-"));
const model = join(root, "small");
afterAll(() => rmSync(root, { recursive: true }));
const python = findPython("torch", "transformers", "accelerate");

describe.skipIf(python.command === undefined)(`accelerate ${python.note}`, () => {
  writeSmallModel(model);
  const config = handoffSchema.parse({ ...twoProcesses, launcher: "local", python: python.command });
  describeTrainer(
    "the hand-off to accelerate",
    () => openAccelerateTrainer(model, { seed: 0 }, config),
    () => openLearner(model, { threads: 1 }),
    (folder) => openPolicy(folder, { threads: 1 }),
  );
});
