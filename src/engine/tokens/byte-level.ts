import { isJsonObject } from "../json.ts";
import type { Tokenizer } from "./tokenizer.ts";

type Decode = Tokenizer["decode"];

const partOfCharacter = "\ufffd"; // how a decoder shows bytes that are no whole character

/** Whether tokens stand for bytes and for nothing else: then the text of several is their texts, one after another. */
export function isByteLevel({ decoder, model }: Readonly<Record<string, unknown>>): boolean {
  const hasSuffix = isJsonObject(model) && Boolean(model["end_of_word_suffix"]); // stands for a space between words
  return isJsonObject(decoder) && decoder["type"] === "ByteLevel" && !hasSuffix;
}

/**
 * A decoder that joins the texts of tokens that it knows from before. The library takes several microseconds for a token, which a server
 * that streams would pay three times. Where a token is but a part of a character all are decoded together.
 *
 * @param decode of tokens that stand for bytes
 */
export function joining(decode: Decode): Decode {
  const [plain, withSpecial] = [textOf(decode, false), textOf(decode, true)];
  return (ids, options) => {
    const text = options?.keepSpecial === true ? withSpecial : plain;
    let joined = "";
    for (const id of ids) {
      const next = text(id);
      if (next.includes(partOfCharacter)) return decode(ids, options);
      joined += next;
    }
    return joined;
  };
}

/** The text of a token by itself, kept: there are no more of them than tokens. */
function textOf(decode: Decode, keepSpecial: boolean): (id: number) => string {
  const known = new Map<number, string>();
  return (id) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const text = decode([id], { keepSpecial });
    known.set(id, text);
    return text;
  };
}
