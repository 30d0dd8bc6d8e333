import { expect, test } from "vitest";
import { initialise } from "../model/index.ts";
import { cacheBytesPerToken, createSampler, type TokenSampleRequest } from "./index.ts";
import { tinyConfig } from "./testing.ts";

const config = tinyConfig;
const weights = initialise(config, 3);
const settings = { n: 1, temperature: 1, topP: 1, stopIds: [], seed: 1 };

/** A prompt that begins like no other seed's. */
const prompt = (tokens: number, seed: number): number[] =>
  Array.from({ length: tokens }, (_, i) => (i < 3 ? Math.floor(seed / 20 ** i) : i * 7) % config.vocabSize);

test("chats of several turns are read once, also where the room holds a quarter of them", async () => {
  const [chats, turns, problem, attempt, introspection] = [64, 5, 64, 40, 24];
  const whole = problem + (turns - 1) * (attempt + introspection);
  const prefixBytes = (chats / 4) * whole * cacheBytesPerToken(config);
  const sampler = createSampler(config, weights, { threads: 1, maxBatch: 8, prefixBytes });
  const rollOut = async (chat: number): Promise<void> => {
    let tokens: readonly number[] = prompt(problem, chat);
    for (let turn = 0; turn < turns; turn++) {
      const [answer] = await sampler.sample({ ...settings, promptTokens: tokens, maxTokens: attempt });
      tokens = [...tokens, ...(answer?.tokens ?? []), ...prompt(introspection, turn)];
    }
  };
  await Promise.all(Array.from({ length: chats }, (_, chat) => rollOut(chat)));
  const { prefilledTokens, readingSeconds, busySeconds } = sampler.counters; // told while it is at work, too
  await sampler.release();
  expect(readingSeconds).toBeLessThan(busySeconds);
  // By hand: every token once, and of each turn 31 again, for its last one is left to decoding and its last chunk so not whole.
  expect(prefilledTokens / chats).toBeGreaterThan(whole - 1);
  expect(prefilledTokens / chats).toBeLessThan(1.5 * whole); // 955 where every turn is read from its beginning
});

test("a new chat is sampled in the end, however many turns of known ones come after it", async () => {
  const sampler = createSampler(config, weights, { threads: 1, maxBatch: 1 });
  const known: TokenSampleRequest = { ...settings, promptTokens: prompt(400, 1), maxTokens: 1 };
  await sampler.sample(known);
  let later = 0;
  const answered = new AbortController();
  const ask = async (): Promise<void> => {
    for (; !answered.signal.aborted; later++) await sampler.sample({ ...known, seed: later });
  };
  const fresh = sampler.sample({ ...settings, promptTokens: prompt(400, 2), maxTokens: 1 });
  await Promise.all([ask(), ask(), ask(), fresh.then(() => answered.abort())]);
  await sampler.release();
  expect(later).toBeLessThan(600);
});
