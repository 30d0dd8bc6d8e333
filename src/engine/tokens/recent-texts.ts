const recentTexts = 256;

/**
 * An encoder that keeps the ids of the last few hundred texts: a prompt is encoded for each of its samples and again for
 * training, and the library takes about a millisecond for a short chat.
 */
export function remembering(encode: (text: string) => readonly number[]): (text: string) => number[] {
  const known = new Map<string, readonly number[]>(); // in the order of their last use
  return (text) => {
    const ids = known.get(text) ?? encode(text);
    known.delete(text);
    known.set(text, ids);
    const [oldest] = known.keys();
    if (known.size > recentTexts && oldest !== undefined) known.delete(oldest);
    return [...ids]; // the caller's own
  };
}
