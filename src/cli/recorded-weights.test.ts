import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { writeSmallModel } from "../../test/small-model.ts";
import { writeSums } from "../disk/index.ts";
import { embeddedModels } from "../policies/index.ts";
import { openRun } from "../store/index.ts";
import { openEmbeddedEngine } from "./open-engine.ts";
import { modelsAsRecorded, weightFaults } from "./recorded-weights.ts";

const root = mkdtempSync(join(tmpdir(), "rise-recorded-"));
afterAll(() => rmSync(root, { recursive: true }));
const run = join(root, "run");
const folder = join(run, "iteration-1/model");
const models = modelsAsRecorded(embeddedModels({ model: folder }, { threads: 1 }), folder);

beforeEach(() => begin());

function begin(): void {
  rmSync(run, { recursive: true, force: true });
  openRun(run, { seed: 0 }).close();
  writeSmallModel(folder, 1);
}

/** The run knows its model by what it is now, or by what is said. */
async function knows(digest?: string): Promise<void> {
  const policy = await embeddedModels({ model: folder }, { threads: 1 }).policy(folder);
  await policy.close();
  const store = openRun(run, { seed: 0 });
  store.saveDocument("models/iteration-1", digest ?? policy.digest);
  store.close();
}

test("a run's model without sums is opened where its weights are those that the run knows", async () => {
  await knows();
  await (await models.policy(folder)).close();
  await (await models.learner(folder)).close();
  await (await openEmbeddedEngine(folder)).close();
  expect(await weightFaults(run, ["iteration-1/model"], openEmbeddedEngine)).toEqual([]);
});

test("and refused, whatever it is opened for, where they are others", async () => {
  await knows();
  writeSmallModel(folder, 2);
  const refusal = "must hold the weights that its run evaluated";
  await expect(models.policy(folder)).rejects.toThrow(refusal);
  await expect(models.learner(folder)).rejects.toThrow(refusal);
  await expect(openEmbeddedEngine(folder)).rejects.toThrow(refusal);
  expect(await weightFaults(run, ["iteration-1/model"], openEmbeddedEngine)).toEqual([
    { where: "iteration-1/model", what: expect.stringContaining(refusal) },
  ]);
});

test("what servers call their weights is no digest of these, and sums speak for themselves", async () => {
  await knows("served:somebody");
  await (await models.policy(folder)).close();
  begin();
  await knows("f".repeat(64));
  await expect(models.policy(folder)).rejects.toThrow("must hold the weights");
  writeSums(folder);
  await (await models.policy(folder)).close();
});
