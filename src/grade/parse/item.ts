import type { Node } from "./node.ts";
import { ParseFailure } from "./parse-failure.ts";
import type { Bracket, Token } from "./token.ts";

/** A group that is already parsed, as one operand of what encloses it. */
export interface Parsed {
  readonly kind: "parsed";
  readonly node: Node;
  readonly bracket: Bracket;
  readonly start: number;
  readonly end: number;
  readonly isSpaced: boolean;
}

/** The parts of a group: tokens, and inner groups already parsed. */
export type Item = Token | Parsed;

/** The items between separators of a kind; the separators themselves go. */
export function splitAt(items: readonly Item[], isSeparator: (item: Item) => boolean): Item[][] {
  const parts: Item[][] = [[]];
  for (const item of items) {
    if (isSeparator(item)) parts.push([]);
    else parts.at(-1)?.push(item);
  }
  return parts;
}

/** Whether an item can end an operand. */
export const endsOperand = (item: Item | undefined): boolean =>
  item !== undefined &&
  (item.kind === "number" ||
    item.kind === "symbol" ||
    item.kind === "leaf" ||
    item.kind === "parsed" ||
    (item.kind === "operator" && (item.name === "!" || item.name === "degree" || item.name === "%")));

/** The item at an index. @throws ParseFailure beyond the end */
export function itemAt(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new ParseFailure("something is missing at the end");
  return item;
}
