import { parseShallow } from "./shallow-json.ts";
import { beginningOf, isWebPage, wordsOfPage } from "./web-page.ts";

const excerptChars = 300;
const longestError = 65_536; // bytes: what is longer says nothing of an error

/** The beginning of a body, on one line, for a message. */
export function excerptOf(body: Buffer | string): string {
  const text = beginningOf(body, longestError).replaceAll(/\s+/g, " ").trim();
  if (text === "") return "(empty)";
  if (isWebPage(text)) return wordsOfPage(text);
  return text.length <= excerptChars ? text : `${text.slice(0, excerptChars)}...`;
}

/** A server's account of an error: the words in its JSON, as most servers wrap them, else the body's beginning. */
export function wordsOfError(body: Buffer): string {
  return excerptOf(wordsIn(parsed(body)) ?? body);
}

/** An error as a server words it, for a program to tell errors of one status apart. */
export interface ErrorWords {
  /** The body's beginning, whatever its form. */
  readonly text: string;
  /** The short names in its JSON: `code`, `type`, `status` and `reason`, at any depth. */
  readonly codes: readonly string[];
  /** The fields of the request that it blames: `param`, and the last part of each `loc`. */
  readonly params: readonly string[];
}

const maxWordsChars = 4000;

/** An error's body, taken apart. */
export function errorWords(body: Buffer): ErrorWords {
  const whole = body.subarray(0, longestError).toString();
  const found = { codes: new Set<string>(), params: new Set<string>() };
  collectNames(parsed(body), found, 0);
  return { text: whole.slice(0, maxWordsChars), codes: [...found.codes], params: [...found.params] };
}

const codeKeys: ReadonlySet<string> = new Set(["code", "type", "status", "reason"]);
const deepest = 8;

function collectNames(
  value: unknown,
  found: { readonly codes: Set<string>; readonly params: Set<string> },
  depth: number,
): void {
  if (depth > deepest || typeof value !== "object" || value === null) return;
  for (const [key, held] of Object.entries(value)) {
    const isName = typeof held === "string" || typeof held === "number";
    if (isName && codeKeys.has(key)) found.codes.add(String(held));
    if (isName && key === "param") found.params.add(String(held));
    if (key === "loc" && Array.isArray(held)) found.params.add(String(held.at(-1))); // pydantic's: ["body", "seed"]
    // Gateways hand on the error of the server behind them as text.
    collectNames(typeof held === "string" && held.startsWith("{") ? parsed(held) : held, found, depth + 1);
  }
}

function parsed(text: Buffer | string): unknown {
  const body = Buffer.isBuffer(text) ? text : Buffer.from(text);
  if (body.length > longestError) return undefined;
  try {
    return parseShallow(body);
  } catch {
    return undefined; // plain text, or a page
  }
}

/** `{error: {message}}`, `{error}`, `{message}` or `{detail}`. */
function wordsIn(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { error, message, detail } = value as Readonly<Record<string, unknown>>; // whatever it holds is looked at
  return wordsIn(error) ?? wordsIn(message) ?? wordsIn(detail);
}
