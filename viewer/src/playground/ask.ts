/** A turn, as the server's extension `rise` tells it. */
export interface ToldTurn {
  readonly turn: number;
  readonly text: string;
  readonly answer: string | null;
  readonly answer_class: number | null;
  readonly is_correct?: boolean;
  readonly finish_reason: string;
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

/** The end of an answer: the turn that is the answer, and the votes. */
export interface ToldOutcome {
  readonly chosen: number;
  readonly ended: string;
  readonly votes: readonly { readonly answer: string; readonly turns: readonly number[] }[];
}

/** One event of an answer. */
export type AnswerEvent =
  | { readonly kind: "piece"; readonly turn: number; readonly piece: string }
  | { readonly kind: "turn"; readonly turn: ToldTurn }
  | { readonly kind: "outcome"; readonly outcome: ToldOutcome };

/** What is asked. */
export interface Asking {
  readonly model: string;
  readonly question: string;
  /** Undefined, as the two below: as the server has it. */
  readonly temperature: number | undefined;
  readonly seed: number | undefined;
  readonly maxTokens: number | undefined;
  /** The server's token; empty where it needs none. */
  readonly token: string;
}

interface Chunk {
  readonly error?: { readonly message: string };
  readonly choices?: readonly [
    {
      readonly delta: { readonly content?: string };
      readonly rise?: Partial<ToldTurn & ToldOutcome> & { readonly piece?: string };
    },
  ];
}

/** The headers that bear the token. */
const bearing = (token: string): Record<string, string> => (token === "" ? {} : { authorization: `Bearer ${token}` });

/** The strategies that the server lists, the model's own name first unless `plain` says the same; and whether it needs a token. */
export async function offeredModels(
  token: string,
): Promise<{ readonly models: readonly string[]; readonly needsToken: boolean }> {
  const response = await fetch("/v1/models", { headers: bearing(token) });
  if (!response.ok) return { models: [], needsToken: response.status === 401 };
  const { data } = (await response.json()) as { data: readonly { id: string }[] }; // as OpenAI's API lists them
  const [own, ...others] = data.map(({ id }) => id);
  return { models: own === undefined || others.includes("plain") ? others : [own, ...others], needsToken: false };
}

/**
 * Asks the server, and tells of the turns as they come.
 *
 * @throws Error with the server's own words
 */
export async function* ask(asking: Asking, signal: AbortSignal): AsyncGenerator<AnswerEvent, void> {
  const { model, question, temperature, seed, maxTokens, token } = asking;
  const messages = [{ role: "user", content: question }];
  const response = await fetch("/v1/chat/completions", {
    method: "POST",
    headers: { "content-type": "application/json", ...bearing(token) },
    body: JSON.stringify({ model, messages, temperature, seed, max_tokens: maxTokens, stream: true }), // what is undefined is left out
    signal,
  }).catch(orElse("the server cannot be reached; is it still running?"));
  if (!response.ok || response.body === null) throw new Error(await reasonOf(response));
  for await (const data of dataOf(response.body)) {
    if (data === "[DONE]") return;
    yield* eventsOf(JSON.parse(data) as Chunk); // as the server writes them
  }
  throw new Error(brokenOff);
}

const brokenOff = "the answer broke off: the server ended, or the way to it";

/** Says what failed in words of ours: the browser's are a line for its console. */
const orElse =
  (message: string) =>
  (cause: unknown): never => {
    throw new Error(message, { cause });
  };

async function reasonOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return `the server answered ${response.status}`;
  }
}

function* eventsOf({ error, choices }: Chunk): Generator<AnswerEvent, void> {
  if (error !== undefined) throw new Error(error.message);
  const [choice] = choices ?? [];
  const { rise, delta } = choice ?? {};
  if (rise === undefined) {
    const piece = delta?.content ?? "";
    if (piece !== "") yield { kind: "piece", turn: 0, piece }; // of a single turn, or of the answer, which was there already
    return;
  }
  if (rise.chosen !== undefined) yield { kind: "outcome", outcome: rise as ToldOutcome };
  else if (rise.piece !== undefined) yield { kind: "piece", turn: rise.turn ?? 0, piece: rise.piece };
  else yield { kind: "turn", turn: rise as ToldTurn };
}

/** The data of server-sent events. */
async function* dataOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read().catch(orElse(brokenOff));
    if (done) return;
    const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) if (event.startsWith("data: ")) yield event.slice("data: ".length);
  }
}
