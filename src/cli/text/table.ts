/**
 * Columns aligned by spaces: figures to the right, words to the left.
 *
 * @param rows shape [R][C], the header first
 */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const aligned = Array.from({ length: columns }, (_, c) => {
    const cells = rows.map((row) => row[c] ?? "");
    const width = Math.max(...cells.map((cell) => cellsWide(cell)));
    const isFigures = c > 0 && cells.slice(1).every((cell) => isFigure(cell));
    return cells.map((cell) => {
      const space = " ".repeat(width - cellsWide(cell));
      return isFigures ? space + cell : cell + space;
    });
  });
  return rows
    .map((_, r) =>
      aligned
        .map((column) => column[r])
        .join("   ")
        .trimEnd(),
    )
    .join("\n");
}

/** Whether a cell reads as an amount: it has a digit, or is empty or a dash, and no word but a unit. */
const isFigure = (cell: string): boolean => /^[-–]?$|^[^\p{L}]*\d[^\p{L}]*(\p{L}{1,3}(\/\p{L}{1,3})?)?$/u.test(cell);

/** How many cells of a terminal a text takes: the letters of East Asia and emoji two, marks that combine none. */
function cellsWide(text: string): number {
  const wide =
    /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\uFF01-\uFF60]/gu;
  const none = /\p{M}|\u200B|\u200C|\u200D/gu;
  return [...text].length + (text.match(wide)?.length ?? 0) - (text.match(none)?.length ?? 0);
}
