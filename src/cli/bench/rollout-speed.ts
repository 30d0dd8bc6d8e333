import type { Engine } from "../../engine/index.ts";
import type { RolloutShape } from "./shapes.ts";

/** How fast rollouts of several turns go. */
export interface RolloutSpeed {
  /** Whether the beginnings of chats are kept from turn to turn. */
  readonly keepsPrefixes: boolean;
  /** New tokens of all chats together per second of elapsed time. */
  readonly tokensPerSec: number;
  /** Tokens of all turns' prompts. */
  readonly promptTokens: number;
  /** Of these, the ones that were read. */
  readonly readTokens: number;
  /** Share of the time at work that reading prompts took, from 0 to 1. */
  readonly readingShare: number;
}

/** Rolls chats out at once, on an engine that has done nothing yet: each turn's prompt is the last one, the attempt and more. */
export async function rolloutSpeed(
  engine: Engine,
  { chats, problemTokens, attemptTokens, introspectionTokens }: RolloutShape,
  turns: number,
): Promise<Omit<RolloutSpeed, "keepsPrefixes">> {
  const { vocabSize } = engine.config;
  const settings = { n: 1, temperature: 1, topP: 1, maxTokens: attemptTokens, stopIds: [] };
  let promptTokens = 0;
  const rollOut = async (chat: number): Promise<void> => {
    const own = (i: number): number => Math.floor(chat / vocabSize ** i); // chats part at once
    let prompt = Array.from({ length: problemTokens }, (_, i) => (i < 3 ? own(i) : i * 7) % vocabSize);
    for (let turn = 0; turn < turns; turn++) {
      promptTokens += prompt.length;
      const [attempt] = await engine.sample({ ...settings, promptTokens: prompt, seed: chat * turns + turn });
      const introspection = Array.from({ length: introspectionTokens }, (_, i) => (turn * 3 + i * 5) % vocabSize);
      prompt = [...prompt, ...(attempt?.tokens ?? []), ...introspection];
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: chats }, (_, chat) => rollOut(chat)));
  const seconds = (performance.now() - start) / 1000;
  const { generatedTokens, prefilledTokens, readingShare } = await engine.counters();
  return { tokensPerSec: generatedTokens / seconds, promptTokens, readTokens: prefilledTokens, readingShare };
}
