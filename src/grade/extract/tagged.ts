import { type FoundAnswer, isPlaceholder, type Mark, shifted, takeSpan } from "./extraction.ts";

const tag = /<(final[_-]?answer|answer|ans)>/gi;

/** The content of the last `<answer>` tag; one that never closes holds the rest of the text. */
export function lastTagged(text: string, read: (content: string) => FoundAnswer | null): Mark | null {
  for (const match of [...text.matchAll(tag)].slice(-8).reverse()) {
    const start = match.index + match[0].length;
    const close = text.toLowerCase().indexOf(`</${(match[1] ?? "").toLowerCase()}>`, start);
    const end = close < 0 ? text.length : close;
    const content = text.slice(start, end);
    if (isPlaceholder(content.trim())) continue;
    const whole = takeSpan(text, start, end, "tag", "the last <answer>");
    if (whole === null) continue;
    const found = read(content);
    const answer = found === null ? whole : { ...shifted(found, start), rule: "tag" as const, reason: whole.reason };
    return { at: match.index, content: answer };
  }
  return null;
}

const key =
  /["'](?:final[ _-]?)?(?:answer|result)["']\s{0,4}:\s{0,4}(?:\{\s{0,8}["'](?:value|answer|result)["']\s{0,4}:\s{0,4})?("(?:[^"\\]|\\.){0,2000}"|'(?:[^'\\\n]|\\.){0,2000}'|-?[\d.]+(?:[eE][-+]?\d+)?|true|false|\[[^[\]{}]{0,400}\])/gi;

/** The value of a JSON object's, or a Python dictionary's, last key `answer`, `final_answer` or `result`. */
export function lastJson(text: string): Mark | null {
  if (!/["']/.test(text)) return null;
  const match = [...text.matchAll(key)].at(-1);
  const value = match?.[1];
  if (match === undefined || value === undefined) return null;
  const answer = stringOf(value).trim();
  if (answer === "" || isPlaceholder(answer)) return null;
  const start = match.index + match[0].length - value.length;
  return {
    at: match.index,
    content: {
      kind: "answer",
      answer,
      start,
      end: start + value.length,
      rule: "json",
      reason: `the JSON key ${match[0].split(":")[0] ?? ""}`,
    },
  };
}

/** A JSON value as the text that it stands for; LaTeX whose backslashes were not doubled stays as it is. */
function stringOf(value: string): string {
  if (value.startsWith("'")) return value.slice(1, -1);
  if (!value.startsWith('"')) return value.startsWith("[") ? value.slice(1, -1).replaceAll('"', "") : value;
  const isDoubled = !/(?<!\\)\\(?:\\\\)*[a-zA-Z]{2}/.test(value);
  try {
    return isDoubled ? String(JSON.parse(value)) : value.slice(1, -1);
  } catch {
    return value.slice(1, -1);
  }
}

const row = /^[ \t]*\|[ \t]*[*_`]{0,3}(?:final |the )?answer[*_`]{0,3}[ \t]*\|[ \t]*([^|\n]{1,200}?)[ \t]*\|[ \t]*$/gim;
const header = /^[ \t]*\|([^\n]*)\|[ \t]*\n[ \t]*\|[-: |]+\|[ \t]*\n((?:[ \t]*\|[^\n]*\|[ \t]*(?:\n|$))+)/gm;

/** The cell beside, or below, a table's cell "answer". */
export function lastCell(text: string): Mark | null {
  if (!text.includes("|") || !/answer/i.test(text)) return null;
  const beside = [...text.matchAll(row)].at(-1);
  if (beside !== undefined && !/^(?:-|value$)/i.test(beside[1] ?? "-")) {
    const cell = beside[1] ?? "";
    const start = beside.index + beside[0].lastIndexOf(cell);
    return markOf(text, beside.index, start, start + cell.length);
  }
  for (const table of [...text.matchAll(header)].reverse()) {
    const column = (table[1] ?? "")
      .split("|")
      .findIndex((cell) => /^[\s*_`]*(?:final |the )?answer[\s*_`]*$/i.test(cell));
    if (column < 0) continue;
    const rows = table[2] ?? "";
    const last = rows.trimEnd().split("\n").at(-1) ?? "";
    const cells = last.trim().slice(1, -1).split("|");
    const cell = cells[column] ?? "";
    const lineStart = table.index + table[0].length - rows.length + rows.lastIndexOf(last);
    const before = cells.slice(0, column).join("|").length + (column > 0 ? 1 : 0);
    const start = lineStart + last.indexOf("|") + 1 + before;
    return markOf(text, table.index, start, start + cell.length);
  }
  return null;
}

function markOf(text: string, at: number, start: number, end: number): Mark | null {
  const content = takeSpan(text, start, end, "table", 'the table\'s cell "answer"');
  return content === null ? null : { at, content };
}
