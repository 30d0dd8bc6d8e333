import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveTinker, type FaultScript, type TinkerServer } from "../../src/policies/tinker/testing/index.ts";
import { writeSmallModel } from "../small-model.ts";
import { startRise, type Finished } from "./rise.ts";

const root = mkdtempSync(join(tmpdir(), "rise-tinker-cli-"));
const model = join(root, "small");
const method = `
model: ${model}
iterations: 1
task: { counts: { train: 40, validation: 10, test: 6 } }
mdp: { maxTokens: 20 }
collect: { problems: 6 }
improve: { samples: 2 }
weight: { truncated: keep }
train: { learningRate: 0.001, epochs: 2, batchExamples: 4, saveEverySteps: 1 }
evaluate: { turns: 3, seeds: 1 }
`;
const key = "tml-a-key-that-nobody-may-see";
/** Now and then something fails that is worth repeating at once. */
const hiccups: FaultScript = ({ verb, index }) =>
  verb !== "create_session" && index % 9 === 4 ? { kind: "lose", answer: "html" } : undefined;
let server: TinkerServer;
beforeAll(async () => {
  writeSmallModel(model);
  writeFileSync(join(root, "embedded.yaml"), method);
  writeFileSync(join(root, "tinker.yaml"), `${method}trainer: { by: tinker, baseModel: small }\n`);
  const served = { models: { small: model }, checkpoints: join(root, "checkpoints"), apiKey: key };
  server = await serveTinker({ ...served, faults: hiccups });
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

const start = (config: string, out: string, env: Readonly<Record<string, string>> = {}): ReturnType<typeof startRise> =>
  startRise(["run", join(root, config), "--out", join(root, out), "--json"], {
    RISE_THREADS: "1",
    TINKER_BASE_URL: server.url,
    TINKER_API_KEY: key,
    ...env,
  });
const measured = ({ stdout }: Finished): unknown => {
  const { models, comparisons } = JSON.parse(stdout) as Record<string, unknown>; // `rise run --json`
  return { models, comparisons };
};

describe("rise run with trainer.by: tinker", () => {
  test("samples, trains and measures on the server what the embedded engine does here, in spite of its hiccups", async () => {
    const [here, there] = await Promise.all([
      start("embedded.yaml", "here").finished,
      start("tinker.yaml", "there").finished,
    ]);
    expect(there.code, there.stderr).toBe(0);
    expect(measured(there)).toEqual(measured(here));
    expect(there.stderr).toContain("honoured; training by weights");
    expect(`${there.stderr}${there.stdout}`).not.toContain(key);
  });

  test("killed while it trains and started again, it ends with the same figures", async () => {
    const killed = start("tinker.yaml", "killed");
    while (!killed.stderr().includes("iteration 1: train")) await sleep(5);
    killed.process.kill("SIGKILL");
    await killed.finished;
    const again = await start("tinker.yaml", "killed").finished;
    expect(again.code, again.stderr).toBe(0);
    expect(measured(again)).toEqual(measured(await start("embedded.yaml", "here").finished));
  });

  test("a wrong key, a wrong base model, no address: one clear error each, nothing left behind", async () => {
    const wrongKey = await start("tinker.yaml", "no-1", { TINKER_API_KEY: "tml-wrong" }).finished;
    expect(wrongKey.code).toBe(2);
    expect(wrongKey.stderr).toContain("answered 401");
    const nowhere = await start("tinker.yaml", "no-2", { TINKER_BASE_URL: "" }).finished;
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toContain("trainer.url must name a Tinker server");
    writeFileSync(join(root, "other.yaml"), `${method}trainer: { by: tinker, baseModel: large }\n`);
    const unknown = await start("other.yaml", "no-3").finished;
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("base_model must be one of small, got large");
  });
});
