/** A piece of two texts: in both, in the later one alone, or in the earlier one alone. */
export interface DiffPiece {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

const mostCells = 4_000_000; // of the table below: about two texts of 2,000 words

/** The difference of two texts, by words: the longest sequence that they share stays. */
export function wordDiff(before: string, after: string): readonly DiffPiece[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  if (a.length * b.length > mostCells) return joined([...a.map(removed), ...b.map(added)]);
  const shared = sharedLengths(a, b);
  const width = b.length + 1;
  const pieces: DiffPiece[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [left = "", right = ""] = [a[i], b[j]];
    if (left === right) {
      pieces.push({ kind: "same", text: left });
      i += 1;
      j += 1;
    } else if ((shared[(i + 1) * width + j] ?? 0) >= (shared[i * width + j + 1] ?? 0)) {
      pieces.push(removed(left));
      i += 1;
    } else {
      pieces.push(added(right));
      j += 1;
    }
  }
  return joined([...pieces, ...a.slice(i).map(removed), ...b.slice(j).map(added)]);
}

const removed = (text: string): DiffPiece => ({ kind: "removed", text });
const added = (text: string): DiffPiece => ({ kind: "added", text });

/** Words, spaces and signs: together they are the text. */
const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];

/** shape [a + 1, b + 1]: the length of the longest sequence that the rests of a and b share. */
function sharedLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const longest = Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
      lengths[i * width + j] = a[i] === b[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : longest;
    }
  }
  return lengths;
}

/** Neighbours of one kind are one piece. */
function joined(pieces: readonly DiffPiece[]): readonly DiffPiece[] {
  const all: DiffPiece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last?.kind === piece.kind) all[all.length - 1] = { kind: piece.kind, text: last.text + piece.text };
    else all.push(piece);
  }
  return all;
}
