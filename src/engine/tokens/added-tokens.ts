import { isJsonObject, type Json } from "../json.ts";
import { TokenizerError } from "./tokenizer-error.ts";

/** The files of a folder that say which tokens there are besides the vocabulary. */
interface TokenFiles {
  readonly tokenizer: Json;
  readonly config: Json;
  /** added_tokens.json: older folders' tokens and their ids. */
  readonly added: Json;
  /** special_tokens_map.json: older folders' special tokens. */
  readonly special: Json;
  /** Rows of the model's embedding; a token beyond them could not be read. */
  readonly rows: number | undefined;
}

/** A token with how it is found in a text. */
interface AddedToken {
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

const flags = ["single_word", "lstrip", "rstrip", "normalized", "special"] as const;
const namedTokens = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

/**
 * A tokenizer.json with the added tokens of all files, as transformers joins them: tokenizer_config.json's `added_tokens_decoder`,
 * where there is one, goes before tokenizer.json in how a token is found, else added_tokens.json adds what is missing; special
 * tokens that no vocabulary has come last. The same object where nothing changes.
 *
 * @throws TokenizerError if a file gives a token another id than it has
 */
export function withAllTokens(files: TokenFiles): Json {
  const { tokenizer } = files;
  const known = new Map(entriesOf(tokenizer).map((entry) => [String(entry["content"]), entry]));
  const vocabulary = vocabularyOf(tokenizer);
  let isChanged = false;
  const put = (token: AddedToken, said: number | undefined, where: string): void => {
    const present = known.get(token.content);
    const id = idOf(present?.["id"]) ?? vocabulary.get(token.content) ?? nextId(known, vocabulary.size);
    if (said !== undefined && said !== id) throw contradiction(token.content, said, where, id);
    if (present !== undefined && flags.every((flag) => (present[flag] ?? false) === token[flag])) return;
    isChanged = true;
    known.set(token.content, { ...present, id, ...token });
  };
  const decoder = files.config["added_tokens_decoder"];
  if (isJsonObject(decoder)) putDecoder(decoder, files, put);
  else putOlder(files, known, put);
  for (const content of specialsOf(files)) {
    const isNew = !known.has(content) && !vocabulary.has(content);
    const hasRow = files.rows === undefined || nextId(known, vocabulary.size) < files.rows;
    if (isNew && hasRow) put(addedToken({ content, special: true }), undefined, "");
  }
  return isChanged ? { ...tokenizer, added_tokens: [...known.values()].toSorted(byId) } : tokenizer;
}

type Put = (token: AddedToken, said: number | undefined, where: string) => void;

function putDecoder(decoder: Json, files: TokenFiles, put: Put): void {
  const named = new Set(specialsOf(files));
  const tokens = Object.entries(decoder).toSorted(([a], [b]) => Number(a) - Number(b));
  for (const [id, said] of tokens) {
    const token = addedToken(isJsonObject(said) ? said : {});
    put({ ...token, special: token.special || named.has(token.content) }, Number(id), "tokenizer_config.json");
  }
}

function putOlder({ added, ...files }: TokenFiles, known: ReadonlyMap<string, Json>, put: Put): void {
  const specials = new Set(specialsOf({ ...files, added }));
  for (const [content, id] of Object.entries(added).toSorted(([, a], [, b]) => Number(a) - Number(b))) {
    const special = specials.has(content);
    const present = known.get(content);
    // Where tokenizer.json has the token, its own flags stand.
    if (present === undefined)
      put(addedToken({ content, special, normalized: !special }), Number(id), "added_tokens.json");
    else if (idOf(present["id"]) !== Number(id)) {
      throw contradiction(content, Number(id), "added_tokens.json", idOf(present["id"]) ?? -1);
    }
  }
}

/** The special tokens by their names, then the others. */
function specialsOf({ config, special }: TokenFiles): readonly string[] {
  const said = isJsonObject(config["added_tokens_decoder"]) ? config : { ...config, ...special };
  const extra = [said["additional_special_tokens"], said["extra_special_tokens"]].flatMap((tokens) => {
    if (Array.isArray(tokens)) return tokens as readonly unknown[];
    return isJsonObject(tokens) ? Object.values(tokens) : [];
  });
  const all = [...namedTokens.map((name) => said[name]), ...extra];
  return all
    .map((token) => (isJsonObject(token) ? token["content"] : token))
    .filter((token) => typeof token === "string");
}

function addedToken(said: Json): AddedToken {
  const special = said["special"] === true;
  return {
    content: String(said["content"] ?? ""),
    single_word: said["single_word"] === true,
    lstrip: said["lstrip"] === true,
    rstrip: said["rstrip"] === true,
    normalized: typeof said["normalized"] === "boolean" ? said["normalized"] : !special,
    special,
  };
}

/** As the tokenizers library numbers them: behind all that there are. */
function nextId(known: ReadonlyMap<string, Json>, words: number): number {
  const largest = Math.max(-1, ...[...known.values()].map((entry) => idOf(entry["id"]) ?? -1));
  return largest >= words ? largest + 1 : words;
}

function vocabularyOf({ model }: Json): ReadonlyMap<string, number> {
  const vocabulary = isJsonObject(model) ? model["vocab"] : undefined;
  if (Array.isArray(vocabulary)) return new Map(vocabulary.map((entry, id) => [String((entry as unknown[])[0]), id])); // Unigram's pairs
  return new Map(Object.entries(isJsonObject(vocabulary) ? vocabulary : {}).map(([token, id]) => [token, Number(id)]));
}

const entriesOf = ({ added_tokens: entries }: Json): readonly Json[] =>
  Array.isArray(entries) ? entries.filter(isJsonObject) : [];
const idOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const byId = (a: Json, b: Json): number => Number(a["id"]) - Number(b["id"]);

function contradiction(content: string, said: number, where: string, id: number): TokenizerError {
  return new TokenizerError(
    `${where} must give the token ${JSON.stringify(content)} the id that it has, ${id}, got ${said}; take tokenizer files that ` +
      "belong together, or save them again with transformers: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)",
  );
}
