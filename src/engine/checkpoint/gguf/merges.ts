/** A pair of tokens that are joined. */
interface Merge {
  readonly left: string;
  readonly right: string;
  readonly score: number;
}

/**
 * The merges of a SentencePiece vocabulary, which has scores alone: every way to make a token of two, the best tokens first, as
 * transformers derives them.
 *
 * @param scores of each token, in its order
 */
export function mergesOfScores(
  tokens: readonly string[],
  scores: readonly number[],
): readonly (readonly [string, string])[] {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const idOf = (token: string): number => ids.get(token) ?? -1;
  const lengthOf = (text: string): number => [...text].length;
  const merges = tokens.flatMap((token, id): readonly Merge[] => {
    const characters = [...token];
    const ways = Array.from({ length: Math.max(0, characters.length - 1) }, (_, i) => ({
      left: characters.slice(0, i + 1).join(""),
      right: characters.slice(i + 1).join(""),
      score: scores[id] ?? 0,
    }));
    return ways
      .filter(({ left, right }) => ids.has(left) && ids.has(right))
      .toSorted((a, b) => idOf(a.left) - idOf(b.left) || idOf(a.right) - idOf(b.right));
  });
  const order = (a: Merge, b: Merge): number =>
    b.score - a.score || lengthOf(b.left) - lengthOf(a.left) || lengthOf(b.right) - lengthOf(a.right);
  return merges.toSorted(order).map(({ left, right }) => [left, right]);
}
