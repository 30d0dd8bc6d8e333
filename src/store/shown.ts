import { canonicalJson } from "./canonical-json.ts";

/** Characters that leave no mark of their own on a screen, but for the plain space. */
const unseen = /[^\P{C}]|[^\P{Z} ]|\p{Default_Ignorable_Code_Point}/gu;

/**
 * Two values that differ, as JSON in which the difference can be seen: what leaves no mark is written as an escape, and where they
 * would still look alike, whatever is not ASCII.
 */
export function shownApart(before: unknown, now: unknown): readonly [before: string, now: string] {
  const [was, is] = [shown(before), shown(now)];
  const looksAlike = was !== is && was.normalize("NFKC") === is.normalize("NFKC");
  return looksAlike ? [escaped(was, /\P{ASCII}/gu), escaped(is, /\P{ASCII}/gu)] : [was, is];
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : escaped(canonicalJson(value), unseen));

function escaped(json: string, which: RegExp): string {
  return json.replaceAll(which, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
