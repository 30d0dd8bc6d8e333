import { withAllTokens } from "./added-tokens.ts";
import type { Chat } from "./chat.ts";
import { openChat } from "./chat.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { openTokenizer } from "./tokenizer.ts";
import { TokenizerError } from "./tokenizer-error.ts";

/** A model folder's settings of its tokens. */
export interface Tokens {
  readonly tokenizer: Tokenizer;
  /** Ids at which sampling stops. */
  readonly endOfTurnIds: readonly number[];
  /** Absent for a model without a chat template. */
  readonly chat: Chat | undefined;
}

type Json = Readonly<Record<string, unknown>>;
/** The folder's text files by name. */
type Companions = ReadonlyMap<string, string>;

/**
 * Opens the tokenizer and the chat template of a model folder.
 *
 * @param companions the folder's text files by name
 * @throws TokenizerError if there is no tokenizer.json, it has more tokens than the model, or a file is damaged
 */
export function openTokens(companions: Companions): Tokens {
  if (!companions.has("tokenizer.json")) {
    throw new TokenizerError(
      "the model folder must hold tokenizer.json, found none; convert a tokenizer.model with transformers: " +
        "AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)",
    );
  }
  const config = parse(companions, "tokenizer_config.json");
  const tokenizer = openTokenizer({ tokenizer: allTokens(companions, config), config });
  refuseMoreTokensThanRows(tokenizer, parse(companions, "config.json"));
  const endOfTurnIds = findEndOfTurnIds(companions, config, tokenizer);
  const template = findTemplate(companions, config);
  const special = specialTexts(parse(companions, "special_tokens_map.json"), config);
  const chat = template === undefined ? undefined : openChat(tokenizer, template, endOfTurnIds, special);
  if (chat !== undefined) refuseUnknownEnd(tokenizer, chat);
  return { tokenizer, endOfTurnIds, chat };
}

/** tokenizer.json with the tokens that other files add. */
function allTokens(companions: Companions, config: Json): Json {
  const rows = parse(companions, "config.json")["vocab_size"];
  return withAllTokens({
    tokenizer: parse(companions, "tokenizer.json"),
    config,
    added: parse(companions, "added_tokens.json"),
    special: parse(companions, "special_tokens_map.json"),
    rows: typeof rows === "number" ? rows : undefined,
  });
}

/**
 * A template that closes an assistant's message with a token that no file calls an end, would make every sample run to its limit.
 *
 * @throws TokenizerError naming the token
 */
function refuseUnknownEnd(tokenizer: Tokenizer, chat: Chat): void {
  const closing = chat.closing([{ role: "user", content: "?" }]);
  if (closing === undefined) return;
  const ids = tokenizer.encode(closing);
  if (ids.some((id) => chat.endOfTurnIds.includes(id))) return;
  const end = ids.find((id) => tokenizer.isAdded(id));
  if (end === undefined) return; // it writes no token of its own there
  const token = JSON.stringify(tokenizer.decode([end], { keepSpecial: true }));
  throw new TokenizerError(
    `the chat template closes an assistant's message with ${token} (id ${end}), which no file names as end of turn, got ` +
      `${chat.endOfTurnIds.join(", ")}: every response would run to its limit; add ${end} to eos_token_id in generation_config.json`,
  );
}

function parse(companions: Companions, file: string): Json {
  try {
    return JSON.parse(companions.get(file) ?? "{}") as Json; // an object, or the library says what is wrong with it
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TokenizerError(`${file} must be JSON, got text that fails with "${reason}"; copy it again`, { cause });
  }
}

/** A model may have rows to spare, but not too few: text would become ids that it cannot read. */
function refuseMoreTokensThanRows({ last }: Tokenizer, { vocab_size: rows }: Json): void {
  if (typeof rows !== "number" || last.id < rows) return;
  throw new TokenizerError(
    `tokenizer.json must have ids below the model's vocab_size ${rows}, got ${last.id} for ${JSON.stringify(last.token)}; take the ` +
      `tokenizer that came with the model, or enlarge it with transformers: model.resize_token_embeddings(${last.id + 1})`,
  );
}

/**
 * Every id that one of the files calls the end. generation_config.json should know all of them; where a chat model was made of
 * a base model, it is sometimes tokenizer_config.json alone that knows the end of a turn.
 */
function findEndOfTurnIds(companions: Companions, config: Json, tokenizer: Tokenizer): readonly number[] {
  const said = ["generation_config.json", "config.json"].map((file) => parse(companions, file)["eos_token_id"]);
  const eos = tokenText(config["eos_token"]);
  const ids = [...said, eos === undefined ? undefined : tokenizer.idOf(eos)].flat();
  return [...new Set(ids.filter((id) => typeof id === "number"))];
}

/** A file of its own comes first, as in transformers. */
function findTemplate(companions: Companions, config: Json): string | undefined {
  return (
    companions.get("chat_template.jinja") ??
    templateIn(config, "tokenizer_config.json") ??
    templateIn(parse(companions, "chat_template.json"), "chat_template.json")
  );
}

/** `chat_template` is a text, or a list of named ones of which `default` is for chats. */
function templateIn(json: Json, file: string): string | undefined {
  const template = json["chat_template"];
  if (typeof template === "string") return template;
  if (!Array.isArray(template) || template.length === 0) return undefined;
  const named = template as readonly { readonly name?: unknown; readonly template?: unknown }[]; // checked below
  const chosen = named.find(({ name }) => name === "default")?.template;
  if (typeof chosen === "string") return chosen;
  throw new TokenizerError(
    `${file}: chat_template must name a default among its templates, got ${named.map(({ name }) => String(name)).join(", ")}; ` +
      "write the one for chats into chat_template.jinja",
  );
}

/**
 * The special tokens by the names that templates know, such as `bos_token`.
 *
 * @param older special_tokens_map.json, where tokenizer_config.json does not say
 */
function specialTexts(older: Json, config: Json): Record<string, string> {
  const names = ["bos_token", "eos_token", "pad_token", "unk_token"];
  const pairs = names.map((name) => [name, tokenText(name in config ? config[name] : older[name])] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** A token is given as its text, or as a record that has it. */
function tokenText(token: unknown): string | undefined {
  if (typeof token === "string") return token;
  if (typeof token !== "object" || token === null || !("content" in token)) return undefined;
  return typeof token.content === "string" ? token.content : undefined;
}
