/** A piece of an attempt beside the one before it. */
interface DiffPiece {
  readonly text: string;
  readonly change: "same" | "added" | "removed";
}

/** A step, which is a line: as it was, new, gone, or another than before, by its pieces. */
export interface DiffStep {
  readonly change: "same" | "added" | "removed" | "changed";
  readonly pieces: readonly DiffPiece[];
}

const mostSteps = 400; // beyond, texts are compared from both ends alone: the table below grows with the square
const mostWords = 400;

/**
 * What an attempt changes in the one before it, step by step; a step is a line, and within a step that was reworded the words
 * that differ are told.
 */
export function attemptDiff(before: string, after: string): readonly DiffStep[] {
  const steps = sequenceDiff(before.split("\n"), after.split("\n"), mostSteps);
  return paired(steps);
}

/** Whether two attempts are the same text. */
export const isUnchanged = (steps: readonly DiffStep[]): boolean => steps.every(({ change }) => change === "same");

/** Lines that were taken out and put in at the same place, pair by pair as changed ones. */
function paired(pieces: readonly DiffPiece[]): readonly DiffStep[] {
  const steps: DiffStep[] = [];
  for (let at = 0; at < pieces.length;) {
    const removed = runOf(pieces, at, "removed");
    const added = runOf(pieces, at + removed.length, "added");
    const pairs = Math.min(removed.length, added.length);
    if (removed.length + added.length === 0) {
      const piece = pieces[at++];
      if (piece !== undefined) steps.push({ change: "same", pieces: [piece] });
      continue;
    }
    for (let i = 0; i < pairs; i++) steps.push(changedStep(removed[i]?.text ?? "", added[i]?.text ?? ""));
    for (const piece of removed.slice(pairs)) steps.push({ change: "removed", pieces: [piece] });
    for (const piece of added.slice(pairs)) steps.push({ change: "added", pieces: [piece] });
    at += removed.length + added.length;
  }
  return steps;
}

function runOf(pieces: readonly DiffPiece[], from: number, change: DiffPiece["change"]): readonly DiffPiece[] {
  let end = from;
  while (pieces[end]?.change === change) end++;
  return pieces.slice(from, end);
}

function changedStep(before: string, after: string): DiffStep {
  const words = (text: string): readonly string[] => text.match(/\s+|[\p{L}\p{N}_.]+|[^\s\p{L}\p{N}_.]/gu) ?? [];
  return { change: "changed", pieces: joined(sequenceDiff(words(before), words(after), mostWords)) };
}

/** Neighbours of one kind as one piece. */
function joined(pieces: readonly DiffPiece[]): readonly DiffPiece[] {
  const result: DiffPiece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last?.change === piece.change) result[result.length - 1] = { ...last, text: last.text + piece.text };
    else result.push(piece);
  }
  return result;
}

/** The pieces of two sequences by their longest common subsequence, what is gone before what is new. */
function sequenceDiff(before: readonly string[], after: readonly string[], most: number): readonly DiffPiece[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail))
    tail++;
  const [a, b] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const middle = a.length > most || b.length > most ? [] : commonPairs(a, b);
  const mark = (texts: readonly string[], change: DiffPiece["change"]): DiffPiece[] =>
    texts.map((text) => ({ text, change }));
  const pieces = mark(before.slice(0, head), "same");
  let [i, j] = [0, 0];
  for (const [x, y] of middle) {
    pieces.push(...mark(a.slice(i, x), "removed"), ...mark(b.slice(j, y), "added"), ...mark([b[y] ?? ""], "same"));
    [i, j] = [x + 1, y + 1];
  }
  pieces.push(...mark(a.slice(i), "removed"), ...mark(b.slice(j), "added"));
  return [...pieces, ...mark(before.slice(before.length - tail), "same")];
}

/** The places of a longest common subsequence, by the table of Wagner and Fischer. */
function commonPairs(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width); // [a, b]: of what is left from there
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
