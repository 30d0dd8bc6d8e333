import { readabilityOf } from "../parse/readable.ts";
import type { FoundAnswer } from "./extraction.ts";

const item = /^[ \t]*(?:[-*•+]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+(\S.*?)[.,;]?$/;
const introduced =
  /\b(?:solutions?|roots?|values?|answers?|zeros?|points?|pairs?|triples?|integers?|numbers?|factors?)\b[^\n]*(?::|\b(?:are|is|include))[*_\s]*$/i;

const value = /^\$?[-+]?\d[\d.,/]*\$?$/;

/** A text of nothing but numbers, a line each: one list, of which no line is the answer. */
function lastColumn(text: string): FoundAnswer | null {
  const all = text.trim();
  const lines = all.length > 2000 ? [] : all.split(/\s*\n\s*/);
  if (lines.length < 2 || !lines.every((line) => value.test(line))) return null;
  const start = text.indexOf(all);
  const answer = new Set(lines).size === 1 ? (lines[0] ?? "") : lines.join(", ");
  return {
    kind: "answer",
    answer,
    start,
    end: start + all.length,
    rule: "sentence",
    reason: "the numbers, a line each",
  };
}

/** "The group consists of", before "- girls: 6". */
const counted = /\b(?:consists? of|contains?|comprises?|includes?|there (?:are|is)|we (?:get|have|find))[:*_\s]*$/i;
const count = /^(?:\p{L}[\p{L} ]{0,20}: ?\d[\d.]{0,9}|\d[\d.]{0,9} \p{L}{3,20})$/u;

/** The items of a list that ends the text, where its heading says that they are the solutions, values and the like. */
export function lastList(text: string): FoundAnswer | null {
  const column = lastColumn(text);
  if (column !== null) return column;
  const lines = text.trimEnd().split("\n").slice(-20);
  const items: string[] = [];
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    const content = item.exec(line)?.[1];
    if (content === undefined) {
      if (line.trim() === "") continue;
      lines.push(line);
      break;
    }
    items.unshift(content.replace(/^\$([^$]*)\$$/, "$1"));
  }
  const heading = lines.at(-1) ?? "";
  const areCounts = counted.test(heading) && items.every((content) => count.test(content));
  if (items.length < 2 || !(areCounts || introduced.test(heading))) return null;
  if (!areCounts && items.some((content) => readabilityOf(content) !== "mathematics")) return null;
  const answer = items.join(", ");
  const end = text.trimEnd().length;
  const start = text.lastIndexOf(items[0] ?? "", end);
  return {
    kind: "answer",
    answer,
    start: Math.max(0, start),
    end,
    rule: "sentence",
    reason: "the list that ends the text",
  };
}
