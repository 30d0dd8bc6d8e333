import { z } from "zod";
import type { Engine, TokenSample } from "../../engine/index.ts";
import { ConfigError, mapConcurrently, withOpen, type Message } from "../../mdp/index.ts";
import { readJsonl } from "../files/jsonl.ts";
import type { OpenEngine } from "../models.ts";
import type { VerbContext } from "../verb-context.ts";

const message = z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() });
const rowSchema = z.object({
  id: z.string().exactOptional(),
  prompt: z.string().exactOptional(),
  messages: z.array(message).min(1).exactOptional(),
  tokens: z.array(z.int().min(0)).min(1).exactOptional(),
});
type PromptRow = z.output<typeof rowSchema>;

/** Options of `rise generate`. */
export interface GenerateOptions {
  /** The model's folder. */
  readonly model: string;
  /** One prompt, the user's message of a chat; or `input`. */
  readonly prompt?: string;
  /** JSONL, rows `{id?, prompt}`, `{id?, messages}` or `{id?, tokens}`. */
  readonly input?: string;
  readonly maxTokens: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  /** Takes prompts as plain text, without the chat template. */
  readonly raw: boolean;
  readonly openEngine: OpenEngine;
}

/** A response, in text and in token ids. */
interface Generated {
  readonly id: string;
  readonly text: string;
  /** shape [A]: the sampled ids, the end-of-turn id included */
  readonly tokens: readonly number[];
  /** shape [A], nats */
  readonly logprobs: readonly number[];
  readonly stop: TokenSample["stop"];
  /** shape [P] */
  readonly promptTokens: readonly number[];
}

const requestsInFlight = 96; // half as many again as the engine decodes at once

/**
 * Samples one response to each prompt; rows keep their order.
 *
 * @throws ConfigError with the line of a row that is not a prompt
 */
export async function generate(options: GenerateOptions, context: VerbContext = {}): Promise<readonly Generated[]> {
  const rows = promptRows(options);
  return withOpen(options.openEngine(options.model, context), (engine) =>
    mapConcurrently(rows, requestsInFlight, async (row, i) => generateOne(engine, row, i, options), context.signal),
  );
}

function promptRows({ prompt, input }: GenerateOptions): readonly PromptRow[] {
  if ((prompt === undefined) === (input === undefined)) {
    throw new ConfigError("a prompt is needed, from --prompt TEXT or --input FILE.jsonl, and not from both");
  }
  if (input === undefined) return [{ prompt: prompt ?? "" }];
  return readJsonl(input, rowSchema).map(({ row, where }) => {
    const given = [row.prompt, row.messages, row.tokens].filter((one) => one !== undefined);
    if (given.length === 1) return row;
    throw new ConfigError(`${where}: a row must have exactly one of prompt, messages or tokens, got ${given.length}`);
  });
}

async function generateOne(engine: Engine, row: PromptRow, i: number, options: GenerateOptions): Promise<Generated> {
  const { tokenizer, endOfTurnIds } = engine.tokens;
  const promptTokens = idsOf(engine, row, options.raw);
  const { maxTokens, temperature, topP, seed } = options;
  const request = { promptTokens, n: 1, temperature, topP, seed: seed + i, maxTokens, stopIds: endOfTurnIds };
  const [sample] = await engine.sample(request);
  if (sample === undefined) throw new Error("the engine returned no sample, wanted 1");
  const { tokens, logprobs, stop } = sample;
  const text = tokenizer.decode(stop === "endOfTurn" ? tokens.slice(0, -1) : tokens);
  return { id: row.id ?? String(i + 1), text, tokens, logprobs, stop, promptTokens };
}

function idsOf(engine: Engine, { prompt = "", messages, tokens }: PromptRow, isRaw: boolean): readonly number[] {
  if (tokens !== undefined) return tokens;
  const { tokenizer, chat } = engine.tokens;
  if (isRaw && messages === undefined) return tokenizer.encode(prompt);
  if (chat === undefined) throw new ConfigError("the model has no chat template; give --raw to continue plain text");
  const asked: readonly Message[] = messages ?? [{ role: "user", content: prompt }];
  return chat.render(asked, { addGenerationPrompt: true });
}
