/** The library's model of byte-pair encoding, as far as it matters here. Its own types don't resolve under Node's module rules. */
interface PairEncoding {
  /** The pairs that are joined, the first ones first. */
  readonly merges: readonly (readonly string[])[];
  readonly end_of_word_suffix?: string | null;
  readonly continuing_subword_suffix?: string | null;
  /** The tokens of a word. */
  bpe(word: string): string[];
}

const longWord = 64; // characters: shorter ones are mostly known from before, and the library keeps them

/** Has long words encoded here: the library takes 15 us a character of them, a megabyte without spaces a quarter of a minute. */
export function mergeLongWords(model: object | null): void {
  if (!isPairEncoding(model) || model.end_of_word_suffix || model.continuing_subword_suffix) return;
  const short = model.bpe.bind(model);
  let long: ((word: string) => string[]) | undefined;
  model.bpe = (word) => {
    if (word.length < longWord) return short(word);
    long ??= wordMerger(model.merges);
    return long(word);
  };
}

const isPairEncoding = (model: object | null): model is PairEncoding =>
  model !== null && "merges" in model && "bpe" in model;

/**
 * What splits a word into its characters and joins neighbours until no pair is left to join: always the first of the merges, and the
 * leftmost of its pairs.
 */
export function wordMerger(merges: readonly (readonly string[])[]): (word: string) => string[] {
  const table = tableOf(merges);
  return (word) => {
    const pieces = piecesOf(word, table);
    const size = pieces.id.length;
    const queue = new SmallestFirst(); // rank * size + place
    const offer = (place: number): void => {
      const rank = rankAt(pieces, place, table);
      if (rank !== undefined) queue.push(rank * size + place);
    };
    for (let place = 0; place < size; place++) offer(place);
    for (let first = queue.pop(); first !== undefined; first = queue.pop()) {
      const rank = Math.floor(first / size);
      const place = first - rank * size;
      if (rankAt(pieces, place, table) !== rank) continue; // one of the two was joined to another
      join(pieces, place, table.joined[rank] ?? unknown);
      offer(place);
      const before = pieces.before[place] ?? -1;
      if (before >= 0) offer(before);
    }
    return textsOf(word, pieces);
  };
}

const unknown = -1; // a character that no merge has, or a piece that was joined to the one before

/** The merges by number. */
interface MergeTable {
  readonly idOf: ReadonlyMap<string, number>;
  /** By left id, then by right id: small keys, which are looked up several times as fast as pairs in one large number. */
  readonly rankOf: readonly (ReadonlyMap<number, number> | undefined)[];
  /** By rank: the id of the two together. */
  readonly joined: readonly number[];
}

function tableOf(merges: readonly (readonly string[])[]): MergeTable {
  const idOf = new Map<string, number>();
  const id = (text: string): number => {
    const before = idOf.get(text) ?? idOf.size;
    idOf.set(text, before);
    return before;
  };
  const numbered = merges.map(([left = "", right = ""]) => [id(left), id(right), id(left + right)] as const);
  const rankOf: (Map<number, number> | undefined)[] = Array.from(idOf, () => undefined);
  for (const [rank, [left, right]] of numbered.entries()) (rankOf[left] ??= new Map<number, number>()).set(right, rank);
  return { idOf, rankOf, joined: numbered.map(([, , both]) => both) };
}

/** A word in pieces, each at the place of its first character. */
interface Pieces {
  readonly id: Int32Array;
  /** Where each piece's text begins, and the word's end. */
  readonly start: Int32Array;
  /** The place of the piece before; -1: there is none. */
  readonly before: Int32Array;
  /** The place of the piece behind; the number of places: there is none. */
  readonly after: Int32Array;
}

function piecesOf(word: string, { idOf }: MergeTable): Pieces {
  const characters = Array.from(word);
  const size = characters.length;
  const start = new Int32Array(size + 1);
  const [id, before, after] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  for (let place = 0; place < size; place++) {
    const character = characters[place] ?? "";
    id[place] = idOf.get(character) ?? unknown;
    start[place + 1] = (start[place] ?? 0) + character.length;
    before[place] = place - 1;
    after[place] = place + 1;
  }
  return { id, start, before, after };
}

/** The rank of the pair that begins at a place. */
function rankAt({ id, after }: Pieces, place: number, { rankOf }: MergeTable): number | undefined {
  const left = id[place] ?? unknown;
  const right = id[after[place] ?? id.length] ?? unknown;
  return left < 0 || right < 0 ? undefined : rankOf[left]?.get(right);
}

/** Joins the piece at a place with the one behind it. */
function join({ id, before, after }: Pieces, place: number, both: number): void {
  const gone = after[place] ?? id.length;
  const next = after[gone] ?? id.length;
  id[place] = both;
  id[gone] = unknown;
  after[place] = next;
  if (next < id.length) before[next] = place;
}

function textsOf(word: string, { id, start, after }: Pieces): string[] {
  const texts: string[] = [];
  for (let place = 0; place < id.length; place = after[place] ?? id.length)
    texts.push(word.slice(start[place], start[after[place] ?? id.length]));
  return texts;
}

/** Numbers, of which the smallest is taken first: a binary heap. */
class SmallestFirst {
  readonly #heap: number[] = [];

  push(value: number): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (above <= value) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = value;
  }

  pop(): number | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const child = (heap[left + 1] ?? Infinity) < (heap[left] ?? Infinity) ? left + 1 : left;
      const below = heap[child] ?? Infinity;
      if (below >= last) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
