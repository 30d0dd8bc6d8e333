import { JinjaError } from "./jinja-error.ts";
import { characters } from "./values.ts";

/** What `str.strip` removes where it is not told; JavaScript's `trim` has U+FEFF and lacks U+0085 and the separators. */
const SPACES =
  "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
const spaces: ReadonlySet<string> = new Set(SPACES);

/** Whether Python counts a character as white space. */
export const isSpace = (character: string): boolean => spaces.has(character);

/** Which ends of a text are stripped. */
interface Sides {
  readonly start: boolean;
  readonly end: boolean;
}

/** Python's `strip`, `lstrip` and `rstrip`. */
export function strip(text: string, removed: string | undefined, sides: Sides): string {
  const set = removed === undefined ? spaces : new Set(removed);
  const all = characters(text);
  let [from, to] = [0, all.length];
  while (sides.start && from < to && set.has(all[from] ?? "")) from++;
  while (sides.end && to > from && set.has(all[to - 1] ?? "")) to--;
  return all.slice(from, to).join("");
}

/** Python's `split` and `rsplit` at white space. */
export function splitAtSpaces(text: string, most: number, fromEnd: boolean): readonly string[] {
  const words: string[] = [];
  let rest = strip(text, undefined, { start: true, end: true });
  while (rest !== "") {
    const isLast = most >= 0 && words.length === most;
    const all = characters(rest);
    const at = isLast ? -1 : fromEnd ? all.findLastIndex(isSpace) : all.findIndex(isSpace);
    const [word, others] =
      at < 0 ? [all, []] : fromEnd ? [all.slice(at + 1), all.slice(0, at)] : [all.slice(0, at), all.slice(at + 1)];
    words.push(word.join(""));
    rest = strip(others.join(""), undefined, { start: !fromEnd, end: fromEnd });
  }
  return fromEnd ? words.toReversed() : words;
}

/** Python's `split` and `rsplit` at a separator. */
export function splitAt(text: string, separator: string, most: number, fromEnd: boolean): readonly string[] {
  if (separator === "") throw new JinjaError("empty separator");
  const parts = text.split(separator);
  if (most < 0 || parts.length <= most + 1) return parts;
  return fromEnd
    ? [parts.slice(0, parts.length - most).join(separator), ...parts.slice(parts.length - most)]
    : [...parts.slice(0, most), parts.slice(most).join(separator)];
}

/** What ends a line in Python, besides a carriage return before a line feed. */
const lineEnds: ReadonlySet<string> = new Set("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029");

/** Python's `splitlines`. */
export function splitLines(text: string, keepEnds = false): readonly string[] {
  const lines: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (!lineEnds.has(text[at] ?? "")) continue;
    const end = text.startsWith("\r\n", at) ? at + 2 : at + 1;
    lines.push(text.slice(start, keepEnds ? end : at));
    start = end;
    at = end - 1;
  }
  return start < text.length ? [...lines, text.slice(start)] : lines;
}

/** Python's `replace`. */
export function replace(text: string, old: string, by: string, most: number): string {
  if (most < 0) return text.replaceAll(old, () => by);
  const parts = old === "" ? ["", ...characters(text), ""] : text.split(old);
  const joined = Math.min(most, parts.length - 1);
  return (
    parts.slice(0, joined + 1).join(by) +
    parts
      .slice(joined + 1)
      .map((part) => old + part)
      .join("")
  );
}

/** Python's `capitalize`. */
export function capitalize(text: string): string {
  const [first = "", ...rest] = characters(text);
  return first.toUpperCase() + rest.join("").toLowerCase();
}

/** Python's `title`: a letter behind another is small, any other large. */
export function title(text: string): string {
  return text.replaceAll(/\p{L}[\p{L}\p{M}]*/gu, capitalize);
}

/** Python's `rjust`, `ljust` and `center`. */
export function pad(text: string, width: number, side: "left" | "right" | "both", fill = " "): string {
  const missing = Math.max(0, width - characters(text).length);
  if (side === "left") return fill.repeat(missing) + text;
  if (side === "right") return text + fill.repeat(missing);
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}
