import type { Chat } from "./chat.ts";
import { openChat } from "./chat.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { openTokenizer, TokenizerError } from "./tokenizer.ts";

/** What a model folder says about its tokens. */
export interface Tokens {
  readonly tokenizer: Tokenizer;
  /** Ids at which sampling stops. */
  readonly endOfTurnIds: readonly number[];
  /** Absent for a model without a chat template. */
  readonly chat: Chat | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Opens the tokenizer and the chat template of a model folder.
 *
 * @param companions the folder's text files by name
 * @throws TokenizerError if there is no tokenizer.json, or a file is damaged
 */
export function openTokens(companions: ReadonlyMap<string, string>): Tokens {
  if (!companions.has("tokenizer.json")) {
    throw new TokenizerError(
      "the model folder must hold tokenizer.json, found none; convert a tokenizer.model with transformers: " +
        "AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)",
    );
  }
  const config = parse(companions, "tokenizer_config.json");
  const tokenizer = openTokenizer({ tokenizer: parse(companions, "tokenizer.json"), config });
  const endOfTurnIds = findEndOfTurnIds(companions, config, tokenizer);
  const template = companions.get("chat_template.jinja") ?? templateOf(config);
  const chat = template === undefined ? undefined : openChat(tokenizer, template, endOfTurnIds, specialTexts(config));
  return { tokenizer, endOfTurnIds, chat };
}

function parse(companions: ReadonlyMap<string, string>, file: string): Json {
  try {
    return JSON.parse(companions.get(file) ?? "{}") as Json; // an object, or the library says what is wrong with it
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TokenizerError(`${file} must be JSON, got text that fails with "${reason}"; copy it again`, { cause });
  }
}

/** generation_config.json knows all of them; config.json and the tokenizer's eos_token know at most one each. */
function findEndOfTurnIds(
  companions: ReadonlyMap<string, string>,
  config: Json,
  tokenizer: Tokenizer,
): readonly number[] {
  for (const file of ["generation_config.json", "config.json"]) {
    const ids = [parse(companions, file)["eos_token_id"]].flat().filter((id) => typeof id === "number");
    if (ids.length > 0) return ids;
  }
  const eos = tokenText(config["eos_token"]);
  const id = eos === undefined ? undefined : tokenizer.idOf(eos);
  return id === undefined ? [] : [id];
}

function templateOf(config: Json): string | undefined {
  const template = config["chat_template"];
  if (typeof template === "string") return template;
  if (!Array.isArray(template)) return undefined;
  const named = template as readonly { readonly name?: unknown; readonly template?: unknown }[]; // older files: a list
  const chosen = named.find(({ name }) => name === "default")?.template;
  return typeof chosen === "string" ? chosen : undefined;
}

/** The special tokens by the names that templates know, such as `bos_token`. */
function specialTexts(config: Json): Record<string, string> {
  const names = ["bos_token", "eos_token", "pad_token", "unk_token"];
  const pairs = names.map((name) => [name, tokenText(config[name])] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** A token is given as its text, or as a record that has it. */
function tokenText(token: unknown): string | undefined {
  if (typeof token === "string") return token;
  if (typeof token !== "object" || token === null || !("content" in token)) return undefined;
  return typeof token.content === "string" ? token.content : undefined;
}
