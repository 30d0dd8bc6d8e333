import { type FoundAnswer, takeSpan } from "./extraction.ts";

interface OpenBrace {
  /** Where the contents of a box begin; -1 for a brace that opens no box. */
  readonly contentStart: number;
}

/** Where the `{` of a box that begins at `at` stands, or -1: `\boxed{`, `\fbox{`, `boxed{` with the backslash lost. */
function braceOfBox(text: string, at: number): number {
  const name = text.startsWith("boxed", at) ? "boxed" : text.startsWith("fbox", at) ? "fbox" : null;
  if (name === null) return -1;
  const before = text[at - 1] ?? " ";
  if (/[A-Za-z0-9]/.test(before)) return -1;
  let i = at + name.length;
  while (text[i] === " ") i++;
  return text[i] === "{" ? i : -1;
}

/** Every closed box, outermost only, in order of their ends: [start, end) of the contents. One pass, no recursion. */
function* closedBoxes(text: string): Generator<readonly [number, number]> {
  const open: OpenBrace[] = [];
  let boxesOpen = 0;
  let boxBraceAt = -1;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "b" || char === "f") boxBraceAt = Math.max(boxBraceAt, braceOfBox(text, i));
    if (char === "\\" && (text[i + 1] === "{" || text[i + 1] === "}" || text[i + 1] === "\\")) i++;
    else if (char === "{") {
      const contentStart = i === boxBraceAt ? i + 1 : -1;
      if (contentStart >= 0) boxesOpen++;
      open.push({ contentStart });
    } else if (char === "}") {
      const contentStart = open.pop()?.contentStart ?? -1;
      if (contentStart < 0) continue;
      boxesOpen--;
      if (boxesOpen === 0) yield [contentStart, i];
    }
  }
}

/** The contents of the last closed, non-empty `\boxed{...}` with balanced braces; a box that never closes counts as absent. */
export function lastBox(text: string): FoundAnswer | null {
  let last: FoundAnswer | null = null;
  if (!text.includes("box")) return null;
  for (const [start, end] of closedBoxes(text)) {
    last = takeSpan(text, start, end, "boxed", "the last closed \\boxed{}") ?? last;
  }
  return last;
}
