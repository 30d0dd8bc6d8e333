/** A word of the corpus: its symbols as merged so far, and how often it occurs. */
interface Word {
  symbols: string[];
  readonly count: number;
}

/** A pair of neighbouring symbols: how often it occurs, and in which words. */
interface Pair {
  readonly left: string;
  readonly right: string;
  count: number;
  readonly words: Set<Word>;
}

/**
 * Learns byte-pair merges: joins the most frequent pair of neighbours again and again. Ties go to the pair that sorts
 * first, so that the result depends on nothing but the counts.
 *
 * @param counts how often each word occurs; words are split into characters at first
 * @param limit most merges to learn; stops earlier when no pair occurs twice
 * @see Sennrich et al. 2016, arXiv:1508.07909
 */
export function learnMerges(
  counts: ReadonlyMap<string, number>,
  limit: number,
): readonly (readonly [string, string])[] {
  const pairs = new Map<string, Pair>();
  for (const [text, count] of counts) addPairs(pairs, { symbols: [...text], count });
  const merges: (readonly [string, string])[] = [];
  while (merges.length < limit) {
    const best = mostFrequent(pairs);
    if (best === undefined) break;
    merges.push([best.left, best.right]);
    for (const word of Array.from(best.words)) {
      removePairs(pairs, word);
      word.symbols = joinPair(word.symbols, best.left, best.right);
      addPairs(pairs, word);
    }
  }
  return merges;
}

// Byte stand-ins are never spaces, so a space keeps the two halves of a key apart.
const keyOf = (left: string, right: string): string => `${left} ${right}`;

function addPairs(pairs: Map<string, Pair>, word: Word): void {
  forEachPair(word, (left, right) => {
    const key = keyOf(left, right);
    const pair = pairs.get(key) ?? { left, right, count: 0, words: new Set<Word>() };
    pair.count += word.count;
    pair.words.add(word);
    pairs.set(key, pair);
  });
}

function removePairs(pairs: Map<string, Pair>, word: Word): void {
  forEachPair(word, (left, right) => {
    const pair = pairs.get(keyOf(left, right));
    if (pair === undefined) return;
    pair.count -= word.count;
    pair.words.delete(word);
    if (pair.count === 0) pairs.delete(keyOf(left, right));
  });
}

function forEachPair({ symbols }: Word, visit: (left: string, right: string) => void): void {
  for (const [i, right] of symbols.entries()) {
    const left = symbols[i - 1];
    if (left !== undefined) visit(left, right);
  }
}

function mostFrequent(pairs: ReadonlyMap<string, Pair>): Pair | undefined {
  let best: Pair | undefined;
  for (const pair of pairs.values()) {
    if (pair.count >= 2 && (best === undefined || precedes(pair, best))) best = pair;
  }
  return best;
}

function precedes(a: Pair, b: Pair): boolean {
  if (a.count !== b.count) return a.count > b.count;
  return keyOf(a.left, a.right) < keyOf(b.left, b.right);
}

function joinPair(symbols: readonly string[], left: string, right: string): string[] {
  const joined: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] ?? "";
    const matches = symbol === left && symbols[i + 1] === right;
    joined.push(matches ? left + right : symbol);
    if (matches) i++;
  }
  return joined;
}
