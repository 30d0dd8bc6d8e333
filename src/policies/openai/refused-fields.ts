import { HttpFailure, type ErrorWords } from "../../http/index.ts";
import type { Endpoint } from "./endpoint-schema.ts";

type Body = Readonly<Record<string, unknown>>;

/** Fields of a request that the servers of an endpoint turned out to refuse, for as long as the endpoint is open. */
export interface RefusedFields {
  /** A request without them. */
  without(body: Body): Body;
  /** Whether a field is left out. */
  has(name: string): boolean;
  /** The fields refused so far. */
  known(): ReadonlySet<string>;
  /**
   * Takes note of a failure that blames a field which can be left out.
   *
   * @param sentWithout what had been refused when the request was made
   * @returns the field, if the request is worth sending again without it
   */
  learn(failure: unknown, body: Body, sentWithout: ReadonlySet<string>): string | undefined;
}

/** The least missed first: what is sent at its neutral value, then what only steers chance, then what changes it. */
const droppable = [
  "presence_penalty",
  "frequency_penalty",
  "repetition_penalty",
  "repeat_penalty",
  "min_p",
  "min_tokens",
  "top_k",
  "generation_config",
  "stop_token_ids",
  "stream",
  "seed",
  "n",
  "top_p",
  "temperature",
] as const;
const limit = "max_tokens";
const newLimit = "max_completion_tokens"; // hosted reasoning models refuse max_tokens and name this in its place

/** Starts with nothing refused. */
export function createRefusedFields({ extra }: Pick<Endpoint, "extra">, note: (line: string) => void): RefusedFields {
  const refused = new Set<string>();
  return {
    has: (name) => refused.has(name),
    known: () => new Set(refused),
    without(body) {
      const kept = Object.entries(body).filter(([name]) => !refused.has(name));
      if (!refused.has(limit) || !(limit in body)) return Object.fromEntries(kept);
      return Object.fromEntries([...kept, [newLimit, body[limit]]]);
    },
    learn(failure, body, sentWithout) {
      if (!(failure instanceof HttpFailure) || (failure.status !== 400 && failure.status !== 422)) return undefined;
      const sent = Object.keys(body).filter((name) => !sentWithout.has(name) && !(name in extra));
      const name = blamed(failure.said, sent);
      if (name === undefined) return undefined;
      const isNew = !refused.has(name);
      refused.add(name);
      if (isNew) note(`${failure.message}; ${consequence(name, body)}`);
      return name;
    },
  };
}

function consequence(name: string, body: Body): string {
  if (name === limit) return `from here on the limit is sent as ${newLimit}`;
  if (name === "n") return "from here on one response a request is asked for";
  const got = `${name} ${JSON.stringify(body[name])}`;
  return `from here on ${got} is left out, and the server's own setting holds`;
}

/** The field that an error is about, of those that were sent. */
function blamed(said: ErrorWords | undefined, sent: readonly string[]): string | undefined {
  if (said === undefined) return undefined;
  const { params, text } = said;
  if (sent.includes(limit) && text.includes(newLimit)) return limit;
  const names = droppable.filter((name) => sent.includes(name));
  const named = names.find((name) => params.includes(name));
  if (named !== undefined) return named;
  // An error that blames a field by its name blames no other, whatever it says besides.
  if (params.some((param) => sent.includes(param))) return undefined;
  return names.find((name) => isAbout(text, name));
}

const refusal =
  "(?:not support|unsupported|unknown|unrecogni[sz]ed|unexpected|not allowed|not permitted|invalid|only|must|should|cannot|can not|deprecated|range|at most|maximum|extra input)";

/** Whether an error's words are about a field: its name in quotes, or beside a word of refusal. */
function isAbout(text: string, name: string): boolean {
  if (
    name === "n" &&
    /candidate_?count|multiple (?:choices|completions|candidates)|number of (?:choices|completions)/i.test(text)
  )
    return true;
  const quoted = new RegExp(`\\\\?['"\`]${name}\\\\?['"\`]`);
  if (quoted.test(text)) return true;
  if (name === "n") return /\bn ?(?:>|=|must|should|is not|has to)|(?:parameter|field):? n\b/i.test(text);
  const near = new RegExp(`\\b${name}\\b[^.]{0,80}${refusal}|${refusal}[^.]{0,60}\\b${name}\\b`, "i");
  return near.test(text);
}
