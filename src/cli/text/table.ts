/**
 * Columns aligned by spaces: the first to the left, the others to the right.
 *
 * @param rows shape [R][C], the header first
 */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...rows.map((row) => (row[c] ?? "").length)));
  const line = (row: readonly string[]): string =>
    widths.map((width, c) => (c === 0 ? (row[c] ?? "").padEnd(width) : (row[c] ?? "").padStart(width))).join("   ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}
