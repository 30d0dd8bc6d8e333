/** A piece of a text: as it is, or a character that would not be seen or would turn others round, by its name. */
type TextPiece = { readonly text: string } | { readonly hidden: string };

// Control characters but tab and line feed, marks of direction, invisible ones, unpaired halves.
const hiddenCharacters =
  /[^\P{Cc}\t\n]|[\p{Bidi_Control}\p{Cs}\u00ad\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}\ufff9-\ufffb]/gu;

/**
 * A text of a model or a data set for a page: characters that hide, or that turn the reading direction round so that another answer
 * would be seen than the one that was graded, are named.
 */
export function visiblePieces(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(hiddenCharacters)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    const code = match[0].codePointAt(0) ?? 0;
    pieces.push({ hidden: `U+${code.toString(16).toUpperCase().padStart(4, "0")}` });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/** The same as one text, for where there is no room for marks. */
export function visibleText(text: string): string {
  return text.replace(hiddenCharacters, "\ufffd");
}
