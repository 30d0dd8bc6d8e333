const recentTexts = 256;
/** Of all texts that are kept: whoever asks a server with megabytes shall not fill its memory. */
const keptCharacters = 2 ** 21;

/**
 * An encoder that keeps the ids of the last few hundred texts: a prompt is encoded for each of its samples and again for
 * training, and the library takes about a millisecond for a short chat.
 */
export function remembering(encode: (text: string) => readonly number[]): (text: string) => number[] {
  const known = new Map<string, readonly number[]>(); // in the order of their last use
  let characters = 0;
  return (text) => {
    const before = known.get(text);
    const ids = before ?? encode(text);
    known.delete(text);
    known.set(text, ids);
    if (before === undefined) characters += text.length;
    for (const oldest of known.keys()) {
      if (known.size <= recentTexts && characters <= keptCharacters) break;
      known.delete(oldest);
      characters -= oldest.length;
    }
    return ids.slice(); // the caller's own
  };
}
