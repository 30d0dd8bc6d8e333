import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSampler } from "../../../src/engine/decoding/index.ts";
import { newTokens, prompts } from "../inputs.ts";
import type { Check, OpenedFamily } from "../opened-family.ts";

/** Tokens that differ from those of `generate`. */
export const greedy: Check = {
  name: "greedy",
  claim: `${newTokens} greedy tokens are those of generate`,
  bound: 0,
  measure: async (families) => new Map(await Promise.all(families.map(wrongTokens))),
};

async function wrongTokens(family: OpenedFamily): Promise<[string, number]> {
  const { config, weights } = family.open();
  const sampler = createSampler(config, weights, { threads: 1 });
  const settings = { n: 1, temperature: 0, topP: 1, maxTokens: newTokens, stopIds: [], seed: 0 };
  const samples = await Promise.all(prompts.map((promptTokens) => sampler.sample({ promptTokens, ...settings })));
  await sampler.release();
  // as reference.py writes it
  const want = JSON.parse(
    readFileSync(join(family.reference, "greedy.json"), "utf8"),
  ) as readonly (readonly number[])[];
  const wrong = want.map((tokens, i) => tokens.filter((token, t) => samples[i]?.[0]?.tokens[t] !== token).length);
  return [family.name, wrong.reduce((a, b) => a + b, 0)];
}
