import type { LongText } from "../shared/answers.ts";

/** Characters of a text that are sent at once; the rest is sent when it is asked for. */
const longestText = 8000;

/** A text, or its beginning; no character is cut in two. */
export function clipped(text: string, most = longestText): LongText {
  if (text.length <= most) return { text, length: text.length };
  const isHalf = /[\ud800-\udbff]/.test(text[most - 1] ?? "");
  return { text: text.slice(0, isHalf ? most - 1 : most), length: text.length };
}
