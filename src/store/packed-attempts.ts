import type { Attempt, AttemptTokens, StopReason } from "../mdp/index.ts";
import { floatsFromBlob, floatsToBlob, idsFromBlob, idsToBlob } from "./blobs.ts";

/** The attempts of one request as columns: each text once, the prompt that all samples share once. */
export interface PackedAttempts {
  /** JSON: the texts, in order. */
  readonly text: string;
  /** JSON: {@link Facts}. */
  readonly facts: string;
  /** Token ids: the distinct prompts, then each attempt's response. */
  readonly ids: Uint8Array;
  readonly logprobs: Uint8Array;
}

/** The facts about packed attempts besides their texts and tokens. */
interface Facts {
  readonly tokenizers: readonly string[];
  /** Bytes of each prompt's ids. */
  readonly prompts: readonly number[];
  readonly attempts: readonly (TextFact | TokensFact)[];
  /** Of attempts that thought first, by their place; absent where none did. */
  readonly thoughts?: readonly ThoughtFact[];
}

type TextFact = readonly [stop: StopReason, generatedTokens: number, readTokens: number];
/** Null where the server tells the one, but not the other. */
type ThoughtFact = readonly [place: number, thought: string | null, thoughtTokens: number | null];
/** Then which tokenizer, which prompt, the bytes of the response's ids, how many they are, and the bytes of their logprobs. */
type TokensFact = readonly [StopReason, number, number, number, number, number, number, number];

/** Packs attempts; equal attempts give equal bytes. */
export function packAttempts(attempts: readonly Attempt[]): PackedAttempts {
  const tokenizers: string[] = [];
  const prompts: { readonly ids: readonly number[]; readonly blob: Uint8Array }[] = [];
  const responses: Uint8Array[] = [];
  const logprobs: Uint8Array[] = [];
  const packTokens = ({ tokenizer, prompt, response, logprobs: values }: AttemptTokens): readonly number[] => {
    const [ids, floats] = [idsToBlob(response), floatsToBlob(values)];
    responses.push(ids);
    logprobs.push(floats);
    const known = prompts.findIndex((one) => isSame(one.ids, prompt));
    if (known < 0) prompts.push({ ids: prompt, blob: idsToBlob(prompt) });
    return [placeIn(tokenizers, tokenizer), known < 0 ? prompts.length - 1 : known, ids.length, response.length, floats.length]; // prettier-ignore
  };
  const facts = attempts.map(({ stop, usage, tokens }) => {
    const fact = [stop, usage.generatedTokens, usage.readTokens] as const;
    return tokens === undefined ? fact : [...fact, ...packTokens(tokens)];
  });
  const thoughts = attempts.flatMap(({ thought = null, usage: { thoughtTokens = null } }, place) =>
    thought === null && thoughtTokens === null ? [] : [[place, thought, thoughtTokens] as const],
  );
  const blobs = prompts.map(({ blob }) => blob);
  const own = { tokenizers, prompts: blobs.map(({ length }) => length), attempts: facts };
  return {
    text: JSON.stringify(attempts.map(({ text }) => text)),
    facts: JSON.stringify(thoughts.length === 0 ? own : { ...own, thoughts }),
    ids: Buffer.concat([...blobs, ...responses]),
    logprobs: Buffer.concat(logprobs),
  };
}

/** Who read a request, and which: what else holds one of its attempts need not hold its text again. */
export interface ReadRequest {
  readonly by: object;
  readonly key: string;
}

/** The attempts that {@link packAttempts} packed; their token ids and logprobs are unpacked when they are first looked at. */
export function unpackAttempts(packed: PackedAttempts, read?: ReadRequest): readonly Attempt[] {
  const texts = JSON.parse(packed.text) as readonly string[]; // written above
  const facts = JSON.parse(packed.facts) as Facts; // written above
  const thoughts = new Map(facts.thoughts?.map((one) => [one[0], one]));
  const request = new StoredRequest(packed, facts, read);
  return facts.attempts.map(
    (fact, place) =>
      new StoredAttempt({ text: texts[place] ?? "", fact, thought: thoughts.get(place) }, request, place),
  );
}

/** Whence an attempt comes that {@link unpackAttempts} unpacked; undefined of any other. */
export function readFrom(attempt: Attempt): { readonly read: ReadRequest; readonly place: number } | undefined {
  return StoredAttempt.readFrom(attempt);
}

/** What the attempts of a request share. */
class StoredRequest {
  readonly facts: Facts;
  readonly read: ReadRequest | undefined;
  readonly #packed: PackedAttempts;
  #tokens: readonly (AttemptTokens | undefined)[] | undefined;

  constructor(packed: PackedAttempts, facts: Facts, read: ReadRequest | undefined) {
    this.facts = facts;
    this.read = read;
    this.#packed = packed;
  }

  /** Of each attempt, or undefined where it has none; those of one prompt share its ids. */
  get tokens(): readonly (AttemptTokens | undefined)[] {
    return (this.#tokens ??= unpackTokens(this.#packed, this.facts));
  }
}

function unpackTokens(
  { ids, logprobs }: PackedAttempts,
  { tokenizers, prompts, attempts }: Facts,
): readonly (AttemptTokens | undefined)[] {
  let [idsAt, floatsAt] = [0, 0];
  const promptIds = prompts.map((bytes) => idsFromBlob(ids, idsAt, (idsAt += bytes)));
  return attempts.map((fact) => {
    if (fact.length === 3) return undefined;
    const [, , , tokenizer, prompt, idBytes, count, floatBytes] = fact;
    return {
      tokenizer: tokenizers[tokenizer] ?? "",
      prompt: promptIds[prompt] ?? [],
      response: idsFromBlob(ids, idsAt, (idsAt += idBytes)),
      logprobs: floatsFromBlob(logprobs.subarray(floatsAt, (floatsAt += floatBytes)), count),
    };
  });
}

/** What is stored of an attempt alone. */
interface StoredOne {
  readonly text: string;
  readonly fact: TextFact | TokensFact;
  readonly thought: ThoughtFact | undefined;
}

/** An attempt as it was recorded: a run that goes on looks at a million of them, and at the tokens of hardly any. */
class StoredAttempt implements Attempt {
  readonly text: string;
  readonly stop: StopReason;
  readonly usage: Attempt["usage"];
  declare readonly thought?: string;
  declare readonly tokens?: AttemptTokens;
  readonly #request: StoredRequest;
  readonly #place: number;

  constructor({ text, fact, thought }: StoredOne, request: StoredRequest, place: number) {
    const [stop, generatedTokens, readTokens] = fact;
    this.text = text;
    this.stop = stop;
    this.usage = { generatedTokens, readTokens };
    this.#request = request;
    this.#place = place;
    if (fact.length > 3) Object.defineProperty(this, "tokens", StoredAttempt.#tokens);
    if (thought === undefined) return;
    const [, said, thoughtTokens] = thought;
    if (said !== null) this.thought = said;
    if (thoughtTokens !== null) this.usage = { ...this.usage, thoughtTokens };
  }

  /** Not kept in a map beside them: a weak one of a million attempts took as long as reading them. */
  static readFrom(attempt: Attempt): { readonly read: ReadRequest; readonly place: number } | undefined {
    if (!(#request in attempt)) return undefined;
    const { read } = attempt.#request;
    return read === undefined ? undefined : { read, place: attempt.#place };
  }

  static readonly #tokens: PropertyDescriptor & ThisType<StoredAttempt> = {
    enumerable: true,
    get() {
      return this.#request.tokens[this.#place];
    },
  };
}

/** What packed attempts' facts tell without their texts: of each, why it ended and how many tokens it generated. */
export function briefFacts(facts: string): readonly AttemptBrief[] {
  const { attempts } = JSON.parse(facts) as Facts; // written above
  return attempts.map(([stop, generatedTokens]) => ({ isTruncated: stop === "length", generatedTokens }));
}

/** An attempt without its text. */
export interface AttemptBrief {
  readonly isTruncated: boolean;
  readonly generatedTokens: number;
}

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((id, i) => id === b[i]));

function placeIn(names: string[], name: string): number {
  const place = names.indexOf(name);
  return place < 0 ? names.push(name) - 1 : place;
}
