import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Engine, type WeightedRow } from "../../src/engine/index.ts";
import { loraTargets } from "../../src/mdp/index.ts";
import { serveTinker, type TinkerServer } from "../../src/policies/tinker/testing/index.ts";
import { findPython } from "../python.ts";
import { writeSmallModel } from "../small-model.ts";

const python = findPython("tinker");
const root = mkdtempSync(join(tmpdir(), "rise-tinker-sdk-"));
const folder = join(root, "small");
const lora = { rank: 8, alpha: 16, targets: loraTargets, dropout: 0, rankStabilised: false, seed: 3 };
const rows: readonly WeightedRow[] = [
  { id: "a", tokens: [5, 6, 7, 8, 9, 10], weights: [0, 0, 0, 1, 0.5, 0.25] },
  { id: "b", tokens: [11, 12, 13, 1], weights: [0, 0, 2, 2] },
];
let server: TinkerServer;
beforeAll(async () => {
  writeSmallModel(folder);
  server = await serveTinker({ models: { small: folder }, checkpoints: join(root, "checkpoints") });
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

/** What the SDK's client prints; it is not waited for in this thread, where the server runs. */
async function sdk(): Promise<{ losses: number[]; tokens: number[]; logprobs: number[]; state: string }> {
  const script = join(import.meta.dirname, "tinker-sdk.py");
  const child = spawn(python.command ?? "", [script, server.url, JSON.stringify(rows)], {
    env: { ...process.env, TINKER_TELEMETRY: "0" },
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const last = output.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(errors);
  return JSON.parse(last) as Awaited<ReturnType<typeof sdk>>; // tinker-sdk.py prints it so
}

describe(`the Tinker SDK of Thinking Machines ${python.note}`, () => {
  test.runIf(python.command !== undefined)(
    "trains and samples on our server as the embedded engine does: the server speaks what a real client expects",
    { timeout: 120_000 },
    async () => {
      const theirs = await sdk();
      const engine = await Engine.open(folder, { threads: 1, lora });
      const losses: number[] = [];
      for (let step = 0; step < 5; step++) {
        losses.push((await engine.forwardBackward(rows)).loss);
        await engine.optimStep({
          learningRate: 1e-2,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          weightDecay: 0,
          maxGradNorm: 1,
        });
      }
      expect(Math.max(...losses.map((loss, i) => Math.abs(loss - (theirs.losses[i] ?? Number.NaN))))).toBeLessThan(
        1e-4,
      );
      const request = {
        promptTokens: rows[0]?.tokens ?? [],
        n: 1,
        temperature: 0,
        topP: 1,
        maxTokens: 8,
        stopIds: [1],
        seed: 1,
      };
      const [sample] = await engine.sample(request);
      expect(theirs.tokens).toEqual(sample?.tokens);
      expect(theirs.state).toMatch(/^tinker:\/\/.+\/weights\/state$/);
      await engine.close();
    },
  );
});
