/** A text whose tokens come one by one. */
interface GrowingText {
  /** @returns what the token adds to the text; nothing where a character is not whole yet */
  push(token: number): string;
}

/**
 * What each token adds to the text; together they are the text.
 *
 * @returns shape [ids]; "" where a character is not whole yet
 */
export function textsOfTokens(decode: (ids: readonly number[]) => string, ids: readonly number[]): readonly string[] {
  const growing = growingText(decode);
  const texts = ids.map((id) => growing.push(id));
  const told = texts.join("");
  const rest = decode(ids).slice(told.length); // of a character that never became whole
  return rest === "" ? texts : [...texts.slice(0, -1), (texts.at(-1) ?? "") + rest];
}

const unfinished = "\ufffd"; // how a decoder shows a character of which bytes are missing

/**
 * Decodes tokens as they come. A token's text may depend on the one before it (a space between words) and hold a part of a
 * character: the last tokens are decoded together, with and without the new one, and the difference is told once it is whole.
 */
export function growingText(decode: (ids: readonly number[]) => string): GrowingText {
  let told: readonly number[] = []; // the last tokens that were told, as a beginning for the next
  let untold: number[] = [];
  return {
    push(token) {
      untold.push(token);
      const before = decode(told);
      const text = decode([...told, ...untold]);
      if (text.length <= before.length || text.endsWith(unfinished) || !text.startsWith(before)) return "";
      told = untold;
      untold = [];
      return text.slice(before.length);
    },
  };
}
