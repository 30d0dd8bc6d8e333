import { expect, test } from "vitest";
import { largeConfig } from "../../../test/large-model.ts";
import { resolveConfig } from "../config/load-config.ts";
import { runSchema, type RunConfigInput } from "../config/run-schema.ts";
import { gpuRefusal } from "./gpu-memory.ts";
import { memoryRefusal, planMemory, type Machine } from "./memory.ts";

const small = { ...largeConfig, hiddenSize: 64, layers: 2, heads: 4, kvHeads: 4, headDim: 16, intermediateSize: 96 };
const rehearsal = {
  stages: [],
  trainings: [{ examples: 100, steps: 10, tokens: 30_000, lossTokens: 10_000, longestRowTokens: 300 }],
  databaseBytes: 1e6,
  longestChatTokens: 300,
};
const server = { urls: ["http://127.0.0.1:1"], model: "m", swap: { by: "sglang-disk" as const } };

async function phasesOf(changes: Partial<RunConfigInput>, policy = small, machine: Partial<Machine> = {}) {
  const config = resolveConfig(runSchema, { model: "m", mdp: { maxTokens: 100 }, ...changes }, "of this test");
  const memory = await planMemory(config, { policy, teacher: small }, rehearsal, { threads: 1, ...machine });
  return { memory, names: memory.phases.map(({ phase }) => phase) };
}

test("only what runs here is counted", async () => {
  expect((await phasesOf({})).names).toEqual(["sampling", "training"]);
  expect((await phasesOf({ iterations: 0 })).names).toEqual(["sampling"]);
  expect((await phasesOf({ preset: "rise-distill", improve: { by: "distill" }, teacher: "t" })).names).toEqual(["sampling", "the teacher", "training"]); // prettier-ignore
  expect((await phasesOf({ rollouts: server })).names).toEqual(["training"]);
  const handedOff = { by: "accelerate", launcher: "local" } as const;
  expect((await phasesOf({ rollouts: server, trainer: handedOff })).names).toEqual([]);
});

test("an adapter takes a part of what all weights take; a model that does not fit is refused with what would", async () => {
  const whole = (await phasesOf({}, largeConfig)).memory;
  const adapter = (await phasesOf({ train: { lora: { rank: 8 } } }, largeConfig)).memory;
  const training = (memory: typeof whole): number =>
    memory.phases.find(({ phase }) => phase === "training")?.bytes ?? 0;
  expect(training(adapter)).toBeLessThan(training(whole) / 2);
  const uses = [{ use: "sampling", bytes: 27e9, fits: true }] as const;
  const refusal = memoryRefusal({ ...whole, roomBytes: 40e9, uses });
  expect(refusal).toMatch(
    /^training takes 1\d0 GB of memory, but 40 GB can be had; of this model sampling fit here: take a smaller/,
  );
  expect(memoryRefusal({ ...whole, roomBytes: 1e12 })).toBeUndefined();
});

test("on a GPU the activations lie there, and a teacher in bytes does not; what does not fit is refused where the room is known", async () => {
  const onCpu = (await phasesOf({})).memory;
  const { memory } = await phasesOf({}, small, { gpu: {} });
  expect(onCpu.gpu).toBeUndefined();
  expect(memory.phases.map(({ parts }) => parts.activations)).toEqual([0, 0]);
  expect(memory.peakBytes).toBeLessThan(onCpu.peakBytes);
  const { gpu } = memory;
  expect(gpu?.phases.map(({ phase }) => phase)).toEqual(["sampling", "training"]);
  // by hand: logits of 320 targets in 2 parts, 160 by 32,000 floats are 20.5 MB, in a buffer of 25 MiB
  expect(gpu?.largest).toEqual({ name: "one that is made in training", bytes: 25 * 2 ** 20 });
  const wide = { ...small, hiddenSize: 1024 };
  const embedding = { name: "model.embed_tokens.weight", bytes: 4 * wide.vocabSize * wide.hiddenSize };
  expect((await phasesOf({ iterations: 0 }, wide, { gpu: {} })).memory.gpu?.largest).toEqual(embedding);
  const distilling = { preset: "rise-distill", improve: { by: "distill" }, teacher: "t" } as const;
  const taught = (await phasesOf(distilling, small, { gpu: {} })).memory.gpu;
  expect(taught?.phases.map(({ phase }) => phase)).toEqual(["sampling", "the teacher", "training"]);
  const inBytes = (await phasesOf({ ...distilling, quantizeTeacher: 8 }, small, { gpu: {} })).memory.gpu;
  expect(inBytes?.phases.map(({ phase }) => phase)).toEqual(["sampling", "training"]);
  const open = (await phasesOf({}, small, { gpu: { roomBytes: 1e6, ifChosen: true } })).memory;
  expect([open.peakBytes, open.gpu?.peakBytes]).toEqual([onCpu.peakBytes, gpu?.peakBytes]); // either may be needed
  expect(open.gpu && gpuRefusal(open.gpu)).toBeUndefined();
  const plan = { phases: [], peakBytes: 0, largest: { name: "w", bytes: 4 }, ...gpu };
  expect(gpuRefusal(plan)).toBeUndefined(); // nobody knows
  expect(gpuRefusal({ ...plan, roomBytes: 1e12 })).toBeUndefined();
  expect(gpuRefusal({ ...plan, roomBytes: 1e6 })).toMatch(
    /^(sampling|training) takes \d+ [MG]B of the GPU's memory, which has 1 MB: take device cpu/,
  );
});
