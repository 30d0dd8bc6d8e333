import { expect, test } from "vitest";
import type { Policy } from "../mdp/index.ts";
import { attemptOf, scriptedPolicy } from "../mdp/testing/index.ts";
import { appOf, chat, eventsOf, post, servedOf } from "./testing/index.ts";

const choiceOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { choices: readonly unknown[] }).choices[0];

test("logprobs tell each token of the answer up to a stop text; the end of a turn is none", async () => {
  const ids = [1, 2, 3, 4, 0];
  const texts = ["", "one", " E", "ND", " two"];
  const attempt = attemptOf("one END two", {
    tokens: { tokenizer: "t", prompt: [9], response: ids, logprobs: [-1, -2, -3, -4, -5] },
  });
  const policy: Policy = {
    ...scriptedPolicy(() => attempt),
    tokenTexts: (response) => response.map((id) => texts[id] ?? ""),
  };
  const app = appOf(servedOf(policy));
  const ask = { model: "rise-k2-last", logprobs: true, stop: "END" };
  const told = {
    content: [
      { token: "one", logprob: -1, bytes: [111, 110, 101], top_logprobs: [] },
      { token: " E", logprob: -2, bytes: [32, 69], top_logprobs: [] },
    ],
    refusal: null,
  };
  expect(await choiceOf(await post(app, chat(ask)))).toMatchObject({ logprobs: told });
  const events = await eventsOf(await post(app, chat({ ...ask, stream: true })));
  expect(events.filter((event) => event.includes('"logprob"'))).toHaveLength(1);
  const completion = { model: "plain", prompt: "x", logprobs: 0 };
  expect(await choiceOf(await post(app, completion, { path: "/v1/completions" }))).toMatchObject({
    logprobs: { tokens: ["one", " E", "ND", " two"], token_logprobs: [-1, -2, -3, -4], text_offset: [0, 3, 5, 7] },
  });
  expect(await choiceOf(await post(app, chat()))).toMatchObject({ logprobs: null });
});
