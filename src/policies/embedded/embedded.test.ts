import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { Engine, readCheckpoint, writeCheckpoint } from "../../engine/index.ts";
import { loraTargets, withOpen, type Policy } from "../../mdp/index.ts";
import { describeLearner } from "../learner.suite.ts";
import { describePolicy } from "../policy.suite.ts";
import { embeddedModels, openLearner, openPolicy } from "./embedded-models.ts";

const root = mkdtempSync(join(tmpdir(), "rise-embedded-"));
const model = join(root, "small");
const options = { threads: 1 };
beforeAll(() => writeSmallModel(model));
afterAll(() => rmSync(root, { recursive: true }));

describePolicy("the embedded engine", () => openPolicy(model, options), { isReproducible: true, hasTokens: true });
const inBytes = (): Promise<Policy> => openPolicy(model, { ...options, quantize: 8 });
describePolicy("the embedded engine, matrices in bytes", inBytes, { isReproducible: true, hasTokens: true });
describeLearner(
  "the embedded engine",
  () => openLearner(model, options),
  (folder) => openPolicy(folder, options),
);

/** A model whose output layer can tell tokens apart, as a new one's hardly can: an adapter does not train it. */
const telling = join(root, "telling");
beforeAll(() => {
  writeSmallModel(telling);
  const checkpoint = readCheckpoint(telling);
  const embedding = checkpoint.weights.get("model.embed_tokens.weight");
  embedding?.forEach((element, i) => (embedding[i] = 50 * element));
  writeCheckpoint(telling, checkpoint);
});
const lora = { rank: 32, alpha: 64, targets: loraTargets, dropout: 0, rankStabilised: false };
describeLearner(
  "the embedded engine that trains an adapter",
  () => openLearner(telling, options, { lora, seed: 1 }),
  (folder) => openPolicy(folder, options),
  (folder) => readFileSync(join(folder, "adapter_model.safetensors")),
);

test("quantizeTeacher is for the teacher alone", async () => {
  const models = embeddedModels({ model, teacher: model, quantizeTeacher: 8 }, options);
  const messages = [{ role: "user", content: "2 + 2" }] as const;
  const ask = { key: "a", messages, n: 1, temperature: 1, topP: 1, maxTokens: 8, seed: 1 };
  const logprobsOf = (opened: Promise<Policy>) =>
    withOpen(opened, async (policy) => (await policy.sample(ask))[0]?.tokens?.logprobs);
  const exact = await logprobsOf(openPolicy(model, options));
  expect(exact?.length).toBeGreaterThan(0);
  expect(await logprobsOf(models.policy(model))).toEqual(exact);
  expect(models.teacher && (await logprobsOf(models.teacher()))).not.toEqual(exact);
});

test("a response's text is told as it grows; one that is enough ends there", async () => {
  const messages = [{ role: "user", content: "2 + 2" }] as const;
  const ask = { key: "a", messages, n: 2, temperature: 1, topP: 1, maxTokens: 60, seed: 1 };
  await withOpen(openPolicy(model, options), async (policy) => {
    const told = ["", ""];
    const attempts = await policy.sample({ ...ask, onText: (piece, index) => void (told[index] += piece) });
    for (const [i, { text }] of attempts.entries()) {
      expect(told[i]).not.toBe("");
      expect(text.startsWith(told[i] ?? "?")).toBe(true);
    }
    const [cut] = await policy.sample({ ...ask, n: 1, onText: () => "enough" });
    expect(cut?.usage.generatedTokens).toBeLessThan(attempts[0]?.usage.generatedTokens ?? 0);
    expect(attempts[0]?.text.startsWith(cut?.text ?? "?")).toBe(true);
  });
});

describe("a chat of half a megabyte", () => {
  const messages = [{ role: "user", content: "2 + 2 is 4, and so on. ".repeat(22_000) }] as const;
  const ask = { key: "a", messages, n: 1, temperature: 1, topP: 1, maxTokens: 60, seed: 1 };

  test("is read beside the event loop, and refused where the model has no room for it", async () => {
    await withOpen(openPolicy(model, options), async (policy) => {
      let turns = 0;
      const counting = setInterval(() => turns++, 1);
      await expect(policy.sample(ask)).rejects.toThrow("must leave room to answer");
      clearInterval(counting);
      expect(turns).toBeGreaterThan(10); // read on the loop, none would pass
    });
  });

  test("is not read where its asker has left while another's was", async () => {
    await withOpen(openPolicy(model, { ...options, whenAborted: "drop" }), async (policy) => {
      const gone = new AbortController();
      const settled: string[] = [];
      const note = (name: string) => (): void => void settled.push(name);
      const first = policy.sample(ask).catch(note("read"));
      const waiting = policy.sample(ask, gone.signal).catch(note("left"));
      gone.abort(new Error("left"));
      await Promise.all([first, waiting]);
      expect(settled).toEqual(["left", "read"]);
    });
  });
});

test("a thread reads a chat as the event loop does, and is none of a closed engine", async () => {
  const engine = await Engine.open(model, options);
  const messages = [{ role: "user", content: "2 + 2 = €" }] as const;
  const want = engine.tokens.chat?.render(messages, { addGenerationPrompt: true });
  expect(await engine.renderPrompt(messages)).toEqual(want);
  await engine.close();
  await expect(engine.renderPrompt(messages)).rejects.toThrow("the engine is closed");
});

describe("samples whose signal aborts", () => {
  const messages = [{ role: "user", content: "2 + 2" }] as const;
  const ask = { key: "a", messages, n: 1, temperature: 1, topP: 1, maxTokens: 60, seed: 1 };
  beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })); // how fast they are decides nothing here
  afterEach(() => vi.useRealTimers());

  test.each(["finish", "drop"] as const)(
    "are finished, which a run can record, or dropped, where nobody waits for them: %s",
    async (whenAborted) => {
      await withOpen(openPolicy(model, { ...options, whenAborted }), async (policy) => {
        const gone = new AbortController();
        const sampling = policy.sample(ask, gone.signal);
        gone.abort(new Error("left"));
        if (whenAborted === "finish") expect(await sampling).toHaveLength(1);
        else await expect(sampling).rejects.toThrow("left");
        expect(await policy.sample(ask)).toHaveLength(1);
      });
    },
  );

  test("are waited for two seconds, and then given up", async () => {
    await withOpen(openPolicy(model, options), async (policy) => {
      const stop = new AbortController();
      const long = policy.sample({ ...ask, n: 400 }, stop.signal).catch((error: unknown) => error);
      stop.abort(new Error("Ctrl-C"));
      await vi.advanceTimersByTimeAsync(1999);
      const pending = Symbol("pending");
      expect(await Promise.race([long, Promise.resolve(pending)])).toBe(pending);
      await vi.advanceTimersByTimeAsync(1);
      expect(await long).toBe(stop.signal.reason);
      expect(await policy.sample(ask)).toHaveLength(1);
    });
  });
});

test("a learner names the weights that it starts from as the policy of the same folder does, an adapter's as well", async () => {
  const digest = await withOpen(openPolicy(telling, options), async (policy) => policy.digest);
  for (const how of [{ seed: 1 }, { lora, seed: 1 }]) {
    const adapter = join(root, `started-${"lora" in how}`);
    const start = await withOpen(openLearner(telling, options, how), async (learner) => {
      const told = await learner.startDigest?.();
      await learner.saveWeights(adapter);
      return told;
    });
    expect(start).toBe(digest);
  }
  const adapted = join(root, "started-true");
  const again = withOpen(openLearner(adapted, options, { lora, seed: 1 }), async (learner) => learner.startDigest?.());
  expect(await again).toBe(await withOpen(openPolicy(adapted, options), async (policy) => policy.digest));
});
