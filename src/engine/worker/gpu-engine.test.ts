import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findTestGpu } from "../../../test/gpu.ts";
import { writeSmallModel } from "../../../test/small-model.ts";
import type { WeightedRow } from "../training/index.ts";
import { Engine, testGpu } from "./index.ts";

const gpu = await findTestGpu();
const root = mkdtempSync(join(tmpdir(), "rise-gpu-"));
const model = join(root, "model");
writeSmallModel(model);
afterAll(() => rmSync(root, { recursive: true }));

const rows: WeightedRow[] = [
  { id: "a", tokens: [3, 70, 80, 90, 1], weights: [0, 0, 0, 0.5, 0.5] },
  { id: "b", tokens: [3, 71, 81, 91, 1], weights: [0, 0, 1, 0.5, 0.5] },
];
const request = { promptTokens: [3, 70, 80], n: 2, temperature: 1, topP: 1, maxTokens: 4, stopIds: [1], seed: 4 };
const onGpu = { device: "webgpu", threads: 1, maxBatch: 4 } as const;
const bytes = (folder: string): Buffer => readFileSync(join(folder, "model.safetensors"));

async function step(engine: Engine): Promise<void> {
  await engine.forwardBackward(rows);
  await engine.optimStep({ learningRate: 0.01 });
}

describe.skipIf(!gpu.isThere)(`an engine on the GPU ${gpu.note}`.trim(), () => {
  test("passes its test, with the same fingerprint each time", async () => {
    expect(await testGpu()).toMatch(/^[0-9a-f]{16}$/);
  });

  test("samples, scores and saves what it has trained; stopped and resumed it has the same bytes", async () => {
    const whole = await Engine.open(model, onGpu);
    const before = await whole.sample(request);
    const untrained = await whole.digest();
    await step(whole);
    const half = join(root, "half");
    await whole.saveState(half);
    await step(whole);
    const samples = await whole.sample(request);
    expect(samples).not.toEqual(before);
    const scored = await whole.logprobs(
      samples.map(({ tokens }, i) => ({ id: `${i}`, tokens: [3, 70, 80, ...tokens] })),
    );
    for (const [i, { logprobs }] of samples.entries()) {
      for (const [j, logprob] of logprobs.entries()) expect(scored[i]?.[j + 2]).toBeCloseTo(logprob, 4);
    }
    await whole.saveWeights(join(root, "whole"));
    const digest = await whole.digest();
    expect(digest).not.toBe(untrained);
    await whole.close();

    const resumed = await Engine.open(model, onGpu);
    expect(await resumed.loadState(half)).toBe(true);
    await step(resumed);
    await resumed.saveWeights(join(root, "resumed"));
    expect(await resumed.digest()).toBe(digest);
    expect(await resumed.sample(request)).toEqual(samples);
    await resumed.close();
    expect(bytes(join(root, "resumed")).equals(bytes(join(root, "whole")))).toBe(true);
  });

  test("trains an adapter, and samples from the two together", async () => {
    const lora = { rank: 4, alpha: 8, targets: ["q_proj", "down_proj"], dropout: 0.2, rankStabilised: false, seed: 3 } as const; // prettier-ignore
    const [gpu, cpu] = [await Engine.open(model, { ...onGpu, lora }), await Engine.open(model, { threads: 1, lora })];
    for (const engine of [gpu, cpu]) await step(engine);
    const [got, want] = await Promise.all([gpu, cpu].map((engine) => engine.logprobs(rows)));
    for (const [i, row] of (want ?? []).entries()) {
      for (const [j, logprob] of row.entries()) expect(got?.[i]?.[j]).toBeCloseTo(logprob, 3);
    }
    expect(await gpu.sample({ ...request, temperature: 0 })).toHaveLength(2);
    await Promise.all([gpu.close(), cpu.close()]);
  });
});

test("without a GPU one error says so and what to do; the processor still computes, and the process ends", () => {
  const script = `
    import { Engine, EngineError } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
    const model = ${JSON.stringify(model)};
    const error = await Engine.open(model, { device: "webgpu", threads: 1 }).then(() => "opened", (error) => error);
    console.log(error instanceof EngineError, error.message);
    const engine = await Engine.open(model, { threads: 1 });
    console.log((await engine.sample({ promptTokens: [3], n: 1, temperature: 0, topP: 1, maxTokens: 2, stopIds: [], seed: 0 })).length);
    await engine.close();`;
  const env = { ...process.env, VK_DRIVER_FILES: "/nonexistent.json", VK_ICD_FILENAMES: "/nonexistent.json" };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", script], {
    encoding: "utf8",
    env,
    timeout: 120_000,
  });
  if (process.platform !== "linux") return; // elsewhere nothing hides a GPU
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  expect(stdout).toContain("true device webgpu needs a GPU with a driver for Vulkan, Metal or Direct3D 12");
  expect(stdout.trim().endsWith("1")).toBe(true);
});
